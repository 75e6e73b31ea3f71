"""Words that turn a statement into another: negations, and opposites by list and by prefix.

A question that says `not`, or `decrease` where the sentence says `increase`, asks for something
else than the sentence tells, however near the two are otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from nescio.text import STOP_WORDS, stem, words

_NEGATION = re.compile(
    r"\b(?:not|never|no|no longer|nobody|nothing|nowhere|none|neither|nor|cannot|without|except|"
    r"excluding|unless|unable|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|lack(?:s|ed|ing)?|"
    r"other than|rather than|instead of)\b|n['’]t\b",
    re.IGNORECASE,
)
_PAIRS = """
increase/decrease,reduce,lower,lessen,decline,shrink,drop,diminish rise/fall,decline,drop,sink
grow/shrink,decline raise/lower,reduce,drop gain/lose,loss expand/contract,shrink,reduce
strengthen/weaken improve/worsen,deteriorate accelerate/slow,decelerate widen/narrow
more/less,fewer most/least,fewest majority/minority maximum/minimum maximize/minimize
high/low highest/lowest higher/lower large/small,little larger/smaller largest/smallest
big/small,little bigger/smaller biggest/smallest great/small,little greater/lesser,smaller,lower
long/short longer/shorter longest/shortest tall/short tallest/shortest wide/narrow deep/shallow
thick/thin heavy/light fast/slow fastest/slowest faster/slower quick/slow strong/weak
stronger/weaker strongest/weakest hard/soft,easy easy/difficult,hard simple/complex,complicated
hot/cold hotter/colder warm/cool,cold bright/dark wet/dry rough/smooth loud/quiet sharp/blunt
good/bad,poor better/worse best/worst rich/poor wealthy/poor cheap/expensive clean/dirty
safe/dangerous,unsafe right/wrong,left true/false correct/incorrect,wrong positive/negative
full/empty open/close,shut closed/opened start/end,stop,finish,cease begin/end,stop,finish,cease
commence/end,cease,conclude beginning/end,ending first/last,final earliest/latest early/late
earlier/later before/after,since precede/follow previous/next,following predecessor/successor
former/latter,current old/new,young older/younger,newer oldest/youngest,newest ancient/modern
past/future old/recent traditional/modern,contemporary temporary/permanent permanent/temporary
always/never often/rarely,seldom frequent/rare common/rare,uncommon usual/unusual
rarely/usually,frequently,commonly all/none everyone/nobody many/few
north/south northern/southern northeast/southwest northwest/southeast east/west eastern/western
head/foot top/bottom,foot upper/lower up/down above/below,beneath,under over/under inside/outside
inner/outer internal/external interior/exterior front/back,rear forward/backward left/right near/far
nearest/farthest,furthest closer/farther,further arrive/leave,depart enter/leave,exit
come/go import/export immigrate/emigrate immigration/emigration immigrant/emigrant
accept/reject,refuse,decline,renounce approve/reject,disapprove,veto agree/disagree,refuse
allow/forbid,prohibit,ban,prevent,deny permit/forbid,prohibit,ban,deny legal/illegal legalize/ban
enable/prevent,disable encourage/discourage,deter support/oppose,reject favor/oppose
favour/oppose love/hate like/dislike help/hinder,harm,hurt promote/hinder,demote,discourage
include/exclude contain/exclude,lack add/remove,subtract attach/detach join/leave,quit,separate
connect/disconnect,separate unite/divide,separate combine/separate merge/split,divide
attack/defend win/lose winner/loser victory/defeat,loss succeed/fail success/failure pass/fail
conquer/surrender,lose build/destroy,demolish create/destroy,eliminate,abolish
construct/demolish,destroy preserve/destroy protect/harm,endanger save/spend,waste,destroy
keep/lose,discard give/take,receive send/receive lend/borrow buy/sell purchase/sell push/pull
teach/learn ask/answer hide/show,reveal conceal/reveal find/lose remember/forget
appear/disappear,vanish
absorb/emit,release,reflect release/absorb,capture,retain consume/produce,generate
produce/consume,destroy demand/supply supply/demand employer/employee employ/dismiss,fire
hire/fire,dismiss appoint/dismiss,remove lead/follow leader/follower rule/serve
public/private state/private national/local,international domestic/foreign,international
local/global,foreign urban/rural civilian/military secular/religious sacred/secular
theoretical/practical abstract/concrete general/specific,particular major/minor main/minor
important/unimportant,trivial primary/secondary senior/junior superior/inferior
male/female man/woman men/women boy/girl father/mother son/daughter brother/sister
husband/wife king/queen prince/princess uncle/aunt masculine/feminine
friend/enemy,foe ally/enemy alive/dead living/dead life/death birth/death born/died,die
live/die marry/divorce healthy/sick,ill,unhealthy innocent/guilty guilty/innocent
single/multiple,several,double individual/collective,group unique/common alone/together
same/different,opposite similar/different,dissimilar identical/different equal/unequal,different
even/odd prime/composite finite/infinite odd/even vertical/horizontal parallel/perpendicular
convex/concave solid/liquid,gas liquid/solid,gas acid/base acidic/basic,alkaline
summer/winter spring/autumn,fall day/night daytime/nighttime morning/evening dawn/dusk
ascend/descend climb/descend float/sink freeze/melt,boil,thaw heat/cool evaporate/condense
compress/expand,decompress inhale/exhale voluntary/compulsory,mandatory,involuntary
optional/mandatory,required,compulsory mandatory/optional direct/indirect active/passive,inactive
conservative/liberal,progressive liberal/conservative left-wing/right-wing
republican/democrat,democratic,monarchist optimistic/pessimistic peace/war peaceful/violent,hostile
natural/artificial,synthetic,man-made organic/inorganic,synthetic analog/digital
native/foreign,immigrant ally/opponent proponent/opponent,critic supporter/opponent,critic
advantage/disadvantage benefit/harm,drawback,disadvantage,cost profit/loss asset/liability
credit/debit surplus/deficit shortage/surplus,excess abundance/scarcity,shortage
presence/absence present/absent attend/miss visible/invisible,hidden known/unknown
famous/unknown,obscure certain/uncertain,doubtful confirm/deny,refute admit/deny prove/disprove
believe/doubt,disbelieve trust/distrust respect/disrespect honest/dishonest loyal/disloyal
obey/disobey follow/ignore,lead consider/ignore,neglect care/neglect
constant/variable,changing change/remain,stay stable/unstable,volatile fixed/variable,flexible
flexible/rigid continue/stop,cease,end,discontinue maintain/abandon,neglect,abolish stay/leave
retain/lose,release,discard hold/release bind/release catch/release,miss
cause/prevent,cure prevent/cause protect/expose expose/protect,hide prevent/allow
wide/narrow broad/narrow dense/sparse tight/loose clear/unclear,vague,cloudy
wealthiest/poorest richest/poorest cheapest/priciest,costliest hottest/coldest,coolest
warmest/coldest,coolest deepest/shallowest heaviest/lightest closest/farthest,furthest
""".split()
_PREFIX = re.compile(r"^(?:un|in|im|il|ir|dis|non|anti|de|mis)(?=[a-z]{4})")
_LESS = re.compile(r"^([a-z]{3,})less(?:ly|ness)?$")


def _opposites() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS:
        one, others = pair.split("/")
        for other in others.split(","):
            for left, right in zip(_forms(one), _forms(other), strict=True):
                found.setdefault(left, set()).add(right)
                found.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in found.items()}


def _forms(word: str) -> tuple[str, str, str]:
    """A word and what its comparative and superlative would be, as stems."""
    root = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
    return stem(word), stem(root + "er"), stem(root + "est")


OPPOSITES = _opposites()
NEXT = 2
"""Words after a negation of which one is what it denies."""
COUNTS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty""".split()
)
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|excluding|without|unless|other than)\b", re.IGNORECASE)
_PART = re.compile(
    r"[,;:.!?()]|\b(?:but|while|whereas|although|though|because|that|which|who)\b", re.IGNORECASE
)
_ROMAN = re.compile(r"\b(?P<name>[A-Z][a-z]+) (?P<number>I{1,3}|I?V|VI{1,3}|I?X|XI{1,3})\b")
_WORD = re.compile(r"\w+")
_NON = re.compile(r"\bnon[- ](?=[a-z]{3})", re.IGNORECASE)


