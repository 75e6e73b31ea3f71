"""A question of a message on its way through the stages, and what a sentence is to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answer.kinds import ANY_KIND, fits
from answer.likely import Likely
from answer.question import Analysis, analyse, stems_of
from answer.quotes import Extract, Quote
from answer.route import FactAnswer, FactRefusal
from answer.staleness import Stale
from nescio.text import words
from nescio.types import Scope
from retrieval.antecedent import clear
from retrieval.corpus import Snapshot
from retrieval.linking import Mention
from retrieval.retriever import Retrieved
from retrieval.values import parse

_RANGE = re.compile(r"\s*(?:to|-|–)\s*\d")


@dataclass(frozen=True, kw_only=True)
class Match:
    """The one record of a document that is asked for, and how sure that is."""

    quote: Quote
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Work:
    """A part on its way: each stage fills in its field.

    `related` gave the name that stands in the question for a description. `given` are the
    sentences quoted to earlier questions of the same message, `before` are these, the last first.
    `thing`, `asked` and `last`: see `Reading`.
    """

    question: str
    search: str
    others: tuple[str, ...] = ()
    scope: Scope
    snapshot: Snapshot
    mentions: tuple[Mention, ...] = ()
    unknown_names: tuple[str, ...] = ()
    analysis: Analysis
    reply: FactAnswer | FactRefusal | None = None
    likely: Likely | None = None
    related: FactAnswer | None = None
    retrieved: Retrieved | None = None
    extract: Extract | None = None
    record: Match | None = None
    stale: Stale | None = None
    threshold: float = 0.0
    given: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    thing: str = ""
    asked: str = ""
    last: str = ""
    degraded: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What was told with the question, and what the conversation was about."""
        wording = self.analysis.text
        return self.search.removesuffix(wording).strip() if wording else ""

    @property
    def without(self) -> frozenset[str]:
        """Sources whose passages are too old to be used."""
        return self.stale.sources if self.stale else frozenset()


def asking(work: Work, question: str) -> Work:
    """The same work with another question, and what was told beside it."""
    search = f"{work.told} {question}".strip()
    return replace(
        work,
        question=question,
        search=search,
        others=(),
        mentions=work.snapshot.linker.link(search, work.scope),
        analysis=analyse(question, work.snapshot.terms, background=work.told),
    )


_WHICH = re.compile(r"\b(?:which|what|any) (?:[\w-]+ )?$", re.IGNORECASE)


def off_point(quote: Quote, work: Work) -> bool:
    """Whether a quote is none for this question: it speaks of another thing, or was the answer
    to the question before and is none to this one."""
    if quote.text in work.given and not _answers_too(quote, work.analysis):
        return True
    return _of_another_thing(quote, work) or about_other(quote.text, work, quote.passage.title)


def _of_another_thing(quote: Quote, work: Work) -> bool:
    """Whether a quote stands in the document of the place where a thing is, and does not name it,
    nor does what stands around it."""
    head = next(iter(stems_of(*work.thing.split()[-1:])), "")
    if not head or any(one.endswith(head) for one in quote.stems | quote.context):
        return False  # a raft: the packraft
    named = {c.entity.id for m in clear(work.mentions) for c in m.candidates}
    title = work.snapshot.linker.link(quote.passage.title, work.scope, fuzzy=False)
    return any(c.entity.id in named for m in title for c in m.candidates)


def _answers_too(quote: Quote, analysis: Analysis) -> bool:
    """Whether a quote has something of the kind that is asked for; or a word of the question
    itself, not of what was told before, where that asks for nothing in particular."""
    if analysis.expects in ANY_KIND:
        own = stems_of(analysis.text)
        return not own or bool(own & quote.stems)
    return fits(analysis.expects, quote.text)


