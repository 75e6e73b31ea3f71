"""Countries by name and by what their people and goods are called: `French` asks for France."""

from __future__ import annotations

_COUNTRIES = """Argentina:argentine argentinian|Australia:australian|Austria:austrian|
Belgium:belgian|Brazil:brazilian|Bulgaria:bulgarian|Canada:canadian|Chile:chilean|China:chinese|
Colombia:colombian|Croatia:croatian|Cyprus:cypriot|Czechia:czech|Czech Republic:czech|
Denmark:danish danes|Egypt:egyptian|Estonia:estonian|Finland:finnish finns|France:french|
Germany:german germans|Greece:greek|Hungary:hungarian|Iceland:icelandic|India:indian|
Indonesia:indonesian|Ireland:irish|Israel:israeli|Italy:italian italians|Japan:japanese|
Kenya:kenyan|Latvia:latvian|Lithuania:lithuanian|Luxembourg:luxembourgish|Malaysia:malaysian|
Malta:maltese|Mexico:mexican|Morocco:moroccan|Netherlands:dutch|New Zealand:kiwi|
Nigeria:nigerian|Norway:norwegian norwegians|Pakistan:pakistani|Peru:peruvian|
Philippines:filipino|Poland:polish|Portugal:portuguese|Romania:romanian|Russia:russian|
Scotland:scottish|Serbia:serbian|Singapore:singaporean|Slovakia:slovak slovakian|
Slovenia:slovenian slovene|South Africa:south-african|South Korea:korean|Spain:spanish|
Sweden:swedish swedes|Switzerland:swiss|Taiwan:taiwanese|Thailand:thai|Turkey:turkish|
Ukraine:ukrainian|United Kingdom:british|UK:british|England:english|United States:american|
USA:american|Vietnam:vietnamese|Wales:welsh"""
_PAIRS = tuple(
    (name, tuple(people.split()))
    for name, _, people in (one.strip().partition(":") for one in _COUNTRIES.split("|"))
)


def other_countries(name: str) -> tuple[str, ...]:
    """Names of countries that are another country than `name`, however that one is written."""
    same = {people for one, all_of in _PAIRS if one == name for people in all_of}
    return tuple(one for one, all_of in _PAIRS if one != name and not same & set(all_of))


def countries_of(word: str) -> tuple[str, ...]:
    """The names, folded, of the country whose people or goods are called `word` (folded)."""
    return tuple(name.casefold() for name, people in _PAIRS if word in people)


def every_country() -> tuple[str, ...]:
    """The names of all known countries."""
    return tuple(name for name, _ in _PAIRS)
