"""Follow-ups made self-contained from the earlier turns, without a model.

Three forms are known: a new name in an old question ("and the Kestrel 3?"), an old name in a new
question ("how heavy is it?"), and a new question on the old topic ("and for sale items?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope, Turn
from retrieval.antecedent import RELATIVES, Sought, clear, found_names, hyphened, last_name, of_deed
from retrieval.corrected import corrected
from retrieval.exchanged import ASIDE, LOW_CONTENT, SORTS, asked_again, forms_of, numbered, sibling
from retrieval.families import of_family
from retrieval.framed import IS_THERE, in_frame, thing_of, what_if, with_thing
from retrieval.housed import housed
from retrieval.kin import left_open, of_kin, sized
from retrieval.linking import MARGIN, EntityLinker, Mention
from retrieval.narrowing import of_set, of_several
from retrieval.nouns_again import noun_again
from retrieval.pointers import by_relation, just_found, place_without_row, some_listed, sooner
from retrieval.question_words import with_question_word
from retrieval.topics import topic, with_topic

_LEAD = r"^\W*(?:(?:and|also|ok(?:ay)?|so|but|then|well)\b[\s,]*)*"
_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|theirs|that one|this one|the same(?: one)?|these|those|"
    r"he|she|him|her|his|(?:that|this) (?:person|man|woman|guy|lady|gentleman|colleague))\b"
    r"(?!\s+(?:is|was|be)\s+(?:possible|raining|ok|okay|true)\b)",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\bthere\b(?!['’]?s\b)(?!\s+(?:is|are|was|were|any|a|an|no|still)\b)", re.IGNORECASE
)
_THAT = re.compile(
    r"(?:(?<=\bis )|(?<=\bwas ))that\b(?=\s+(?:with|about|from|for|in|at)\b)"
    r"|(?<=[a-z] )that\b(?=\s+(?:out|off|myself|yourselves|yourself|ourselves)\b)"
    r"|(?:(?<=\bdoes )|(?<=\bdid )|(?<=\bwill )|(?<=\bhas ))that\b|\bthat(?=\W*$)",
    re.IGNORECASE,
)
_PLURAL = frozenset("they them their theirs these those".split())
_WHICH_NOUN = re.compile(
    r"^\W*(?:and |so |but )?(?:which|what) (?P<noun>(?:[a-z]+ )?[a-z]{3,})"
    r" (?:do|does|did|can|could|should|must|may|would|will) (?:i|we|you)\b",
    re.IGNORECASE,
)
# "How often should I do that?": what was asked to be done, whatever it was done to.
_DO_THAT = re.compile(
    r"\b(?:do|doing|done) (?:that|this|it|so)\b(?! (?:to|with|for|on)\b)(?! [a-z]+s\b)",
    re.IGNORECASE,
)
# "Replacement?", "supplier?": of what was named, without a word more.
_BARE_RELATIVE = re.compile(
    rf"{_LEAD}(?:(?:the|its|an?|any) )?(?P<noun>{RELATIVES})\W*$", re.IGNORECASE
)
# "Weight?", after the rows told something else of it.
_BARE_VALUE = re.compile(rf"{_LEAD}(?P<noun>[a-z]{{4,}})\W*$", re.IGNORECASE)
# "What should I buy in its place?"
_IN_ITS_PLACE = re.compile(r"\bin (?:its|their) place\b", re.IGNORECASE)
# "Can I come on a Sunday?" is no part of what was named, but goes there.
_VISITS = re.compile(
    r"\b(?:can|could|may|should) (?:i|we|one) (?:come|visit|drop|stop|pop|park|enter)\b",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(r"\b(?:took|takes|taken|taking) (?:its|their) place\b", re.IGNORECASE)
_ONE = frozenset("it its it's he she him her his".split())
_PERSON = frozenset("he she him her his".split()) | {
    f"{that} {noun}"
    for that in ("that", "this")
    for noun in "person man woman guy lady gentleman colleague".split()
}
_OPENING = re.compile(
    r"^\W*(?:(?:and|also|ok(?:ay)?|so|but|then|well)\b[\s,]*)*"
    r"(?P<about>(?:what|how) about|same (?:question |thing )?for|for|(?:and )?in)?\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and\b|also\b|what about\b|how about\b|same\b|ditto\b|ok(?:ay)?,? and\b|then\b|but\b|"
    r"(?:which|what) ones?\b|(?:(?:no|nope|sorry|oops|ah|oh)\b\W*)*i mean(?:t)?\b)",
    re.IGNORECASE,
)
TOO = re.compile(r",?\s+(?:too|also|as well|either)(?=\s*(?:please)?[\s?.!]*$)", re.IGNORECASE)
_WH = re.compile(
    r"\b(?:what|how|who|whom|whose|which|when|where|why|is|are|does|do|can|did|will|has|have)\b",
    re.IGNORECASE,
)
# "And the battery life?" is asked of a row.
_VALUE = re.compile(
    r"^(?:the|its|your|today['’]?s|current|present|latest|exact) [a-z-]+(?: [a-z-]+)?\W*$",
    re.IGNORECASE,
)
# "At what time in Ghent?" leaves out what is asked of it.
_FRAGMENT = re.compile(
    r"^\W*(?:and |but |so )?(?:at|on|from|until|for|in|by) (?:what|which) \w+ (?:in|at|for|from)\b"
    r"(?!.*\b(?:is|are|was|were|do|does|did|can|will|has|have|may|must)\b)",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(rf"{_LEAD}who(?:'s| is| was)\b", re.IGNORECASE)
_WHO_IS = re.compile(
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|then)\b[\s,]*)*who(?:'s| is| was| are) the [a-z]+\W*$",
    re.IGNORECASE,
)
# "Is there something newer?": than what was named.
_NEWER = re.compile(
    r"\b(?:something|anything|an?|any|the) newer(?: one| version| model)?\b(?! than)", re.IGNORECASE
)
# "How many suppliers do you have in France?", "What is your return policy?", "Do you sell books?"
# need nothing from before.
_WHOLE = re.compile(
    r"^\W*(?i:how many|which|what) (?:[a-z-]+ )?[a-z-]{3,}s\b.*"
    r"\b(?:in|from|with|under|over|below|above|at|than)\s+(?:[A-Z]|\d)"
    r"|^\W*(?i:what|how|where|when|who)\b.*\byour (?!\w+est\b|most\b|least\b)[a-z]"
    r"|^\W*(?i:do) you (?:have|sell|offer|rent|repair|accept) "
    r"(?!.*\b(?:more|less|ones?|\w{3,}er)\b)(?:\w+ )*[a-z]{3,}s\W*$"
)


def standalone(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str:
    """`text` as it can be understood without `history`; unchanged when it already can."""
    if not history:
        return text
    text = TOO.sub("", text)
    asked_so = _asked_so(text, history, linker, scope)
    if asked_so is not None:
        return asked_so
    whole = not (_ELLIPSIS.search(text) or _short(text))  # else the question before is asked again
    text = of_family(text, history, linker, scope, beside=whole) or text
    mentions = [m for m in linker.link(text, scope) if not hyphened(text, m)]
    if _small(mentions):
        framed = in_frame(text, history[-1].question, linker, scope)
        if framed is not None:
            return framed
    newer = _NEWER.search(text)
    if newer and not mentions and (name := last_name(history, linker, scope)) is not None:
        return f"{text[: newer.end()]} than the {name}{text[newer.end() :]}"
    if all(m.ambiguous or _pointed_at(text, m) for m in mentions):
        again = noun_again(text, history, linker, scope)
        if again is not None:
            return _who(again, history[-1].question)
    elliptical = bool(_ELLIPSIS.search(text)) or _short(text)
    loose = not mentions or (mentions[0].best.match != "exact" and len(mentions) == 1)
    if elliptical and loose and (other := sibling(text, history, linker, scope)) is not None:
        return other
    if (name_of := numbered(text, history, linker, scope)) is not None:
        return name_of
    # "Who's the maker?" names no coffee maker.
    somebody_of = bool(_WHO_IS.match(text)) and _bare(mentions, text)
    named_anew = bool(mentions) and elliptical and not somebody_of
    if named_anew and not _asks(text, mentions) and not _PRONOUN.search(text):
        return _swap_name(text, mentions[0], history, linker, scope)
    if elliptical and (_bare(mentions, text) or _small(mentions)):
        if last_name(history, linker, scope) is None:
            supposed = what_if(text, history[-1].question)
            if supposed is not None:
                return supposed
        again = asked_again(text, history, linker, scope)
        if again is not None:
            return again
    there = None if IS_THERE.search(text) else _THERE.search(text)
    pointed = (_bare(mentions, text) and _PRONOUN.search(text)) or (there and _small(mentions))
    if mentions and _FRAGMENT.match(text):
        return with_topic(text, topic(text, history[-1].question, linker, scope))
    if mentions and not pointed and not somebody_of:
        return text
    pronoun = _PRONOUN.search(text)
    somebody = pronoun is not None and pronoun.group().casefold() in _PERSON
    if there and (far := place_without_row(history[-1].question, linker, scope)) is not None:
        return f"{text[: there.start()]}{far}{text[there.end() :]}"
    if there and not somebody and (place := last_name(history, linker, scope, "place")) is not None:
        return f"{text[: there.start()]}at {place}{text[there.end() :]}"
    pronoun = pronoun or (_THAT.search(text) if _WH.search(text) else None)
    if not pronoun and not elliptical:
        return text
    return _carry(text, pronoun, history, linker, scope)


def _asked_so(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """Of forms that say themselves how they lean on the question before: what is taken back, a
    bare question word, some of a set, the other of two, what was done."""
    meant = corrected(text, history, linker, scope)
    if meant is not None:
        return meant
    before = history[-1].question
    said = (
        with_question_word(text, before)
        or of_set(text, history)
        or of_several(text, history, linker, scope)
        or of_kin(text, history, linker, scope)
        or by_relation(text, history, linker, scope)
        or some_listed(text, history, linker, scope)
        or sooner(text, history, linker, scope)
    )
    if said is not None:
        return said
    if sized(text):
        return text  # another than was named, and none is called so
    goes_on = leans(text) or _THAT.search(text)
    if goes_on and left_open(history, linker, scope) and not linker.link(text, scope, fuzzy=False):
        return with_topic(text, before)  # nor is it what was named before that
    if of_deed(text, history) or _DO_THAT.search(text):
        return with_topic(text, before)
    return None


def pointing(text: str) -> bool:
    """Whether a text has a pronoun for a thing: `how big is that one?`, `what does that cost?`"""
    if _PRONOUN.search(text) is not None:
        return True
    return _WH.search(text) is not None and _THAT.search(text) is not None


def _bare(mentions: Sequence[Mention], text: str) -> bool:
    """Whether only nouns that many rows share are said: `which gas canister fits it?`"""
    return all(m.ambiguous and text[m.start : m.end].islower() for m in mentions)


def _small(mentions: Sequence[Mention]) -> bool:
    """Whether only single words in small letters are named: `who fits boots there?`"""
    return all(" " not in m.text and m.text.islower() for m in mentions)


def _pointed_at(text: str, mention: Mention) -> bool:
    """`The stove`: one word with a pointing word before it names a thing named before."""
    return " " not in mention.text and bool(
        re.search(r"\b(?:the|this|that)\s+$", text[: mention.start], re.IGNORECASE)
    )


def _who(text: str, earlier: str) -> str:
    """`The boss of Lantern Hall?` asks who that is, after it was asked who another one is."""
    bare = _OPENING.sub("", text, count=1).strip()
    asks_who = _ASKS_WHO.match(earlier) and not _WH.search(text) and bare.startswith("the ")
    return f"who is {bare}" if asks_who else text


def _short(text: str) -> bool:
    """Whether hardly anything is asked, and that not of all there is."""
    asked = [w for w in words(text) if w.form not in STOP_WORDS | ASIDE]
    return len(asked) <= 2 and not _WHOLE.match(text)


def _asks(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether anything but the names and an opening is asked: then it stands on its own."""
    opening = _OPENING.match(text)
    begin = opening.end() if opening and opening.group("about") else 0
    left = [
        w
        for w in words(text)
        if w.start >= begin
        and w.form not in STOP_WORDS | LOW_CONTENT | SORTS
        and not any(m.start <= w.start < m.end for m in mentions)
    ]
    return bool(left)


