"""Everyday turns of phrase in questions about facts, each of which stands for one term.

`phrases` holds set phrases word by word; an idiom has choices inside (`the firm that builds`,
`the company which sews`). Names are taken out of the words before. General English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_FIRM = r"(?:company|firm|brand|manufacturer|producer|factory|business|outfit|people|workshop)"
_MAKES = (
    r"(?:(?:makes?|made|builds?|built|sews?|sewed|sewn|produces?|produced|manufactures?|brews?|"
    r"assembles?|knits?|weaves?|crafts?|stitches)|is (?:making|building|producing))"
)
_GOODS = r"(?:goods|deliveries|supplies|supply|merchandise|wares|shipments|restocks)"
_HANDED = r"(?:hand(?:ed)?|pass(?:ed)?|g[ia]ven?)"
_POST = r"(?:carrier|courier|post|driver|delivery (?:people|company|service|firm|guys?))"
_BRINGS = (
    r"(?:brings?|bringing|brought|carries|carrying|transports?|transporting|drops|dropping)"
    r"(?: (?:it|this|that|them))?(?: off| over| out)?"
)
_BUYER = (
    r"(?:i|we|they|he|she|(?:the|this|that|our|your) (?:customer|client|buyer|person)|somebody|"
    r"someone)"
)
_BUY = r"(?:buy|bought|order|ordered|get|got|purchase|purchased)"
_THINGS = r"(?:things?|items?|articles?|products?|goods|stuff)"
_SELL = r"(?:sell|selling|offer|offering|carry|carrying|stock|make|making|have|do|produce|keep)"
_RANGE = r"(?:(?:the|your|our) )?(?:range|catalogue|catalog|assortment|shops?|shel(?:f|ves)|sale)"
_IDIOMS: tuple[tuple[str, str], ...] = (
    (rf"who(?:'s|s)?(?: is| was| will be)? {_BRINGS}(?: to)?(?: me| us| him| her| them)?",
     "carrier"),
    (r"who(?:'s|s)? (?:takes|took|is taking|hauls)(?: (?:it|this|that|them))? "
     r"(?:to (?:me|us|him|her|them|the (?:customer|buyer|door))|here)", "carrier"),
    (rf"(?:which|what) (?:company|firm|service|people) (?:is |was |will be |will )?{_BRINGS}"
     r"(?: to)?(?: me| us| him| her| them)?", "carrier"),
    (r"(?:bring|brings|put|puts|tip|tips|show|shows|get|gets|register|registers) (?:in |up )?"
     r"(?:to |on |onto |at )?(?:the|your|my|a|our) scales?", "weight"),
    (r"(?:what|whats|what's)(?: is| would be| s)? the damage(?= for| on| if|$)", "pay"),
    (r"(?:how much|how many) (?:dough|cash|bucks?|quid|dosh|euros? do i owe)"
     r"(?= for| is| are| do|$)", "pay"),
    (r"(?:fork|forking|shell|shelling|lay|laying|cough|coughing|hand|handing|dish|put) "
     r"(?:out|up|over|down) (?=for)", "pay"),
    (r"(?:reorder|re-order|restock|restocking) (?:point|threshold|limit|mark)", "reorder"),
    (r"(?:minimum|min|lowest|safety) (?:stock|stock level|quantity in stock|inventory)"
     r"(?: level| quantity)?", "reorder"),
    (r"(?:at |from |below |under )?(?:what|which) (?:stock |stock level |quantity |level |amount )+"
     r"(?:do|does|did|should|must|will|would) (?:we|you|they|i|one)(?: have to| need to)? "
     r"(?:re-?order|restock|order(?= new| more| again))(?: new| more| again)?", "reorder"),
    (r"put (?:down )?on(?:to)? (?:the|your) (?:counter|table|till)(?= for)", "pay"),
    (r"(?:(?<=where is )|(?<=where's )|(?<=where are ))(?:stuck|held up|hung up|hanging around)"
     r"(?=$| at the moment| at present| right now| now| just now| today)", ""),
    (r"where (?:does|do|has|have) (?:the|your) (?:carrier|courier|post|driver|delivery (?:service|"
     r"company|firm))(?: got)?(?: have| got| put| keep| see| left)?"
     r"(?= it| them| this| that|$| now)", ""),
    (r"(?:up to )?(?:what|which|how many|how much)(?: a)? (?:weight|load|kilos?|kilograms?|kg"
     r"|pounds|lbs)(?: is| are)?(?: it| they| the| my| your| this| that)? (?:rated|built|made|meant"
     r"|approved|certified|designed)(?: for| to| at)?(?: carry| bear| hold| take| support)?"
     r"(?=$| please)", "load"),
    (r"(?:ok|okay|alright|good|fine|suitable|strong enough|sturdy enough|enough|safe|rated|approved"
     r"|(?:made|built|meant|designed)(?: to)?) (?:for|to hold|to carry|to bear|to take|hold|carry"
     r"|bear|take)(?= (?:up to |about |me at |me with |somebody of |someone of )?\d+ "
     r"(?:kg|kilos?|kilograms?|pounds|lbs)(?:$| please))", "load"),
    (r"(?:hold|carry|bear|take|support|withstand)(?= (?:up to |about )?\d+ "
     r"(?:kg|kilos?|kilograms?|pounds|lbs)(?:$| please))", "load"),
    (r"(?:got |gotten |get |been )?(?:stuck|held up|hung up|delayed|lost) "
     r"(?:anywhere|somewhere|on (?:the|its) way|in transit|en route)", "status"),
    (r"my (?:stuff|things|goods|goodies)(?: from| in| of| with)?(?=$| (?:got|been|arrived|left|gone"
     r"|stuck|come|shipped|status|now))", ""),
    (r"going (?:rate|price)(?= for| of|$)", "price"),
    (r"who(?:'s|s| has)? (?:got|has|holds|is holding)(?: got)? (?:my|the|our|this) "
     r"(?:parcel|package|order|box|shipment)", "carrier"),
    (r"price tag(?= of| on| for|$)", "price"),
    (r"(?:before|until|till) (?:i|it|we|you|one|they) (?:must|have to|has to|need to|needs to|need|"
     r"needs|should)(?: be| a)? ?(?:re)?charg(?:e|ed|ing)(?: (?:it|them))?(?: again| up)?",
     "battery"),
    (rf"{_FIRM} (?:that|which|who) (?:actually |really )?{_MAKES}", "maker"),
    (rf"(?:(?<=^what )|(?<=^which )|(?<= what )|(?<= which )){_FIRM} (?:actually |really )?"
     rf"{_MAKES}", "maker"),
    (rf"(?:people|ones|those) (?:that|who) {_MAKES}", "maker"),
    (r"(?:waiting|replenishment|restocking|reorder|resupply) times?", "lead"),
    (r"(?:(?:do|must|should|would|will) )?(?:(?:i|we|you|one) )?(?:(?:have|need) to )?"
     r"(?:waits?|needs?|takes?) (?:for|on)(?: an?| the)? (?:re-?order|restock|re-?supply|"
     r"replenishment)", "lead"),
    (r"days to (?:reorder|restock|resupply|replenish)", "lead"),
    (r"(?:until|till|before) (?:it|they|this|that|these)(?: can| could| will)?(?: be| are| is)? "
     r"(?:re-?stocked|replenished|resupplied)", "lead"),
    (r"(?:number|code|no) (?:to|that lets me|with which i can|i can use to) "
     r"(?:follow|trace|track)(?: the| my)?(?: parcel| package| order)?(?: with)?", "tracking"),
    (r"(?:land|lands|landing) (?:on|at)(?: my| our| the)? (?:doorstep|door|doormat)", "eta"),
    (r"(?:meant|supposed|scheduled) to (?:be here|get here|arrive|come|turn up|reach me|land)",
     "eta"),
    (r"be (?:with (?:me|us)|here)(?=$| by)", "eta"),
    (rf"{_HANDED}(?: my| the)?(?: order| parcel| package)? over to(?: the)? {_POST}", "shipped"),
    (rf"{_HANDED}(?: my| the)?(?: order| parcel| package)? to the {_POST}", "shipped"),
    (r"(?:(?<=when did )|(?<=when will )|(?<=when has )|(?<=when is )|(?<=date did )|(?<=day did ))"
     r"(?:really |actually |finally )?(?:come|coming)(?=$)", "arrive"),
    (r"dropped off", "delivered"), (r"signed for", "delivered"),
    (r"(?:was|were|got|been) (?:handed|given) (?:over|in)(?: to (?:me|us|him|her|them|my neighbour|"
     r"the (?:customer|buyer|recipient|neighbour)))?(?=$)", "delivered"),
    (r"(?:sales|selling|retail|shopping|shop|showroom|usable) (?:area|space|floor|surface)"
     r"(?: area| space)?", "area"),
    (r"(?:current |present )?stage(?= of|$)", "status"),
    (r"(?:membership|loyalty|member|customer) (?:level|status|class|grade)", "tier"),
    (r"what (?:did|does|do) (?:the whole (?:thing|order|lot)|it all|everything|that all|it|all) "
     r"(?:come|add up|amount) to", "total"),
    (r"(?:did|have) (?:i|we) (?:pay|paid|spend|spent) (?:in (?:total|all)|altogether|overall)",
     "total"),
    (r"(?:in|during|through)(?:out)? the week(?=$| in| at| of)", ""),
    (r"sent in(?=$| what| for)", "sendback"),
    (r"reasons? (?:was|were|is) given", "reason"),
    (r"since when (?:do|does|has|have|is|are)(?: been)? (?:work|worked|working|employed)"
     r"(?: for (?:you|us)| here| there| at)?", "hired"),
    (r"how many (?:did|have) (?:i|we|he|she|they) (?:get|got|buy|bought|order|ordered|receive"
     r"|received)(?= (?:of|in|with|on)\b)", "quantity"),
    (r"what (?:came|went|was sent|got sent|was given|was brought) back"
     r"(?= (?:of|in|with|on|for|under|at)\b|$)", "item"),
    (rf"what (?:did|had|have|has) {_BUYER} (?:send|sent|give|given|bring|brought) back", "item"),
    (r"how much (?:weight|load)(?= (?:can|is|are|may|does|do|will|could)\b.*"
     r"\b(?:carry|bear|hold|support|take)$)", "load"),
    (r"(?:allowed|able|meant|made|built) to (?:carry|bear|hold|support|take)(?=$)", "load"),
    (r"(?:can|could|may) (?:i|we|one) (?:come|drop|stop|pop)(?: by| in| over| round)?"
     r"(?: to| at)?(?= (?:on|after|before|until|till)\b|$)", "hours"),
    (r"(?:(?<=what )|(?<=which ))(?:(?:kind|sort|type) of )?(?:leather|wood|metal|fabric|fibre"
     r"|fiber|wool|steel|plastic|rubber|textile|cloth)(?= (?:is|are|was|were)\b)", "material"),
    (r"(?:really|actually|finally) (?:turn|show) up(?=$)", "delivered"),
    (r"(?:painted|dyed|lacquered|sprayed) in(?=$)", ""),
    (r"what (?:did|has|had)(?: the)?(?: order)? (?:order|ordered|buy|bought)(?=$)", "contents"),
    (r"(?:did|have|had) (?:i|we|they) (?:pick|choose|select|take)(?:ed|en)?(?: again)?"
     r"(?= (?:of|in|with|on|for)\b|$)", ""),
    (r"behind(?= (?:(?:the|your|this|that) )?(?:store|shop|branch)\b|$)", ""),
    (r"(?:got |gotten |get |been )?(?:stuck|held up|hung up|hanging) (?:on|at|with|by)(?=$)",
     "status"),
    (r"(?:get|gets|got) to (?:me|him|her|us|them|the customer)(?=$)", "delivered"),
    (r"(?<=where is )(?:seat|headquarters|head office|main office)(?=$)", ""),
    (r"(?<=where are )(?:headquarters|head offices|main offices)(?=$)", ""),
    (r"in the end(?=$)", ""), (r"(?:carry|carries|bear|bears) at (?:the )?most(?=$)", "load"),
    (r"join(?:ed|s)?(?: the| your| our)? (?:team|staff|crew|company)", "hired"),
    (r"rated (?:to|for) (?:carry|carrying|hold|holding|bear|bearing|take|support|supporting)",
     "load"),
    (r"hours of (?:light|use|power|operation|run ?time)", "battery"),
    (r"how much(?: can| will)?(?: i)? (?:fits?|go|goes) (?:in|into|inside)", "capacity"),
    (r"(?:what(?:ever|'s)?|the (?:one|model|thing) that)(?: now)? (?:replaces|replaced)",
     "successor"),
    (r"(?:took|takes|taken) (?:(?:its|their|the) places?|over(?= from| of|$))", "successor"),
    (r"(?:came|comes|come|followed) (?:directly |right |just )?after(?: (?:it|that|them)(?=$))?",
     "successor"),
    (r"(?:came|comes|come|is|sold|sell|selling|offered?|stepped)(?: in| now)? "
     r"(?:in (?:its|their) place|instead of)", "successor"),
    (r"(?:that|which|who) (?:follows|followed|succeeds|succeeded)(?= (?:on )?(?:from|after)|$)",
     "successor"),
    (r"the most (?:it |that |this |they )?(?:can|could|may|will) (?:take|carry|hold|bear|support)",
     "load"),
    (r"measures?(?= in square)", "area"),
    (r"(?:get|gets|got|reach|reaches|reached)(?: to)? (?:my|our|the|his|her|their)"
     r"(?: (?:customer|client|buyer)(?:'s)?)? (?:door|doorstep|house|home|address|place)",
     "delivered"),
    (r"(?:everything|all(?: the)?(?: (?:things|items|articles|products|stuff))?)"
     r"(?: that| which)?(?: is| was| are| were)? (?:in|inside)(?= (?:the |my |our )?order|$)",
     "contents"),
    (r"what(?:'s| is| was| were| are)?(?: there)? (?:in|inside) (?:the|my|that|this) "
     r"(?:box|parcel|package)", "contents"),
    (r"on (?:the|your) shel(?:f|ves)", "stock"),
    (r"(?:sitting|lying|stored|kept) in(?=$| right| now)", "stock"),
    (r"(?:person|one|guy|man|woman|customer) (?:who|that) (?:bought|ordered|placed|purchased)",
     "customer"),
    (r"(?:thing|item|article|product) (?:that )?(?:(?:somebody|someone|they|i|we) )?"
     r"(?:sent|gave|brought) back", "item"),
    (rf"(?:gets?|getting|receives?|has|have|had|draws?)(?: all)?(?: of)? (?:its|his|her|their) "
     rf"{_GOODS} from", "source"),
    (rf"(?:its|their) {_GOODS} comes? from", "source"),
    (r"(?:everybody|everyone|all(?: the)? (?:people|persons|staff)) "
     r"(?:who |that )?(?:works?|working|is employed|are employed)", "employees"),
    (r"people (?:that |who )?(?:work|works|working|are employed)(?= across| over)", "employees"),
    (rf"no longer (?:{_SELL}|sold|made|for sale|on sale|available|produced|in {_RANGE})",
     "discontinued"),
    (rf"(?:don't|aren't|not|doesn't|isn't)(?: you| we| they)? (?:{_SELL}|sold|made|for sale|"
     rf"available|in {_RANGE}) any ?more", "discontinued"),
    (rf"(?:take|took|taken|pull|pulled|remove|removed|drop|dropped|kick|kicked)"
     rf"(?: them| it)? (?:out of|off|from) {_RANGE}", "discontinued"),
    (r"(?:stop|stopped|quit|ceased) (?:selling|making|offering|carrying|stocking|producing)",
     "discontinued"),
    (r"(?:got|gotten|get) rid of", "discontinued"),
    (r"(?:versions|models|kinds|types|variants|sorts) of(?= the| your|$)", ""),
    (r"(?:frame|shoe|boot|clothing|glove|head|helmet|hat|foot|waist) sizes?", "size"),
    (r"frame heights", "size"),
    (r"how many (?:pieces|units) (?:(?:were|was) (?:there )?in|did (?:i|we|they|he|she)"
     r" (?:order|buy)(?: in)?)(?= (?:the |my |our |that |this )?(?:order|purchase)|$)", "quantity"),
    (r"(?:total )?(?:number|amount|count) of (?:pieces|units)"
     r"(?= in (?:the |my |our |that |this )?(?:order|purchase)|(?: in)?$)", "quantity"),
    (r"(?:come|comes|available|sold|made|had) in (?:which|what) numbers", "size"),
    (r"(?:of )?all time(?=$)", ""), (r"over the years(?=$)", ""),
    (r"keeps? (?:us|you|me|everyone) waiting(?: for)?", "lead"),
    (r"(?<=years of )cover(?:age)?|(?<=months of )cover(?:age)?", "warranty"),
    (r"(?:(?:everyone|everybody|people)(?: (?:who|that))?(?:'s| is| are)? )?"
     r"on (?:the|your|our) (?:team|staff|crew)", "employees"),
    (r"(?:parcel|delivery|shipping|courier|postal) (?:services|companies|firms|providers)",
     "carriers"),
    (rf"what(?: exactly| all)? (?:did|have|has) {_BUYER}(?: \w+ly)? put in(?:to)? "
     r"(?:my|the|our|his|her|their) (?:basket|cart|bag|trolley)", "contents"),
    (rf"what(?: exactly| all)? (?:did|have|has) {_BUYER}(?: all)? {_BUY}"
     r"(?= (?:on|in|with|under)\b|$)", "contents"),
    (rf"(?:which|what)(?: all)? {_THINGS} (?:did|have|has) {_BUYER}(?: all)? {_BUY}", "contents"),
    (rf"(?:what|which {_THINGS})(?: exactly| all)? (?:was|were|got|has been|have been) "
     r"(?:ordered|bought|purchased)(?= (?:on|in|with|under|through|as)\b)", "contents"),
    (rf"(?:which|what) {_THINGS} (?:belongs?(?= to)|(?:is|are|was|were) (?:a )?part(?= of))",
     "contents"),
    (r"(?:rundown|overview|roundup|round up) of", ""),
    (r"by name", ""), (r"put together", ""), (r"on earth", ""), (r"ended up", ""),
    (r"old(?:er)? ones? included", ""), (r"including(?: the)? old(?:er)? ones", ""),
    (r"(?:at|in) yours", ""), (r"(?:in|from|on) your (?:shop|store|site|website|range|books)", ""),
    (r"on (?:the|your) site", ""), (r"(?:stumble across|come across|run into)", ""),
    (r"(?:have|did) you (?:filed?|put|listed?|shelved?|hidden|hide)(?: it| them)?"
     r"(?: in| under)?", ""),
    (r"(?:meant|supposed) to(?! be)", ""),
    (r"filed (?:it|them|this) (?:in|under)", ""), (r"exact (?:day|date) if possible", ""),
    (r"(?:for|by|in) comparison", ""), (r"(?:just )?to compare(?: them| both| the two)?(?=$)", ""),
    (r"(?:singly|individually|separately|apiece|one by one)(?=$)", ""),
    (r"or not(?: yet)?(?=$)", ""),
    (r"(?:week|working|business|work) ?days?(?= (?:opening )?(?:hours|times)\b)", ""),
    (r"(?:stuck|stranded)(?=$)", ""), (r"(?:a )?(?:fresh|brand new) one", ""),
    (r"a (?:fresh|brand new)(?=$| cost| go)", ""), (r"if possible", ""),
    (r"(?:all|every one|each) of them", ""), (r"count up", ""),
    (r"stuck(?= at(?! the moment| present)| in)", "held"),
    (r"(?:roughly|approximately|about) in(?= days| weeks)", ""),
    (r"(?:(?<=day )|(?<=days ))(?:mornings?|afternoons?|evenings?)", ""),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), form) for pattern, form in _IDIOMS)
IDIOM_WORDS = frozenset(
    word for pattern, _ in _IDIOMS for word in re.findall(r"(?<![\\?])\b[a-z]{3,}\b", pattern)
)


@lru_cache(maxsize=1_000)
def _in(text: str) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    for pattern, form in _PATTERNS:
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip())
            if not any(match.start() < b and a < end for a, b, _ in found):
                found.append((match.start(), end, form))
    return tuple(found)


def idioms_in(forms: Sequence[str]) -> dict[int, tuple[int, str]]:
    """The idioms among the words: where each starts, how many words it takes, and its term."""
    text = " ".join(forms)
    return {
        text[:start].count(" "): (text[start:end].count(" ") + 1, form)
        for start, end, form in _in(text)
    }
