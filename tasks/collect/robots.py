"""What a site's robots.txt allows, read by RFC 9309 with robotspy, whose one door this is.

robotspy reads the lines and matches the paths. Which group of lines is ours is decided here: it does not read
Crawl-delay, mixes the rules of agents that are named together, and takes quadratic time on files made to hurt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from robots.parser import RobotsParser, Token, TokenType, gen_tokens

AGENT = "throughline"  # the word that a robots.txt calls us by
READ_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least
LONGEST_LINE = 2083
MOST_RULES = 5000
MOST_WILDCARDS = 5000  # in all rules: each may cost a walk along the path
DELAY = re.compile(r"crawl-delay\s*:\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us."""

    delay: float | None = None  # seconds between questions, as asked for
    everything: bool | None = None  # True: all is allowed, False: nothing is; None: the parser decides
    parser: RobotsParser = field(default_factory=RobotsParser)

    def allow(self, path: str) -> bool:
        """Say whether `path`, with its query, may be fetched."""
        if self.everything is not None:
            return self.everything
        return self.parser.can_fetch(AGENT, f"http://host{path}")  # a path alone may look like a host


ALL_ALLOWED = Rules(everything=True)


def read_rules(content: bytes, agent: str = AGENT) -> Rules:
    """Read a robots.txt: the groups that name `agent`, or else those for everyone.

    A file with more rules for us than can be matched in reasonable time forbids everything.
    """
    text = content[:READ_BYTES].decode("utf-8-sig", errors="replace")
    lines = (" ".join(line[:LONGEST_LINE].split()) for line in re.split(r"\r\n|\r|\n", text))
    groups = _groups(gen_tokens(iter, lines), agent.lower())  # type: ignore[no-untyped-call]
    ours = groups.get(agent.lower(), groups.get("*", []))
    delays = [float(found[1]) for token in ours if (found := DELAY.match(token.value or ""))]
    delay = next((one for one in delays if math.isfinite(one)), None)
    rules = [token for token in ours if token.type in (TokenType.ALLOW, TokenType.DISALLOW)]
    if len(rules) > MOST_RULES or sum((rule.value or "").count("*") for rule in rules) > MOST_WILDCARDS:
        return Rules(delay=delay, everything=False)
    parser = RobotsParser()  # type: ignore[no-untyped-call]
    parser.parse_tokens(iter([Token(TokenType.AGENT, "*", 0), *rules]))
    return Rules(delay=delay, parser=parser)


def _groups(tokens: Iterator[Token], agent: str) -> dict[str, list[Token]]:
    """Return the rules and other lines below `agent` and below `*`, those of several groups put together."""
    found: dict[str, list[Token]] = {}
    named: set[str] = set()  # whom the group that is being read is for
    naming = False
    for token in tokens:
        if token.type is TokenType.AGENT:
            named = {*(named if naming else ()), token.value.lower()}
            naming = True
            if token.value.lower() in (agent, "*"):
                found.setdefault(token.value.lower(), [])
            continue
        if token.type in (TokenType.ALLOW, TokenType.DISALLOW):
            naming = False
        for name in named & {agent, "*"}:
            found[name].append(token)
    return found