def _swap_name(
    text: str, mention: Mention, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str:
    """The last question that named something of its sort, else anything, with that name replaced
    by the new one."""
    tables = {c.entity.table for c in mention.candidates}
    asked = [t for t in _backwards(history) if not _named_only(t.question, linker, scope)]
    for alike, turn in [(True, turn) for turn in asked] + [(False, turn) for turn in asked]:
        old = [m for m in linker.link(turn.question, scope) if not hyphened(turn.question, m)]
        same = clear([m for m in old if m.best.entity.table in tables])
        if same or (old and not alike):
            place = (same or clear(old) or list(old))[0]
            new = _same_sort(mention, place) or text[mention.start : mention.end]
            return turn.question[: place.start] + new + turn.question[place.end :]
    return f"{history[-1].question.rstrip(' ?.')} {text[mention.start : mention.end]}?"


def _named_only(text: str, linker: EntityLinker, scope: Scope) -> bool:
    """Whether a text, which was told, is a name and no more."""
    named = linker.link(text, scope, fuzzy=False)
    left = [w for w in words(text) if not any(m.start <= w.start < m.end for m in named)]
    return bool(named) and all(w.form in STOP_WORDS for w in left) and "?" not in text


def _same_sort(new: Mention, old: Mention) -> str | None:
    """Of several rows that the new name may mean, the one called by the noun of the old row:
    after the Kestrel 3 Tent, the Kestrel 1 is the Kestrel 1 Tent."""
    if len(new.candidates) < 2 or old.ambiguous:
        return None
    noun = forms_of(old.best.entity.label)[-1:]
    near = [c for c in new.candidates if new.best.score - c.score < MARGIN]
    alike = [c.entity.label for c in near if forms_of(c.entity.label)[-1:] == noun]
    same_table = all(c.entity.table == old.best.entity.table for c in near)
    return alike[0] if len(alike) == 1 and same_table else None


def _carry(
    text: str,
    pronoun: re.Match[str] | None,
    history: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
) -> str:
    """The name last talked about put in place of the pronoun, else the last topic appended."""
    said = pronoun.group().casefold() if pronoun else ""
    name = housed(history, linker, scope) if not said or said in _ONE else None
    name = name and f"the {name}"
    name = name or (just_found(history, linker, scope) if said == "that" else None)
    name = name or last_name(history, linker, scope, _sought(said))
    name = _noun_asked(said, history, linker, scope) or name
    bare = _OPENING.sub("", text, count=1).strip() if not _WH.match(text.strip()) else text
    bare_before = _small(clear(linker.link(history[-1].question, scope)))
    thing = thing_of(history[-1].question)
    if name and thing and name.islower() and f" {name} " in f"{thing} " and said in _ONE:
        name = thing  # a word of "a climbing rope" that rows are called by, too
    if name is None and pronoun and bare_before:
        meant = with_thing(text, history[-1].question)
        if meant is not None:
            return meant
    if name is None:
        return with_topic(text if pronoun else bare or text, history[-1].question)
    alone = _BARE_RELATIVE.match(text) or (_BARE_VALUE.match(text) if history[-1].answer else None)
    if alone is not None and alone["noun"].casefold() not in STOP_WORDS | ASIDE:
        return f"{alone['noun']} of the {name.removeprefix('the ')}?"
    if pronoun is None and _VALUE.match(bare):
        return f"{bare.rstrip(' ?.')} of the {name.removeprefix('the ')}?"
    if pronoun is None and _VISITS.search(text):
        return f"{text.rstrip(' ?.')} at {name}?"
    if pronoun is None:
        return (
            f"{text.rstrip(' ?.')} of the {name.removeprefix('the ')}?"
            if _WH.search(text)
            else (with_topic(bare or text, history[-1].question))
        )
    word = pronoun.group().casefold()
    instead = _IN_ITS_PLACE.search(text)
    if instead is not None and instead.start() < pronoun.start() < instead.end():
        return f"{text[: instead.start()]}instead of the {name}{text[instead.end() :]}"
    took = _TOOK_PLACE.search(text)
    if took is not None and took.start() < pronoun.start() < took.end():
        return f"{text[: took.start()]}replaced the {name}{text[took.end() :]}"
    new = f"{name}'s" if word in ("its", "their", "theirs", "his") else name
    return text[: pronoun.start()] + new + text[pronoun.end() :]


def _noun_asked(
    pronoun: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`Which part do I need, and what does it cost?`: the part, while no name of one is known."""
    turn = history[-1]
    match = _WHICH_NOUN.match(turn.question) if pronoun in ("it", "they", "them") else None
    found = found_names(turn, linker.link(turn.question, scope), linker, scope)
    if match is None or any(not m.text.islower() for m in found):
        return None
    return f"the {match['noun']}"


def _sought(pronoun: str) -> Sought:
    if pronoun in _PERSON:
        return "somebody"
    return "things" if pronoun in _PLURAL else "thing"


def with_names(text: str, told: str, linker: EntityLinker, scope: Scope) -> str:
    """A question that names nothing, with the names of what was told beside it."""
    if linker.link(text, scope, fuzzy=False):
        return text
    names = [told[m.start : m.end] for m in linker.link(told, scope) if m.best.match == "exact"]
    return f"{text.rstrip(' ?.')} ({' and '.join(names)})?" if names else text


def depends(text: str, own: str) -> bool:
    """Whether a question, made self-contained as `own`, leans on what was said before."""
    return own != text or leans(text) or _short(text)


def leans(text: str) -> bool:
    """Whether words of a question say that it goes on from another."""
    return bool(_ELLIPSIS.search(text) or _PRONOUN.search(text))


def _backwards(history: Sequence[Turn]) -> list[Turn]:
    return list(reversed(history))
