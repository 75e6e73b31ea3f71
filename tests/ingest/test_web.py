"""Pages of a real server: changes, robots, sitemaps, limits, and what keeps what is indexed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.records import Found, Known, Problem, Unchanged
from ingest.robots import read_robots
from ingest.web import SiteSource
from ingest.web_urls import normal
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings import parse
from nescio.settings_sources import WebSource
from nescio.types import Record, stable_id
from retrieval.catalogue import Indexed
from tests.ingest.samples import Shop
from tests.ingest.website import Reply, Website, website


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as served:
        yield served


def source(site: Website, *paths: str, **settings: Any) -> SiteSource:
    defaults: dict[str, Any] = {"allow_private": True, "delay_s": 0, "timeout_s": 10}
    urls = tuple(f"{site.url}{path}" for path in paths)
    return SiteSource(WebSource(name="site", urls=urls, **(defaults | settings)))


def read(opened: SiteSource, known: dict[str, Known] | None = None) -> list[Found]:
    try:
        return list(opened.records(known or {}))
    finally:
        opened.close()


def one(opened: SiteSource, known: dict[str, Known] | None = None) -> Found:
    (found,) = read(opened, known)
    return found


def test_a_page_becomes_a_document_with_links_to_the_others(site: Website) -> None:
    site.html("/care/", "<title>Care</title><p>Dry it. See <a href='../b%20c.html#x'>more</a>.")
    site.html("/b%20c.html", "<p>More words.")
    opened = source(site, "/care/", "/b%20c.html")
    records = list(opened.records({}))
    first, second = (record for record in records if isinstance(record, Record))
    built = opened.build(first)
    opened.close()
    assert isinstance(built, Indexed)
    assert (built.document.title, built.document.text) == ("Care", "Dry it. See more.")
    assert second.key == f"{site.url}/b%20c.html"
    links = [edge.end_id for edge in built.edges if edge.kind == "links"]
    assert links == [stable_id("document", "site", second.key)]


def test_an_unchanged_page_is_not_sent_again(site: Website) -> None:
    def page(headers: dict[str, str]) -> Reply:
        if headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        return Reply(body=b"hello", headers={"content-type": "text/plain", "etag": '"v1"'})

    site.pages["/a"] = page
    record = one(source(site, "/a"))
    assert isinstance(record, Record)
    known = {record.key: Known(version=record.version, fingerprint=record.fingerprint)}
    assert one(source(site, "/a"), known) == Unchanged(key=record.key)
    closed = one(source(site, "/a", access=("staff",)), known)
    assert isinstance(closed, Record)  # other labels: what is indexed is not the same
    assert closed.version != record.version


def test_last_modified_is_asked_for_too(site: Website) -> None:
    day = "Mon, 02 Mar 2026 10:00:00 GMT"
    site.html("/a", "x", **{"last-modified": day})
    record = one(source(site, "/a"))
    assert isinstance(record, Record)
    one(source(site, "/a"), {record.key: Known(version="", fingerprint=record.fingerprint)})
    assert site.asked[-1][1]["if-modified-since"] == day


def test_a_page_without_marks_is_always_read(site: Website) -> None:
    site.html("/a", "x")
    record = one(source(site, "/a"))
    assert isinstance(record, Record)
    assert record.fingerprint == ""


@pytest.mark.parametrize(
    ("reply", "keep", "skipped", "words"),
    [
        (Reply(status=404), False, True, "not there (status 404)"),
        (Reply(status=410), False, True, "not there (status 410)"),
        (Reply(status=500), True, False, "status 500"),
        (Reply(status=403), True, False, "status 403"),
        (Reply(status=304), True, False, "status 304"),
        (Reply(status=302, headers={"location": "/a"}), True, False, "more than 5 redirects"),
        (Reply(status=302, headers={"location": "file:///etc/passwd"}), True, False, "neither"),
        (Reply(status=302, headers={"location": "http://u:p@x/"}), True, False, "credentials"),
        (Reply(headers={"content-type": "image/png"}), False, True, "not a type that is read"),
        (Reply(headers={"content-encoding": "br"}), True, False, "which was not asked for"),
        (Reply(body=b"x", headers={"content-encoding": "gzip"}), True, False, "compression"),
        (Reply(body=b"x" * 2000), False, True, "over max_bytes 1000"),
        (Reply(body=b"x" * 100, endless=True), False, True, "over max_bytes 1000"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    site: Website, reply: Reply, keep: bool, skipped: bool, words: str
) -> None:
    site.pages["/a"] = reply
    problem = one(source(site, "/a", max_bytes=1000))
    assert isinstance(problem, Problem)
    assert (problem.keep, problem.skipped) == (keep, skipped)
    assert words in problem.line
    assert "\n" not in problem.line


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_pages_are_unpacked_only_up_to_the_limit(site: Website, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    headers = {"content-type": "text/plain", "content-encoding": encoding}
    site.pages["/small"] = Reply(body=pack(b"words"), headers=headers)
    site.pages["/bomb"] = Reply(body=pack(bytes(50_000_000)), headers=headers)
    small, bomb = read(source(site, "/small", "/bomb", max_bytes=100_000))
    assert isinstance(small, Record)
    assert small.payload["content"] == b"words"
    assert isinstance(bomb, Problem)
    assert "over max_bytes" in bomb.line


def test_a_page_that_drips_is_cut_off(site: Website) -> None:
    site.pages["/a"] = Reply(body=b"x" * 10_000, drip_s=0.02)
    problem = one(source(site, "/a", timeout_s=0.3))
    assert isinstance(problem, Problem)
    assert problem.keep
    assert "no answer within 0.3 s" in problem.line


def test_a_server_that_is_down_keeps_everything_and_is_asked_only_so_often() -> None:
    with website() as gone:
        url = gone.url
    gone.url = url
    found = read(source(gone, *(f"/{n}" for n in range(20))))
    assert len(found) == 4
    assert all(isinstance(each, Problem) and each.keep for each in found)
    assert found[-1].key == f"{url}/"


def test_redirects_are_followed_and_links_are_relative_to_where_they_lead(site: Website) -> None:
    site.pages["/old"] = Reply(status=301, headers={"location": "/new/"})
    site.html("/new/", "<a href='x'>x</a> words")
    site.html("/new/x", "x")
    opened = source(site, "/old", "/new/x")
    first, _ = opened.records({})
    assert isinstance(first, Record)
    built = opened.build(first)
    opened.close()
    assert isinstance(built, Indexed)
    assert [edge for edge in built.edges if edge.kind == "links"]


def test_robots_are_respected_also_after_a_redirect(site: Website) -> None:
    site.pages["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /private\n")
    site.html("/private/a", "secret")
    site.html("/b", "open")
    site.pages["/c"] = Reply(status=302, headers={"location": "/private/a"})
    closed, opened, led = read(source(site, "/private/a", "/b", "/c"))
    assert isinstance(closed, Problem)
    assert isinstance(opened, Record)
    assert isinstance(led, Problem)
    assert "robots.txt" in closed.line
    assert "robots.txt" in led.line
    assert "/private/a" not in site.paths()
    assert site.paths().count("/robots.txt") == 1


def test_a_broken_robots_file_keeps_everything_and_reads_nothing(site: Website) -> None:
    site.pages["/robots.txt"] = Reply(status=503)
    site.html("/a", "x")
    problem = one(source(site, "/a"))
    assert isinstance(problem, Problem)
    assert problem.keep
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/a", False),
        ("/a/b", True),
        ("/x/print", False),
        ("/x/print/more", True),
        ("/doc.pdf", False),
        ("/doc.pdf?x=1", True),
        ("/%61", False),
    ],
)
def test_the_longest_rule_of_robots_decides(path: str, allowed: bool) -> None:
    text = (
        "user-agent: other\nuser-agent: nescio\ndisallow: /a\nallow: /a/b\n"
        "disallow: /*/print$\ndisallow: *.pdf$ # files\ncrawl-delay: 2\n\n"
        "user-agent: *\ndisallow: /\n"
    )
    robots = read_robots(text, "Nescio/1.0 (help)")
    assert robots.allows(f"http://h{path}") is allowed
    assert robots.delay_s == 2
    assert not read_robots(text, "somebody").allows("http://h/")


def test_hostile_robots_rules_take_no_time() -> None:
    robots = read_robots("user-agent: *\ndisallow: " + "*a" * 5000 + "b$", "nescio")
    assert robots.allows("http://h/" + "a" * 20_000)


def sitemap(*urls: str) -> bytes:
    image = "<image:image><image:loc>http://elsewhere/pic</image:loc></image:image>"
    entries = "".join(f"<url><loc>{url}</loc>{image}</url>" for url in urls)
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{entries}</urlset>'
    ).encode()


def test_a_sitemap_index_names_the_pages(site: Website) -> None:
    site.pages["/index.xml"] = Reply(
        body=f"<sitemapindex><sitemap><loc>{site.url}/1.xml.gz</loc></sitemap>"
        f"<sitemap><loc>{site.url}/2.xml</loc></sitemap></sitemapindex>".encode()
    )
    site.pages["/1.xml.gz"] = Reply(body=gzip.compress(sitemap(f"{site.url}/a", f"{site.url}/b")))
    site.pages["/2.xml"] = Reply(
        body=sitemap(f"{site.url}/a#again", f"{site.url}/no/x", "http://elsewhere/", "ftp://x/")
    )
    site.html("/a", "a")
    site.html("/b", "b")
    *lines, first, second = read(
        source(site, sitemap=f"{site.url}/index.xml", exclude=("no/**",), max_pages=2)
    )
    assert [each.key for each in (first, second)] == [f"{site.url}/a", f"{site.url}/b"]
    assert [each.line for each in lines if isinstance(each, Problem)] == [
        "site: 2 entries of the sitemap are not pages of its host, not read"
    ]


def test_more_pages_than_are_read_are_counted(site: Website) -> None:
    site.pages["/s.xml"] = Reply(body=sitemap(*(f"{site.url}/{n}" for n in range(9))))
    opened = source(site, sitemap=f"{site.url}/s.xml", max_pages=4)
    line, *pages = read(opened)
    assert isinstance(line, Problem)
    assert "5 pages more than max_pages 4" in line.line
    assert len(pages) == opened.count() == 4


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=404),
        Reply(body=b"<urlset><url><loc>http://x"),
        Reply(body=b"<urlset></urlset>"),
        Reply(body=b'<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>'),
        Reply(body=b"<a>" * 100_000),
        Reply(body=gzip.compress(bytes(60_000_000))),
        Reply(body=b"<sitemapindex><sitemap><loc>http://elsewhere/</loc></sitemap></sitemapindex>"),
    ],
)
def test_a_sitemap_that_cannot_be_read_deletes_nothing(site: Website, reply: Reply) -> None:
    site.pages["/s.xml"] = reply
    with pytest.raises(SourceUnavailable) as failed:
        read(source(site, sitemap=f"{site.url}/s.xml"))
    assert "\n" not in str(failed.value)


@pytest.mark.slow
async def test_pages_are_indexed_and_forgotten_with_their_source(shop: Shop, site: Website) -> None:
    site.html("/a", "<h1>Poles</h1><p>Poles are mended free of charge.")
    web = WebSource(name="web", urls=(f"{site.url}/a",), allow_private=True, delay_s=0)
    before = shop.settings
    shop.settings = before.model_copy(update={"sources": (*before.sources, web)})
    reports = await shop.reports()
    assert (reports["web"].added, reports["web"].failed) == (1, ())
    assert "Poles are mended free of charge." in " ".join(shop.embedder.texts)
    site.pages["/a"] = Reply(status=503)
    assert (await shop.reports())["web"].deleted == 0
    site.pages["/a"] = Reply(status=410)
    assert (await shop.reports())["web"].deleted == 1
    assert not shop.rows("SELECT id FROM documents WHERE source = 'web'")


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"urls": ["ftp://x/"]},
        {"urls": ["http://user:secret@x/"]},
        {"urls": ["file:///etc/passwd"]},
        {"sitemap": "sitemap.xml"},
    ],
)
def test_settings_name_pages_of_the_web(bad: dict[str, Any], tmp_path: Any) -> None:
    with pytest.raises(ConfigError):
        parse({"sources": [{"name": "w", "type": "web", **bad}]}, where="test", folder=tmp_path)


def test_urls_have_one_form() -> None:
    assert (
        normal("HTTP://Example.com:80/a b/é?q=ü#top") == "http://example.com/a%20b/%C3%A9?q=%C3%BC"
    )
    assert normal("https://example.com") == "https://example.com/"
    assert normal("https://[2001:db8::1]:8443/x") == "https://[2001:db8::1]:8443/x"
