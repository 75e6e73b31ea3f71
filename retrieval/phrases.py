"""Words of a question that carry no condition, and set phrases that are one term.

General English only; `retrieval.asking` reads questions with them.
"""

from __future__ import annotations

from collections.abc import Sequence

from nescio.text import stem
from retrieval.idioms import IDIOM_WORDS

GLUE = frozenset(
    """a an the of in on at by to for from with and or is are was were be been being am do does did
    has have had having i we you me us my our your it its it's they them their this that these those
    there here he she his her what which who whom whose when where how many much please just tell
    know give show list name find me exactly actually currently current now today right moment
    present so then also both each per as into onto about out up any all every some get gets got can
    could would like want need let's let hi hello hey thanks thank ok okay value info information
    detail details data database record records according what's who's where's when's how's
    'em ones one kind type sort long i'd i'll i'm i've you'd we'd whats hows wheres whos pls plz
    nowadays today's todays will u im there's you're they're anyone anybody someone quick question
    yet names vs versus yours ever originally roughly approximately across figure somebody
    there'd sitting""".split()
)
WEAK = frozenset(
    """come comes belong belongs sit located based live lives work works sold sell sells offer
    offers stocked last lasts take takes use uses used make made makes provide
    provides apply applies exist exists total overall altogether different various distinct
    number amount count called named named go goes keep kept think happen stand stands
    article item thing store shop catalogue catalog range assortment system place placed
    responsible look currently official full exact option options choice choices available version
    present took handled really""".split()
)
WEAK_STEMS = frozenset(stem(word) for word in WEAK)
_PHRASES: tuple[tuple[str, str], ...] = (
    ("can i fit in", "capacity"), ("can i fit into", "capacity"), ("can i get into", "capacity"),
    ("running time", "runtime"), ("run time", "runtime"), ("burn time", "runtime"),
    ("burning time", "runtime"), ("how late", "until"),
    ("water column", "waterproof"), ("water resistance", "waterproof"),
    ("water tight", "waterproof"),
    ("water resistant", "waterproof"), ("weight limit", "load"), ("load limit", "load"),
    ("load limits", "load"), ("weight limits", "load"), ("run times", "runtime"),
    ("running times", "runtime"), ("burn times", "runtime"),
    ("user weight", "load"), ("maximum user weight", "load"), ("max user weight", "load"),
    ("weight capacity", "load"), ("carrying capacity", "load"), ("stay on", "battery"),
    ("go for", "pay"), ("first come out", "launched"), ("first came out", "launched"),
    ("still part of your range", "stillsold"), ("still part of the range", "stillsold"),
    ("took the place of", "successor"), ("takes the place of", "successor"),
    ("follow up", "successor"), ("what's happening with", "status"),
    ("whats happening with", "status"), ("what is happening with", "status"),
    ("most expensive", "priciest"), ("least expensive", "cheapest"), ("lowest priced", "cheapest"),
    ("lowest price", "cheapest"), ("highest price", "priciest"), ("more expensive", "pricier"),
    ("less expensive", "cheaper"), ("highest priced", "priciest"), ("most recent", "latest"),
    ("most recently", "latest"), ("made of", "madeof"), ("made from", "madeof"),
    ("made out of", "madeof"), ("come out", "launched"), ("came out", "launched"),
    ("in stock", "stock"), ("on hand", "stock"), ("on the market", "launched"),
    ("still sold", "stillsold"), ("still being sold", "stillsold"), ("still sell", "stillsold"),
    ("still make", "stillsold"), ("still made", "stillsold"), ("still produced", "stillsold"),
    ("still being made", "stillsold"), ("still in production", "stillsold"),
    ("phased out", "discontinued"), ("job title", "jobtitle"),
    ("job titles", "roles"), ("sign up", "signup"),
    ("signed up", "signedup"), ("api key", "apikey"), ("at least", "atleast"),
    ("at most", "atmost"), ("more than", "above"), ("less than", "under"), ("fewer than", "under"),
    ("up to", "atmost"), ("no more than", "atmost"), ("not more than", "atmost"),
    ("or more", "atleast"),
    ("or better", "atleast"), ("or less", "atmost"), ("e mail", "email"), ("how old", "born"),
    ("set me back", "pay"), ("sets me back", "pay"), ("going for", "pay"), ("owe you for", "pay"),
    ("rider weight", "load"), ("max rider weight", "load"), ("maximum rider weight", "load"),
    ("reach the customer", "delivered"), ("reached the customer", "delivered"),
    ("reach its destination", "delivered"), ("reached its destination", "delivered"),
    ("have to pay", "pay"), ("did we decide", "status"), ("did you decide", "status"),
    ("did they decide", "status"), ("was decided", "status"), ("been decided", "status"),
    ("the outcome", "status"), ("the decision", "status"), ("the verdict", "status"),
    ("the end result", "status"), ("can i get", ""), ("can we get", ""), ("else", ""),
    ("what came of", "status"), ("what became of", "status"), ("status say", "status"),
    ("at the moment", ""), ("for the first time", ""), ("open its doors", "open"),
    ("opened its doors", "opened"), ("open their doors", "open"),
    ("what things are in", "contents"), ("which things are in", "contents"),
    ("what goods are in", "contents"), ("what all is in", "contents"),

    ("everything that is inside", "contents"),
    ("go for these days", "pay"), ("much money", "pay"), ("saving up for", ""), ("these days", ""),
    ("came after", "successor"), ("comes after", "successor"),
    ("fabric or stuff", "material"), ("if my", ""),
    ("am i covered", "warranty"), ("are we covered", "warranty"), ("are you covered", "warranty"),
    ("is it covered", "warranty"), ("you are covered", "warranty"), ("how far along", "status"),
    ("far along", "status"), ("news on", "status"), ("news about", "status"), ("news of", "status"),
    ("at my door", "eta"), ("on my doorstep", "eta"), ("who is bringing", "carrier"),
    ("who delivers", "carrier"), ("who delivered", "carrier"), ("who is delivering", "carrier"),
    ("who ships", "carrier"), ("who shipped", "carrier"), ("start its trip", ""),
    ("start its journey", ""), ("started its journey", ""), ("the customer bought", "bought"),
    ("the customer buy", "bought"), ("the customer send back", "item"),
    ("the customer sent back", "item"), ("the customer returned", "item"),
    ("the customer brought back", "item"), ("the customer return", "item"),
    ("drop by", "hours"), ("come by", "hours"),
    ("stop by", "hours"), ("pop in", "hours"),
    *((f"{verb} {where}", "hours")
      for verb in ("pop", "drop", "call", "nip", "swing", "stop") for where in
      ("into", "round", "over", "by", "in")), ("can i visit", "hours"), ("can we visit", "hours"),
    ("what's the damage", "pay"), ("whats the damage", "pay"), ("latest state", "status"),
    ("latest status", "status"), ("current state", "status"), ("do the work", "deed"),
    ("does the work", "deed"), ("on a weekday", ""), ("on weekdays", ""),
    ("during the week", ""), ("until when", "until"),
    ("till when", "until"), ("sent back", "sendback"),
    ("sent off", "sent"), ("send off", "send"), ("shipped off", "shipped"),
    ("sent off with", "carrier"), ("sent off by", "carrier"),
    ("go on sale", "launched"),
    ("went on sale", "launched"), ("been on sale", "launched"), ("been sold", "launched"),
    ("been around", "launched"), ("hit the shelves", "launched"), ("hit the shops", "launched"),
    ("hit the stores", "launched"), ("hit the market", "launched"), ("first sold", "launched"),
    ("first sell", "launched"), ("start selling", "launched"), ("started selling", "launched"),
    ("been out", "launched"), ("been selling", "launched"), ("become available", "launched"),
    ("first available", "launched"), ("still available", "stillsold"), ("still carry", "stillsold"),
    ("still offer", "stillsold"), ("still in the range", "stillsold"),
    ("still in your range", "stillsold"), ("still in range", "stillsold"),
    ("still stock", "stillsold"), ("still on sale", "stillsold"), ("still selling", "stillsold"),
    ("still exist", "stillsold"), ("still buy", "stillsold"), ("still get", "stillsold"),
    ("still order", "stillsold"), ("still purchase", "stillsold"), ("still have", "stillsold"),
    ("still for sale", "stillsold"), ("still around", "stillsold"),
    ("no longer sold", "discontinued"), ("no longer made", "discontinued"),
    ("no longer available", "discontinued"), ("newer version", "successor"),
    ("newer model", "successor"), ("new version", "successor"), ("new model", "successor"),
    ("next generation", "successor"), ("follow up model", "successor"),
    ("superseded by", "successor"), ("replaced by", "successor"), ("take over from", "successor"),
    ("took over from", "successor"), ("take to deliver", "lead"), ("takes to deliver", "lead"),
    ("need to deliver", "lead"), ("need to send more", "lead"), ("needs to send more", "lead"),
    ("take to send more", "lead"), ("to send more", "lead"), ("takes to send more", "lead"),
    ("to send us more", "lead"), ("to restock", "lead"), ("needs to deliver", "lead"),
    # The name of who does it stands between: `how fast can Acme deliver`.
    *((f"{how} {does} deliver", "lead")
      for how in ("quickly", "quick", "fast", "soon") for does in ("do", "does", "can", "could")),
    ("delivery time", "lead"), ("take to supply", "lead"), ("type of product", "category"),
    ("kind of product", "category"), ("sort of product", "category"), ("in charge of", "manager"),
    ("in charge", "manager"), ("people work", "staff"), ("people working", "staff"),
    ("people are employed", "staff"), ("people employed", "staff"), ("left from", "shipped"),
    ("money back", "refund"), ("get back", "refund"), ("got back", "refund"),
    ("what's in", "contents"), ("whats in", "contents"), ("what is in", "contents"),
    ("what was in", "contents"), ("whats inside", "contents"), ("what's inside", "contents"),
    ("square metres", "m2"), ("square meters", "m2"), ("sq m", "m2"), ("article no", "sku"),
    ("item no", "sku"), ("art no", "sku"), ("order deadline", "cutoff"),
    ("till what time", "until"), ("until what time", "until"), ("up to what time", "until"),
    ("article number", "sku"), ("item number", "sku"), ("product number", "sku"),
    ("on the scales", "weight"), ("on the scale", "weight"), ("who is shipping", "carrier"),
    ("is shipping", "shipped"), ("tip the scales", "weight"), ("tips the scales", "weight"),
    ("bring out", "launched"), ("brought out", "launched"), ("bring the out", "launched"),
    ("come onto the market", "launched"), ("came onto the market", "launched"),
    ("come on the market", "launched"), ("came on the market", "launched"),
    ("reach the market", "launched"), ("hit the shop", "launched"), ("in the shops", "launched"),
    ("stuffed with", "madeof"), ("filled with", "madeof"), ("padded with", "madeof"),
    ("insulated with", "madeof"), ("stuffed", "madeof"), ("open its doors", "opened"),
    ("opened its doors", "opened"), ("open their doors", "opened"),
    ("first open its doors", "opened"), ("first opened its doors", "opened"),
    ("first open", "opened"), ("first opened", "opened"), ("open for business", "opened"),
    ("opened for business", "opened"), ("on one charge", "battery"), ("on a charge", "battery"),
    ("on a full charge", "battery"), ("on a single charge", "battery"),
    ("on full charge", "battery"), ("per charge", "battery"), ("on one battery charge", "battery"),
    ("between charges", "battery"), ("went back to", "refund"), ("money went back to", "refund"),
    ("much money went back", "refund"), ("money went back", "refund"), ("paid back", "refund"),
    ("pay back", "refund"), ("given back", "refund"), ("give back", "refund"),
    ("same day", "sameday"), ("people who make", "maker"), ("people that make", "maker"),
    ("people who made", "maker"), ("those who make", "maker"), ("company that makes", "maker"),
    ("company behind", "maker"), ("company is behind", "maker"), ("firm behind", "maker"),
    ("firm is behind", "maker"), ("brand behind", "maker"), ("who is behind", "maker"),
    ("whos behind", "maker"), ("who's behind", "maker"), ("filed under", ""), ("listed under", ""),
    ("filed in", ""), ("listed in", ""), ("grouped under", ""), ("section of the shop", "section"),
    ("section of the store", "section"), ("section of your shop", "section"),
    ("section of the site", "section"), ("part of the shop", "section"),
    ("section of the catalogue", "section"), ("turn up", "arrive"), ("turns up", "arrive"),
    ("turned up", "arrive"), ("show up", "arrive"), ("get here", "arrive"), ("gets here", "arrive"),
    ("leave the warehouse", "shipped"), ("left the warehouse", "shipped"),
    ("leave your warehouse", "shipped"), ("left your warehouse", "shipped"),
    ("leave our warehouse", "shipped"), ("left our warehouse", "shipped"),
    ("leave the depot", "shipped"), ("left the depot", "shipped"), ("how far has", "status"),
    ("how far have", "status"), ("how's coming along", "status"), ("do you want for", "pay"),
    ("do they want for", "pay"), ("you asking for", "pay"), ("do you ask for", "pay"),
    ("do you charge for", "pay"), ("do i talk to", ""), ("do i speak to", ""),
    ("should i talk to", ""), ("can i talk to", ""), ("talk to", ""), ("speak to", ""),
    ("do i ask for", ""), ("should i ask for", ""), ("can i ask for", ""), ("on a normal day", ""),
    ("on normal days", ""), ("on a regular day", ""), ("on an ordinary day", ""),
    ("on most days", ""), ("so far", ""), ("until now", ""), ("to date", ""), ("because of", ""),
    ("on account of", ""), ("went out with", "carrier"), ("go out with", "carrier"),
    ("sent out with", "carrier"), ("going out with", "carrier"), ("bar code", "barcode"),
    ("stock level", "stock"), ("stock levels", "stock"), ("level of stock", "stock"),
    ("came back", "return"), ("come back", "return"), ("out of curiosity", ""),
    ("the new one", "successor"), ("the newer one", "successor"),
    ("is driving", "carrier"), ("is bringing", "carrier"), ("is transporting", "carrier"),
    ("let me in", "open"), ("let us in", "open"), ("let people in", "open"),
    ("sewn from", "madeof"), ("sewn of", "madeof"), ("knitted from", "madeof"),
    ("woven from", "madeof"), ("built from", "madeof"), ("til when", "until"),
    ("until which time", "until"), ("cut off", "cutoff"), ("cut-off", "cutoff"),
    ("cut off time", "cutoff"), ("cut-off time", "cutoff"), ("cutoff time", "cutoff"),
    ("opening times", "hours"), ("opening time", "hours"), ("opening hour", "hours"),
    ("business hours", "hours"), ("trading hours", "hours"), ("shop hours", "hours"),
    ("store hours", "hours"), ("all told", ""), ("in all", ""), ("in total", ""),
    ("what happened with", "status"), ("what happened to", "status"),
    ("what's happened to", "status"), ("whats up with", "status"), ("what's up with", "status"),
    ("from the range", ""), ("from your range", ""), ("from the catalogue", ""),
    ("did you drop", "discontinued"), ("have you dropped", "discontinued"),
    ("been dropped", "discontinued"), ("who has the parcel", "carrier"),
    ("who has my parcel", "carrier"), ("who has the package", "carrier"),
    ("who has my package", "carrier"), ("who has got the parcel", "carrier"),
    ("weight can i put on", "load"), ("much can i put on", "load"), ("can i put on", "load"),
    ("weight can go on", "load"), ("weight may i put on", "load"),
    ("has its seat", ""), ("have its seat", ""), ("have their seat", ""),
    ("has its headquarters", ""), ("has its head office", ""), ("is headquartered", ""),
    ("whoever ordered", "customer"), ("whoever bought", "customer"),
    ("whoever placed", "customer"),
    ("parcel service", "carrier"), ("delivery service", "carrier"), ("postal service", "carrier"),
    ("courier service", "carrier"), ("shipping service", "carrier"), ("parcel company", "carrier"),
    ("delivery company", "carrier"), ("delivery firm", "carrier"), ("parcel firm", "carrier"),
    ("shipping company", "carrier"), ("transport company", "carrier"),
    ("shipping firm", "carrier"), ("courier company", "carrier"), ("courier firm", "carrier"),
    ("weekday hours", "hours"), ("weekday opening hours", "hours"),
    ("weekday opening times", "hours"), ("weekday opening time", "hours"),
    ("product code", "sku"), ("item code", "sku"), ("look like", "looklike"), ("how come", "why"),
    ("other than", "not"), ("apart from", "not"), ("aside from", "not"), ("except for", "not"),
    ("with the exception of", "not"), ("outside of", "not"), ("outside", "not"),
    ("but not", "not"), ("anything but", "not"), ("everything but", "not"),
    ("in the works", "processing"), ("being worked on", "processing"), ("worked on", "processing"),
    ("on the way", "transit"), ("on its way", "transit"), ("on their way", "transit"),
    ("under way", "transit"), ("on the road", "transit"), ("on route", "transit"),
    ("en route", "transit"), ("reached their destination", "delivered"),
)  # fmt: skip
_VERBS_OF_MAKING = """makes make made manufactures produces produced builds sews sewed knits weaves
    brews assembles crafts stitches""".split()
