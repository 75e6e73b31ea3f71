"""A row that a document names, told by what the document is called: `the sleeping bag that the
winter newsletter advertised`, `the spring mail shows one tent. Price?`

The document is found by the words of its title; of the rows that it names one alone may be called
by the noun. The row's name is put in the question, and the live rows are asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answer.described import Chained
from answer.extract import quotes_of
from answer.held_wording import pointed
from answer.quotes import Quote
from answer.route import FactAnswer, FactRouter
from answer.work import Work
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity, Passage
from retrieval.antecedent import clear
from retrieval.retriever import Retriever

SURE = 0.95
"""Of the confidence in a reply about a row that a document names."""

_A_DOCUMENT = (
    r"(?:guides?|manuals?|handbooks?|booklets?|articles?|pages?|news ?letters?|e-?mails?|mails?"
    r"|mailings?|lists?|leaflets?|flyers?|brochures?|blog ?posts?|blogs?|posts?|stor(?:y|ies)|faqs?"
    r"|sheets?|instructions|notes|reports?|magazines?|bulletins?|circulars?|memos?|cards?)"
)
_DOCUMENT = (
    r"(?:(?:the|your|our|that|this|my) )?(?:(?:old|last|latest|recent|new|printed) )?"
    rf"(?:(?P<title>[\w'’-]+(?: [\w'’-]+){{0,4}}?)[ -]{_A_DOCUMENT}\b"
    rf"|{_A_DOCUMENT} (?:on|about|for|to|of|called) (?P<called>[\w'’ -]{{3,40}}?)(?=\W*$|[,;.?!]))"
)
_VERB = (
    r"(?:(?:has |had |have )?(?:mention|name|show|advertise|recommend|praise|list|feature|present"
    r"|describe|use|push|promote|suggest)(?:s|es|d|ed)?|(?:raves?|raved|writes?|wrote|talks?|talked"
    r"|tells?|told) about|(?:speaks?|spoke|tells?|told) of)"
)
_DONE = (
    r"(?:(?:(?:that|which) )?(?:(?:is|was|are|were|has been|gets|got) )?(?:mentioned|named|shown"
    r"|advertised|recommended|praised|listed|featured|presented|described|used|promoted|suggested"
    r"|offered)|(?:(?:that|which) )?(?:you|we|they) (?:mention|name|show|advertise|recommend|praise"
    r"|list|feature|present|describe|use|promote|suggest)(?:d|ed)?)"
)
_WORD = r"(?:(?!(?:in|on|at|of|to|for|from|by|with|that|which|who|is|are|was|and|or)\b)[\w-]+)"
_NOUN = rf"(?P<noun>(?:{_WORD} ){{0,3}}?{_WORD})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "The harness mentioned on the rope care page", "the tent in your spring mail".
        rf"\b(?:the|that|this) {_NOUN} (?:{_DONE} )?(?:in|on|by|from) {_DOCUMENT}",
        # "The bag that the winter newsletter advertised".
        rf"\b(?:the|that|this) {_NOUN} (?:(?:that|which) )?(?=(?:the|your|our) ){_DOCUMENT} {_VERB}"
        r"(?=\W*$|[,;.?!]| (?:is|are|was|has|have|does|costs?|weighs?)\b| [a-z]+\W*$)",
    )
)
# "The winter guide names one front light.", "In the spring mail there was a tent."
_TOLD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*{_DOCUMENT} {_VERB} (?:just |only )?(?:an?|one|the|some) {_NOUN}"
        r"(?=\W*$|[,;.?!]| as\b)",
        rf"^\W*in {_DOCUMENT},? (?:there (?:is|was)|(?:i|we) (?:saw|read about|found)"
        rf"|(?:you|they) (?:have|had|show|showed|mention|mentioned)) (?:an?|one|the|some) {_NOUN}"
        r"(?=\W*$|[,;.?!])",
    )
)
_SHORT_YEAR = re.compile(r"(?<!\w)['’](?P<year>\d\d)\b")
_FIGURES = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight".split(), start=1)
}
LEAST_HEAD = 4
"""Characters of a noun that may be the end of a longer one: a lock, a U-lock."""


@dataclass(frozen=True, kw_only=True)
class Titled:
    """A noun, the words of a title, and where both stand in the text; `end` is 0 where they were
    told before the question."""

    noun: str
    title: str
    start: int = 0
    end: int = 0


def titled(text: str) -> Iterator[Titled]:
    """What a question says that a document names."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Titled(
                noun=match["noun"], title=match["title"] or match["called"],
                start=match.start(), end=match.end(),
            )  # fmt: skip


