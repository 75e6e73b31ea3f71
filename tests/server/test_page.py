"""The chat page in a real Chromium, over a real HTTP server with a scripted pipeline."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from nescio.events import Event
from nescio.types import Question
from server.app import create_app
from tests.server.scripted import (
    HOSTILE,
    PASSAGE,
    QUOTE,
    RECORD,
    ScriptedPipeline,
    abstained,
    answered,
    make_settings,
    opener,
)

pytestmark = pytest.mark.browser
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
)


@dataclass
class Served:
    """A running server; `call` runs a function in its event loop."""

    url: str
    pipeline: ScriptedPipeline
    loop: asyncio.AbstractEventLoop

    def call(self, function: Callable[[], None]) -> None:
        self.loop.call_soon_threadsafe(function)


def script(question: Question) -> list[Event]:
    text = question.text
    if "unknown" in text:
        return abstained()
    if "hostile" in text:
        return answered((f"It says {HOSTILE}.", RECORD), notes=(HOSTILE,))
    kettle = ((QUOTE, PASSAGE), ("The Aurora kettle costs 49.00 EUR.", RECORD))
    return answered(*kettle, notes=("Spring newsletter says 59.00 EUR; the database says 49.00.",))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("NESCIO_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium: install it or set NESCIO_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Served]:
    ready = threading.Event()
    found: list[tuple[ScriptedPipeline, asyncio.AbstractEventLoop, uvicorn.Server]] = []
    listening = socket.create_server(("127.0.0.1", 0))

    async def serve() -> None:
        pipeline = ScriptedPipeline(script, hold_at=3, only=lambda q: "slowly" in q.text)
        app = create_app(
            make_settings(conversations={"keep_days": 1e5}),
            opener(pipeline),
            on_settled=lambda _: ready.set(),
        )
        config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="none")
        server = uvicorn.Server(config)
        found.append((pipeline, asyncio.get_running_loop(), server))
        await server.serve([listening])

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="server")
    thread.start()
    assert ready.wait(20)
    pipeline, loop, server = found[0]
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", pipeline, loop)
    server.should_exit = True
    thread.join(20)
    listening.close()
    assert not thread.is_alive()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1180, "height": 800})
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """The page; every error of its scripts or of the content security policy fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(served.url)
    yield page
    assert [e for e in errors if "net::ERR_FAILED" not in e] == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def test_answer_streams_sentence_by_sentence(page: Page, served: Served) -> None:
    ask(page, "slowly, please")
    answer = page.locator(".answer")
    expect(answer.locator(".status-text")).to_have_text("Searching the documents")
    expect(answer).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    served.call(served.pipeline.release.set)
    expect(answer.locator(".text")).to_contain_text("costs 49.00 EUR.")
    expect(answer.locator(".status")).to_have_count(0)
    expect(answer.locator(".meter")).to_contain_text("Confidence 82 %, threshold 50 %")
    expect(answer.locator(".meter")).to_contain_text("uncertified")
    expect(answer.get_by_role("meter")).to_have_attribute("aria-valuenow", "82")
    expect(answer.locator(".age")).to_have_text("Index as of 1 min ago")
    expect(answer.locator(".notes")).to_contain_text("Spring newsletter")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Answer complete.")


def test_chip_opens_the_quoted_span(page: Page) -> None:
    ask(page, "How do I descale it?")
    chip = page.get_by_role("button", name="Evidence 1: Care guide")
    chip.click()
    panel = page.get_by_role("complementary")
    expect(panel.locator("mark")).to_have_text(QUOTE)
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel.locator(".document")).to_contain_text("Never immerse the base in water.")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()


def test_chip_opens_the_row(page: Page) -> None:
    ask(page, "What does it cost?")
    page.get_by_role("button", name="Evidence 2: Aurora kettle").click()
    panel = page.get_by_role("complementary")
    expect(panel.locator(".facts")).to_contain_text("products")
    expect(panel.locator(".facts")).to_contain_text("Key7")
    expect(panel.locator("tr.cited")).to_have_text("price49.00 EUR")
    expect(panel.locator("tr")).to_have_count(3)
    page.get_by_role("button", name="Close the evidence").click()
    expect(panel).to_be_hidden()


def test_abstention_is_shown_as_one(page: Page) -> None:
    ask(page, "Something unknown?")
    answer = page.locator(".answer")
    expect(answer.get_by_role("heading", name="I do not know")).to_be_visible()
    expect(answer).to_contain_text("Nothing in the database or the documents answers this.")
    expect(answer.get_by_role("heading", name="Nearest evidence")).to_be_visible()
    answer.get_by_role("button", name="Care guide").click()
    expect(page.get_by_role("complementary").locator("mark")).to_have_text(QUOTE)


def test_hostile_text_stays_text(page: Page) -> None:
    ask(page, f"hostile {HOSTILE}")
    expect(page.locator(".answer .text")).to_contain_text(HOSTILE)
    expect(page.locator(".notes")).to_contain_text(HOSTILE)
    page.get_by_role("button", name="Evidence 1: Aurora kettle").click()
    expect(page.locator(".record")).to_contain_text(HOSTILE)
    assert page.locator("main img, aside img").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("way", ["button", "escape"])
