"""A real web server on loopback, whose pages a test sets and whose requests it can look at."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is sent for a path. `drip_s`: a byte at a time, with pauses."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    endless: bool = False


@dataclass
class Website:
    """The pages by path, and the requests so far as path and headers."""

    url: str = ""
    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def html(self, path: str, body: str, **headers: str) -> None:
        said = {"content-type": "text/html; charset=utf-8"} | headers
        self.pages[path] = Reply(body=body.encode(), headers=said)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def website() -> Iterator[Website]:
    """A site that is served while the block runs."""
    site = Website()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers))
            found = site.pages.get(self.path, Reply(status=404))
            reply = found(headers) if callable(found) else found
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.endless:
                self.send_header("connection", "close")
                self.end_headers()
                while True:
                    self.wfile.write(reply.body)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            if not reply.drip_s:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(reply.drip_s)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
