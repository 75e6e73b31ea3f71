"""Whether a sentence follows from another: the order of a model's labels, and its loading."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from answer.entailment import CrossEncoderEntailment, label_order
from nescio.errors import ConfigError
from nescio.settings import EntailmentSettings
from tests.retrieval.cross_encoder import save_model

NAMES = ("entailment", "neutral", "contradiction")
PAIRS = [("the lamp is washed by hand", "the lamp is washed"), ("wool", "cold water")]


@pytest.mark.parametrize("order", list(permutations(NAMES)))
def test_labels_are_read_from_their_names_whatever_their_order(order: tuple[str, ...]) -> None:
    assert label_order({place: name.upper() for place, name in enumerate(order)}) == order


def test_a_model_of_two_labels_has_no_contradiction() -> None:
    assert label_order({0: "entailment", 1: "not_entailment"}) == ("entailment", "neutral")


def test_labels_without_names_are_refused() -> None:
    with pytest.raises(ConfigError, match="LABEL_0, LABEL_1, LABEL_2"):
        label_order({0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"})


def test_no_model_is_no_entailment() -> None:
    with pytest.raises(ConfigError, match="no model is set"):
        CrossEncoderEntailment(EntailmentSettings())


@pytest.mark.anyio
async def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    model = CrossEncoderEntailment(EntailmentSettings(model=str(tmp_path / "nowhere")))
    try:
        with pytest.raises(ConfigError, match="nowhere"):
            await model.load()
    finally:
        model.close()


@pytest.mark.anyio
@pytest.mark.slow
async def test_the_same_model_with_its_labels_turned_says_it_by_name(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate((NAMES, NAMES[::-1])):
        folder = save_model(tmp_path / str(number), labels=3)
        config = json.loads((folder / "config.json").read_text())
        config["id2label"] = {str(place): name for place, name in enumerate(order)}
        config["label2id"] = {name: place for place, name in enumerate(order)}
        (folder / "config.json").write_text(json.dumps(config))
        model = CrossEncoderEntailment(EntailmentSettings(model=str(folder)))
        try:
            found.append(await model.labels(PAIRS))
        finally:
            model.close()
    turned = dict(zip(NAMES, NAMES[::-1], strict=True))
    assert [turned[label] for label, _ in found[0]] == [label for label, _ in found[1]]
    assert all(1 / 3 <= score <= 1 for labels in found for _, score in labels)
