"""What a robots.txt allows, as RFC 9309 says: the longest rule that matches decides.

The standard library takes the first rule and knows no wildcards; matching here is linear in the
length of the path, whatever the file holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MAX_BYTES = 500_000
_MAX_DELAY_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Robots:
    """The rules for one robot. Each: a pattern of paths, and whether it allows them."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the page may be fetched."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        if path == "/robots.txt":
            return True
        best = max(
            ((len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)),
            default=(0, True),
        )
        return best[1]


def read_robots(text: str, user_agent: str) -> Robots:
    """The group that names the robot by its product token, else the one for all."""
    product = user_agent.split("/")[0].split()[0].lower() if user_agent.strip() else "*"
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    agents: list[str] = []
    in_rules = False
    for line in text[:MAX_BYTES].splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            agents = [] if in_rules else agents
            in_rules = False
            agent = value.partition("/")[0].strip().lower()
            agents.append(agent)
            groups.setdefault(agent, ([], []))
        elif name in ("allow", "disallow"):
            in_rules = True
            if value:
                for agent in agents:
                    groups[agent][0].append((unquote(value), name == "allow"))
        elif name == "crawl-delay":
            in_rules = True
            for agent in agents:
                groups[agent][1].append(_seconds(value))
    rules, delays = groups.get(product) or groups.get("*") or ([], [])
    return Robots(rules=tuple(rules), delay_s=max(delays, default=0.0))


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), _MAX_DELAY_S)
    except ValueError:
        return 0.0


def _fits(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end; without it any beginning fits."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not whole or place == len(path)
    last = rest.pop() if whole else ""
    for part in rest:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(path) - len(last) >= place and path.endswith(last)
