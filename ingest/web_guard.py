"""Which addresses may be fetched: those of the public internet, decided after names are resolved.

A connection goes to the very address that was checked: a name that resolves differently the next
time (DNS rebinding) gains nothing, and every redirect is a connection like the first.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
"""Host and port to addresses. Raises OSError."""

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class Refused(Exception):
    """An address or a URL that must not be fetched; `str()` says why."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def check_url(url: str) -> None:
    """Raise Refused unless the URL is plain http or https without credentials."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("not a valid URL") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise Refused("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise Refused("credentials in a URL are not sent")
    if not parts.hostname or port == 0:
        raise Refused("not a valid URL")


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if getattr(address, "scope_id", None):
        return False
    return all(_is_public(each) for each in _inside(address))


def _inside(address: Address) -> Iterable[Address]:
    """The address, and the IPv4 addresses that it carries."""
    yield address
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if any(address in network for network in _NAT64):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None or any(address in network for network in _NAT64):
            return True  # the address within decides
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


@dataclass
class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses, and lets nothing take longer than `deadline`."""

    allow_private: bool = False
    resolver: Resolver = resolve
    deadline: float = float("inf")
    """In `time.monotonic`; set anew for each page."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to an address of `host`. Raises Refused and httpcore's errors."""
        try:
            addresses = self.resolver(host, port)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError(f"no address of {host[:100]} is known") from None
        if not addresses:
            raise httpcore.ConnectError(f"no address of {host[:100]} is known")
        if not self.allow_private and not all(is_public(address) for address in addresses):
            # One private address among public ones is no accident either.
            raise Refused(f"{host[:100]} is not on the public internet")
        problem: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, self._left(timeout), local_address, socket_options
                )
                return _Timed(stream, self._left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError("no connection")

    def _left(self, timeout: float | None) -> float:
        """The time that is left, at most `timeout`."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the page is over")
        return min(left, timeout) if timeout is not None else left


@dataclass
class _Timed(httpcore.NetworkStream):
    """A stream whose every step has to end before the deadline of the page."""

    stream: httpcore.NetworkStream
    left: Callable[[float | None], float]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self.stream.start_tls(ssl_context, server_hostname, self.left(timeout))
        return _Timed(inner, self.left)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