def told_titled(told: str) -> Iterator[Titled]:
    """What was told before a question that a document names."""
    for pattern in _TOLD:
        match = pattern.search(told)
        if match is not None:
            yield Titled(noun=match["noun"], title=match["title"] or match["called"])


class TitledRows:
    """Finds the row that a document names, and asks the question of it."""

    def __init__(self, router: FactRouter, retriever: Retriever) -> None:
        self._router = router
        self._retriever = retriever

    async def answer(self, work: Work) -> Chained | None:
        """The answer over that row. Raises ServiceError."""
        if not self._router.has_rows:
            return None
        asked = work.analysis.text
        for text in dict.fromkeys((asked, work.question)):
            for one in titled(text):
                found = await self._row(one, work)
                if found is not None:
                    label = f"the {found[0].label}"
                    return await self._over(
                        f"{text[: one.start]}{label}{text[one.end :]}", *found, work
                    )
        for one in [*told_titled(work.told), *titled(work.told)]:
            found = await self._row(one, work)
            if found is not None:
                return await self._over(pointed(asked, found[0].label), *found, work)
        return None

    async def _over(self, asked: str, row: Entity, link: Quote, work: Work) -> Chained | None:
        reply = await self._router.answer(asked, work.scope)
        if not isinstance(reply, FactAnswer) or all(e.id != row.id for e in reply.entities):
            return None
        sure = round(reply.confidence * SURE, 4)
        return Chained(question=asked, answer=reply, link=link, confidence=sure, titled=True)

    async def _row(self, one: Titled, work: Work) -> tuple[Entity, Quote] | None:
        """The one row called so that the one document called so names, and a sentence with it;
        none where the question names a row itself, outside of the title."""
        wanted = _telling(one.title)
        named = [m.text for m in clear(work.mentions) if not m.text.islower()]
        if not wanted or any(text not in one.title for text in named):
            return None
        retrieved = await self._retriever.retrieve(one.title, work.scope, without=work.without)
        passages = [e.item for e in retrieved.evidence if isinstance(e.item, Passage)]
        called = {p.title for p in passages if p.kind == "file" and wanted <= _title_stems(p)}
        if len(called) != 1:
            return None
        ids = {p.chunk.document_id for p in passages if p.title in called and p.kind == "file"}
        whole = await self._retriever.tables(sorted(ids), work.scope, without=work.without)
        quotes = await asyncio.to_thread(quotes_of, work.analysis, whole)
        rows: dict[str, tuple[Entity, Quote]] = {}
        for quote in quotes:
            for row in self._named(quote, one.noun, work):
                rows.setdefault(row.id, (row, quote))
        return next(iter(rows.values())) if len(rows) == 1 else _alone(rows, one.noun)

    def _named(self, quote: Quote, noun: str, work: Work) -> list[Entity]:
        """The rows that a sentence names, and that the noun may call."""
        mentions = work.snapshot.linker.link(quote.text, work.scope, fuzzy=False)
        clearly = [m for m in clear(mentions) if not m.text.islower()]
        return [m.best.entity for m in clearly if self._fits(m.best.entity, noun)]

    def _fits(self, row: Entity, noun: str) -> bool:
        head = words(noun)[-1].form if words(noun) else ""
        if row.table is None or not head:
            return False
        own = [word.form for word in words(row.label)]
        longer = len(head) >= LEAST_HEAD and any(word.endswith(head) for word in own)
        return longer or stem(head) in {*map(stem, own), *self._router.called(row)}


def _alone(rows: dict[str, tuple[Entity, Quote]], noun: str) -> tuple[Entity, Quote] | None:
    """Of several rows the one whose name has every word of the noun: `three-person tent`."""
    said = [_FIGURES.get(word.form, word.form) for word in words(noun.replace("-", " "))]
    wanted = {stem(form) for form in said} - {stem("person"), stem("man")}
    whole = [
        found for found in rows.values()
        if wanted <= {stem(word.form) for word in words(found[0].label)}
    ]  # fmt: skip
    return whole[0] if len(whole) == 1 else None


def _telling(title: str) -> frozenset[str]:
    """The stems of the words that tell which document is meant."""
    title = _SHORT_YEAR.sub(lambda match: f"20{match['year']}", title)
    return frozenset(stem(w.form) for w in words(title) if w.form not in STOP_WORDS)


def _title_stems(passage: Passage) -> frozenset[str]:
    return _stems((passage.title, passage.uri.rpartition("/")[2]))


def _stems(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(stem(word.form) for text in texts for word in words(text.replace("-", " ")))