def about_other(sentence: str, work: Work, title: str = "") -> bool:
    """Whether a sentence names things of the kind asked about, but none that was asked about.

    A bare noun (`the tent`, where there are Tents) names none, and every Kestrel was asked about
    by `my Kestrel`. A sentence that names none is about the row that its document has for a
    `title`, or, where the question names one by a capital or a number, about those that the title
    begins with (`Kestrel tents: manual`). One that has all words of an asked name of their kind
    means it too: `an hour on a Kestrel 60 and two on an 80`; and what stands under the whole name
    of the asked row is about it, whatever else it names: `as in Ghent`.
    """
    asked = _asked(work)
    ids = {c.entity.id for m in asked for c in m.candidates}
    tables = {c.entity.table for m in asked for c in m.candidates}
    families = [(stems_of(m.text), {c.entity.table for c in m.candidates}) for m in asked]
    called = {c.entity.table for m in clear(asked) for c in m.candidates}
    if _called(work, title) & ids:
        return False
    for text in (sentence, title):
        found = [
            mention
            for mention in work.snapshot.linker.link(text, work.scope, fuzzy=False)
            if not _plain(text, mention) and (text == sentence or mention.text == title or called)
        ]
        if any(
            c.entity.id in ids or any(family <= stems_of(c.entity.label) for family, _ in families)
            for m in found
            for c in m.candidates
        ):
            return False
        if text == title and title != sentence:
            found = [
                m
                for m in found
                if m.text == title or (m.start == 0 and m.best.entity.table in called)
            ]
        others = [m for m in clear(found) if m.best.entity.table in tables]
        named = _named_in(sentence).union(*(stems_of(m.best.entity.label) for m in others))
        kinds = {m.best.entity.table for m in others}
        if others and not any(family <= named for family, of in families if of & kinds):
            return True
    return False


def _asked(work: Work) -> list[Mention]:
    """The mentions that say what is asked about: beside a name of a row no bare noun that rows of
    its table have in their names (`gas`), nor a part of another name (`pole`, of Trekking Poles),
    unless other rows are asked for by it (`which tablets`, for a filter)."""
    asked = [m for m in work.mentions if m.best.entity.table]
    sure = clear(asked)
    if any(_names_one(m) for m in sure):
        bare = [m for m in sure if not (_names_one(m) or _WHICH.search(work.search[: m.start]))]
        asked, sure = ([m for m in some if m not in bare] for some in (asked, sure))
    named = {c.entity.table for m in sure if not m.text.islower() for c in m.candidates}
    own = stems_of(*(m.best.entity.label for m in sure))
    return [
        m
        for m in asked
        if m in sure
        or m.best.entity.table not in named
        or (_WHICH.search(work.search[: m.start]) and not stems_of(m.text) <= own)
    ]


def _names_one(mention: Mention) -> bool:
    """Whether a mention names a row by more than a bare noun: a capital, a number, a whole
    name of several words."""
    text = mention.text
    whole = " " in text and text.casefold() == mention.best.entity.label.casefold()
    return whole or not text.islower() or any(char.isdigit() for char in text)


def _called(work: Work, title: str) -> frozenset[str]:
    """The id of the row whose whole name a title is."""
    found = work.snapshot.linker.link(title, work.scope, fuzzy=False) if title else ()
    return frozenset(m.best.entity.id for m in found if m.text == title and not m.ambiguous)


def _plain(text: str, mention: Mention) -> bool:
    """Whether a mention names no one thing: a word written small that is a name only with a
    capital, or that has it as the first of the text and another ending than the name (`Drying`,
    of Dry Bags), a single letter, a bare number, the first of a range (`Corvin 1 to 4`)."""
    small = mention.text.islower() and not mention.best.entity.label.islower()
    bare = len(mention.text) < 2 or not any(c.isalpha() for c in mention.text)
    return small or bare or _inflected(text, mention) or bool(_RANGE.match(text, mention.end))


def _inflected(text: str, mention: Mention) -> bool:
    """Whether a text begins with a word that the name has with another ending; no plural."""
    forms = [word.form for word in words(mention.text)]
    if text[: mention.start].strip() or len(forms) != 1:
        return False
    known = {word.form for word in words(mention.best.entity.label)}
    return not {forms[0], forms[0].removesuffix("s")} & known


def _named_in(sentence: str) -> frozenset[str]:
    """The stems that a name may be made of: those of amounts are not."""
    amounts = [(v.start, v.end) for v in parse(sentence) if v.kind == "quantity"]
    kept = [w for w in words(sentence) if not any(a <= w.start < b for a, b in amounts)]
    return stems_of(" ".join(w.form for w in kept))


def rows_named(text: str, work: Work) -> frozenset[str]:
    """The ids of the rows that a text names."""
    found = work.snapshot.linker.link(text, work.scope, fuzzy=False)
    return frozenset(m.best.entity.id for m in found if m.best.entity.table)
