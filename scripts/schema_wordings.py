"""How people ask about rows: sentence frames by kind of question, and styles that vary them.

`{n}` is a row's name, `{l}` a column's label, `{t}` and `{p}` the noun and plural of a table,
`{r}` the role of a foreign key, `{v}` a value. No word here comes from any one database.
"""

from __future__ import annotations

import random

LOOKUP = (
    "What is the {l} of {n}?", "What's {n}'s {l}?", "Can you tell me the {l} of the {t} {n}?",
    "Please give me the {l} for {n}.", "what {l} does {n} have", "I'd like to know {n}'s {l}.",
    "{l} of {n}?", "Which {l} does {n} have?", "Do you happen to know the {l} of {n}?",
    "{n}: what's its {l}?", "What {l} is recorded for {n}?", "I need the {l} of {n}, please",
    "Tell me {n}'s {l}", "For {n}, what is the {l}?", "What's the {l} for the {t} called {n}?",
)  # fmt: skip
# Wordings of their own by the last words of a label; one is drawn as often as a plain frame.
BY_LABEL: dict[str, tuple[str, ...]] = {
    "price": (
        "How much is {n}?", "How much does {n} cost?", "what does {n} cost?",
        "What's the price of {n}?", "What do I pay for {n}?",
    ),
    "cost": ("How much does {n} cost?", "What does {n} cost?"),
    "city": (
        "In which city is {n}?", "Which city is {n} located in?", "What city is {n} in?",
        "Where is {n} located?",
    ),
    "country": (
        "Which country is {n} in?", "In what country is {n} based?", "What country is {n} from?",
    ),
    "job title": ("What's {n}'s job?", "What position does {n} hold?"),
    "weight": ("How heavy is {n}?", "How much does {n} weigh?"),
    "height": ("How tall is {n}?", "How high is {n}?"),
    "hire date": ("When was {n} hired?", "When did {n} join?", "Since when has {n} worked here?"),
    "release date": ("When was {n} released?", "When did {n} come out?"),
    "order date": ("When was {n} ordered?", "When was {n} placed?"),
    "shipped date": ("When was {n} shipped?", "When did {n} ship?"),
    "units in stock": (
        "How many units of {n} are in stock?", "How many {n} are in stock?",
        "How much {n} do we have in stock?",
    ),
    "units on order": ("How many units of {n} are on order?",),
    "capacity": ("What capacity does {n} have?", "How much can {n} hold?"),
    "status": ("What's the status of {n}?", "What is the current status of {n}?"),
    "color": ("What color is {n}?",),
    "colour": ("What colour is {n}?",),
    "length": ("How long is {n}?",),
    "duration": ("How long is {n}?",),
    "language": ("What language is {n} in?",),
    "rating": ("How is {n} rated?",),
    "year": ("In which year was {n} made?",),
}  # fmt: skip
FOREIGN = (
    "What is the {r} of {n}?", "Which {r} does {n} have?", "What's {n}'s {r}?",
    "Which {r} does {n} belong to?", "{n}'s {r}?", "Can you tell me which {r} {n} has?",
    "Tell me the {r} of {n}.", "For {n}, which {r} is it?",
)  # fmt: skip
FOREIGN_PERSON = (
    "Who is the {r} of {n}?", "Who's {n}'s {r}?", "Who is {n}'s {r}?",
    "Which {r} does {n} have?", "Do you know who the {r} of {n} is?", "name the {r} of {n}",
)  # fmt: skip
BY_ROLE: dict[str, tuple[str, ...]] = {
    "supplier": (
        "Who supplies {n}?", "Which supplier provides {n}?", "Which supplier delivers {n}?",
        "Where do we get {n} from, which supplier?",
    ),
    "customer": (
        "Which customer placed {n}?", "Who placed {n}?", "Which customer does {n} belong to?",
    ),
    "employee": ("Which employee handled {n}?", "Who handled {n}?"),
    "category": ("Which category is {n} in?", "What category does {n} fall under?"),
    "reports to": ("Who does {n} report to?", "Who is {n}'s boss?", "Who's the manager of {n}?"),
    "manager": ("Who manages {n}?",),
    "author": ("Who wrote {n}?",),
    "artist": ("Who made {n}?",),
    "owner": ("Who owns {n}?",),
    "manufacturer": ("Who makes {n}?",),
    "driver": ("Who drives {n}?", "Who drove {n}?"),
    "region": ("Which region is {n} in?",),
    "department": ("Which department is {n} in?", "What department does {n} work in?"),
    "ship via": ("Which shipper delivered {n}?", "Which shipper was used for {n}?"),
}  # fmt: skip
TWO_HOPS = (
    "What is the {l} of the {r} of {n}?", "What's the {l} of {n}'s {r}?",
    "Tell me the {l} of the {r} of {n}", "Which {l} does the {r} of {n} have?",
    "{n}: what is the {l} of its {r}?",
)  # fmt: skip
TWO_HOPS_PLACE = (
    "In which {l} is the {r} of {n}?", "What {l} is {n}'s {r} in?",
    "Which {l} does {n}'s {r} come from?", "What {l} is the {r} of {n} from?",
)  # fmt: skip
COUNT_ALL = (
    "How many {p} are there?", "How many {p} do you have?", "What is the total number of {p}?",
    "What's the number of {p}?", "How many {p} are there in total?", "Count of {p}?",
    "how many {p} are in the database",
)  # fmt: skip
COUNT_OF = (
    "How many {p} does {n} have?", "How many {p} are there for {n}?",
    "How many {p} belong to {n}?", "Number of {p} of {n}?",
    "What is the number of {p} for the {t} {n}?", "count the {p} of {n}",
    "How many {p} has {n} got?",
)  # fmt: skip
COUNT_VALUE = (
    "How many {p} have the {l} {v}?", "How many {p} are there with {l} {v}?",
    "What is the number of {p} with the {l} {v}?",
)  # fmt: skip
COUNT_PLACE = (
    "How many {p} are in {v}?", "How many {p} are from {v}?", "How many {p} do you have in {v}?",
    "What's the number of {p} in {v}?", "How many {p} are based in {v}?",
)  # fmt: skip
HIGHEST = (
    "Which {t} has the highest {l}?", "What is the {t} with the highest {l}?",
    "Which {t} has the maximum {l}?", "{t} with the highest {l}?",
    "Which {t} has the largest {l}?", "Tell me which {t} has the greatest {l}.",
)  # fmt: skip
LOWEST = (
    "Which {t} has the lowest {l}?", "What is the {t} with the lowest {l}?",
    "Which {t} has the minimum {l}?", "Which {t} has the smallest {l}?",
)  # fmt: skip
LATEST = (
    "Which {t} has the latest {l}?", "What is the {t} with the most recent {l}?",
    "Which {t} has the newest {l}?",
)  # fmt: skip
EARLIEST = (
    "Which {t} has the earliest {l}?", "What is the {t} with the oldest {l}?",
    "Which {t} has the first {l}?",
)  # fmt: skip
HIGHEST_VALUE = (
    "What is the highest {l} of any {t}?", "What's the maximum {l} of all {p}?",
    "What is the highest {l} among the {p}?",
)  # fmt: skip
PRICIEST = (
    "What is the most expensive {t}?", "Which {t} is the most expensive?",
    "Which {t} costs the most?", "what's your priciest {t}",
)  # fmt: skip
CHEAPEST = (
    "What is the cheapest {t}?", "Which {t} is the cheapest?", "Which {t} costs the least?",
    "what's the least expensive {t}",
)  # fmt: skip
HIGHEST_OF = (
    "Which {t} of {n} has the highest {l}?", "Of the {p} of {n}, which has the highest {l}?",
    "What is the {t} with the highest {l} in {n}?",
)  # fmt: skip
MOST = (
    "Which {t} has the most {p}?", "Which {t} has the highest number of {p}?",
    "What {t} has the most {p}?",
)  # fmt: skip
LIST_OF = (
    "Which {p} does {n} have?", "List the {p} of {n}.", "List all {p} of {n}",
    "What {p} does {n} have?", "Show me the {p} of {n}.", "Which {p} belong to {n}?",
    "What are the {p} of the {t} {n}?", "Can you list the {p} of {n}?",
    "name all the {p} of {n}",
)  # fmt: skip
LIST_VALUE = (
    "Which {p} have the {l} {v}?", "List all {p} with the {l} {v}.",
    "Show me all {p} whose {l} is {v}",
)  # fmt: skip
LIST_PLACE = (
    "Which {p} are in {v}?", "List all {p} from {v}.", "What {p} are based in {v}?",
    "Which {p} are located in {v}?", "Name the {p} in {v}",
)  # fmt: skip
SUM_ALL = (
    "What is the total {l} of all {p}?", "What's the sum of the {l} of all {p}?",
    "Add up the {l} of all {p}.",
)  # fmt: skip
SUM_OF = (
    "What is the total {l} of the {p} of {n}?", "What's the total {l} of {n}'s {p}?",
    "Sum of the {l} of the {p} of {n}?",
)  # fmt: skip
AVERAGE_ALL = (
    "What is the average {l} of all {p}?", "What's the average {l} of a {t}?",
    "On average, what is the {l} of the {p}?", "What is the mean {l} of the {p}?",
)  # fmt: skip
AVERAGE_OF = (
    "What is the average {l} of the {p} of {n}?", "What's the average {l} of {n}'s {p}?",
)  # fmt: skip
FLAG = (
    "Is {n} {l}?", "Is the {t} {n} {l}?", "is {n} {l} or not?",
)  # fmt: skip
HAS_FLAG = (
    "Does {n} have {l}?", "Is {l} set for {n}?",
)  # fmt: skip
YES_VALUE = (
    "Is the {l} of {n} {v}?", "Is {n}'s {l} {v}?", "Does {n} have the {l} {v}?",
)  # fmt: skip
YES_PLACE = (
    "Is {n} in {v}?", "Is {n} based in {v}?", "Is {n} located in {v}?",
)  # fmt: skip
YES_LINK = (
    "Does {n} belong to {v}?", "Is {v} the {r} of {n}?", "Is {n}'s {r} {v}?",
)  # fmt: skip
YES_ABOVE = (
    "Is the {l} of {n} above {v}?", "Is {n}'s {l} more than {v}?",
    "Does {n} have a {l} over {v}?",
)  # fmt: skip
COMPARE = (
    "Which has the higher {l}, {n} or {m}?", "Which {t} has a higher {l}: {n} or {m}?",
    "Does {n} or {m} have the higher {l}?", "Is the {l} of {n} higher than that of {m}?",
)  # fmt: skip
COMPARE_PRICE = (
    "Which is cheaper, {n} or {m}?", "Which is more expensive, {n} or {m}?",
    "Is {n} cheaper than {m}?", "What costs more, {n} or {m}?",
)  # fmt: skip
COMPARE_DATE = (
    "Which has the earlier {l}, {n} or {m}?", "Is the {l} of {n} before that of {m}?",
)  # fmt: skip
ABOVE = (
    "Which {p} have a {l} above {v}?", "Which {p} have a {l} of more than {v}?",
    "List the {p} with a {l} over {v}.",
)  # fmt: skip
BELOW = (
    "Which {p} have a {l} below {v}?", "Which {p} have a {l} of less than {v}?",
    "List the {p} with a {l} under {v}.",
)  # fmt: skip
BELOW_PRICE = (
    "Which {p} cost less than {v}?", "Which {p} are cheaper than {v}?",
    "which {p} are under {v}",
)  # fmt: skip
COUNT_ABOVE = (
    "How many {p} have a {l} above {v}?", "How many {p} have a {l} of more than {v}?",
)  # fmt: skip
COUNT_YEAR = (
    "How many {p} have a {l} in {v}?", "How many {p} with {l} in {v} are there?",
)  # fmt: skip
FLAGGED_OF = (
    "Which {p} of {n} are {l}?", "How many {p} of {n} are {l}?",
)  # fmt: skip
FLAGGED = (
    "Which {p} are {l}?", "How many {p} are {l}?",
)  # fmt: skip
NOT_FLAGGED = (
    "How many {p} are not {l}?", "How many {p} aren't {l}?",
)  # fmt: skip
BELOW_FLAGGED = (
    "Which {p} with a {l} under {v} are {f}?", "Which {f} {p} have a {l} under {v}?",
)  # fmt: skip
# Asked of rows of any table; those are used whose words no column nor table has.
MISSING = (
    "blood type", "wingspan", "horsepower", "calorie count", "melting point", "shoe size",
    "nickname", "horoscope sign", "boiling point", "carbon footprint", "parking fee",
    "battery life", "favourite meal", "tax rate", "expiry date", "serial number",
    "insurance premium", "slogan", "shelf life", "mascot", "founder", "net weight", "warranty",
    "dress code", "water temperature", "stock symbol", "noise level", "opening hours",
    "energy rating", "wifi name",
)  # fmt: skip
MISSING_FREE = (
    "Is {n} vegan?", "How tall is {n}?", "What does {n} taste like?",
    "Does {n} come with a warranty?", "Who invented {n}?",
    "How long does it take to repair {n}?", "What do other people say about {n}?",
    "Is {n} dishwasher safe?", "How many windows does {n} have?", "What is {n} made of?",
    "Is {n} allowed on planes?", "Where can I park near {n}?", "How old is {n}'s dog?",
)  # fmt: skip
SYLLABLES = (
    "zor bla vek trin qua mo xel fro dun gri pla osk wem jut hab nix cro sul tav eph".split()
)
_LEADS = (
    "Hi, ", "Hello! ", "Quick question: ", "Hey, ", "Sorry to bother you, but ",
)  # fmt: skip


def styled(question: str, name: str, rng: random.Random) -> str:
    """The question as one of many people would type it; `name` keeps its letters."""
    roll = rng.random()
    if roll < 0.10 and question[0].isupper() and not question.startswith(name[:1]):
        question = question[0].lower() + question[1:]
        question = question.rstrip("?.")
    elif roll < 0.18 and not question.startswith(name):
        question = rng.choice(_LEADS) + question[0].lower() + question[1:]
    elif roll < 0.24 and question.startswith("What is "):
        question = "What's " + question.removeprefix("What is ")
    elif roll < 0.28 and question.endswith("?"):
        question = question[:-1] + ", please?"
    return question[0].upper() + question[1:] if roll >= 0.28 and question[0].islower() and (
        rng.random() < 0.7) else question  # fmt: skip
