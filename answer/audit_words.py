"""Wordings that tell what a figure in a document is said of: general English, no one's data."""

from __future__ import annotations

import re

from nescio.text import stem


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


# Ways to say a value that no label or cue of the column covers, by concept.
CUES: dict[str, re.Pattern[str]] = {
    "weight": _any(
        r"tips? the scales?|(?:on|put) (?:a|the|our) scales?(?: and (?:it|they) (?:shows?"
        r"|reads?|says?))?|comes? in at|comes? to|adds|weigh(?:s|ing)?"
        r"|in the hand|brings|heavy|in weight|stays|weight"
    ),
    "price": _any(
        r"costs?|price|sells?(?: for| at)|sold (?:for|at)|retails? (?:for|at)|goes for"
        r"|yours(?: for)?|ours for|you pay|we (?:ask|charge|want)|asking price|priced at"
        r"|available (?:for|at|from)"
        r"|can be (?:had|bought) (?:for|at)|buys|sets? you back|comes? at"
        r"|on (?:sale|offer) (?:for|at)"
        r"|you(?: can)? get|to pay|worth|back at|only|now"
    ),
    "warranty": _any(
        r"guarantee[ds]?|warrant(?:y|ied|ies)|covered by (?:our|a|the) (?:warranty|guarantee)"
        r"|covered for"
        r"|cover(?:ed)?"
    ),
    "battery": _any(
        r"runs?|running time|run ?time|lasts?|shines? for|burns? for|keeps (?:going|running"
        r"|shining)"
        r"|glows? for|on (?:one|a|each|a full|a single) charge|battery life|per charge|good for"
    ),
    "capacity": _any(
        r"holds?|takes|volume|capacity|swallows|fits|room for|offers|litres?"
        r"|has space for"
    ),
    "load": _any(
        r"carr(?:y|ies)|bears?|supports?|load(?:s|ed)?|load limit|rated (?:for|to)|takes|holds?"
        r"|payload|withstands?|weight limit"
    ),
    "waterproof": _any(
        r"hydrostatic head|water column|waterproof(?:ness|ed)?|watertight|water resistance"
    ),
    "lead time": _any(r"lead[ -]times?|delivers? (?:with)?in|takes? to deliver|reorders? takes?"),
    "area": _any(
        r"floor(?: space| area)?|area|sales floor|covers|spread over|measures|surface"
        r"|space|on"
    ),
    "launch": _any(
        r"launch(?:ed)?|introduced?|came out|released|(?:on|came on|in) the market|debuted|in our "
        r"(?:range|catalogue) since|on sale since|appeared|available since|brought out"
    ),
    "opened": _any(r"open(?:ed)?(?: its doors)?|opening|founded|welcomed its first|has been open"),
    "since": _any(
        r"partners?(?:hip)?|work(?:ed|ing)? (?:with|together)|suppl(?:ies|ied|ier|y|ying)"
        r"|made|makes|making"
        r"|buy(?:ing)?|bought|with us|on board"
    ),
    "hired": _any(r"hired|joined|started|works? (?:here|with us|for us)|with us|employed"),
    "hours": _any(
        r"open(?:s|ed|ing)?|clos(?:es?|ed|ing)|hours|welcomes? you|visit|daily|doors|shuts?"
        r"|until|till|served?"
    ),
    "cutoff": _any(
        r"cut-?off|same[- ]day|same (?:working )?day|dispatch(?:ed|es)?|leaves?|ship(?:s"
        r"|ped)?|deadline"
    ),
    "material": _any(
        r"(?:made|built|sewn|woven|knitted|cut|forged|cast|moulded|machined|tailored|manufactured)"
        r"(?: entirely| completely| mostly)? (?:of|from|out of|in)|material|fabric|consists of"
    ),
    "colour": _any(r"colou?rs?|comes in|available in"),
    "place": _any(
        r"(?:based|located|headquartered|situated|at home|registered|seated) in|sits in"
        r"|lies in|is in"
        r"|stands in|headquarters (?:is |are )?in|seat (?:is )?in|lives in|from|resides in"
        r"|country|city"
        r"|comes from|home (?:is|town)|has its (?:seat|headquarters|home|base)(?: \w+){0,2} in"
    ),
}  # fmt: skip
PLACES = frozenset(("country", "city", "place"))