def test_stop_cancels_on_the_server(page: Page, served: Served, way: str) -> None:
    ask(page, "slowly, please")
    expect(page.locator(".status-text")).to_have_text("Searching the documents")
    if way == "button":
        page.get_by_role("button", name="Stop").click()
    else:
        page.keyboard.press("Escape")
    expect(page.locator(".answer")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    waiting = asyncio.run_coroutine_threadsafe(served.pipeline.cancelled.wait(), served.loop)
    assert waiting.result(8)
    ask(page, "again")
    expect(page.locator(".answer").nth(1)).to_contain_text("49.00 EUR")


def test_keyboard_alone(page: Page) -> None:
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(box).to_have_value("one\ntwo")
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator(".meter")).to_be_visible()
    expect(box).to_be_focused()
    chip = page.get_by_role("button", name="Evidence 1: Care guide")
    chip.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert chip.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_follow_up_and_new_conversation(page: Page, served: Served) -> None:
    for number, question in enumerate(["first", "second"]):
        ask(page, question)
        expect(page.locator(".meter")).to_have_count(number + 1)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "third")
    expect(page.locator(".meter")).to_have_count(1)
    asked = served.pipeline.questions
    assert [q.conversation_id for q in asked] == [None, "conversation-1", None]
    assert [len(q.history) for q in asked] == [0, 1, 0]


def test_failure_is_shown_and_can_be_tried_again(page: Page, served: Served) -> None:
    page.route("**/v1/ask", lambda route: route.abort(), times=1)
    ask(page, "first")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".answer").nth(1)).to_contain_text("49.00 EUR")


def test_narrow_screens_do_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    ask(page, "hostile " + "averylongword" * 30)
    expect(page.locator(".meter")).to_be_visible()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(wide) is False
    assert page.locator("#scroll").evaluate("e => e.scrollWidth > e.clientWidth") is False
    page.get_by_role("button", name="Evidence 1: Aurora kettle").click()
    panel = page.get_by_role("complementary")
    expect(panel.locator("tr.cited")).to_be_visible()
    assert page.evaluate(wide) is False
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)


def luminance(page: Page, selector: str, what: str) -> float:
    colour = page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{what}")
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(page: Page, ink: str, paper: str) -> float:
    pair = luminance(page, ink, "color"), luminance(page, paper, "backgroundColor")
    return (max(pair) + 0.05) / (min(pair) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colour_schemes_are_readable(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    ask(page, "What does it cost?")
    expect(page.locator(".meter")).to_be_visible()
    assert (luminance(page, "body", "backgroundColor") < 0.2) == (scheme == "dark")
    pairs = [(".text", ".answer"), (".meter p", ".answer"), (".chip", ".chip"), (".hint", "body")]
    pairs += [(".source-snippet", ".answer"), (".notes h3", ".notes"), (".bubble", ".bubble")]
    for ink, paper in pairs:
        assert contrast(page, ink, paper) >= 4.5, (ink, paper)


def test_theme_is_toggled_and_kept(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Dark colours").click()
    assert luminance(page, "body", "backgroundColor") < 0.2
    page.reload()
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert luminance(page, "body", "backgroundColor") < 0.2


def test_reduced_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    ask(page, "What does it cost?")
    expect(page.locator(".meter")).to_be_visible()
    assert page.locator(".answer").evaluate("e => getComputedStyle(e).animationName") == "none"


def asked_and_listed(page: Page, *questions: str) -> Locator:
    """The list of conversations after each question was asked in one of its own."""
    for number, question in enumerate(questions):
        if number:
            page.get_by_role("button", name="New conversation").click()
        ask(page, question)
        expect(page.locator(".answer[aria-busy=false] .after > *").first).to_be_visible()
    page.get_by_role("button", name="Conversations", exact=True).click()
    return page.get_by_role("complementary").get_by_role("list", name="Conversations")


def test_a_kept_conversation_is_opened_and_goes_on(page: Page, served: Served) -> None:
    ids = iter(("first", "second", "second"))
    served.pipeline.new_conversation = lambda: next(ids)
    listed = asked_and_listed(page, "hostile question", "What does it cost?")
    expect(listed.get_by_role("listitem")).to_have_count(2)
    listed.get_by_role("button", name=re.compile("^hostile question")).click()
    expect(page.locator(".bubble")).to_have_text(["hostile question"])
    expect(page.locator(".answer .text")).to_contain_text(HOSTILE)
    assert page.evaluate("window.hacked") is None
    page.locator(".answer .source").click()
    expect(page.get_by_role("complementary").locator("table.record")).to_be_visible()
    ask(page, "and then?")
    expect(page.locator(".bubble")).to_have_count(2)
    expect(page.locator(".meter")).to_be_visible()
    assert served.pipeline.questions[-1].conversation_id == "first"
    assert [t.question for t in served.pipeline.questions[-1].history] == ["hostile question"]


def test_a_kept_conversation_is_exported_and_deleted(page: Page) -> None:
    listed = asked_and_listed(page, "hostile question")
    with page.expect_download() as download:
        listed.get_by_role("link", name=re.compile("^Export as Markdown")).click()
    assert download.value.suggested_filename == "conversation-conversation-1.md"
    assert "hostile question" in download.value.path().read_text(encoding="utf-8")
    remove = listed.get_by_role("button", name=re.compile("^Delete"))
    remove.click()
    expect(listed.get_by_role("listitem")).to_have_count(1)  # it asks once more
    remove.click()
    expect(listed.get_by_role("listitem")).to_have_count(0)
    expect(page.get_by_text("No conversations are kept.")).to_be_visible()
    expect(page.locator(".bubble")).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Conversations", exact=True).click()
    expect(page.get_by_text("No conversations are kept.")).to_be_visible()
