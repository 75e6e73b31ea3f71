"""Nouns of everyday English that mean the same: what rows are named by one is asked for by another.

Only nouns that mean one thing, whatever is traded in; no word that is a part of another's meaning.
"""

from __future__ import annotations

from nescio.text import stem

_FAMILIES = """
backpack rucksack knapsack
bicycle bike pushbike cycle
flashlight torch
lamp light
headlamp headtorch
sofa couch settee
trousers pants
sweater jumper pullover
mobile cellphone
television tv
fridge refrigerator
car automobile
film movie
cooker stove
mat pad mattress
hiking trekking
pram stroller buggy
glasses spectacles
pan skillet
mug cup
lock padlock
raft dinghy
glove mitten mitt
pump inflator
rug carpet
lorry truck
holiday vacation
tap faucet
thermos flask
wrench spanner
diaper nappy
"""
_OTHERS: dict[str, tuple[str, ...]] = {}
for _line in _FAMILIES.split("\n"):
    for _word in _line.split():
        _OTHERS[stem(_word)] = tuple(w for w in _line.split() if w != _word)


def other_nouns(form: str) -> tuple[str, ...]:
    """Other nouns for what a word (folded, in either number) calls, in the singular."""
    return _OTHERS.get(stem(form), ())
