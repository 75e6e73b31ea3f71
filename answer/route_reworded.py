"""Roundabout wordings of a question as plain ones; names stay as they are written.

Text only, in general English: what somebody takes back while speaking, and relations said by a
clause (`what you sell now instead of it`) that rows know by a noun.
"""

from __future__ import annotations

import re

from retrieval.measures import same_amount

# "of the Okapi... no sorry, the Brook": the last noun phrase before it is taken back.
_TAKEN_BACK = (
    r"\s*(?:\.{2,}|…|,|\s[-–—]+)?\s*"
    r"(?:(?:oh|ah|er+m?|uh|um|no|wait|hang on|hold on)\b[\s,.…]*)*"
    r"(?:(?:sorry|i meant?|or rather|rather|scratch that|make that|correction|wait|no wait)\b"
    r"[\s,:.…-]*)+"
)
_CORRECTED = re.compile(
    rf"^(?P<before>.*\b)(?:the|a|an|my|our|your)\s+[^,.;:?!…]{{2,40}}?{_TAKEN_BACK}"
    r"(?P<after>(?:the|a|an|my|our|your)\s+\w.*)$",
    re.IGNORECASE,
)
_CORRECTED_NAME = re.compile(
    rf"^(?P<before>.*\b(?:of|for|on|in|about|from|at|does|is)\s+)[^,.;:?!…]{{2,40}}?{_TAKEN_BACK}"
    r"(?P<after>\w.*)$",
    re.IGNORECASE,
)
_WE = r"(?:you|they|we)(?:'ve| have)?(?: (?:all|now|currently|nowadays|these days|guys))*"
_SELL = r"(?:sell|offer|stock|carry|have|got|make|produce|do)(?:s| now)?"
_INSTEAD = re.compile(
    rf"(?:(?P<noun>\b(?:the|whatever|what) (?:[\w-]+ )?)?(?:that |which )?\b{_WE} {_SELL}"
    r" (?:instead of|in place of|in the place of))\b"
    r"|\b(?:what|whatever|the (?:one|thing|item|product|model))(?: that| which)?"
    r" (?:(?:has |have )?(?:replaced|superseded)|replaces|supersedes|came after|comes after"
    r"|took over from|takes over from|took the place of|takes the place of)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\bthe (?P<noun>[\w-]+) (?P<verb>[\w-]+(?: [\w-]+)?) (?:that|which) (?:has |have )?"
    r"(?:replaced|superseded|replaces|supersedes|came after|comes after|succeeded|succeeds"
    r"|took over from|took the place of) (?P<name>[^?]+?)(?P<end>\W*)$",
    re.IGNORECASE,
)
# "The order that return RX-7 was opened for", "the parcel that ended in return RX-7".
_CASE = r"(?:the |case )?(?P<{}>(?:[a-z]+ ){{0,2}}[A-Z]{{1,4}}-?\d[\w-]*)"
_CAME_TO = re.compile(
    rf"\b(?P<noun>(?:the|an?) [a-z]+) (?:(?:that |which )?{_CASE.format('opened')} (?:was|has been)"
    r" (?:opened|filed|made|raised|registered|booked|created|started|issued|entered) for"
    r"|(?:that|which) (?:ended(?: up)?|resulted|led|turned) (?:in|to|into|as) "
    rf"{_CASE.format('ended')})"
)
# "In which thicknesses do you sell the Okapi rope?": the rows that are called so.
_IN_WHICH = re.compile(
    r"^(?P<before>\W*(?:(?:and|so|but)\b\W*)*)(?:in )?(?:which|what) "
    r"(?:thickness(?:es)|(?:diameter|strength|version|model|generation)s) "
    r"(?:do (?:you|we) (?:sell|have|stock|carry|offer)|can (?:i|we) (?:get|have|buy|order)"
    r"|is|are|does|do) (?:there )?(?:of )?(?:the |your |our )?"
    r"(?P<thing>(?-i:[A-Z])[\w-]*(?: [\w-]+)*?)(?:(?<!s)s)?"
    r"(?: (?:come|sold|available|made|exist|there are|there)(?: in)?)?(?P<end>\W*)$",
    re.IGNORECASE,
)
# "The Okapi is gone from the shop, what is there instead?"
_GONE = re.compile(
    r"^\W*(?P<name>[^,;.?!]+?) (?:is|are|was|were|has been|have been|seems to be) (?:gone|dropped"
    r"|discontinued|no longer \w+|not (?:made|sold|available) any ?more)\b[^,;.?!]*[,;.]\s*"
    r"(?:so |and |but )?what(?:'s| is| do| can| would| could| should)\b[^?,;.]*\binstead\W*$",
    re.IGNORECASE,
)
# "The stock across all warehouses" is the stock.
_ACROSS = re.compile(
    r",?\s*\b(?:summed |added up )?(?:across|over) all (?:of )?(?:the |your |our )?[\w-]+s\b"
    r"|,\s*all (?:of )?(?:the |your |our )?[\w-]+s (?:added|taken|put|summed) (?:up|together)\b",
    re.IGNORECASE,
)
_NUMBERS = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|different)"
# "Stock in all four depots combined" is the stock as well.
_STOCK_IN_ALL = re.compile(
    r"\b(?P<stock>stocks?(?: levels?)?|inventory|quantity) (?:in|at) all (?:of )?"
    rf"(?:the |your |our )?(?:{_NUMBERS} )?[a-z]{{3,}}s"
    r"(?: (?:(?:put|taken|added)(?: up)? )?together| combined| in total)?",
    re.IGNORECASE,
)
_AMOUNT = r"(?:[€$£] ?)?\d[\d.,]*(?: ?-? ?[a-z€$£²]+)?"
# "Would it fit in a 5 kg budget", "is it within my limit of 300 euros".
_BUDGET = re.compile(
    rf"\b(?:(?:in|into|inside|within|under|on|for|to) )?(?:(?:a|an|my|our|the|your|his|her) )?"
    rf"(?P<before>{_AMOUNT}) (?:budget|limit|allowance|cap|maximum)\b"
    rf"|\b(?:(?:in|into|inside|within|under|on|to) )(?:(?:a|an|my|our|the|your|his|her) )?(?:\w+ )?"
    rf"(?:budget|limit|allowance|cap|maximum) of (?P<after>{_AMOUNT})",
    re.IGNORECASE,
)
# "Are 300 euros enough for the Okapi?"
_ENOUGH = re.compile(
    rf"^\W*(?:and |so |but )*(?P<whether>is|are|will|would|do|does) (?P<amount>{_AMOUNT}) "
    r"(?:(?:be )?enough|be sufficient|sufficient|suffice|do|cover) ?(?:for|to (?:buy|get|pay for|"
    r"afford))? (?P<thing>[^?]+?)\W*$",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\b(?:send|sends|sent|sending|bring|brought|give|gave) (?:things|stuff|items|goods|products"
    r"|something|anything|articles) back\b",
    re.IGNORECASE,
)
# "Name the warehouse with the most stores" is "which warehouse has the most stores".
_WITH_MOST = re.compile(
    r"^\W*(?:(?:name|tell|show|find)(?: me)?|(?:what|which|who)(?:'s| is| was))\s+(?:the|your)\s+"
    r"(?P<noun>[\w-]+(?: [\w-]+)?) (?:that has|which has|who has|with|having)\s+(?:the\s+)?"
    r"(?P<most>(?:most|fewest|least|largest number of|highest number of|smallest number of)\b.*)$",
    re.IGNORECASE,
)
# "The cheaper Okapi", "the bigger of the two Okapis": of two the place is the highest or lowest.
_OF_TWO = re.compile(
    r"\bthe (?P<word>cheap|light|heavi|bigg|larg|small|dear|long|short|new|old|tall|wid|fast)er "
    r"(?:one )?(?:of (?:the |your |those )?(?:two |both )?)?(?=[A-Z])",
)
# "A five year guarantee", "more than a month": small letters only, no part of a name.
_FIGURES = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
_UNIT = (
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|euros?|kilos?|kilograms?|grams?|lit(?:re|er)s?"
    r"|met(?:re|er)s?)\b"
)
_SPELT = re.compile(rf"\b(?P<number>{'|'.join(_FIGURES)})(?P<gap>[ -])(?={_UNIT})")
_ONE = re.compile(
    r"\b(?P<bound>(?:(?:more|less|longer|fewer|shorter) than|over|under|within|at least|at most"
    rf"|up to) )(?:an?|one) (?={_UNIT})"
)
# "You've got" is "you have got".
_CONTRACTED = re.compile(r"\b(?P<who>you|we|they|i)['’](?P<verb>ve|re|ll)\b", re.IGNORECASE)
_WHOLE = {"ve": "have", "re": "are", "ll": "will"}
# "The boat that came after the Okapi, how much does it carry?", "the firm we wait for longest -
# name the city it sits in".
_TOPIC_FIRST = re.compile(
    r"^\W*(?P<topic>(?:the|your|our) (?:[^,?!]+? (?:that|which|who|we|you|with) [^,?!]+?"
    r"|(?:[a-z]{3,}est|(?:most|least) [a-z]+) [^,?!]+?))"
    r"(?:,|:|\s[-–—])\s*"
    r"(?P<asked>(?:(?:please )?(?:name|tell me|give me|show me)\b"
    r"(?= (?:the|its|what|which|in|where))"
    r"|(?:in |at |from )?(?:how|what|which)\b|when\b|where\b|who\b|is\b|are\b|does\b|do\b|did\b"
    r"|can\b)[^,]*?)"
    r"\b(?:it|they|them)\b(?P<end>[^,]*)$",
    re.IGNORECASE,
)
# "What does the Okapi sell for?"
_SELLS_FOR = re.compile(
    r"\bwhat (?P<helper>does|do|did|would|will|can) (?P<thing>[^,;.?]+?) (?:sell|retail|go) for\b",
    re.IGNORECASE,
)
# "What is the most the Okapi can take?"
_MOST_BORNE = re.compile(
    r"\bwhat(?:'s| is) the most(?: that)? (?P<thing>(?!(?:i|we|you|one|people|they)\b)[^,;.?]+?) "
    r"(?:can|may|will) (?:take|carry|hold up|bear|handle|support)\b",
    re.IGNORECASE,
)
# "How heavy a person will the Okapi hold?", "how heavy may somebody be to sit on the Okapi?"
_BEARS = r"(?:take|carry|hold(?: up)?|bear|handle|support|cope with|put up with)"
_NO_POINTER = r"(?!(?:i|we|you|one|people|they|it|them|this|that|these|those|top|board)\b)"
_HEAVY_LOAD = re.compile(
    r"\bhow heavy (?:of )?an? [a-z]+(?: [a-z]+)? (?:can|may|will|could|does|is) "
    rf"(?P<thing>{_NO_POINTER}[^,;.?]+?) (?:(?:allowed|able) to )?{_BEARS}\b",
    re.IGNORECASE,
)
# "How heavy a load may I put on the Okapi?"
_HEAVY_PUT = re.compile(
    r"\bhow heavy (?:of )?an? [a-z]+(?: [a-z]+)? (?:can|may|could|do|am|are|is) "
    r"(?:i|we|one|you|people) (?:(?:allowed|able) to )?"
    r"(?:put|place|load|carry|transport|lay|stow|pack) "
    rf"(?:on|onto|in|into|with) (?P<thing>{_NO_POINTER}[^,;.?]+?)(?P<end>\W*)$",
    re.IGNORECASE,
)
# "How long must we allow when we reorder the Okapi from its maker?"
_PARTNER = r"(?:supplier|maker|manufacturer|producer|vendor|factory|firm|company|brand|publisher)"
_REORDERED = re.compile(
    r"\bhow (?:long|many (?:days|weeks)) (?:(?:does|will|would) it take|"
    r"(?:do|must|should|will|would|shall|can) (?:we|i) (?:have to |need to |to )?"
    r"(?:reckon with|reckon|count on|allow|plan|expect|wait|calculate))"
    r"(?: for)? (?:if|when|once|until|till|before|for) (?:we|i) "
    r"(?:re-?order|order more(?: of)?|restock) (?P<thing>[^,;.?]+?)"
    rf"(?: (?:from|at) (?:its|their|the|our) {_PARTNER})?(?P<end>\W*)$",
    re.IGNORECASE,
)
# "How long to wait for new Okapis from the maker?"
_NEW_FROM = re.compile(
    r"\bhow (?:long|many (?:days|weeks)) (?:to wait|(?:do|must|should|will|would) (?:we|i) "
    r"(?:have to |need to )?wait|does it take) (?:for|to get|until (?:we|i) get|till (?:we|i) get) "
    r"(?:new|more|fresh|another batch of|a new batch of|further) (?P<thing>[^,;.?]+?)"
    rf" (?:from|at) (?:its|their|the|our) {_PARTNER}(?P<end>\W*)$",
    re.IGNORECASE,
)
# "I'd like to see what ...": asks what, and nothing of seeing.
_WISHING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|and|ok(?:ay)?|please)\b\W*)*(?:(?:i|we)(?:['’]d| would)? "
    r"(?:like|love|want|need|have) to (?:see|know|find out|check)|(?:can|could|may) (?:i|we|you) "
    r"(?:see|check|find out)|let me (?:see|know|check))(?: please)?\s+"
    r"(?=(?:what|which|who|where|when|how|everything|all|the)\b)",
    re.IGNORECASE,
)
# "How many square metres does the Okapi have?"
_SQUARE = re.compile(
    r"\bhow many square (?:met(?:re|er)s|feet) (?:do|does|has|have|is|are) (?P<thing>[^,;.?]+?)"
    r"(?: (?:have|got|measure|cover|take up))?(?P<end>\W*)$",
    re.IGNORECASE,
)
# "Where is the Okapi in stock?"
_WHERE_KEPT = re.compile(
    r"^(?P<before>\W*(?:(?:and|so|but)\b\W*)*)where (?P<is>is|are) (?P<thing>[^,;.?]+?) "
    r"(?:still |currently )?(?:in stock|available|left)\b",
    re.IGNORECASE,
)
# "What do you have that's made of bamboo?"
_WHAT_MADE = re.compile(
    r"^(?P<before>\W*)what (?:do (?:you|we) (?:have|sell|stock|carry|offer)|have (?:you|we) got)"
    r"(?: (?:that is|that are|that's|which is|which are))? (?:made|built|sewn) (?:of|from|out of) ",
    re.IGNORECASE,
)
_SYSTEM = r"(?:systems?|records?|database|computer|screen|register|papers|files?)"
# "On which date does your system say it came?", "according to your records".
_SAYS_SO = re.compile(
    rf",?\s*\b(?:(?:does|do|did) (?:your|the|our) {_SYSTEM} (?:say|show|tell you|state|give|list)"
    rf"(?: that)?|according to (?:your|the|our) {_SYSTEM}|(?:per|by) your {_SYSTEM})\b,?",
    re.IGNORECASE,
)
# "Do you sell anything made of bamboo? Which?"
_AND_WHICH = re.compile(r"\?\s*(?:and )?(?:if so,? )?(?:which|which ones?|what|who)\s*\?\s*$", re.I)
# "I'd like to write to everyone on the team, what are their names?"
_THEIR_NAMES = re.compile(
    r"^.*?\b(?P<all>(?:everyone|everybody|all (?:of )?(?:the|your|our)|each of) [^,;?!]+)[,;.]\s*"
    r"(?:what are (?:their names|they called)|who are they|what(?:'s| is) everyone called)\W*$",
    re.IGNORECASE,
)
# "Add up the quantities in it, how many pieces was that?"
_ADDED = re.compile(
    r"^(?P<sum>.*\b(?:add|sum|total)(?:ed)?(?: \w+)? up\b[^?]*?|.*\bsum\b[^?]*?)(?: for me)?"
    r"[,;:.]\s*(?:so )?how (?:many|much)[\w ]{0,20} (?:is|was|are|were|does) (?:that|it|they)"
    r"(?: make| come to)?(?: in (?:all|total)| altogether)?\W*$",
    re.IGNORECASE,
)
# "Hammock X: what have we got in all four warehouses put together?"
_IN_ALL_PLACES = re.compile(
    r"\bwhat (?:have (?P<who>you|we) got|do (?P<whose>you|we) have)(?P<of>[^?;.]*?) in all (?:of )?"
    r"(?:the |your |our )?(?:\w+ )?(?P<places>[a-z]{3,}s)(?: (?:put|taken|added)(?: up)? together"
    r"| together| combined| in total)",
    re.IGNORECASE,
)
# "Ten years (120 months)": the same amount again.
_AGAIN = re.compile(
    rf"\b(?P<first>\d[\d.]*)(?P<gap>[ -])(?P<unit>{_UNIT}) \((?:or |= ?|i\.?e\.? |that is )?"
    rf"(?P<second>\d[\d.]*) ?(?P<other>{_UNIT})\)",
    re.IGNORECASE,
)
# "My two orders RX-7 and RX-9": as many as are named.
_BOTH_NAMED = re.compile(
    r"\b(?P<whose>my|our|the|your|these|those) (?:two|both|three|four|[2-4])"
    r"(?= [a-z]+s:? (?:(?-i:[A-Z])|\S*\d)[^?]*(?:,|\band\b|&))",
    re.IGNORECASE,
)
# "I forgot whether I took the 41": did I?
_FORGOT = re.compile(
    r"^\W*(?:(?:i|we)(?:['’]m| am| are|['’]ve| have)?(?: really| just)? )?"
    r"(?:forgot(?:ten)?|not (?:so )?sure|unsure|wonder(?:ing)?"
    r"|(?:can['’]?t|cannot|don['’]?t|do not|can not|no longer)(?: any ?more)?"
    r" (?:remember|recall|know|tell)) (?:whether|if) (?=(?:i|we|he|she|they|it|you)\b)",
    re.IGNORECASE,
)
_HOUR = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon|midnight|(?:half past |quarter (?:past|to) )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
)
# "Is the mill still open at eight in the evening?": told by its hours.
_AT_HOUR = re.compile(
    rf"^(?P<before>\W*(?:and |so |but )*(?:is|are|will)\b[^?]*\b(?:open|shut|closed))"
    rf" (?:at|by|until|till|before|after|around|from) {_HOUR}(?: o['’]?clock)?"
    r"(?: in the (?:morning|afternoon|evening)| at night| sharp)?(?P<after>[^?]*\W*)$",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^\W*(?:and |so |ok,? |but )*(?:what|which|who)\b", re.IGNORECASE)


def reworded(text: str) -> str:
    """The question without what is taken back, relations said by nouns, amounts by figures."""
    text = _CONTRACTED.sub(lambda m: f"{m['who']} {_WHOLE[m['verb'].lower()]}", text)
    text = _AT_HOUR.sub(r"\g<before>\g<after>", text)
    text = _FORGOT.sub("did ", text)
    text = _SAYS_SO.sub("", _WISHING.sub("", text))
    text = _BOTH_NAMED.sub(r"\g<whose>", text)
    text = _WHAT_MADE.sub(r"\g<before>which items are made of ", text)
    text = _WHERE_KEPT.sub(r"\g<before>\g<is> \g<thing> in stock", text)
    text = _IN_WHICH.sub(r"\g<before>which \g<thing>s do you sell\g<end>", text)
    text = _SQUARE.sub(r"how big is \g<thing>\g<end>", text)
    text = _MOST_BORNE.sub(r"what is the maximum load of \g<thing>", text)
    text = _HEAVY_LOAD.sub(r"what is the maximum load of \g<thing>", text)
    text = _HEAVY_PUT.sub(r"what is the maximum load of \g<thing>\g<end>", text)
    text = _NEW_FROM.sub(r"what is the lead time of the supplier of \g<thing>\g<end>", text)
    text = _REORDERED.sub(r"what is the lead time of the supplier of \g<thing>\g<end>", text)
    text = _SELLS_FOR.sub(r"how much \g<helper> \g<thing> cost", text)
    text = _TOPIC_FIRST.sub(r"\g<asked>\g<topic>\g<end>", text)
    text = _SPELT.sub(lambda match: f"{_FIGURES[match['number']]}{match['gap']}", text)
    text = _AGAIN.sub(_once, text)
    text = _STOCK_IN_ALL.sub(r"\g<stock>", text)
    text = _ONE.sub(r"\g<bound>1 ", text)
    text = _THEIR_NAMES.sub(r"list \g<all>", _AND_WHICH.sub("?", text))
    text = _IN_ALL_PLACES.sub(
        lambda m: f"how many do {m['who'] or m['whose']} have{m['of']} in all {m['places']}",
        _ADDED.sub(r"\g<sum>", text),
    )
    text = _RETURNED.sub("return", _ACROSS.sub("", _corrected(text)))
    if not re.search(r"\bthan\b", text):
        text = _OF_TWO.sub(r"the \g<word>est ", text)
    text = _BUDGET.sub(lambda m: f"at most {m['before'] or m['after']}", text)
    text = _ENOUGH.sub(r"is \g<thing> at most \g<amount>?", text)
    text = _CAME_TO.sub(lambda m: f"{m['noun']} of {m['opened'] or m['ended']}", text)
    return _WITH_MOST.sub(r"which \g<noun> has the \g<most>", _by_relation(text))


def _once(match: re.Match[str]) -> str:
    """An amount without the same amount in another unit after it."""
    same = same_amount(float(match["first"]), match["unit"], float(match["second"]), match["other"])
    return f"{match['first']}{match['gap']}{match['unit']}" if same else match.group()


def _corrected(text: str) -> str:
    """The text without the name that the asker corrects."""
    for pattern in (_CORRECTED, _CORRECTED_NAME):
        match = pattern.match(text)
        if match is not None and match["before"].strip():
            return f"{match['before']}{match['after']}"
    return text


def _by_relation(text: str) -> str:
    """`The price of what you sell instead of it` is the price of the successor of it."""
    gone = _GONE.match(text)
    if gone is not None:
        return f"what is the successor of {gone['name']}?"
    apart = _APART.search(text)
    if apart is not None:  # "what does the fleece cost that replaced it"
        begins = text[: apart.start()]
        return f"{begins}the successor of {apart['name']} {apart['verb']}{apart['end']}"
    match = _INSTEAD.search(text)
    if match is None:
        return text
    if _ASKING.match(text) and not text[: match.start()].strip():
        # "What replaced it?" is known as it is; "what do you sell instead of it" is the same.
        return f"what is the successor of{text[match.end() :]}" if match["noun"] else text
    return f"{text[: match.start()]}the successor of{text[match.end() :]}"
