"""Bearer tokens of requests, compared without telling by the time it takes how much was right."""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request

from nescio.errors import UsageError


class Unauthorised(UsageError):
    """A token is missing or wrong; what it would have opened is not said."""

    code = "unauthorised"

    def __init__(self) -> None:
        super().__init__("this needs a valid token: `Authorization: Bearer TOKEN`")


def check(request: Request, token: str | None) -> None:
    """Raises Unauthorised unless the request shows `token`; always without one."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    # Digests are of one length: nothing is told about the length of the token either.
    same = hmac.compare_digest(_digest(shown.strip()), _digest(token or ""))
    if not same or not token or scheme.lower() != "bearer":
        raise Unauthorised


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
