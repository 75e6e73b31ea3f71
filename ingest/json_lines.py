"""JSON lines: every line an object, which becomes a section of the document.

`title` (or `name`, `question`, `subject`) is its heading and `text` (or `body`, `content`,
`answer`) its words; the other fields follow as `key: value`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ingest.markdown import Plain
from ingest.parsed import ParseFailed, encodable
from ingest.visible import without_unseen
from nescio.types import Section

_TITLES = ("title", "name", "question", "subject")
_BODIES = ("text", "body", "content", "answer")
_MAX_DEPTH = 6


def json_lines(text: str) -> Plain:
    """The objects of the lines. Raises ParseFailed, which names the line that is none."""
    parts: list[str] = []
    sections: list[Section] = []
    length = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        title, body = _entry(_object(line, number))
        if not title and not body:
            continue
        block = f"{title}\n\n{body}" if title and body else title or body
        start = length + len(block) - len(body)
        parts.append(block + "\n\n")
        length += len(block) + 2
        if body:
            path = (title,) if title else ()
            sections.append(Section(heading_path=path, start=start, end=start + len(body)))
    return Plain(text="".join(parts).rstrip("\n"), sections=tuple(sections))


def _object(line: str, number: int) -> Mapping[str, object]:
    try:
        found = json.loads(line)
    except RecursionError:
        raise ParseFailed(f"line {number} is nested too deep") from None
    except ValueError as error:
        why = getattr(error, "msg", "a number is too long")
        raise ParseFailed(f"line {number} is not JSON: {why}") from None
    if not isinstance(found, dict):
        raise ParseFailed(f"line {number} is not a JSON object")
    return found


def _entry(fields: Mapping[str, object]) -> tuple[str, str]:
    """Heading and words of an object."""
    titled = next((key for key in _TITLES if isinstance(fields.get(key), str)), None)
    worded = next((key for key in _BODIES if isinstance(fields.get(key), str)), None)
    rest = {key: value for key, value in fields.items() if key not in (titled, worded)}
    title = " ".join(_clean(str(fields[titled])).split()) if titled else ""
    lines = [_clean(str(fields[worded])).strip()] if worded else []
    lines.append("; ".join(f"{key}: {value}" for key, value in _pairs(rest)))
    return title, "\n".join(line for line in lines if line)


def _pairs(value: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names and values of an object's fields; inner objects get a path, lists are joined."""
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        for key, inner in value.items():
            name = " ".join(_clean(str(key)).replace("_", " ").split())
            yield from _pairs(inner, f"{path} {name}" if path else name, depth + 1)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        plain = [_scalar(each) for each in value if not isinstance(each, list | Mapping)]
        if any(plain):
            yield path, ", ".join(each for each in plain if each)
        for each in value:
            if isinstance(each, list | Mapping):
                yield from _pairs(each, path, depth + 1)
    elif said := _scalar(value):
        yield path, said


def _scalar(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | dict():
            return ""
        case _:
            return " ".join(_clean(str(value)).split())


def _clean(text: str) -> str:
    """Escapes can put back what decoding has removed."""
    return without_unseen(encodable(text))
