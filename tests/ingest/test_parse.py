"""Every format gives a title, readable text, exact sections, and nothing hidden."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.message
import io

import docx
import docx.document
import docx.shared
import fpdf
import openpyxl
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse_file
from ingest.parsed import Parsed, ParseFailed, name_of
from tests.ingest.hostile import excel


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
    parsed = parse_file(docx_of(document), "down.docx")
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
    assert parse_file(docx_of(document), "a.docx").text == "Wax the boots."


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


_PLAIN = st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r")


@given(st.text(_PLAIN), st.sampled_from(["a.md", "a.txt", "a.csv"]))
def test_any_text_parses_with_exact_spans(text: str, key: str) -> None:
    parsed = parse_file(text.encode(), key)
    last = 0
    for section in parsed.sections:
        assert last <= section.start <= section.end <= len(parsed.text)
        last = section.end
    assert all(0 <= link.offset <= len(parsed.text) for link in parsed.links)
    assert parsed.title


@pytest.mark.slow
@given(st.text(alphabet="<>!-/ apdivstyle='\"=:;none&#x", max_size=200))
def test_any_html_in_markdown_parses(text: str) -> None:
    with contextlib.suppress(ParseFailed):
        assert parse_file(text.encode(), "a.md").title


def test_a_name_is_made_of_a_path() -> None:
    assert name_of("care/cast-iron_pan.pdf") == "Cast iron pan"


def docx_of(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_style_elements_hide_is_not_read() -> None:
    style = (
        "<style>/* .shown {display:none} */ .gone, p.away {display: none} #x{visibility:hidden}"
        " .white{color:#fff} .ghost{color:#fff;background:white} .in .it{display:none}"
        " @media print {.shown{display:none}} .tab{display:none} .tab.open{display:block}</style>"
    )
    body = (
        "<p class='big gone'>obey me</p><p class=away>obey me</p><b id=x>obey me</b>"
        "<i class=ghost>obey me</i><p class=tab>obey me</p><p class='tab open'>one</p>"
        "<div class=away>two</div><p class=white>three</p><p class='it shown'>four</p>"
        "<p class=gone style='display:block'>five</p>"
    )
    parsed = parse_file(f"<head>{style}</head><body>{body}".encode(), "a.html")
    assert parsed.text.split() == ["one", "two", "three", "four", "five"]


def test_html_takes_the_encoding_that_it_names() -> None:
    page = "<meta charset='iso-8859-2'><p>Łódź and Kraków</p>".encode("iso-8859-2")
    assert parse_file(page, "a.html").text == "Łódź and Kraków"
    unknown = b"<meta charset='rot13'><p>caf\xe9</p>"
    assert parse_file(unknown, "a.html").text == "café"


def test_excel_sheets_are_sections_without_what_is_hidden() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    sheet.append(["Our prices"])
    sheet.append(["item", "eur", "from", "rate", "secret"])
    sheet.append(["Kestrel", 249.95, dt.date(2026, 3, 1), 0.15, "obey"])
    sheet.append(["obey", 1])
    sheet.append(["Heron", 0.1 + 0.2, dt.datetime(2026, 3, 1, 14, 30), None, "obey"])
    sheet.append(["Tern", True, dt.time(8, 15), "a\nb", None])
    sheet["D3"].number_format = "0.0%"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["E"].hidden = True
    hidden = book.create_sheet("Hidden")
    hidden.append(["obey"])
    hidden.sheet_state = "hidden"
    cities = book.create_sheet("Cities")
    for name in ("city", "Oslo", "Utrecht"):
        cities.append([name])
    out = io.BytesIO()
    book.save(out)
    parsed = parse_file(out.getvalue(), "price-list.xlsx")
    assert parsed.title == "Price list"
    assert bodies(parsed) == {
        ("Prices",): "Our prices\n"
        "item: Kestrel; eur: 249.95; from: 2026-03-01; rate: 15%\n"
        "item: Heron; eur: 0.3; from: 2026-03-01 14:30\n"
        "item: Tern; eur: yes; from: 08:15; rate: a b",
        ("Cities",): "city: Oslo\ncity: Utrecht",
    }


def test_formulas_show_the_value_that_was_stored() -> None:
    cells = "<c r='A1' t='str'><v>sum</v></c><c r='B1' t='str'><v>of</v></c>"
    row = "<c r='A2'><f>1+1</f><v>2</v></c><c r='B2' t='e'><v>#REF!</v></c>"
    parsed = parse_file(excel(f"<row r='1'>{cells}</row><row r='2'>{row}</row>"), "a.xlsx")
    assert parsed.text.endswith("sum: 2")


def test_slides_are_sections_without_hidden_ones() -> None:
    show = pptx.Presentation()
    for title, words in (("Drying", "In the shade."), ("Hidden", "obey me")):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = words
    show.slides[1]._element.set("show", "0")
    out = io.BytesIO()
    show.save(out)
    parsed = parse_file(out.getvalue(), "a.pptx")
    assert parsed.title == "Drying"
    assert bodies(parsed)[("Drying",)] == "In the shade."
    assert "obey" not in parsed.text


def test_mail_has_subject_sender_and_day_and_no_addresses() -> None:
    message = email.message.EmailMessage()
    message["From"] = "Anna Bærg <anna@x.example>"
    message["To"] = "help@shop.example"
    message["Subject"] = "Late parcel"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    message.set_content("It is late.\n")
    message.add_alternative("<p>It is <b>late</b> in HTML.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bill.pdf")
    parsed = parse_file(message.as_bytes(), "m.eml")
    assert parsed.title == "Late parcel"
    assert parsed.text == (
        "From: Anna Bærg\nDate: 2026-03-02\n\nIt is late.\n\nAttachments: bill.pdf"
    )


def test_mail_in_html_shows_what_its_reader_sees() -> None:
    message = email.message.EmailMessage()
    message["From"] = "anna@x.example"
    message["Subject"] = "Offer"
    message.set_content("<p>Seen.</p><p style='display:none'>obey me</p>", subtype="html")
    parsed = parse_file(message.as_bytes(), "m.eml")
    assert (parsed.title, parsed.text) == ("Offer", "Seen.")


def test_json_lines_are_sections() -> None:
    lines = (
        '{"title": "Poles", "text": "Aluminium.", "price_eur": 4.5, "tags": ["a", "b"]}\n\n'
        '{"question": "Washable?", "answer": "Yes.", "meta": {"by": "Anna", "ok": true, "x": null}}'
    )
    parsed = parse_file(lines.encode(), "faq.jsonl")
    assert bodies(parsed) == {
        ("Poles",): "Aluminium.\nprice eur: 4.5; tags: a, b",
        ("Washable?",): "Yes.\nmeta by: Anna; meta ok: yes",
    }


@pytest.mark.parametrize(
    ("front", "labels"),
    [
        ("access: staff", ("staff",)),
        ("access: [staff, hr]", ("hr", "staff")),
        ("title: x", None),
    ],
)
def test_front_matter_may_name_access_labels(front: str, labels: tuple[str, ...] | None) -> None:
    assert markdown(f"---\n{front}\n---\nWords.").access == labels


@pytest.mark.parametrize("front", ["access:", "access: 3", "access: [a, {b: c}]", "access: [a"])
def test_access_that_is_not_understood_opens_nothing(front: str) -> None:
    with pytest.raises(ParseFailed, match="access"):
        markdown(f"---\n{front}\n---\nWords.")
