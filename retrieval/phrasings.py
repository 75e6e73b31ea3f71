"""How people ask for an attribute, as example questions in general English.

A question whose words no rule explains is compared with these by meaning. `{it}` stands for the
row: `the product`, `the order`. An attribute without a concept of its own is asked for by its
label alone. `ELSEWHERE` asks for what rows seldom hold: a question nearer to one of these is not
about an attribute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from retrieval.attribute import LATER, Attribute

_OF_CONCEPT: Mapping[str, str] = {
    "price": "How much is {it}?|What does {it} cost?|What would I have to pay for {it}?"
    "|How much money do you want for {it}?|What is {it} going for these days?"
    "|What do I have to shell out for {it}?",
    "amount": "What did {it} come to?|What is the total of {it}?|How much was charged for {it}?",
    "weight": "How heavy is {it}?|How much does {it} weigh?|How many grams does {it} weigh?",
    "length": "How long is {it}?|What length does {it} have?",
    "height": "How tall is {it}?|How high is {it}?",
    "width": "How wide is {it}?",
    "depth": "How deep is {it}?",
    "area": "How big is {it} in square metres?|What floor space does {it} have?",
    "capacity": "How many litres does {it} hold?|How much fits into {it}?|What volume has {it}?",
    "size": "What size is {it}?",
    "warranty": "How long is the warranty on {it}?|For how many months is {it} guaranteed?"
    "|How long am I covered if {it} breaks?",
    "lead time": "How many days does {it} need to deliver?|How long does {it} take to send more?",
    "battery": "How long does the battery of {it} last?|How many hours does {it} run on a charge?",
    "load": "How many kilos can {it} carry?|What is the heaviest load {it} can take?"
    "|How much weight does {it} bear?",
    "waterproof": "How waterproof is {it}?|What hydrostatic head does {it} have?"
    "|Which water column does {it} stand?",
    "stock": "How many of {it} are left?|Is {it} in stock?",
    "material": "What is {it} made of?|Is {it} made of steel, plastic or something else?"
    "|Which fabric is {it}?",
    "colour": "What colour is {it}?|In which colours does {it} come?",
    "country": "Which country does {it} come from?|In what country is {it} based?",
    "city": "In which city is {it}?|Which town is {it} in?",
    "launch": "When did {it} come out?|Since when is {it} sold?|When was {it} launched?",
    "hired": "When did {it} start working here?|Since when has {it} been with the company?",
    "joined": "When did {it} sign up?|Since when has {it} been a member?",
    "since": "Since when do you work with {it}?|How long have you bought from {it}?",
    "ordered": "When was {it} placed?|On what day was {it} bought?",
    "shipped": "When was {it} sent off?|On which day did {it} leave?",
    "delivered": "When was {it} delivered?|On what day did {it} arrive?",
    "expected": "When will {it} arrive?|When should {it} get here?|What day is {it} due?",
    "opened": "When was {it} opened?|How long has {it} existed?",
    "hours": "When is {it} open?|What are the opening hours of {it}?|When does {it} close?",
    "cutoff": "Until what time can I order at {it} for dispatch on the same day?"
    "|How late does {it} take orders that still leave today?",
    "discontinued": "Is {it} still sold?|Can I still buy {it}?|Has {it} been discontinued?",
    "status": "What is the status of {it}?|How far along is {it}?|Any news on {it}?",
    "role": "What does {it} do here?|What is the job of {it}?",
    "tracking": "What is the tracking number of {it}?|With which number can I follow {it}?",
    "barcode": "What is the barcode of {it}?",
    "reason": "Why was {it} sent back?|What was wrong with {it}?",
    "refund": "How much money was paid back for {it}?|What was refunded for {it}?",
    "phone": "What is the phone number of {it}?|On which number can I call {it}?",
    "email": "What is the e-mail address of {it}?|Where can I write to {it}?",
    "address": "What is the address of {it}?|Which street is {it} in?",
    "carrier": "Which company delivers {it}?|Who transports {it}?|Which courier has {it}?",
}
# What a row refers to, by the words that it may be called by.
_OF_ROLE: Mapping[str, str] = {
    "supplier manufacturer maker brand producer vendor publisher label": "Who makes {it}?"
    "|What brand is {it}?"
    "|Which company is behind {it}?|Which firm produces {it}?|Whose product is {it}?",
    "successor replacement": "What replaced {it}?|Which one came after {it}?"
    "|What should I buy instead of {it}?|What took the place of {it}?",
    "category section": "Which section is {it} in?|Under what heading do I find {it}?",
    "customer client buyer": "Who bought {it}?|Whose order is {it}?|Under whose name is {it}?",
    "warehouse depot": "From which depot is {it} sent?|Which warehouse supplies {it}?",
    "store shop branch": "Which branch does {it} work in?|In what shop was {it} bought?",
    "product item article": "What thing is {it} about?|Which article was in {it}?"
    "|What did the customer send back in {it}?",
    "author writer": "Who wrote {it}?",
    "artist band": "Who plays {it}?|Who recorded {it}?",
    "manager boss superior": "Who does {it} report to?|Who is the boss of {it}?",
    "employee clerk adviser": "Who looks after {it}?|Who dealt with {it}?",
}
ELSEWHERE = tuple(
    " ".join(example.split())
    for example in """How do I use {it}?|How do I wash {it}?|How do I repair {it}?|
    How do I return {it}?|
    Can I keep using {it}?|Is {it} any good?|Who founded {it}?|When was {it} born?|
    How much does {it} earn?|How many people work at {it}?|Who is in charge of {it}?|
    Which colleague is dealing with {it}?|Who was the driver of {it}?|
    What does a subscription for {it} cost per month?|What does a part for {it} cost?|
    What does it cost to repair {it}?|What does it cost to rent {it}?|What deposit do I pay?|
    What does it cost to ship {it}?|How long does it take to repair {it}?|
    How long must {it} be charged?|How many stars do people give {it}?|
    Which goes together with {it}?|Does {it} fit me?|Can you change {it} for me?|
    Does the price of {it} include delivery?|How many customers bought {it}?|
    How much is parking at {it}?|How loud is {it}?|
    How fast is {it}?|Can I cancel {it}?|Who uses {it}?|Who designed {it}?|
    Which famous people have {it}?|What does {it} do in the evening?|What are the hobbies of {it}?|
    What did somebody say about {it}?|What is written in the review of {it}?|Who packed {it}?|
    What happens if {it} is broken?""".split("|")
)


def questions(attribute: Attribute, noun: str) -> Iterator[str]:
    """Example questions that ask for an attribute of a row called by `noun`."""
    thing = f"the {noun}"
    asked, *way = attribute.label.split(" of the ", 1)
    # A price, a parcel is asked for of the thing itself; all else of the row where it stands.
    later = any(LATER & role for role in attribute.roles)
    own = not later and (not attribute.path or attribute.path[-1].reverse)
    target = thing if own or not way else f"the {way[0]} of {thing}"
    yield f"What is the {attribute.label} of {thing}?"
    if attribute.column is None:
        named = [_OF_ROLE[words] for words in _OF_ROLE if asked in words.split()] if not way else []
    else:
        named = [_OF_CONCEPT[c.name] for c in attribute.concepts if c.name in _OF_CONCEPT]
    for examples in named:
        yield from (example.format(it=target) for example in examples.split("|"))


def elsewhere(attributes: Sequence[Attribute], noun: str) -> Iterator[str]:
    """Example questions about a row that none of its attributes answers: those of what rows
    seldom hold, and those of the concepts and roles that none of them has."""
    thing = f"the {noun}"
    concepts = {concept.name for a in attributes for concept in a.concepts}
    roles = {a.label.split(" of the ", 1)[0] for a in attributes if a.column is None}
    lacking = [examples for name, examples in _OF_CONCEPT.items() if name not in concepts]
    lacking += [examples for words, examples in _OF_ROLE.items() if not roles & {*words.split()}]
    yield from (example.format(it=thing) for example in ELSEWHERE)
    yield from (e.format(it=thing) for examples in lacking for e in examples.split("|"))
