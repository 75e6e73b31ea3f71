"""Questions that are aimed at the machine, or at what it may not tell: its instructions, its rules,
the database as such, other tenants. Patterns of English, over every reading of a text (see
`answer.disguise`); private columns are known from the schema (`answer.route_private`).
"""

from __future__ import annotations

import re

from answer.injection import Patterns

_BEGIN = r"(?:^|[.!?;:,\n]\s*|\b(?:and|then|please|must|now|just|kindly|to|you|will) )"
_RULES = (
    r"(?:instructions?|rules?|guidelines?|restrictions?|filters?|guardrails?|limitations?|"
    r"constraints?|programming|training|safeguards?|polic(?:y|ies)|safety checks?|checks?|"
    r"fact[ -]?check(?:er|ing|s)?|safety (?:filters?|rules?|settings?|measures?))"
)
_MODE = r"(?:developer|debug|admin|god|root|sudo|maintenance|unrestricted|dan|jailbreak)"
_TELL = (
    r"(?:tell|show|reveal|repeat|print|output|quote|list|display|paste|copy|spell|leak|translate|"
    r"summari[sz]e|write(?: down)?|give|share|disclose|recite|dump|expose|send|read out)"
)
_OTHERS = (
    r"(?:tenants?|users?|askers?|clients?|compan(?:y|ies)|organi[sz]ations?|people|customers?)"
)
_THEIRS = (
    r"(?:conversations?|chats?|questions?|messages?|histor(?:y|ies)|sessions?|data|documents?|"
    r"records?|files?|orders?|customers?|revenue|secrets?)"
)


def _all(**patterns: str) -> Patterns:
    flags = re.IGNORECASE | re.DOTALL
    return tuple((name, re.compile(pattern, flags)) for name, pattern in patterns.items())


