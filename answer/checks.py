"""Sentences held against the live rows: which may be quoted, which are corrected or withheld."""

from __future__ import annotations

from collections.abc import Sequence

from answer.drafts import Draft
from answer.guard import Refusal
from answer.injection import trusted_sentences
from answer.quotes import Quote
from answer.render import correction
from answer.route import FactAnswer
from answer.values import amounts, otherwise
from answer.verify import Finding, Verifier
from answer.work import Work
from nescio.answers import Verdict
from nescio.sentences import split
from nescio.types import Fact, Passage

CHECKED_FOR_DISAGREEMENT = 12
CHECKED_BEFORE = 3
"""Sentences with an amount, before one with an amount, that are held against the rows too."""


class Checks:
    """Checks of the sentences of one question."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def showable(self, work: Work, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """The quotes that may be shown as nearest evidence: none that the rows contradict, none
        that holds private data."""
        found = [(quote, await self.finding(quote.text, quote.passage, work)) for quote in quotes]
        bad = ("contradicted", "unsupported")
        return tuple(quote for quote, finding in found if finding.verdict.status not in bad)

    async def checked(
        self, work: Work, quotes: Sequence[Quote]
    ) -> tuple[tuple[Draft, ...], tuple[str, ...], Refusal | None]:
        drafts: list[Draft] = []
        notes: dict[str, None] = {}
        failed: Refusal | None = None
        for quote in quotes:
            finding = await self.finding(quote.text, quote.passage, work)
            match finding.verdict.status:
                case "contradicted":
                    notes[_outdated(quote.passage)] = None
                    if quote is not quotes[0]:
                        continue  # an aside of the document: its correction answers nothing
                    text = correction(finding.facts)
                    drafts.append(
                        Draft(text=text, facts=finding.facts, verdict=live(finding.facts))
                    )
                case "unsupported":
                    failed = _withheld()
                case _ if await self._goes_on(quote, work):
                    notes[_outdated(quote.passage)] = None
                    failed = _withheld()
                case _:
                    drafts.append(Draft(text=quote.text, quote=quote, verdict=_quoted(quote)))
        unique = {d.text: d for d in drafts}
        return tuple(unique.values()), tuple(notes), failed

    async def _goes_on(self, quote: Quote, work: Work) -> bool:
        """Whether a sentence goes on with another amount where one before it in its paragraph has
        an outdated one: what an example reckons with may be outdated too, though it names nothing.
        """
        if not amounts(quote.text):
            return False
        chunk = quote.passage.chunk
        before = [
            s for s in trusted_sentences(chunk.text)
            if s.block == quote.block and chunk.start + s.end <= quote.start and amounts(s.text)
        ]  # fmt: skip
        for sentence in before[-CHECKED_BEFORE:]:
            finding = await self.finding(sentence.text, quote.passage, work)
            if finding.verdict.status == "contradicted" and otherwise(quote.text, finding.facts):
                return True
        return False

    async def finding(self, sentence: str, passage: Passage, work: Work) -> Finding:
        heading = " ".join((passage.title, *passage.chunk.heading_path))
        mentions = work.snapshot.linker.link(heading, work.scope, fuzzy=False)
        context = [m.best.entity for m in mentions if not m.ambiguous and m.best.entity.table]
        return await self._verifier.check(sentence, work.scope, context=context)

    async def disagreements(self, work: Work, reply: FactAnswer) -> tuple[str, ...]:
        """Documents among the first passages that state another value than the rows used."""
        used = {(f.table, f.key, f.column) for s in reply.sentences for f in s.facts}
        labels = {f.entity for s in reply.sentences for f in s.facts}
        notes: dict[str, None] = {}
        budget = CHECKED_FOR_DISAGREEMENT
        for evidence in work.retrieved.evidence if work.retrieved else ():
            passage = evidence.item
            if not isinstance(passage, Passage) or passage.kind != "file":
                continue
            for sentence in split(passage.chunk.text):
                if budget == 0:
                    return tuple(notes)
                if not any(label.casefold() in sentence.text.casefold() for label in labels):
                    continue
                budget -= 1
                finding = await self.finding(sentence.text, passage, work)
                if finding.verdict.status == "contradicted" and any(
                    (f.table, f.key, f.column) in used for f in finding.facts
                ):
                    notes[_outdated(passage)] = None
        return tuple(notes)


def live(facts: Sequence[Fact], rule: str = "live_row") -> Verdict:
    """What live rows say is supported by them."""
    return Verdict(
        status="supported", score=1.0, rule=rule, evidence_ids=tuple(f.id for f in facts)
    )


def _quoted(quote: Quote) -> Verdict:
    return Verdict(status="supported", score=1.0, rule="quote", evidence_ids=(quote.passage.id,))


def _outdated(passage: Passage) -> str:
    return f"The document “{passage.title}” disagrees with the database here; the database is used."


def _withheld() -> Refusal:
    return Refusal(
        reason="not_permitted",
        rule="private_value",
        message="The answer holds private data, which I do not show.",
    )
