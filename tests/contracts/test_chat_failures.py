"""Every way in which a call of a ChatProvider can fail, over both protocols."""

from __future__ import annotations

import email.utils
import time
from pathlib import Path
from typing import Any

import pytest

from answer.models import streaming
from answer.models.chat import FailureKind
from nescio.settings_models import ProviderSettings
from server.wiring import choose_provider
from tests.certificates import NoOpenSSL, make_certificate
from tests.contracts.chat import Kind, failure, settings, whole
from tests.fake_provider import FakeProvider, Hang, Reply, Reset, Status, Step
from tests.servers import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


FAILURES: list[tuple[str, Step, FailureKind]] = [
    ("400", Status(400), "bad_request"),
    ("401", Status(401), "not_authorized"),
    ("402", Status(402), "not_authorized"),
    ("403", Status(403), "not_authorized"),
    ("404", Status(404), "bad_request"),
    ("408", Status(408), "timeout"),
    ("429", Status(429), "rate_limited"),
    ("500", Status(500), "server_error"),
    ("529", Status(529), "server_error"),
    ("reset before the headers", Reset(), "connection"),
    ("cut", Reply("One two", "cut"), "cut"),
    ("cut before a word", Reply("One two", "cut", after=0), "cut"),
    ("broken off", Reply("One two", "broken"), "cut"),
    ("reset in the middle", Reply("One two", "reset"), "cut"),
    ("a chunk that is no JSON", Reply("One two", "malformed"), "malformed"),
    ("an error inside the stream", Reply("One two", "error"), "server_error"),
    ("empty", Reply(""), "empty"),
    ("blanks", Reply(pieces=(" ", "\n")), "empty"),
    ("every event twice", Reply("One two", "duplicated"), "malformed"),
    ("a page", Status(200, body="<html>Sign in</html>", content_type="text/html"), "malformed"),
    ("no JSON in an error", Status(502, body="<html>Bad gateway</html>"), "server_error"),
]


async def test_repeated_words_pass(fake: FakeProvider, provider: Any) -> None:
    """They are left to the checks of what a reply says."""
    fake.then = Reply("One two", "stutter")
    assert (await whole(provider))[0] == "OneOne two two"


class TestFailures:
    @pytest.mark.parametrize(
        ("step", "expected"), [(step, k) for _, step, k in FAILURES], ids=[n for n, *_ in FAILURES]
    )
    async def test_each_is_of_one_kind_and_one_line(
        self, fake: FakeProvider, provider: Any, step: Step, expected: FailureKind
    ) -> None:
        fake.then = step
        failed = await failure(provider)
        assert failed.kind == expected
        assert failed.retry_after_s is None
        assert fake.calls == 1, "providers never retry"

    async def test_afterwards_all_is_well(self, fake: FakeProvider, provider: Any) -> None:
        fake.script.extend([Reset(), Status(500), Reply("x", "broken"), Reply("Well.")])
        for _ in range(3):
            await failure(provider)
        assert (await whole(provider))[0] == "Well."

    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize(
        ("headers", "least", "most"),
        [
            ({"retry-after": "7"}, 7, 7),
            ({"retry-after": "0.5"}, 0.5, 0.5),
            ({"retry-after": "-3"}, 0, 0),
            ({"retry-after-ms": "250", "retry-after": "1"}, 0.25, 0.25),
            ({"retry-after": "soon"}, None, None),
        ],
    )
    async def test_the_wish_to_be_left_alone(
        self,
        fake: FakeProvider,
        provider: Any,
        status: int,
        headers: dict[str, str],
        least: float | None,
        most: float | None,
    ) -> None:
        fake.then = Status(status, headers=headers)
        failed = await failure(provider)
        assert failed.retry_after_s == least == most

    async def test_the_wish_as_a_date(self, fake: FakeProvider, provider: Any) -> None:
        date = email.utils.formatdate(time.time() + 90, usegmt=True)
        fake.then = Status(429, retry_after=date)
        failed = await failure(provider)
        assert failed.retry_after_s == pytest.approx(90, abs=5)

    async def test_a_used_up_quota_is_not_a_rate(self, fake: FakeProvider, provider: Any) -> None:
        body = '{"error": {"message": "You have no credit", "code": "insufficient_quota"}}'
        fake.then = Status(429, body=body)
        assert (await failure(provider)).kind == "not_authorized"

    @pytest.mark.parametrize("step", [Hang(), Reply("One two", "hang")], ids=["headers", "middle"])
    async def test_silence(
        self, fake: FakeProvider, kind: Kind, step: Step, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(streaming, "SILENCE_S", 0.1)
        made = choose_provider(settings(kind, fake))
        fake.then = step
        assert (await failure(made)).kind == "timeout"
        await made.aclose()

    async def test_nobody_listens(self, kind: Kind) -> None:
        url = f"http://127.0.0.1:{free_port()}"
        made = choose_provider(ProviderSettings(name="here", type=kind, base_url=url, api_key="k"))
        assert (await failure(made)).kind == "connection"
        await made.aclose()

    async def test_a_reply_is_whole_at_its_finish_reason(
        self, fake: FakeProvider, provider: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(streaming, "TAIL_S", 0.05)
        fake.then = Reply("One two", "endless")
        text, finished = await whole(provider)
        assert (text, finished.reason) == ("One two", "stop")


class TestTls:
    @pytest.mark.parametrize("expired", [True, False])
    async def test_certificates(
        self, kind: Kind, tmp_path: Path, expired: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        try:
            certificate = make_certificate(tmp_path, expired=expired)
        except NoOpenSSL as error:
            pytest.skip(str(error))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with FakeProvider(certificate=certificate) as fake:
            made = choose_provider(settings(kind, fake))
            if expired:
                failed = await failure(made)
                assert failed.kind == "tls"
                assert "expired" in str(failed)
                assert fake.calls == 0
            else:
                assert (await whole(made))[0] == "Fine."
            await made.aclose()