def negated(text: str) -> bool:
    """Whether a text says of something that it is not so."""
    return bool(_NEGATION.search(text))


def denied(question: str, sentence: str) -> bool:
    """Whether a question asks what is not so, of what a sentence tells as being so.

    `What is not similar?` does, where something is said to be `very similar`, whatever else the
    sentence denies: what follows the negation decides, in the part of the sentence that has it.
    """
    asked = _NOT.search(question)
    if not negated(question):
        return False
    if not negated(sentence):
        return True
    if asked is None or _EXCEPT.search(sentence):
        return False
    for word in content_words(question[asked.end() :])[:NEXT]:
        parts = [part for part in _PART.split(sentence) if word in _stems(part)]
        if parts:
            return not any(negated(part) for part in parts)
    return False


def other_number(question: str, sentence: str) -> bool:
    """Whether a question tells another number than a sentence, in words of what both count, or as
    a Roman one of the same name: `two members`, of `one member`; `Elizabeth I`, of the second. Not
    where the sentence has that number too."""
    forms = set(_WORD.findall(sentence))
    return any(
        what in said and not counts & forms
        for of in (_counted, _numbered)
        for said in [of(sentence)]
        for what, counts in of(question).items()
    )


def _counted(text: str) -> Mapping[str, set[str]]:
    """The numbers in words that stand before each word, at most one word between."""
    found: dict[str, set[str]] = {}
    said = words(text)
    for place, word in enumerate(said):
        if word.form in COUNTS:
            for after in said[place + 1 : place + 3]:
                if after.form not in STOP_WORDS and after.form not in COUNTS:
                    found.setdefault(stem(after.form), set()).add(word.form)
    return found


