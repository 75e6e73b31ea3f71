"""One part of a question through the stages: route, retrieve, draft, check.

A part that live rows answer still retrieves, so that documents which disagree are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer import disputes
from answer.confidence import confidence, features
from answer.copies import with_copies
from answer.disputes import Dispute, Disputes, Trust
from answer.drafts import Draft, PartResult
from answer.extract import Extract, Extractor, Quote
from answer.guard import Refusal
from answer.named import mended, misses_name, without
from answer.question import Analysis, analyse, stems_of
from answer.render import correction
from answer.route import FactAnswer, FactRefusal, FactRouter
from answer.staleness import Stale, unless_stale
from answer.verify import Finding, Verifier, rendered
from nescio.errors import ServiceError
from nescio.sentences import split
from nescio.types import AbstentionReason, Fact, Passage, Scope, Verdict
from retrieval.antecedent import clear
from retrieval.corpus import Snapshot
from retrieval.linking import Mention
from retrieval.reading import Reading
from retrieval.retriever import Retrieved, Retriever

CHECKED_FOR_DISAGREEMENT = 12
LEAST_LIKENESS = 0.3
OTHER_READING = 0.95
"""Of the confidence in a reply to a further reading of a question."""
NOT_FOUND = "I could not find an answer to this in the database or the documents."


@dataclass(frozen=True, kw_only=True)
class Work:
    """A part on its way: each stage fills in its field."""

    question: str
    search: str
    others: tuple[str, ...] = ()
    scope: Scope
    snapshot: Snapshot
    mentions: tuple[Mention, ...] = ()
    unknown_names: tuple[str, ...] = ()
    analysis: Analysis
    reply: FactAnswer | FactRefusal | None = None
    retrieved: Retrieved | None = None
    extract: Extract | None = None
    stale: Stale | None = None
    threshold: float = 0.0
    degraded: tuple[str, ...] = ()

    @property
    def without(self) -> frozenset[str]:
        """Sources whose passages are too old to be used."""
        return self.stale.sources if self.stale else frozenset()


class PartAnswerer:
    """Holds the collaborators; every method takes a Work and returns the next."""

    def __init__(
        self,
        *,
        router: FactRouter,
        retriever: Retriever,
        extractor: Extractor,
        verifier: Verifier,
        trust: Trust,
    ) -> None:
        self._router = router
        self._retriever = retriever
        self._extractor = extractor
        self._verifier = verifier
        self._disputes = Disputes(retriever, trust)

    def begin(
        self,
        reading: Reading,
        scope: Scope,
        snapshot: Snapshot,
        stale: Stale | None = None,
        *,
        threshold: float = 0.0,
    ) -> Work:
        """Link the names, mend the spelling of the rest, weigh the words.

        What is less sure than `threshold` will not be answered, be it from rows or documents.
        """
        question, unknown = mended(reading.question, scope, snapshot)
        background, _ = mended(reading.background, scope, snapshot)
        wording, _ = mended(reading.wording, scope, snapshot)
        search = f"{background} {wording}".strip()
        return Work(
            question=question,
            search=search,
            others=tuple(mended(other, scope, snapshot)[0] for other in reading.others),
            scope=scope,
            snapshot=snapshot,
            mentions=snapshot.linker.link(search, scope),
            unknown_names=unknown,
            analysis=analyse(wording, snapshot.terms, background=background),
            stale=stale,
            threshold=threshold,
        )

    async def route(self, work: Work) -> Work:
        """Ask the live rows. What is told beside a question may be what makes it private."""
        try:
            reply = await self._router.answer(work.question, work.scope)
            for other in work.others if reply is None else ():
                said = await self._router.answer(other, work.scope)
                if isinstance(said, FactAnswer):
                    reply = replace(said, confidence=round(said.confidence * OTHER_READING, 4))
                    break
            if isinstance(reply, FactAnswer) and work.search != work.question:
                reply = await self._router.private(work.search, work.scope) or reply
        except ServiceError:
            return replace(work, degraded=(*work.degraded, "facts"))
        return replace(work, reply=reply)

    async def retrieve(self, work: Work) -> Work:
        """Find passages, unless the rows have already said no for good.

        A row that is gone stays gone: what documents still say of it is not an answer.
        """
        if isinstance(work.reply, FactRefusal) and (
            work.reply.reason != "no_evidence" or work.reply.rule == "row_gone"
        ):
            return work
        retrieved = await self._retriever.retrieve(
            work.search, work.scope, mentions=work.mentions, without=work.without
        )
        return replace(work, retrieved=retrieved, degraded=(*work.degraded, *retrieved.degraded))

    async def draft(self, work: Work) -> Work:
        """Choose the sentences that answer."""
        if work.retrieved is None or isinstance(work.reply, FactAnswer):
            return work
        extract = await self._extractor.extract(
            work.search,
            work.analysis,
            work.retrieved.evidence,
            work.snapshot.terms,
            about_other=lambda sentence: _about_other(sentence, work),
        )
        return replace(work, extract=extract)

    async def check(self, work: Work) -> PartResult:
        """Check every sentence and decide."""
        match work.reply:
            case FactAnswer() as reply:
                return await self._check_facts(work, reply)
            case FactRefusal() as refusal if work.extract is None:
                return _refused(
                    work, Refusal(reason=refusal.reason, rule=refusal.rule, message=refusal.message)
                )
            case _:
                return unless_stale(await self._check_quotes(work), work.stale)

    async def _check_facts(self, work: Work, reply: FactAnswer) -> PartResult:
        drafts = tuple(
            Draft(text=s.text, facts=s.facts, verdict=_live(s.facts, reply.rule))
            for s in reply.sentences
            if rendered(s.text, s.facts)
        )
        if not drafts:
            return _refused(work, _nothing("rendering_failed"))
        if reply.confidence < work.threshold:
            return replace(
                _refused(work, _nothing("below_threshold", "insufficient_evidence")),
                confidence=reply.confidence,
                facts=tuple(fact for draft in drafts for fact in draft.facts),
            )
        return PartResult(
            question=work.question,
            drafts=drafts,
            confidence=reply.confidence,
            notes=await self._disagreements(work, reply),
            degraded=work.degraded,
        )

    async def _check_quotes(self, work: Work) -> PartResult:
        extract = work.extract
        if extract is None or not extract.chosen or work.retrieved is None:
            return _refused(work, _nothing("nothing_retrieved", "no_evidence"))
        score = confidence(features(work.analysis, extract.chosen, work.retrieved.evidence))
        if misses_name(work.unknown_names, extract.chosen):
            return replace(
                _refused(work, _nothing("unknown_name", "no_evidence")),
                quotes=await self._showable(work, extract.chosen),
            )
        disputed, unread = await self._dispute(work, extract)
        work = replace(work, degraded=(*work.degraded, *unread))
        if disputed is not None and disputed.believed is None:
            return await self._conflict(work, disputed, score)
        if score < work.threshold:
            return replace(
                _refused(work, _nothing("below_threshold", "insufficient_evidence")),
                confidence=score,
                quotes=await self._showable(work, extract.chosen),
            )
        if await self._only_names_shared(work, extract.chosen):
            return replace(
                _refused(work, _nothing("only_names_shared", "insufficient_evidence")),
                quotes=await self._showable(work, extract.chosen),
            )
        chosen, believed = _believing(extract.chosen, disputed)
        drafts, notes, failed = await self._checked(work, chosen)
        if not drafts:
            return replace(
                _refused(work, failed or _nothing("no_sentence_passed", "unsupported_claims")),
                confidence=score,
            )
        drafts, degraded = await with_copies(
            drafts, self._retriever, work.scope, without=work.without
        )
        return PartResult(
            question=work.question, drafts=drafts, confidence=score, notes=(*notes, *believed),
            degraded=(*work.degraded, *degraded),
        )  # fmt: skip

    async def _dispute(
        self, work: Work, extract: Extract
    ) -> tuple[Dispute | None, tuple[str, ...]]:
        """What documents disagree over; nothing that a row decides, or that must not be shown."""
        disputed, degraded = await self._disputes.find(
            work.analysis, extract, work.scope,
            subjects=lambda text: _rows_named(text, work), without=work.without,
        )  # fmt: skip
        if disputed is None:
            return None, degraded
        for quote in disputed.quotes:
            finding = await self._finding(quote.text, quote.passage, work)
            if finding.verdict.status != "not_checkable":
                return None, degraded
        return disputed, degraded

    async def _conflict(self, work: Work, disputed: Dispute, score: float) -> PartResult:
        evidence = work.retrieved.evidence if work.retrieved else ()
        score = max(score, confidence(features(work.analysis, disputed.quotes, evidence)))
        if score < work.threshold:
            refused = _refused(work, disputes.refusal(disputed))
            return replace(refused, confidence=score, quotes=disputed.quotes)
        return PartResult(
            question=work.question, drafts=disputes.told(disputed), confidence=score,
            degraded=work.degraded,
        )  # fmt: skip

    async def _only_names_shared(self, work: Work, quotes: Sequence[Quote]) -> bool:
        """Whether quotes are near the question by the names in it alone.

        `Is the Corvin 7 insured?` is near every sentence about the Corvin 7. Without the names,
        no word and little meaning is left in common.
        """
        named = stems_of(*(m.text for m in clear(work.mentions)))
        asked = work.analysis.weights.keys() - named
        said = frozenset().union(*(q.stems | q.context for q in quotes))
        if not named or not asked or asked & said:
            return False
        texts = [without(q.text, named) for q in quotes]
        return await self._extractor.likeness(without(work.search, named), texts) < LEAST_LIKENESS

    async def _showable(self, work: Work, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """The quotes that may be shown as nearest evidence: none that the rows contradict, none
        that holds private data."""
        found = [(quote, await self._finding(quote.text, quote.passage, work)) for quote in quotes]
        bad = ("contradicted", "unsupported")
        return tuple(quote for quote, finding in found if finding.verdict.status not in bad)

    async def _checked(
        self, work: Work, quotes: Sequence[Quote]
    ) -> tuple[tuple[Draft, ...], tuple[str, ...], Refusal | None]:
        drafts: list[Draft] = []
        notes: dict[str, None] = {}
        failed: Refusal | None = None
        for quote in quotes:
            finding = await self._finding(quote.text, quote.passage, work)
            match finding.verdict.status:
                case "contradicted":
                    notes[_outdated(quote.passage)] = None
                    if quote is not quotes[0]:
                        continue  # an aside of the document: its correction answers nothing
                    text = correction(finding.facts)
                    drafts.append(
                        Draft(text=text, facts=finding.facts, verdict=_live(finding.facts))
                    )
                case "unsupported":
                    failed = _withheld()
                case _:
                    drafts.append(Draft(text=quote.text, quote=quote, verdict=_quoted(quote)))
        unique = {d.text: d for d in drafts}
        return tuple(unique.values()), tuple(notes), failed

    async def _finding(self, sentence: str, passage: Passage, work: Work) -> Finding:
        heading = " ".join((passage.title, *passage.chunk.heading_path))
        mentions = work.snapshot.linker.link(heading, work.scope, fuzzy=False)
        context = [m.best.entity for m in mentions if not m.ambiguous and m.best.entity.table]
        return await self._verifier.check(sentence, work.scope, context=context)

    async def _disagreements(self, work: Work, reply: FactAnswer) -> tuple[str, ...]:
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
                finding = await self._finding(sentence.text, passage, work)
                if finding.verdict.status == "contradicted" and any(
                    (f.table, f.key, f.column) in used for f in finding.facts
                ):
                    notes[_outdated(passage)] = None
        return tuple(notes)


def _about_other(sentence: str, work: Work) -> bool:
    """Whether a sentence names things of the kind asked about, but none that was asked about.

    A bare noun (`the tent`) names none, and every Kestrel was asked about by `my Kestrel`.
    """
    asked = [m for m in work.mentions if m.best.entity.table]
    ids = {c.entity.id for m in asked for c in m.candidates}
    tables = {c.entity.table for m in asked for c in m.candidates}
    families = [stems_of(m.text) for m in asked]
    found = work.snapshot.linker.link(sentence, work.scope, fuzzy=False)
    if any(
        c.entity.id in ids or any(family <= stems_of(c.entity.label) for family in families)
        for m in found
        for c in m.candidates
    ):
        return False
    return any(m.best.entity.table in tables for m in clear(found))


def _rows_named(text: str, work: Work) -> frozenset[str]:
    found = work.snapshot.linker.link(text, work.scope, fuzzy=False)
    return frozenset(m.best.entity.id for m in found if m.best.entity.table)


def _believing(
    chosen: Sequence[Quote], disputed: Dispute | None
) -> tuple[Sequence[Quote], tuple[str, ...]]:
    """The quotes without what is not believed, and the note that says so."""
    if disputed is None or disputed.believed is None or disputed.other is None:
        return chosen, ()
    believed, other = disputed.believed, disputed.other
    kept = [q for q in chosen if q.text not in (believed.text, other.text)]
    return (believed, *kept), (disputes.note(believed, other),)


def _live(facts: Sequence[Fact], rule: str = "live_row") -> Verdict:
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


def _nothing(rule: str, reason: AbstentionReason = "unsupported_claims") -> Refusal:
    return Refusal(reason=reason, rule=rule, message=NOT_FOUND)


def _refused(work: Work, refusal: Refusal) -> PartResult:
    return PartResult(question=work.question, refusal=refusal, degraded=work.degraded)