ORDERS: Patterns = _all(
    your_rules=(
        r"\b(?:ignore|disregard|forget|override|bypass|skip|drop|abandon|break|lift|suspend|remove|"
        r"disable|deactivate|(?:turn|switch) off|stop following|(?:do not|don't|no longer) follow|"
        rf"without following)\b.{{0,30}}\b(?:your|content|its own)\b.{{0,20}}\b{_RULES}\b"
        rf"|\b(?:turn|switch) off (?:the |all )?(?:safety|fact)[ -]\w*check\w*"
        r"|\b(?:allow|authori[sz]e|permit|order|command|want) you to "
        r"(?:skip|ignore|bypass|break)\b"
    ),
    rules_are_off=(
        rf"\b{_RULES}\b(?: \w+){{0,3}} (?:do not|don't|no longer|have been|has been|are|is|have) "
        r"(?:apply|(?:now )?(?:lifted|expired|off|suspended|removed|disabled|revoked|void for you|"
        r"switched off|turned off|apply))\b(?! to (?:orders|returns|items|products))"
        r"(?=.{0,60}\b(?:you|me|answer|reply|assistant)\b|.{0,4}$)"
        rf"|\byour\b.{{0,20}}\b{_RULES}\b.{{0,20}}\b(?:expired|lifted|do not apply|don't apply)"
    ),
    no_rules=(
        r"\b(?:you|bot|model|ai|assistant|who|that) (?:now )?(?:have|has|had|with|without|ha[sd]) "
        r"(?:no|any|a)? ?(?:rules|restrictions?|filters?|limits|limitations|guardrails)\b"
        r"|\b(?:without|free (?:of|from)) (?:any |all |a )?(?:rules|restrictions|filters?|"
        r"guardrails)\b|\b(?:unrestricted|unfiltered|uncensored) (?:ai|model|assistant|bot|mode)\b"
    ),
    obey=(
        r"\b(?:must|will|shall|have to|should|to) (?:always )?obey\b|\bobey (?:me|us|the user|my)\b"
        r"|\bdo (?:as|what) (?:i|it|we) (?:said|say|told)\b.{0,3}$|\bdo what (?:it|they) says?\b"
        rf"|{_BEGIN}(?:follow|execute|carry out) (?:my|those|these|them\b|the (?:new|following) )"
    ),
    new_self=(
        r"\byou (?:have been|are being|were) (?:re-?programmed|jailbroken|unlocked|freed|hacked)\b"
        r"|\byour (?:new|only|real|true) (?:goal|task|role|job|purpose|rules?|persona|identity|"
        r"instructions?)\b|\bstop being (?:an?|the)\b|\bcall yourself\b"
        r"|\b(?:pretend|imagine|suppose|assume)\b.{0,25}\byou (?:are|were|have|had|can)\b"
        r"|\b(?:imagine|act like|answer as|reply as|respond as|speak as|play) (?:an?|that|the) "
        r"(?:\w+ )?(?:ai|bot|model|assistant)\b|\brole-?\s?play:"
        r"|\b(?:play|game)\b.{0,30}\byou(?:'re| are)\b|\byou(?:'re| are) an? \w+ now\b"
    ),
    mode=(
        rf"{_BEGIN}(?:enter|enable|activate|switch (?:in)?to|go into|turn on) (?:the |your )?"
        rf"{_MODE} mode\b|\byou are (?:now )?(?:in|running in) {_MODE} mode\b"
    ),
    dictated=(
        r"\b(?:to )?(?:every|each|any|all(?: of)?(?: my)?) (?:questions?|requests?|messages?)"
        r"\b.{0,30}\b(?:with|from (?:here|now) on|by saying)\b"
        r"|\bwhatever (?:i|we|they|the user|anyone) asks?\b.{0,20}\b(?:reply|answer|respond|say)"
        rf"|{_BEGIN}(?:always|only) (?:answer|reply|respond|say)\b"
        r"|\b(?:say|reply|respond|answer) (?:only )?(?:with )?(?:only )?the (?:word|phrase)s?\b"
        r"|\bnew (?:system )?(?:instructions?|rules?|message|orders?|ones are)\b.{0,5}:"
        r"|\binstead of answering\b|\bwithout citing\b"
    ),
    tamper=(
        r"\b(?:claim|say|tell (?:me|them|everybody|everyone)|state|pretend)\b.{0,40}"
        r"\b(?:is|are|costs?)\b.{0,12}\b(?:free|1 (?:euro|eur)|one euro|nothing)\b"
        r"|\bas if the (?:database|records?|documents?) (?:said|says)\b"
        r"|\bmake up (?:a|an|the|some) (?:price|answer|number)|\bmade-up (?:price|answer|number)"
    ),
)
PROMPT: Patterns = _all(
    your_prompt=(
        r"\byour (?:own )?(?:system|initial|hidden|secret|internal|original|base|core)\b.{0,14}"
        r"\b(?:prompt|instructions?|rules?|guidelines?|message|configuration|directives?)\b"
        r"|\byour (?:prompt|preamble|context window|system message|programming|source code|"
        r"config(?:uration)? files?|configuration|environment variables|model weights|api keys?|"
        r"connection strings?|credentials)\b|\bconnection string of the database\b"
        rf"|\b{_TELL}\b.{{0,30}}\byour (?:instructions?|guidelines?|directives?|rules)\b"
    ),
    were_told=(
        r"\b(?:what|which|how|all)\b.{0,30}\bwere you (?:told|given|instructed|configured|"
        r"programmed|trained|set up)\b"
        r"|\b(?:instructions?|rules?|guidelines?|orders?|prompt)\b.{0,20}\b(?:you (?:were|are|have "
        r"been|got|follow)|your (?:developers?|creators?|makers?|operators?))\b.{0,20}"
        r"\b(?:given|told|configured|programmed|instructed|trained|with|follow|got)\b"
        r"|\bdid (?:your|the) (?:developers?|creators?|makers?|operators?) (?:give|tell) you\b"
    ),
    above=(
        rf"{_BEGIN}{_TELL}\b.{{0,40}}\b(?:words?|text|everything|all|lines?|messages?|contents?)\b"
        r".{0,20}\b(?:above|before this|preced(?:es|ing)|prior to|up to here)\b"
        r"|\b(?:instructions?|prompt|guidelines?)\b.{0,30}\b(?:verbatim|word for word|letter by)"
    ),
)
SQL: Patterns = _all(
    sql=(
        r"\bunion\s+(?:all\s+)?select\b|\b(?:drop|alter|truncate)\s+(?:table|database|schema)\b"
        r"|\binsert\s+into\s+\w+\s*(?:\(|values\b|select\b)"
        r"|\bdelete\s+from\s+\w+\s*(?:;|$|where\b)|\bupdate\s+\w+\s+set\s+\w+\s*="
        r"|\bselect\s+(?:\*|distinct\s.{1,60}|count\s*\(.{1,40}|[\w.]+(?:\s*,\s*[\w.]+)*)\s+from"
        r"\s+[\w.\"]+\s*(?:;|$|\bwhere\b|\blimit\b|\border\b|\bgroup\b|\bjoin\b|--)"
        r"|['\"]\s*(?:or|and)\s+['\"]?\w+['\"]?\s*=|\bor\s+1\s*=\s*1\b|['\";]\s*--"
    ),
)
TENANTS: Patterns = _all(
    others=(
        rf"\b{_THEIRS} (?:of|from|by) (?:the |an? |any )?(?:other|another|different|previous|all) "
        rf"{_OTHERS}\b"
        rf"|\b(?:other|another|previous|last|different) {_OTHERS}(?: on this \w+)?\b.{{0,12}}"
        r"\b(?:asks?|asked|asking|said|wrote|type[ds]?)\b"
        r"|\b(?:does|of|for|from|in|to|as) tenant\b(?!s? (?:of|who|that|pays?))"
        r"|\b(?:other|another|all|every|each|which|different) tenants?\b"
    ),
)
