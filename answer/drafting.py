"""Answers written by a model: drafted from what was found, emitted only as far as they are checked.

A model is asked where documents answer a question: where a row does, or the confidence in what was
found is below the threshold, nobody asks one. It gets the passages that the answer without a model
would quote, those next to them, and values of the rows that the question names; what holds private
data it does not get. Its reply is read sentence by sentence: what the checks do not support is left
out. If nothing remains, or no model is to be had, the quotes are the answer.

The first sentence that is emitted commits the call: from then on a reply that breaks off ends the
answer with what was checked.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from answer.drafted import Fate, Given, Judged, SentenceChecks
from answer.drafting_evidence import Material, gather_material
from answer.drafting_log import DraftCounts, usage_of, write_down
from answer.drafts import Draft, PartResult
from answer.guard import Refusal
from answer.models.calls import Call, Completed, Gateway, Restarted, Tier
from answer.models.chat import ChatRequest, Piece
from answer.prompts.assembly import Prompt, Slots, assemble
from answer.prompts.items import Item
from answer.prompts.tokens import about_tokens
from answer.sentences_stream import Said, SentenceStream
from answer.sources import fact_ref, passage_ref
from answer.work import Work
from nescio.answers import SourceRef
from nescio.errors import BudgetExceeded, ProviderFailed, TooBusy
from nescio.settings_models import ModelSettings
from nescio.types import Fact
from retrieval.private import PrivateColumns

MOST_IN_VAIN = 6
"""Sentences in a row of which none is supported: no more is read of such a reply."""
MOST_OF_SMALL = 2
"""The same of a small model, which is asked for one sentence."""
NO_MODEL = "No model could be asked for an answer, and without one I have none."
NO_BUDGET = "What may be spent on models today is used up, and without one I have no answer."


class Drafter:
    """Makes a Drafting for each question that a model may answer."""

    def __init__(
        self,
        gateway: Gateway,
        checks: SentenceChecks,
        private: PrivateColumns,
        settings: ModelSettings,
        *,
        passages: int,
        max_sentences: int,
    ) -> None:
        """`passages`: that a model is given at most; `max_sentences`: of an answer."""
        self.gateway = gateway
        self.checks = checks
        self.settings = settings
        self.max_sentences = max_sentences
        self.counts = DraftCounts()
        self._private = private
        self._passages = passages

    async def open(self, work: Work, extractive: PartResult, *, parts: int = 1) -> Drafting | None:
        """None where no model is to be asked. `parts`: questions of the message.

        Raises what reading the database raises.
        """
        if not extractive.open_to_models or "answer" not in self.settings.tasks:
            return None
        material = await gather_material(work, extractive, self._private, most=self._passages)
        return Drafting(self, work, extractive, material, parts) if material.items else None


class Drafting:
    """One question's draft: `sentences` while they pass, then `result`."""

    def __init__(
        self, drafter: Drafter, work: Work, extractive: PartResult, material: Material, parts: int
    ) -> None:
        self._drafter = drafter
        self._work = work
        self._extractive = extractive
        self._material = material
        self._drafts: list[Draft] = []
        self._confidence = 0.0
        self._degraded: str | None = None
        self._over_budget = False
        self._prompt: Prompt | None = None
        self._tier: Tier | None = None
        self._corrected = False
        self._vain = 0
        self._fates: Counter[str] = Counter()
        own = [fact for draft in extractive.drafts for fact in draft.facts]
        self._facts = (*own, *material.facts)
        self._given_out = {p.id for p in material.passages} | {f.id for f in self._facts}
        self._key = uuid.uuid4().hex
        self._call = Call(
            task="answer",
            scope=work.scope,
            build=self._build,
            parts=parts,
            question_tokens=about_tokens(work.search),
        )

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The values of rows among the sources."""
        return (*(fact for draft in self._drafts for fact in draft.facts), *self._facts)

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """All that sentences may cite; final once the first sentence has passed. Of passages that
        the quotes are not from, no text is shown."""
        quotes = [quote for d in (*self._extractive.drafts, *self._drafts) for quote in d.quotes]
        refs: dict[str, SourceRef] = {}
        for passage in self._material.passages:
            own = [quote for quote in quotes if quote.passage.id == passage.id]
            ref = passage_ref(passage, own)
            refs[ref.id] = ref if own else replace(ref, snippet="")
        for fact in self.facts:
            refs.setdefault(fact.id, fact_ref(fact))
        return tuple(refs.values())

    async def sentences(self) -> AsyncGenerator[Draft, None]:
        """The sentences that passed, as they do. Raises nothing that models raise."""
        try:
            async with aclosing(self._read()) as drafts:
                async for draft in drafts:
                    yield draft
            for draft in self._unsaid():
                self._drafts.append(draft)
                yield draft
        except BudgetExceeded:
            self._degraded, self._over_budget = "budget", True
        except (ProviderFailed, TooBusy):
            self.broke_off()
        finally:
            write_down(self._call, self._prompt, self._fates, self._degraded)

    def broke_off(self) -> None:
        """No more comes: a model failed, or the time is up."""
        self._degraded = "model_cut" if self._drafts else "model"

    def result(self) -> PartResult:
        """The answer that stands: the model's sentences, else the one without a model."""
        usage = usage_of(
            self._call, self._drafter.settings.currency, self._tier if self._drafts else None
        )
        degraded = self._extractive.degraded
        if self._degraded is not None:
            degraded = (*degraded, self._degraded)
        if self._drafts:
            return replace(
                self._extractive, drafts=tuple(self._drafts), refusal=None, usage=usage,
                confidence=min(self._extractive.confidence, self._confidence), degraded=degraded,
            )  # fmt: skip
        refusal = self._extractive.refusal
        if refusal is not None and self._degraded is not None:
            refusal = _no_model(self._over_budget)
        return replace(self._extractive, refusal=refusal, usage=usage, degraded=degraded)

    async def _read(self) -> AsyncGenerator[Draft, None]:
        stream = SentenceStream()
        async with aclosing(self._drafter.gateway.stream(self._call)) as items:
            async for item in items:
                match item:
                    case Piece():
                        found = stream.feed(item.text)
                    case Restarted():
                        stream.restart()
                        self._vain = 0
                        continue
                    case Completed():
                        found = [] if item.reason == "refusal" else stream.end(
                            whole=item.reason == "stop"
                        )  # fmt: skip
                for said in found:
                    draft = await self._judged(said)
                    if draft is not None:
                        yield draft
                    if self._enough:
                        return

    def _unsaid(self) -> list[Draft]:
        """Quotes of the answer without a model that a reply of which some was left out does not
        stand for, and the first quote in any case: the confidence is in that."""
        if not self._drafts:
            return []
        said = {(quote.passage.id, quote.start) for d in self._drafts for quote in d.quotes}
        said |= {(fact.id, 0) for draft in self._drafts for fact in draft.facts}
        missing = [draft for draft in self._extractive.drafts if not _rests_on(draft) & said]
        left_out = self._fates["drafted"] > self._fates["emitted"]
        if not missing or not (left_out or missing[0] == self._extractive.drafts[0]):
            return []
        room = max(1, self._drafter.max_sentences - len(self._drafts))
        own = [replace(draft, copies=()) for draft in missing[:room]]
        return [d for d in own if {i for i, _ in _rests_on(d)} <= self._given_out]

    @property
    def _enough(self) -> bool:
        small = self._prompt is not None and any("small" in n for n, _ in self._prompt.modules)
        most = MOST_OF_SMALL if small else MOST_IN_VAIN
        return len(self._drafts) >= self._drafter.max_sentences or self._vain >= most

    async def _judged(self, said: Said) -> Draft | None:
        """The sentence to emit for one that was drafted; the call is committed by it."""
        judged = await self._drafter.checks.judge(said, self._work, self._extractive, self._given)
        draft = self._allowed(judged)
        self._count(judged, emitted=draft is not None)
        if draft is None:
            self._vain += 1
            return None
        if not self._drafts:
            self._given_out |= {fact.id for fact in draft.facts}
        self._vain = 0
        self._corrected = self._corrected or judged.fate == "contradicted"
        self._confidence = max(self._confidence, judged.confidence)
        self._drafts.append(draft)
        self._call.commit()
        return draft

    def _allowed(self, judged: Judged) -> Draft | None:
        """Not twice the same, no second correction, and no source that was not given out."""
        draft = judged.draft
        if draft is None or any(draft.text == other.text for other in self._drafts):
            return None
        if judged.fate == "contradicted" and self._corrected:
            return None
        cited = {quote.passage.id for quote in draft.quotes}
        if self._drafts:
            cited |= {fact.id for fact in draft.facts}
        return draft if cited <= self._given_out else None

    @property
    def _given(self) -> Given:
        """What the model that is writing was given."""
        numbers = {id_: item.number for item in self._evidence for id_ in item.ids}
        return Given(
            passages=tuple((numbers[p.id], p) for p in self._material.passages if p.id in numbers)
        )

    @property
    def _evidence(self) -> Sequence[Item]:
        return self._prompt.evidence if self._prompt else ()

    def _build(self, tier: Tier) -> ChatRequest:
        """The prompt for a tier. Raises UsageError when nothing fits."""
        slots = Slots(
            question=self._work.search,
            evidence=self._material.items,
            style=self._drafter.settings.style_of(self._work.scope.tenant),
        )
        room = tier.context_tokens - tier.max_output_tokens
        self._prompt, self._tier = assemble("answer", slots, budget_tokens=room), tier
        return ChatRequest(
            model=tier.model,
            messages=self._prompt.messages,
            max_tokens=tier.max_output_tokens,
            idempotency_key=f"{self._key}-{tier.name}",
        )

    def _count(self, judged: Judged, *, emitted: bool) -> None:
        tier = self._tier.name if self._tier else ""
        fate: Fate = judged.fate
        if fate == "supported" and not emitted:
            fate = "dropped"
        counts = self._drafter.counts
        for name in ("drafted", fate, *(("emitted",) if emitted else ())):
            counts.fates[tier, name] += 1
            self._fates[name] += 1
        counts.reasons[fate, judged.why] += 1


def _rests_on(draft: Draft) -> set[tuple[str, int]]:
    """Sentences of passages and values of rows."""
    quotes = {(quote.passage.id, quote.start) for quote in draft.quotes}
    return quotes | {(fact.id, 0) for fact in draft.facts}


def _no_model(over_budget: bool) -> Refusal:
    if over_budget:
        return Refusal(reason="budget_exceeded", rule="budget_exceeded", message=NO_BUDGET)
    return Refusal(reason="model_unavailable", rule="model_unavailable", message=NO_MODEL)
