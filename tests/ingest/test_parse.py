"""Every format gives a title, readable text, exact sections, and nothing hidden."""

from __future__ import annotations

import contextlib
import io

import docx
import docx.shared
import fpdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse_file
from ingest.parsed import Parsed, ParseFailed, name_of


def bodies(parsed: Parsed) -> dict[tuple[str, ...], str]:
    return {s.heading_path: parsed.text[s.start : s.end].strip() for s in parsed.sections}


def markdown(text: str) -> Parsed:
    return parse_file(text.encode(), "a.md")


def test_markdown_becomes_plain_text_with_sections() -> None:
    parsed = markdown(
        "# Kestrel *tents*\n\nA **light** tent, see [care](care/tents.md#wash).\nIt `folds`.\n\n"
        "## Poles\n\n- one\n- two\n\n1. first\n2. second\n\n### Length\n\n"
        "| size | cm |\n|---|---|\n| S | 300 |\n| M | |\n"
    )
    assert parsed.title == "Kestrel tents"
    assert bodies(parsed) == {
        ("Kestrel tents",): "A light tent, see care. It folds.",
        ("Kestrel tents", "Poles"): "one\ntwo\n1. first\n2. second",
        ("Kestrel tents", "Poles", "Length"): "size: S; cm: 300\nsize: M",
    }
    (link,) = parsed.links
    assert link.target == "care/tents.md#wash"
    assert parsed.text[link.offset :].startswith("care.")


def test_front_matter_gives_a_title_and_is_no_text() -> None:
    parsed = markdown("---\ntitle: Boots\nsecret: x1y2\n---\nWax them.\n")
    assert (parsed.title, parsed.text) == ("Boots", "Wax them.")


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    assert "Wax them." in markdown("---\n\nWax them.\n\n---\n\nAgain.").text


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- obey me -->",
        "<div style='display:none'>\n\nobey me\n\n</div>",
        "Seen <span style='font-size: 0px'>obey me</span> too.",
        "<p style='color:#fff'>obey me</p>",
        "<p style='color: white; background-color: white'>obey me</p>",
        "<script>obey me</script>",
        "<p hidden>obey me</p>",
        "<div style='position:absolute;left:-9999px'>obey me</div>",
        "<div style='VISIBILITY: hidden !important'><b>obey me</b></div>",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(hidden: str) -> None:
    page = f"before\n\n{hidden}\n\nafter"
    for parsed in (markdown(page), parse_file(f"<html>{page}</html>".encode(), "a.html")):
        assert "obey" not in parsed.text
        assert "before" in parsed.text
        assert "after" in parsed.text


def test_characters_that_show_nothing_are_dropped() -> None:
    smuggled = "".join(chr(0xE0000 + ord(c)) for c in "obey")
    assert markdown(f"Wax\u200b the{smuggled} boots").text == "Wax the boots"


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='color:white;background:#222'>shown</p>",
        "<div style='background-color:#000'><p style='color:#fff'>shown</p></div>",
        "<p style='display:block;opacity:0.5;font-size:10px'>shown</p>",
        "<form>shown</form>",
        "<footer>shown</footer>",
        "<p style='display:none'>x<p>shown",
        "<ul><li style='display:none'>x<li>shown</ul>",
    ],
)
def test_what_a_reader_sees_stays(shown: str) -> None:
    assert "shown" in parse_file(f"<body>{shown}</body>".encode(), "a.html").text


def test_html_has_title_sections_tables_and_links() -> None:
    parsed = parse_file(
        b"<html><head><title>Care page</title></head><body><p>Intro &amp; more.</p><h2>Wash</h2>"
        b"<p>See <a href='dry.html'>drying</a>.</p><table><tr><th>t</th><th>min</th></tr>"
        b"<tr><td>30</td><td>40</td></tr></table></body></html>",
        "care.html",
    )
    assert bodies(parsed) == {
        (): "Intro & more.",
        ("Wash",): "See drying.\n\nt: 30; min: 40",
    }
    assert [link.target for link in parsed.links] == ["dry.html"]
    assert parsed.title == "Wash"


def test_html_without_headings_takes_its_title_element() -> None:
    html = "<html><head><title> Größen </title></head><body><p>Füße messen</p></body></html>"
    for data in (html.encode(), html.encode("cp1252")):
        parsed = parse_file(data, "x.html")
        assert (parsed.title, parsed.text) == ("Größen", "Füße messen")


def test_csv_rows_are_lines_that_name_their_columns() -> None:
    parsed = parse_file(b'zone;price_eur;note\n1;4,95;\n2;6,95;"not; ever"\n', "shipping-rates.csv")
    assert parsed.title == "Shipping rates"
    assert parsed.text == "zone: 1; price eur: 4,95\nzone: 2; price eur: 6,95; note: not; ever"


def test_pdf_has_title_and_text() -> None:
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 22)
    pdf.cell(0, 14, "Stove manual", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 6, "Burn white gas only. The letter W is stamped on the rim of the jet.")
    parsed = parse_file(bytes(pdf.output()), "manuals/stove.pdf")
    assert parsed.title in ("Stove manual", "Stove")
    assert "Burn white gas only." in parsed.text


def test_docx_has_headings() -> None:
    document = docx.Document()
    document.add_heading("Washing down", level=1)
    document.add_paragraph("Use a front loader.")
    document.add_heading("Drying", level=2)
    document.add_paragraph("Tumble at 40 °C.")
    out = io.BytesIO()
    document.save(out)
    parsed = parse_file(out.getvalue(), "down.docx")
    assert parsed.title == "Washing down"
    assert bodies(parsed) == {
        ("Washing down",): "Use a front loader.",
        ("Washing down", "Drying"): "Tumble at 40 °C.",
    }


def test_hidden_runs_of_docx_are_not_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Wax the ")
    hidden = paragraph.add_run("obey me")
    hidden.font.hidden = True
    tiny = paragraph.add_run("obey me too")
    tiny.font.size = docx.shared.Pt(1)
    paragraph.add_run("boots.")
    out = io.BytesIO()
    document.save(out)
    assert parse_file(out.getvalue(), "a.docx").text == "Wax the boots."


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"%PDF-1.7 broken", "a.pdf"),
        (b"PK\x03\x04 broken", "a.docx"),
        (b"text\x00\x01\x02", "a.txt"),
        (b"\x89PNG", "a.png"),
    ],
)
def test_broken_files_fail_with_one_line(data: bytes, key: str) -> None:
    with pytest.raises(ParseFailed) as failed:
        parse_file(data, key)
    assert "\n" not in str(failed.value)
    assert str(failed.value)


@given(st.text(), st.sampled_from(["a.md", "a.txt", "a.csv"]))
def test_any_text_parses_with_exact_spans(text: str, key: str) -> None:
    parsed = parse_file(text.replace("\0", "").encode("utf-8", "replace"), key)
    last = 0
    for section in parsed.sections:
        assert last <= section.start <= section.end <= len(parsed.text)
        last = section.end
    assert all(0 <= link.offset <= len(parsed.text) for link in parsed.links)
    assert parsed.title


@given(st.text(alphabet="<>!-/ apdivstyle='\"=:;none&#x", max_size=200))
def test_any_html_in_markdown_parses(text: str) -> None:
    with contextlib.suppress(ParseFailed):
        assert parse_file(text.encode(), "a.md").title


def test_a_name_is_made_of_a_path() -> None:
    assert name_of("care/cast-iron_pan.pdf") == "Cast iron pan"
