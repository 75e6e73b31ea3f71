"""What xberg finds in PDF, Word, PowerPoint, OpenDocument, EPUB and RTF files and in HTML.

Two settings of xberg are deliberate: it gets bytes, because it would fetch a URI, and it is told
to keep headers and footers, because it takes headings for running headers.
"""

from __future__ import annotations

import asyncio

import xberg

from ingest.parsed import DEADLINE_S, ParseFailed, one_line


def extract(data: bytes, kind: str) -> tuple[str, str]:
    """The title of the metadata, and the text as Markdown. Raises ParseFailed."""
    try:
        found = asyncio.run(_xberg(data, kind))
    except TimeoutError:
        raise ParseFailed(f"reading it took more than {DEADLINE_S} s") from None
    except (xberg.XbergError, RuntimeError, ValueError, OSError) as error:
        raise ParseFailed(_reason(str(error))) from None
    except BaseException as error:
        # A panic of the Rust side derives from BaseException and has no importable name.
        if type(error).__name__ != "PanicException":
            raise
        raise ParseFailed("the parser crashed on it") from None
    if found.errors or not found.results:
        problem = str(found.errors[0].message) if found.errors else "nothing came back"
        raise ParseFailed(_reason(problem))
    result = found.results[0]
    return str(result.metadata.title or ""), str(result.content)


async def _xberg(data: bytes, kind: str) -> xberg.ExtractionResult:
    config = xberg.ExtractionConfig(
        output_format="markdown",
        use_cache=False,
        disable_ocr=True,
        extraction_timeout_secs=DEADLINE_S,
        content_filter=xberg.ContentFilterConfig(
            include_headers=True,
            include_footers=True,
            include_footnotes=True,
            strip_repeating_text=False,
        ),
        html_options=xberg.ConversionOptions(
            extract_metadata=False,
            preprocessing=xberg.PreprocessingOptions(
                enabled=False, remove_navigation=False, remove_forms=False
            ),
        ),
    )
    source = xberg.ExtractInput(kind="bytes", bytes=data, mime_type=kind)
    return await asyncio.wait_for(xberg.extract(source, config), DEADLINE_S)


def _reason(said: str) -> str:
    """The last and most telling part of a chain of errors, without the names of its links."""
    line = one_line(ValueError(said))
    for head in ("Parsing error: ", "xberg_native_pdf: ", "xberg_native_pdf "):
        line = line.removeprefix(head)
    return line
