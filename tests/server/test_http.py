"""The HTTP interface over a scripted pipeline: answers, conversations, sources, the page."""

from __future__ import annotations

import json

import pytest

from nescio.events import Final
from nescio.types import Turn
from nescio.verification import decode_verification
from nescio.wire import decode_answer
from server.schemas import AskReply, SourceDetailOut
from server.verify_routes import VerifyReply
from tests.server.scripted import DETAILS, QUOTE, abstained
from tests.server.serving import KETTLE, serving_script

pytestmark = pytest.mark.anyio


async def test_json_answer_is_what_openapi_promises() -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post("/v1/ask", json={"question": "How do I descale it?"})
    assert response.status_code == 200
    reply = AskReply.model_validate(response.json())
    assert reply.status == "answered"
    assert [s.id for s in reply.sources] == ["passage-1", "record-1"]
    claim = reply.citations[1].claim
    assert reply.text[claim.start : claim.end] == "It costs 49.00 EUR."
    final = KETTLE[-2]
    assert isinstance(final, Final)
    assert decode_answer(response.json()) == final.answer


async def test_a_verification_is_what_openapi_promises() -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post("/v1/verify", json={"text": "It costs 49 euro."})
        reply = VerifyReply.model_validate(response.json())
        document = (await client.get("/openapi.json")).json()
    assert response.status_code == 200
    [claim] = reply.claims
    assert (claim.status, claim.evidence[0].source_id) == ("supported", reply.sources[0].id)
    assert decode_verification(response.json()).claims[0].text == "It costs 49 euro."
    assert "/v1/verify" in document["paths"]


@pytest.mark.parametrize(
    ("body", "status", "line"),
    [
        (b'{"text": ""}', 422, "text: String should have at least 1 character"),
        (b'{"text": "too long"}', 422, "text: longer than 20000 characters"),
        (b'{"text": "half of a pair: \\ud83d"}', 422, "text: Input should be a valid string"),
        (b'{"text": 7}', 422, "text: Input should be a valid string"),
        (b'{"text": "x", "more": 1}', 422, "more: Extra inputs are not permitted"),
    ],
)
async def test_a_text_that_cannot_be_verified_ends_in_one_line(
    body: bytes, status: int, line: str
) -> None:
    headers = {"content-type": "application/json"}
    async with serving_script(KETTLE) as (client, _):
        response = await client.post("/v1/verify", content=body, headers=headers)
    assert response.status_code == status
    assert response.json()["code"] == "bad_request"
    assert response.json()["message"].startswith(line)


async def test_abstention_is_a_result() -> None:
    async with serving_script(abstained()) as (client, _):
        response = await client.post("/v1/ask", json={"question": "Who won in 1998?"})
    assert response.status_code == 200
    reply = AskReply.model_validate(response.json())
    assert (reply.status, reply.reason) == ("abstained", "no_evidence")
    assert [s.id for s in reply.nearest] == ["passage-1"]


async def test_stream_follows_the_protocol() -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post(
            "/v1/ask", json={"question": "?"}, headers={"accept": "text/event-stream"}
        )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"
    blocks = [b.split("\n") for b in response.text.strip().split("\n\n")]
    assert [b[0] for b in blocks] == [f"id: {n}" for n in range(1, len(blocks) + 1)]
    names = [b[1].removeprefix("event: ") for b in blocks]
    assert names == [
        *("start", "status", "status", "sources"),
        *("delta", "citation", "verdict"),
        *("delta", "citation", "verdict"),
        *("answered", "done"),
    ]
    citation = json.loads(blocks[5][2].removeprefix("data: "))
    quote = citation["quote"]
    assert DETAILS["passage-1"].text[quote["start"] : quote["end"]] == QUOTE


async def test_stream_by_field_overrides_the_header() -> None:
    async with serving_script(KETTLE) as (client, _):
        plain = await client.post(
            "/v1/ask",
            json={"question": "?", "stream": False},
            headers={"accept": "text/event-stream"},
        )
        streamed = await client.post("/v1/ask", json={"question": "?", "stream": True})
    assert plain.json()["status"] == "answered"
    assert streamed.text.startswith("id: 1\nevent: start\n")


async def test_conversation_is_remembered_and_own_history_wins() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        first = (await client.post("/v1/ask", json={"question": "one"})).json()
        same = first["conversation_id"]
        await client.post("/v1/ask", json={"question": "two", "conversation_id": same})
        own = [{"question": "mine", "answer": "yours"}]
        await client.post(
            "/v1/ask", json={"question": "three", "conversation_id": same, "history": own}
        )
        await client.post("/v1/ask", json={"question": "four", "conversation_id": "other"})
    assert [q.history for q in pipeline.questions] == [
        (),
        (Turn(question="one", answer=first["text"]),),
        (Turn(question="mine", answer="yours"),),
        (),
    ]


async def test_conversations_are_bounded() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        for number in range(9):
            await client.post("/v1/ask", json={"question": str(number), "conversation_id": "same"})
    assert [t.question for t in pipeline.questions[-1].history] == ["2", "3", "4", "5", "6", "7"]


async def test_source() -> None:
    async with serving_script(KETTLE) as (client, _):
        passage = await client.get("/v1/sources/passage-1")
        record = await client.get("/v1/sources/record-1")
        missing = await client.get("/v1/sources/nothing")
    detail = SourceDetailOut.model_validate(passage.json())
    assert detail.span is not None
    assert detail.text[detail.span.start : detail.span.end] == QUOTE
    assert SourceDetailOut.model_validate(record.json()).fields[1].value == "49.00 EUR"
    assert missing.status_code == 404
    assert missing.json()["code"] == "not_found"


async def test_openapi_describes_every_route() -> None:
    async with serving_script(KETTLE) as (client, _):
        document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) == {
        *("/v1/ask", "/v1/sources/{source_id}", "/healthz", "/readyz", "/metrics"),
        *("/v1/conversations/{conversation_id}", "/v1/freshness", "/v1/verify"),
        *("/v1/conversations", "/v1/conversations/{conversation_id}/export"),
    }
    ask = document["paths"]["/v1/ask"]["post"]["responses"]
    assert set(ask["200"]["content"]) == {"application/json", "text/event-stream"}
    assert {"413", "422", "429", "503"} <= set(ask)
    assert document["components"]["schemas"]["AskRequest"]["examples"]


async def test_security_headers_and_the_page() -> None:
    async with serving_script(KETTLE) as (client, _):
        page = await client.get("/")
        again = await client.get("/", headers={"if-none-match": page.headers["etag"]})
        script = await client.get("/app.js")
        missing = await client.get("/nowhere")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert again.status_code == 304
    assert script.headers["content-type"].startswith("text/javascript")
    assert "max-age" in script.headers["cache-control"]
    assert missing.json() == {"code": "not_found", "message": "Not Found"}
    assert "<script>" not in page.text
    assert " style=" not in page.text
