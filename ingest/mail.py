"""A mail message as a document: subject, who and when, its words; no addresses of the headers.

The plain text part is preferred to HTML. Attachments are named and not read.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart

from ingest.decode import decode
from ingest.parsed import ParseFailed, encodable, one_line
from ingest.visible import without_unseen

_MAX_NAMED = 20
_MAX_PARTS = 1_000


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`head` and `tail` are lines around the body; `html`: the body is HTML."""

    subject: str
    head: str
    body: str
    tail: str
    html: bool


def letter(data: bytes) -> Letter:
    """Read a message. Raises ParseFailed."""
    try:
        message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        return _letter(message)
    except ParseFailed:
        raise
    except Exception as error:
        # Broken headers raise what they like: IndexError, AttributeError, UnicodeError, ...
        raise ParseFailed(f"not a message that can be read: {one_line(error)}") from None


def _letter(message: EmailMessage) -> Letter:
    if not message.keys():
        raise ParseFailed("it is not a mail message: it has no headers")
    if sum(1 for _ in zip(message.walk(), range(_MAX_PARTS + 1), strict=False)) > _MAX_PARTS:
        raise ParseFailed(f"it has more than {_MAX_PARTS} parts")
    part = message.get_body(preferencelist=("plain", "html"))
    html = part is not None and part.get_content_type() == "text/html"
    head = [f"From: {name}" for name in (_sender(message),) if name]
    head += [f"Date: {day}" for day in (_day(message),) if day]
    named = [name for each in message.iter_attachments() if (name := each.get_filename())]
    tail = "Attachments: " + ", ".join(_line(name) for name in named[:_MAX_NAMED]) if named else ""
    return Letter(
        subject=_line(str(message["subject"] or "")),
        head="\n".join(head),
        body=_words(part).strip() if part is not None else "",
        tail=tail,
        html=html,
    )


def _words(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


def _sender(message: EmailMessage) -> str:
    """The sender's name; nothing when only an address is given."""
    addresses: tuple[Address, ...] = getattr(message["from"], "addresses", ())
    name = _line(addresses[0].display_name) if addresses else ""
    return "" if "@" in name else name


def _day(message: EmailMessage) -> str:
    sent = getattr(message["date"], "datetime", None)
    return sent.date().isoformat() if sent is not None else ""


def _line(text: str) -> str:
    return " ".join(without_unseen(encodable(text)).split())[:300]