def _numbered(text: str) -> Mapping[str, set[str]]:
    """The Roman numbers that stand after each name."""
    found: dict[str, set[str]] = {}
    for match in _ROMAN.finditer(text):
        found.setdefault(match["name"], set()).add(match["number"])
    return found


def content_words(text: str) -> list[str]:
    """Stems of the words of a text that are no stop words, in order."""
    return [stem(word.form) for word in words(text) if word.form not in STOP_WORDS]


def opposed(question: str, sentence: str) -> tuple[str, ...]:
    """Words of a question in whose place the sentence has an opposite, in the question's order.

    A word that the sentence has too is not opposed, nor one whose opposite the question names
    besides: it asks about both.
    """
    asked, said = _stems(question), _stems(sentence)
    return tuple(
        word
        for word in asked
        if word not in said
        and any(other in said and other not in asked for other in _opposites_of(word, said))
    )


def _opposites_of(word: str, said: Mapping[str, None]) -> frozenset[str]:
    plain = _PREFIX.sub("", word)
    made = {plain} if plain != word else set()
    made |= {other for other in said if other != word and _PREFIX.sub("", other) == word}
    if match := _LESS.match(word):
        made |= {match[1], f"{match[1]}ful"}
    return OPPOSITES.get(word, frozenset()) | made


@lru_cache(maxsize=20_000)
def _stems(text: str) -> Mapping[str, None]:
    """In order, `non-local` as one. Of the stop words those that have an opposite count."""
    found = [(word.form, stem(word.form)) for word in words(_NON.sub("non", text))]
    return dict.fromkeys(s for form, s in found if form not in STOP_WORDS or s in OPPOSITES)
