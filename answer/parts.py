"""One part of a question through the stages: route, retrieve, draft, check.

A part that live rows answer still retrieves, so that documents which disagree are named.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from answer import disputes
from answer.checks import Checks, live
from answer.code_hop import CodeHop
from answer.confidence import confidence, features
from answer.copies import with_copies
from answer.described import DescribedRows
from answer.disputes import Dispute, Disputes, Trust
from answer.drafts import Draft, PartResult
from answer.extract import Extractor
from answer.guard import Refusal
from answer.likely import LikelyFacts
from answer.named import mended, misses_name, told_codes, without
from answer.needed import needed
from answer.paraphrased import ParaphrasedFacts
from answer.part_results import after, believing, bounded, nothing, refused, sure
from answer.part_rows import RowReplies
from answer.question import analyse, stems_of
from answer.quotes import Extract, Quote
from answer.record_tables import with_list
from answer.records import with_record
from answer.route import FactAnswer, FactRefusal, FactRouter
from answer.staleness import Stale, unless_stale
from answer.titled import TitledRows
from answer.told import tells_sibling
from answer.verify import Verifier, rendered
from answer.work import Work, off_point, rows_named
from nescio.errors import ServiceError
from nescio.types import Passage, Scope
from retrieval.antecedent import clear
from retrieval.corpus import Snapshot
from retrieval.reading import Reading
from retrieval.retriever import Retriever

LEAST_LIKENESS = 0.3


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
        likely: LikelyFacts,
        paraphrased: ParaphrasedFacts | None = None,
    ) -> None:
        self._router = router
        self._retriever = retriever
        self._extractor = extractor
        self._checks = Checks(verifier)
        self._disputes = Disputes(retriever, trust)
        self._codes = CodeHop(retriever, extractor)
        self._described = DescribedRows(router, retriever, extractor, paraphrased)
        self._titled = TitledRows(router, retriever)
        self._rows = RowReplies(router, self._described, likely, paraphrased)

    def begin(
        self,
        reading: Reading,
        scope: Scope,
        snapshot: Snapshot,
        stale: Stale | None = None,
        *,
        threshold: float = 0.0,
        earlier: Sequence[PartResult] = (),
    ) -> Work:
        """Link the names, mend the spelling of the rest, weigh the words.

        What is less sure than `threshold` will not be answered, be it from rows or documents.
        `earlier` are the results of the questions before it in the same message.
        """
        question, unknown = mended(reading.question, scope, snapshot)
        background, _ = mended(reading.background, scope, snapshot)
        wording, _ = mended(reading.wording, scope, snapshot)
        search = f"{background} {wording}".strip()
        mentions = snapshot.linker.link(search, scope)
        unknown += told_codes(background, wording, [m.text for m in mentions])
        return Work(
            question=question,
            search=search,
            others=tuple(mended(other, scope, snapshot)[0] for other in reading.others),
            scope=scope,
            snapshot=snapshot,
            mentions=mentions,
            unknown_names=unknown,
            analysis=analyse(wording, snapshot.terms, background=background),
            stale=stale,
            threshold=threshold,
            given=frozenset(d.text for r in earlier for d in r.drafts if d.quote),
            before=tuple(r.question for r in reversed(earlier)),
            thing=reading.thing,
            asked=mended(reading.asked, scope, snapshot)[0],
            last=reading.last,
        )

    async def route(self, work: Work) -> Work:
        """Ask the live rows."""
        return await self._rows.ask(work)

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
            about_other=lambda quote: off_point(quote, work),
        )
        work = replace(work, extract=extract, degraded=(*work.degraded, *extract.degraded))
        work = await asyncio.to_thread(with_record, work)
        return await with_list(await self._codes.follow(work), self._retriever, self._router)

    async def check(self, work: Work) -> PartResult:
        """Check every sentence and decide."""
        told = work.search != work.question and work.related is None
        if work.reply is None or (isinstance(work.reply, FactAnswer) and told):
            chained = await self._check_chained(work)
            if chained is not None:
                return chained
        match work.reply:
            case FactAnswer() as reply:
                return await self._check_facts(work, reply)
            case FactRefusal() as refusal if work.extract is None:
                return refused(
                    work, Refusal(reason=refusal.reason, rule=refusal.rule, message=refusal.message)
                )
            case _:
                result = after(await self._check_quotes(work), work.related)
                likely = work.likely.fallback if work.likely else None
                # Whichever is surer, whatever the threshold: a certificate rests on that.
                if likely is not None and likely.confidence > result.confidence:
                    result = after(await self._check_facts(work, likely), work.related)
                return unless_stale(result, work.stale)

    async def _check_chained(self, work: Work) -> PartResult | None:
        """The answer over a row that the question describes, with the sentence that tells which."""
        try:
            chained = await self._titled.answer(work) or await self._described.answer(work)
        except ServiceError:
            return None
        if chained is None:
            return None
        reply = replace(chained.answer, confidence=chained.confidence)
        result = after(await self._check_facts(work, reply), work.related)
        link, notes, _ = await self._checks.checked(work, (chained.link,))
        if not any(draft.quote for draft in link):
            outdated = chained.titled and notes and result.drafts
            return replace(result, question=chained.question, notes=notes) if outdated else None
        if not result.drafts:
            return result
        link, _ = await with_copies(link, self._retriever, work.scope, without=work.without)
        return replace(
            result,
            question=chained.question,
            drafts=(*result.drafts, *link),
            notes=tuple(dict.fromkeys((*result.notes, *notes))),
        )

    async def _check_facts(self, work: Work, reply: FactAnswer) -> PartResult:
        drafts = tuple(
            Draft(text=s.text, facts=s.facts, verdict=live(s.facts, reply.rule))
            for s in reply.sentences
            if rendered(s.text, s.facts)
        )
        if not drafts:
            return refused(work, nothing("rendering_failed"))
        if reply.confidence < work.threshold:
            return replace(
                refused(work, nothing("below_threshold", "insufficient_evidence")),
                confidence=reply.confidence,
                facts=tuple(fact for draft in drafts for fact in draft.facts),
            )
        return PartResult(
            question=work.question,
            drafts=drafts,
            confidence=reply.confidence,
            notes=await self._checks.disagreements(work, reply),
            degraded=work.degraded,
        )

    async def _check_quotes(self, work: Work) -> PartResult:
        extract = work.extract
        if extract is None or not extract.chosen or work.retrieved is None:
            return refused(work, nothing("nothing_retrieved", "no_evidence"))
        score = sure(work, extract)
        passages = [e.item for e in work.retrieved.evidence if isinstance(e.item, Passage)]
        if misses_name(work.unknown_names, extract.chosen, passages):
            return replace(
                refused(work, nothing("unknown_name", "no_evidence")),
                quotes=await self._checks.showable(work, extract.chosen),
            )
        first = extract.chosen[0]
        if tells_sibling(work.analysis, first, "" if work.last else work.told):
            return replace(
                refused(work, nothing("only_of_another", "no_evidence")),
                quotes=await self._checks.showable(work, extract.chosen),
            )
        disputed, unread = await self._dispute(work, extract)
        work = replace(work, degraded=(*work.degraded, *unread))
        if disputed is not None and not disputed.aside and disputed.believed is None:
            return await self._conflict(work, disputed, score)
        if score < work.threshold:
            return replace(
                refused(work, nothing("below_threshold", "insufficient_evidence")),
                confidence=score,
                quotes=await self._checks.showable(work, extract.chosen),
            )
        if await self._only_names_shared(work, extract.chosen):
            return replace(
                refused(work, nothing("only_names_shared", "insufficient_evidence")),
                quotes=await self._checks.showable(work, extract.chosen),
            )
        chosen, believed = believing(extract.chosen, disputed)
        drafts, notes, failed = await self._checks.checked(work, needed(work.analysis, chosen))
        if not drafts:
            return replace(
                refused(work, failed or nothing("no_sentence_passed", "unsupported_claims")),
                confidence=score,
            )
        drafts, degraded = await with_copies(
            drafts, self._retriever, work.scope, without=work.without
        )
        return PartResult(
            question=work.question, drafts=drafts, confidence=score, notes=(*notes, *believed),
            degraded=(*work.degraded, *degraded), open_to_models=disputed is None,
        )  # fmt: skip

    async def _dispute(
        self, work: Work, extract: Extract
    ) -> tuple[Dispute | None, tuple[str, ...]]:
        """What documents disagree over; nothing that a row decides, or that must not be shown."""
        disputed, degraded = await self._disputes.find(
            work.analysis, extract, work.scope,
            named=lambda text: rows_named(text, work), without=work.without,
        )  # fmt: skip
        if disputed is None or await self._only_names_shared(work, disputed.quotes):
            return None, degraded
        for quote in disputed.quotes:
            finding = await self._checks.finding(quote.text, quote.passage, work)
            if finding.verdict.status != "not_checkable":
                return None, degraded
        return disputed, degraded

    async def _conflict(self, work: Work, disputed: Dispute, score: float) -> PartResult:
        scored = work.extract.scored if work.extract else ()
        found = confidence(features(work.analysis, disputed.quotes, scored=scored))
        score = bounded(work, max(score, found))
        if score < work.threshold:
            result = refused(work, disputes.refusal(disputed))
            return replace(result, confidence=score, quotes=disputed.quotes)
        return PartResult(
            question=work.question, drafts=disputes.told(disputed), confidence=score,
            degraded=work.degraded,
        )  # fmt: skip

    async def _only_names_shared(self, work: Work, quotes: Sequence[Quote]) -> bool:
        """Whether quotes are near the question by the names in it alone.

        `Is the Corvin 7 insured?` is near every sentence about the Corvin 7. Without the names,
        no word and little meaning is left in common. The noun of `which fuel does the Corvin 7
        take?` is asked for, though a category be called so.
        """
        names = clear(work.mentions)
        whole = [m for m in names if " " in m.text or not m.text.islower()]
        named = stems_of(*(m.text for m in whole or names))
        asked = work.analysis.weights.keys() - named
        said = frozenset().union(*(q.stems | q.context for q in quotes))
        if not named or not asked or asked & said:
            return False
        texts = [without(q.text, named) for q in quotes]
        return await self._extractor.likeness(without(work.search, named), texts) < LEAST_LIKENESS
