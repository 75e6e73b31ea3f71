"""The chat page: static files, read once, revalidated by their hash."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/app.js": ("app.js", "text/javascript; charset=utf-8"),
    "/history.js": ("history.js", "text/javascript; charset=utf-8"),
    "/render.js": ("render.js", "text/javascript; charset=utf-8"),
    "/stream.js": ("stream.js", "text/javascript; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}


def build_page() -> APIRouter:
    """Routes for the page and its parts."""
    router = APIRouter(include_in_schema=False)
    folder = files("server") / "web"
    for path, (name, media_type) in _FILES.items():
        _add(router, path, (folder / name).read_bytes(), media_type)
    return router


def _add(router: APIRouter, path: str, content: bytes, media_type: str) -> None:
    headers = {
        "etag": f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"',
        "cache-control": "public, max-age=0, must-revalidate"
        if path == "/"
        else "public, max-age=300, must-revalidate",
    }

    async def serve(request: Request) -> Response:
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=media_type, headers=headers)

    router.add_api_route(path, serve, methods=["GET", "HEAD"])
