"""Messages over a pipe: a JSON head and raw bytes, both with their sizes in front."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_SIZES = struct.Struct(">II")


def write_frame(stream: BinaryIO, head: dict[str, Any], blob: bytes = b"") -> None:
    """One message: the sizes of both parts, the head as JSON, raw float32 as the blob."""
    data = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_SIZES.pack(len(data), len(blob)) + data + blob)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None when the other side has gone, even in the middle of one."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head_size, blob_size = _SIZES.unpack(sizes)
    head, blob = stream.read(head_size), stream.read(blob_size)
    if len(head) < head_size or len(blob) < blob_size:
        return None
    return json.loads(head.decode("utf-8", "surrogatepass")), blob
