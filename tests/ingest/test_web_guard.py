"""No address but one of the public internet is connected to, whatever it is called."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from ingest.web_fetch import Fetcher, FetchFailed
from ingest.web_guard import Refused, Resolver, check_url, is_public
from tests.ingest.website import Reply, Website, website

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "fec0::1", "ff02::1", "ff0e::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "::127.0.0.1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "", "not an address", "0x7f000001",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["ftp://x/", "file:///etc/passwd", "gopher://x", "http://u@x/", "http://u:p@x/", "http:///a",
     "javascript:alert(1)", "http://x:0/", "http://x:99999/", "http://[::1/", "//x/", ""],
)  # fmt: skip
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as served:
        served.html("/", "secret")
        yield served


def fetcher(resolver: Resolver | None = None, *, allow_private: bool = False) -> Fetcher:
    made = Fetcher(user_agent="t", timeout_s=5, max_bytes=1000, allow_private=allow_private)
    if resolver is not None:
        made = Fetcher(
            user_agent="t",
            timeout_s=5,
            max_bytes=1000,
            allow_private=allow_private,
            resolver=resolver,
        )
    return made


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_no_spelling_of_loopback_gets_through(site: Website, host: str) -> None:
    opened = fetcher()
    port = site.url.rpartition(":")[2]
    with pytest.raises((Refused, FetchFailed)):
        opened.fetch(f"http://{host}:{port}/")
    opened.close()
    assert site.asked == []


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_a_public_name_with_a_private_address_is_refused(site: Website, answer: list[str]) -> None:
    opened = fetcher(lambda host, port: answer)
    with pytest.raises(Refused, match="not on the public internet"):
        opened.fetch(f"http://help.example:{site.url.rpartition(':')[2]}/")
    opened.close()
    assert site.asked == []


def test_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second answer of a rebinding name server is never asked for."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    opened = fetcher(lambda host, port: answers.pop(0))
    with pytest.raises(FetchFailed):
        opened.fetch("http://help.example/")
    opened.close()
    assert connected == ["93.184.216.34"]


def test_every_redirect_is_checked_anew(site: Website) -> None:
    """The first host is let through as public; where it redirects to is not."""
    port = site.url.rpartition(":")[2]
    site.pages["/in"] = Reply(status=302, headers={"location": f"http://inner.example:{port}/"})
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        if host == "inner.example":
            raise Refused("inner.example is not on the public internet")
        return ["127.0.0.1"]

    opened = fetcher(resolver, allow_private=True)
    with pytest.raises(Refused):
        opened.fetch(f"http://outer.example:{port}/in")
    opened.close()
    assert asked == ["outer.example", "inner.example"]
    assert [path for path, _ in site.asked] == ["/in"]


def test_a_name_without_address_is_one_line() -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    opened = fetcher(resolver)
    with pytest.raises(FetchFailed, match=r"no address of nowhere\.example is known"):
        opened.fetch("http://nowhere.example/")
    opened.close()
