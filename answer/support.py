"""Whether a sentence that a model wrote says what one sentence of a passage says, and no more.

A share of common words is not enough here: a model that changes one word of a sentence says
something else. So every word that means something must stand in the sentence or over it, in its
order, with the same figures, and what limits either (`only`, `up to`, `unless`) must limit both.
Paraphrases that go further are for an entailment model to judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.check_passages import Quote
from answer.check_text import clauses, lines
from answer.injection import suspicion, trusted_sentences
from nescio.text import STOP_WORDS, fold, stem, words
from nescio.types import Passage

LIMITS = frozenset(
    """only solely exclusively just except unless if until till before after within up least most
    more less fewer over under above below between maximum minimum all every each any always never
    sometimes usually normally often rarely generally mostly about approximately around roughly
    nearly almost may might can could must should shall would will not no none nor neither without
    either both or free additional extra further other another same first last once twice when
    while during per from to by for since due because except excluding including included own
    than too against off out down again""".split()
)
"""Words that carry little and change much."""
LINKS = frozenset("to from by for per within during when while out off down again own too".split())
"""Of them those that a sentence may have gained or lost without meaning anything else, as long as
the words around keep their order."""
_IDLE = frozenset(
    "according document evidence passage record source says said states stated answer".split()
)
_PRONOUNS = frozenset("it its they their them this that these those he she his her".split())


def says_so(claim: str, quote: Quote, asked: frozenset[str] = frozenset()) -> bool:
    """Whether the quoted sentence, read with its headings, says all of the claim.

    Clauses of it may be left out whole. Of the others a claim must keep every word that does not
    stand in the question (`asked`, stems) or the headings: `free for members` is not `free`.
    """
    passage = quote.passage
    over = " ".join((passage.title, *passage.chunk.heading_path))
    headings = frozenset(stem(w.form) for w in words(over))
    every = _meaning(claim)
    touched = [
        clause.text for clause in clauses(quote.text, ()) if set(_meaning(clause.text)) & set(every)
    ]
    said = [one for text in touched for one in _meaning(text)]
    claimed = [one for one in every if one in said or one not in headings]
    if not claimed or not set(claimed) <= set(said):
        return False
    if set(said) - set(claimed) - asked - headings:
        return False
    if _limits(claim) != _limits(" ".join(touched)):
        return False
    return _in_order(claimed, said)


def verbatim(claim: str, passages: Sequence[Passage]) -> Quote | None:
    """The sentence of a passage that the claim is, but for white space and its full stop."""
    wanted = _plain(claim)
    for passage in passages:
        trusted = {s.text for s in trusted_sentences(passage.chunk.text)}
        for line in lines(passage.chunk.text):
            if _plain(line.text) == wanted and line.text in trusted:
                start = passage.chunk.start + line.start
                return Quote(
                    passage=passage, text=line.text, start=start,
                    end=start + len(line.text), covered=1.0,
                )  # fmt: skip
    return None


def trustworthy(quote: Quote) -> bool:
    """Whether a sentence stands in no paragraph that speaks to the machine."""
    return suspicion(quote.text) is None and any(
        quote.text in s.text or s.text in quote.text
        for s in trusted_sentences(quote.passage.chunk.text)
    )


def _meaning(text: str) -> list[str]:
    """The words that mean something, in order: stems, figures, names."""
    return [
        stem(w.form)
        for w in words(text)
        if w.form not in STOP_WORDS and w.form not in LIMITS and w.form not in _IDLE
    ]


def _limits(text: str) -> frozenset[str]:
    """What limits a sentence, denials included."""
    forms = {"not" if w.form.endswith("n't") else w.form for w in words(text)}
    forms = {"not" if form == "cannot" else form for form in forms}
    return frozenset(forms & (LIMITS - LINKS))


def _in_order(claimed: Sequence[str], said: Sequence[str]) -> bool:
    """Whether words stand in the same order; what stood last may have been put first, as in
    `Within 30 days goods are refunded`."""
    if _subsequence(claimed, said):
        return True
    return any(
        _subsequence([*claimed[cut:], *claimed[:cut]], said) for cut in range(1, len(claimed))
    )


def _subsequence(part: Sequence[str], whole: Sequence[str]) -> bool:
    rest = iter(whole)
    return all(one in rest for one in part)


def _plain(text: str) -> str:
    return re.sub(r"[\s.!]+$", "", " ".join(fold(text).split()))
