"""Errors of the HTTP interface: always JSON with `code` and `message`, never a stack trace."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from nescio.errors import NescioError, NotFound, StageTimeout, TooBusy, UsageError
from server.bearer import Unauthorised

_log = logging.getLogger(__name__)
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
RETRY_AFTER_S = 5


def problem(status: int, code: str, message: str, retry_after_s: int | None = None) -> JSONResponse:
    """An error response."""
    headers = {"retry-after": str(retry_after_s)} if retry_after_s is not None else None
    return JSONResponse({"code": code, "message": message}, status_code=status, headers=headers)


def from_error(error: NescioError) -> JSONResponse:
    """The response for an error of nescio."""
    match error:
        case TooBusy():
            return problem(429, error.code, str(error), error.retry_after_s)
        case NotFound():
            return problem(404, error.code, str(error))
        case Unauthorised():
            return problem(401, error.code, str(error))
        case UsageError():
            return problem(422, error.code, str(error))
        case StageTimeout():
            return problem(504, error.code, str(error))
        case _ if error.retryable:
            return problem(503, error.code, str(error), RETRY_AFTER_S)
        case _:
            return problem(500, error.code, str(error))


def install(app: FastAPI) -> None:
    """Give `app` these error responses."""

    @app.exception_handler(NescioError)
    async def on_nescio_error(_: Request, error: NescioError) -> JSONResponse:
        return from_error(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return problem(422, "bad_request", f"{where}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "bad_request")
        return problem(error.status_code, code, str(error.detail))

    @app.exception_handler(Exception)
    async def on_bug(_: Request, error: Exception) -> JSONResponse:
        _log.error("a request failed", exc_info=error)
        return problem(500, "internal", "an internal error; see the log")
