"""What an error of a provider's client library comes to: one ModelFailed, by its cause.

Both SDKs are read alike: errors with a `status_code` carry the response, those of the transport
have their cause (httpx2, ssl, OSError) in the chain.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from answer.models.chat import FailureKind, ModelFailed
from answer.models.headers import retry_after

_MOST_CHARACTERS = 200
_BY_TYPE: dict[str, FailureKind] = {
    "rate_limit_error": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    "overloaded_error": "server_error",
    "timeout_error": "timeout",
    "invalid_request_error": "bad_request",
    "not_found_error": "bad_request",
    "request_too_large": "bad_request",
    "context_length_exceeded": "bad_request",
    "authentication_error": "not_authorized",
    "permission_error": "not_authorized",
    "billing_error": "not_authorized",
    "insufficient_quota": "not_authorized",
}
_BY_STATUS: dict[int, FailureKind] = {
    HTTPStatus.UNAUTHORIZED: "not_authorized",
    HTTPStatus.PAYMENT_REQUIRED: "not_authorized",
    HTTPStatus.FORBIDDEN: "not_authorized",
    HTTPStatus.REQUEST_TIMEOUT: "timeout",
    HTTPStatus.CONFLICT: "server_error",
    HTTPStatus.TOO_EARLY: "server_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limited",
    HTTPStatus.GATEWAY_TIMEOUT: "timeout",
}


def failure_of(provider: str, error: Exception, *, begun: bool) -> ModelFailed:
    """The failure that an error of the SDK stands for; `begun`: the reply's headers had come."""
    if isinstance(error, ModelFailed):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and not begun:
        return _refused(provider, status, error)
    chain = list(_chain(error))
    if not begun and (tls := next((e for e in chain if isinstance(e, ssl.SSLError)), None)):
        reason = getattr(tls, "verify_message", None) or tls.reason or "handshake failed"
        return ModelFailed(provider, "tls", f"TLS: {reason}")
    names = {base.__name__ for link in chain for base in type(link).__mro__}
    if "TimeoutException" in names or any(isinstance(link, TimeoutError) for link in chain):
        return ModelFailed(provider, "timeout", "it did not answer in time")
    if names & {"TransportError", "EndOfStream", "OSError"}:
        kind: FailureKind = "cut" if begun else "connection"
        return ModelFailed(provider, kind, _transport(chain, begun))
    if hasattr(error, "body"):
        return _told(provider, error)
    if isinstance(error, ValueError):  # JSON and UTF-8 included
        return ModelFailed(provider, "malformed", f"it sent no valid JSON ({type(error).__name__})")
    return ModelFailed(provider, "connection", f"{type(error).__name__}: {_short(str(error))}")


def _refused(provider: str, status: int, error: Exception) -> ModelFailed:
    body = _body(error)
    default: FailureKind = "server_error" if status >= 500 else "bad_request"
    kind: FailureKind = _BY_STATUS.get(status, default)
    if str(body.get("code") or body.get("type")) == "insufficient_quota":
        kind = "not_authorized"  # sent as a 429, which no waiting mends
    headers = getattr(getattr(error, "response", None), "headers", {})
    said = _short(str(body.get("message") or ""))
    return ModelFailed(
        provider, kind, f"status {status}" + (f": {said}" if said else ""), retry_after(headers)
    )


def _told(provider: str, error: Exception) -> ModelFailed:
    """An error that came as an event inside the stream."""
    body = _body(error)
    told = _BY_TYPE.get(str(body.get("code"))) or _BY_TYPE.get(str(body.get("type")))
    kind: FailureKind = told or "server_error"
    said = _short(str(body.get("message") or body.get("type") or "an error"))
    return ModelFailed(provider, kind, f"it broke off: {said}")


def _body(error: Exception) -> Mapping[str, Any]:
    body = getattr(error, "body", None)
    if isinstance(body, Mapping) and isinstance(body.get("error"), Mapping):
        body = body["error"]
    return body if isinstance(body, Mapping) else {}


def _transport(chain: list[BaseException], begun: bool) -> str:
    if begun:
        return "the connection broke in the middle of the reply"
    return f"no connection: {_short(str(chain[-1])) or type(chain[-1]).__name__}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    # Not their context, which may be an earlier attempt's error; httpcore2 wraps without a cause.
    seen: object = error
    while isinstance(seen, BaseException):
        yield seen
        seen = seen.__cause__ or (seen.args[0] if seen.args else None)


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST_CHARACTERS]