_MAKERS = tuple(
    (f"{noun} {relative} {verb}", "maker")
    for noun in "company firm people brand business factory guys folks outfit manufacturer".split()
    for relative in ("that", "which", "who")
    for verb in _VERBS_OF_MAKING
) + tuple(
    (f"{who} {verb}", "maker") for who in ("whoever", "whomever") for verb in _VERBS_OF_MAKING
)
# Who does a thing, by the noun for who does it: `whoever supplies the Okapi`.
_DOERS = tuple(
    (f"{who} {verb}", noun)
    for noun, verbs in (
        ("supplier", "supplies supplied"), ("manager", "manages runs"), ("author", "wrote writes"),
        ("publisher", "publishes published"), ("owner", "owns"), ("importer", "imports imported"),
        ("distributor", "distributes"), ("teacher", "teaches taught"), ("leader", "leads led"),
        ("trainer", "trains trained"), ("carrier", "transported transports"),
    )
    for verb in verbs.split()
    for who in ("whoever", "whomever", "the person who", "the company that", "the firm that",
                "the company which", "the firm which")
)  # fmt: skip
_BY_LENGTH = sorted(
    ((tuple(a.split()), b) for a, b in (*_PHRASES, *_MAKERS, *_DOERS)),
    key=lambda pair: -len(pair[0]),
)
_FIRST = {words[0] for words, _ in _BY_LENGTH}
PHRASE_WORDS = frozenset(word for words, _ in _BY_LENGTH for word in words) | GLUE | WEAK
PHRASE_WORDS |= IDIOM_WORDS


def phrase_at(forms: Sequence[str]) -> tuple[int, str]:
    """How many words the set phrase at the start of `forms` takes, and the term it stands for;
    one word, itself, where no phrase starts."""
    if forms[0] in _FIRST:
        for phrase, form in _BY_LENGTH:
            if tuple(forms[: len(phrase)]) == phrase:
                return len(phrase), form
    return 1, forms[0]
