"""The check of prompts finds what it is for, and nothing in what ships."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from answer.prompts.check import misfits, problems
from answer.prompts.module import Module, modules, read
from answer.prompts.replies import Judgement, Suspicion
from nescio.settings_models import ModelSettings

HEAD = "slot: user\norder: 99\ntasks: answer\nwhen: always\nbudget: rest\nshorten: never\n---\n"


def changed(name: str, **changes: object) -> tuple[Module, ...]:
    """The modules with one of them changed."""
    return tuple(
        replace(m, **changes) if m.name == name else m  # type: ignore[arg-type]
        for m in modules()
    )


def added(text: str, **head: str) -> tuple[Module, ...]:
    """The modules and a new one."""
    top = HEAD
    for key, value in head.items():
        old = next(line for line in HEAD.splitlines() if line.startswith(f"{key}:"))
        top = top.replace(old, f"{key}: {value}")
    return (*modules(), read("new", top + text))


def test_what_ships_is_in_order() -> None:
    assert problems() == ()


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (added("x", order="30"), "'question' and 'new' have the same place: user 30"),
        (added("x", when="small, not small"), "module 'new': its condition never holds"),
        (added("x", tasks="guard", when="history"), "module 'new': its condition never holds"),
        (added("x", when="not evidence"), "module 'new': its condition never holds"),
        (added("x", when="rainy"), "module 'new': no such condition: 'rainy'"),
        (added("x", tasks="sing"), "module 'new': no task uses it"),
        (added("x", tasks="sing"), "module 'new': no such task: 'sing'"),
        (added("{{weather}}"), "no such placeholder for answer: 'weather'"),
        (added("{{reply}}"), "no such placeholder for answer: 'reply'"),
        (added("{{question}}", slot="system", order="1"), "'question' is data, and stands among"),
        (added("<rule>x</rule>"), "no such tag: <rule"),
        (added("<record>", slot="system", order="1"), "tags among the instructions: <record"),
        (added("one two three", budget="2"), "its words take 4 tokens, its budget is 2"),
        (added("x", shorten="3"), "nothing in it can be shortened"),
        (added("x", slot="system"), "'policy' is not the last of the instructions"),
        (added("word " * 400), "what is never shortened takes more than 600 tokens"),
        (changed("policy", budget=20), "module 'policy': its words take 56 tokens, its budget"),
        (changed("question", tasks=("judge", "guard")), "task 'answer': no module shows 'quest"),
        ((*modules(), modules()[0]), "two modules are called"),
    ],
)
def test_what_is_wrong_is_found(found: tuple[Module, ...], line: str) -> None:
    assert any(line in problem for problem in problems(found)), problems(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slot: user\norder: 3\ntext", "not `key: value`: 'text'"),
        ("slot: user\n---\ntext", "its head must be slot, order"),
        (HEAD.replace("order: 99", "order: soon"), "order: no number: 'soon'"),
        (HEAD.replace("slot: user", "slot: side"), "no such slot: 'side'"),
        (HEAD.replace("slot: user", "slot"), "not `key: value`: 'slot'"),
    ],
)
def test_a_bad_head_is_named(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match="module 'bad'") as raised:
        read("bad", text)
    assert problem in str(raised.value)


def test_a_tier_that_cannot_hold_its_prompt_is_named() -> None:
    def models(context: int, style: str = "") -> ModelSettings:
        return ModelSettings.model_validate(
            {
                "providers": [{"name": "local"}],
                "tiers": [
                    {"name": "tiny", "provider": "local", "model": "m", "context_tokens": context,
                     "max_output_tokens": 100},
                ],
                "tasks": {"answer": {"tiers": ["tiny"]}, "rewrite": {"tiers": ["tiny"]}},
                "styles": {"acme": style},
            }
        )  # fmt: skip

    assert misfits(models(8192)) == ()
    assert misfits(models(400)) == ()
    assert "tier 'tiny': prompt for 'answer'" in misfits(models(250))[0]
    assert "tokens at least" in misfits(models(400, "word " * 90))[0]
    assert models(400, "Brief.").style_of("acme") == "Brief."
    assert models(400, "Brief.").style_of("other") == ""


def test_replies_are_asked_for_in_the_words_that_are_read() -> None:
    texts = {m.name: m.text for m in modules()}
    for name, model, field in (("judge", Judgement, "verdict"), ("guard", Suspicion, "kind")):
        for word in get_args(model.model_fields[field].annotation):
            assert f'"{word}"' in texts[name]
        for key in model.model_fields:
            assert f'"{key}": "..."' in texts[name]
