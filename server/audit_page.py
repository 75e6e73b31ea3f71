"""The findings of an audit as JSON and as a page that needs nothing else: no script, no request.

Everything in it comes from documents and rows, and is escaped; characters that reorder or hide text
are replaced. The page's policy forbids scripts, so that nothing could run even if one got in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any

from answer.audit import Contradiction
from nescio.types import Fact, Scalar, key_text
from server.auditing import AuditReport
from server.cli.common import safe

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--mark:#ffd54a;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--mark:#8a6d00}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:0}
p.meta,.where{color:GrayText;margin:.15rem 0;font-size:.9rem;overflow-wrap:anywhere}
article{border:1px solid var(--line);border-radius:.5rem;margin:1.25rem 0;padding:1rem}
.sides{display:grid;gap:1rem;grid-template-columns:minmax(0,3fr) minmax(0,2fr);margin-top:.75rem}
@media (max-width:48rem){.sides{grid-template-columns:minmax(0,1fr)}}
blockquote{margin:0;padding:.5rem .75rem;background:var(--soft);white-space:pre-wrap;
overflow-wrap:anywhere}
.around{color:GrayText}mark{background:var(--mark);color:inherit;padding:0 .1em}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid var(--line);padding:.2rem .4rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{font-weight:500;width:40%}tr.other{font-weight:700;color:var(--bad)}
caption{text-align:left;font-weight:600;padding-bottom:.25rem}
@media print{article{break-inside:avoid}}
"""


def as_json(report: AuditReport) -> dict[str, Any]:
    """The report as `--json` writes it; offsets are code points of the document's text."""
    return {
        "version": 1,
        "as_of": report.as_of.isoformat(),
        "documents": report.documents,
        "statements": report.statements,
        "compared": report.compared,
        "contradictions": [_finding(one) for one in report.contradictions],
    }


def page(report: AuditReport) -> str:
    """The report as one HTML document."""
    found = report.contradictions
    title = f"{len(found)} contradiction{'' if len(found) == 1 else 's'}"
    summary = (
        f"{report.documents} documents, {report.statements} statements, {report.compared} values "
        f"compared with the database at {report.as_of.isoformat(sep=' ', timespec='seconds')}"
    )
    articles = "\n".join(_article(number, one) for number, one in enumerate(found, start=1))
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>nescio audit: {title}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="meta">{_text(summary)}</p>\n{articles}\n</body></html>\n'
    )


def _finding(one: Contradiction) -> dict[str, Any]:
    fact = one.facts[0]
    document = one.document
    return {
        "source": document.source,
        "document": document.key,
        "title": document.title,
        "headings": list(one.headings),
        "statement": one.statement,
        "start": one.start,
        "end": one.end,
        "value": {"text": one.said, "start": one.span_start, "end": one.span_end},
        "entity": one.entity.label,
        "attribute": one.attribute,
        "database": fact.source,
        "table": fact.table,
        "key": {name: _scalar(value) for name, value in fact.key},
        "column": fact.column,
        "document_value": one.said,
        "database_value": _scalar(fact.value),
        "database_display": fact.display,
        "as_of": fact.as_of.isoformat(),
        "row": [
            {"attribute": f.attribute, "display": f.display, "column": f.column} for f in one.row
        ],
    }


def _scalar(value: Scalar) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return value


def _article(number: int, one: Contradiction) -> str:
    fact = one.facts[0]
    place = " › ".join([f"{one.document.source}/{one.document.key}", *one.headings])
    return (
        f'<article id="c{number}"><h2>{number}. {_text(one.entity.label)}: {_text(one.attribute)}'
        f'</h2>\n<p class="where">{_text(place)}, characters {one.start}–{one.end}</p>\n'
        f'<div class="sides"><blockquote>{_marked(one)}</blockquote>\n'
        f"{_row(one.row, fact)}</div></article>"
    )


def _marked(one: Contradiction) -> str:
    """The statement in its context, the value marked."""
    first = max(0, one.span_start - one.start)
    last = max(first, one.span_end - one.start)
    statement = one.statement
    marked = (
        f"{_text(statement[:first])}<mark>{_text(statement[first:last])}</mark>"
        f"{_text(statement[last:])}"
    )
    return (
        f'<span class="around">{_text(one.before)}</span>{marked}'
        f'<span class="around">{_text(one.after)}</span>'
    )


def _row(row: Sequence[Fact], decided: Fact) -> str:
    """The live row; the value that is another than the document's stands out."""
    lines = "".join(
        f"<tr{_other(fact, decided)}><th>{_text(fact.attribute)}</th>"
        f"<td>{_text(fact.display)}</td></tr>"
        for fact in row
    )
    key = key_text(decided.key)
    caption = f"{decided.source}: {decided.table} {key}, {decided.entity}"
    return f"<table><caption>{_text(caption)}</caption><tbody>{lines}</tbody></table>"


def _other(fact: Fact, decided: Fact) -> str:
    same = (fact.table, fact.key, fact.column) == (decided.table, decided.key, decided.column)
    referred = (fact.attribute, fact.display) == (decided.attribute, decided.display)
    return ' class="other"' if same or referred else ""


def _text(text: str) -> str:
    return escape(safe(text))