# Money, and whatever else, that is not the row's own.
OTHER_MONEY = _any(
    r"discount|\d+ off|off the|sav(?:e|es|ed|ing|ings)|voucher|deposit|fees?|shipping|postage"
    r"|deliver\w*"
    r"|refund\w*|deduct\w*|rent\w*|hir(?:e|ing)|repair\w*|surcharge|spare|extra|insur\w*|used to"
    r"|per (?:day|week|month|hour|year|person|night)|on top|subscription|instal\w*|service|parts?"
    r"|second-?hand|used ones?|resol\w*|wash\w*|freight|gift|credit|cashback|tax|customs|difference"
)
PER = re.compile(
    r"\s*(?:(?:a|an|per|each|every|/)\s?(?:day|week|month|hour|year|person|night|piece|metre"
    r"|litre|item|"
    r"pair|kilo\w*|rental|weekend)\b|(?:cheaper|dearer|more|less|off|extra|on top|discount"
    r"|each|apiece)\b"
    r"|in (?:shipping|postage|fees))",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"\s*(?:of\s+)?(?:(?:more|less|fewer|lighter|heavier|longer|shorter|cheaper|dearer|older"
    r"|newer|bigger"
    r"|smaller|larger|higher|lower|earlier|later|further|ago|before|after|early|late|extra|on top"
    r"|in advance)\b|per\b|away\b|from (?:the|now)\b)",
    re.IGNORECASE,
)  # fmt: skip
CONTENTS = re.compile(r"\s*of (?:food|water|gear|snow|luggage|gas|fuel|tools)\b", re.IGNORECASE)
PAST = re.compile(
    r"\b(?:was|were|(?<!be )had|used to|formerly|previous(?:ly)?|originally|once"
    r"|until recently|back then"
    r"|at first|in the past|earlier|old|last (?:year|season|winter|summer|spring|autumn"
    r"|month)|weighed|ran"
    r"|carried|sold|lasted|held|gone up|down from|reduced from|raised|went|up from|instead of"
    r"|in (?:19|20)\d\d|until (?:\w+ ){0,2}(?:19|20)\d\d|until \d+ \w+ (?:19|20)\d\d"
    r"|before (?:19|20)\d\d"
    r"|no longer costs?|by (?:19|20)\d\d|years ago|did)\b",
    re.IGNORECASE,
)  # fmt: skip
FUTURE = _any(
    r"will|going to|shall|planned|plans to|soon|next (?:year|spring|summer|autumn|winter"
    r"|season|month)"
    r"|from (?:\d+ )?(?:january|february|march|april|may|june|july|august|september|october"
    r"|november"
    r"|december)(?: \d+)? on(?:wards)?|upcoming|about to"
)
UNREAL = _any(
    r"would|could|might|if only|suppose[ds]?|imagine|assum(?:e|es|ing)|say that|what if"
    r"|were to|should .*"
    r" ever|let(?:'s| us) say|pretend|for example, if|as if"
)
HEARSAY = re.compile(
    r"\b(?:claims?|claimed|claiming|wrongly|mistaken(?:ly)?|myth|rumou?rs?|it is said"
    r"|people (?:say|think"
    r"|believe)|often (?:read|hear)|misprint\w*|typo|erroneous(?:ly)?|incorrect(?:ly)?"
    r"|not true|untrue"
    r"|is (?:wrong|false)|contrary to|allegedly|supposedly|reportedly|wrote|advertises?"
    r"|promises|hoax"
    r"|according to (?:a|an|some|one|other)|you may (?:read|hear)|some (?:say|shops?|sites?|people)"
    r"|fake|joke\w*|told us|asked whether|thinks? that|believes? that)\b",
    re.IGNORECASE,
)  # fmt: skip
ELSEWHERE = _any(
    r"another (?:shop|store|dealer|seller|retailer)|other (?:shops?|dealers?|sellers?"
    r"|retailers?|stores)"
    r"|elsewhere|competitors?|abroad|on the (?:used|second-?hand) market|at auction|second-?hand"
)
TOGETHER = _any(
    r"together|combined|in total|altogether|bundle|kit of|two of them|in all(?=[,.;]|$)|both in one"
    r"|plus|along with|including (?:the|its|a)"
)
CONDITION = re.compile(
    r"(?:^|[,;(] ?|\b(?:and|but|or) )(?:if|unless|whenever|in case|provided|should|had"
    r"|were)\b[^,;]*",
    re.IGNORECASE,
)
LEADING_CONDITION = re.compile(
    r"^\W*(?:if|when|with|for (?:members|gold|silver|students|companies|clubs)|as a|on orders"
    r"|gold|silver"
    r"|members|students|during)\b",
    re.IGNORECASE,
)
OLD_MODEL = re.compile(
    r"\b(?:old|older|previous|first|former|original|early|discontinued|prototypes?"
    r"|predecessors?|next"
    r"|last|fake|used|second-?hand|rental|rented|broken|toy|competing|rival"
    r"|empty box of)\s*(?:model|version"
    r"|edition|generation)?\s*(?:of|to)?\s*(?:the|our|a|an)?\s*$",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:not|never|no longer|isn't|aren't|doesn't|don't|hasn't|wasn't|won't|cannot|neither"
    r"|nor|n't)\b"
    r"|n't\b",
    re.IGNORECASE,
)
NOT_REALLY = re.compile(r"\bnot (?:only|just|merely|even)\b|\bno (?:more|less|fewer|later)\b", re.I)
BREAK = re.compile(
    r"[;:()]|\s[–—-]\s|,(?!\d{3})|\.\s+|\b(?:but|while|whereas|although|though|because|and"
    r"|which|whose|so"
    r"|or|when|where|after|since(?= it| we| they| every)|as(?= it| we| the| they))\b",
    re.IGNORECASE,
)
# Words between a row's name and what is said of it that do not change whom it is said of.
PLAIN = frozenset(
    """a stand behind an the is are was were be been being am has have had having it its itself
    they their this that these those of in on at by to for from with and or but as also only
    just still now today currently here there our your we you us one all each every very
    really quite rather about around up than more less least most does do did can could may
    might will would not no never after before since until comes come came goes go makes make
    gives give gets get stands stays stay remains remain keeps keep tips tip takes take taken
    sells sell sold offers offer boasts features feature brings bring needs need available
    yours ours back put set sets right exactly full single good great light heavy family
    company maker business firm own new which who whose always usually officially actually
    proudly printed listed shows show reads says said rated measured claimed known called part
    range current open closed welcomes ship ships shipped shipping orders order leave leaves
    same day arrive arrives reach reaches them when monday tuesday wednesday thursday friday
    saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays
    weekends daily people works work worked working partner partners plus adds add once upon
    because so too well scales scale together hand friendly happy bargain steal nice permitted
    maximum max total official retail regular average typical net dry standard normal usual
    launched introduced released discontinued based located headquartered situated placed
    expect period term rating limit figure level value""".split()
)
# Verbs that say something of the thing whose name stands before them.
VERBS = frozenset(
    """has have had is are was were comes come came carries carry offers offer gets get costs
    cost weighs weigh runs run lasts last holds hold takes take sells sell opens open closes
    close needs need gives give makes make adds add shows show boasts keeps keep bears bear
    supports support fits fit stays stay does do did goes go started began launched introduced
    became become becomes joined joins reached reaches serves serve measures measure features
    includes include provides provide delivers deliver supplies supply operates operate lies
    sits stands welcomes covers cover spans extends enjoy enjoys remains remain employs employ
    received receives""".split()
)
GOODS = frozenset(stem(w) for w in "goods order delivery shipment ware reorder part".split())
OWN_PARTS = frozenset(
    stem(w)
    for w in """version model product item article maker supplier company store shop warehouse
    buyer owner user customer pair""".split()
)
# What such a part is made of is what the thing is made of.
BODIES = frozenset(
    stem(w) for w in "frame body shell fabric housing outside outer upper case".split()
)
GONE = _any(
    r"discontinued|phased out|out of production|no longer (?:sold|made|produced|available"
    r"|stocked|part of"
    r"|in (?:our|the) (?:current )?(?:range|catalogue|assortment)|offered)|not (?:sold|made"
    r"|produced"
    r"|available|offered) any ?more|(?:has|have) left (?:our|the) (?:range|catalogue|assortment)"
    r"|taken out of (?:our|the) (?:range|catalogue|assortment)|withdrawn from sale|retired from"
)
KEPT = _any(
    r"(?:is|are|remains?|stays?) (?:still )?(?:a )?(?:part of|in) (?:our|the) (?:current "
    r"|regular )?(?:range"
    r"|assortment|catalogue|catalog|line-?up|programme)|still (?:sold|made|produced"
    r"|in production|available"
    r"|in (?:our|the) (?:range|catalogue|assortment))|(?:not|never)(?: yet)?(?: been)? discontinued"
    r"|(?:not|never) (?:been )?(?:phased out|withdrawn)|can still be (?:bought|ordered)"
    r"|continues to be"
    r" (?:sold|made)"
)
