"""Office files are ZIP archives: how much they hold is measured before anything reads them."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.parsed import ParseFailed

MAX_ENTRIES = 10_000
MAX_INFLATED = 200_000_000
"""Bytes of all entries together. A file of `max_bytes` that is mostly pictures stays below."""
_STEP = 1 << 16


def check_archive(data: bytes) -> None:
    """Inflate every entry without keeping it. Raises ParseFailed.

    The sizes that an archive declares are not believed: entries may overlap or lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise ParseFailed(f"it has {len(entries)} entries; {MAX_ENTRIES} are read at most")
            inflated = 0
            for entry in entries:
                _check_name(entry.filename)
                with archive.open(entry) as stream:
                    while step := stream.read(_STEP):
                        inflated += len(step)
                        if inflated > MAX_INFLATED:
                            raise ParseFailed(
                                f"unpacked it is larger than {MAX_INFLATED // 1_000_000} MB"
                            )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise ParseFailed(f"the archive is broken: {' '.join(str(error).split())[:100]}") from None
    except (NotImplementedError, RuntimeError):
        raise ParseFailed("it is encrypted, or packed in a way that is not read") from None


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
        raise ParseFailed("the name of an entry leads out of the archive")
