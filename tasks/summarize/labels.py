"""Name what accounts differ on in words a reader would write: "People injured", "Built: Lantern Bridge".

Made of words as the sentences write them and of the fixed words below. What the sentences have in common is named by a
name, or by words that stand together behind an article in one of them; loose words are never strung together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.summarize.figures import Figure, action_of, is_generic
from tasks.summarize.statements import Statement, common
from tasks.text.quantities import QuantityKind
from tasks.text.tokens import Token, stem, stems, tokens

_DONE = {  # what happened to those counted, behind the noun; other actions leave the noun alone
    "dead": "killed",
    **{
        action: action
        for line in (
            "injured missing trapped treated evacuated displaced arrested charged convicted freed rescued recovered",
            "deployed withdrawn remaining hired destroyed damaged flooded burned canceled delayed vaccinated fined",
        )
        for action in line.split()
    },
    "laid off": "laid off",
    "marched": "marching",
    "on board": "on board",
    "unemployed": "unemployed",
}
_SUMS = {"costs": "Cost", "pays": "Payment", "fined": "Fine", "earns": "Earnings", "worth": "Value", "aid": "Aid"}
_SUMS |= {"ransom": "Ransom", "builds": "Cost of building"}
_SHARES = {"turnout": "Turnout", "unemployed": "Unemployment", "opposes": "Share against", "supports": "Share in favor"}
_MEASURES = {"long": "Length", "wide": "Width", "deep": "Depth", "high": "Height", "gusts": "Wind"}
_CURRENCIES = {  # how a reader is told of one; others keep their code
    "USD": "dollars",
    "EUR": "euros",
    "GBP": "pounds",
    "CHF": "Swiss francs",
    "JPY": "yen",
    "CNY": "yuan",
    "RUB": "rubles",
    "UAH": "hryvnias",
    "INR": "rupees",
    "ILS": "shekels",
    "PLN": "zlotys",
    "CZK": "koruny",
    "MXN": "Mexican pesos",
    "BRL": "reais",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
}
_ACTIONS = {
    QuantityKind.MONEY: _SUMS,
    QuantityKind.PERCENT: _SHARES,
    QuantityKind.MEASURE: _MEASURES,
}
_EVENTS = {  # how a date of an event of events.json is asked for
    "start": "Beginning",
    "end": "End",
    "resume": "Resumption",
    "build": "Built",
    "found": "Founded",
    "inspect": "Inspected",
    "collapse": "Collapse",
    "shoot": "Shooting",
    "kill": "Killing",
    "die": "Death",
    "bury": "Burial",
    "arrest": "Arrest",
    "resign": "Resignation",
    "sign": "Signing",
    "pass": "Vote",
    "explode": "Explosion",
    "sink": "Sinking",
    "burn": "Fire",
    "disappear": "Disappearance",
    "invade": "Invasion",
}
_ARTICLE_BEFORE = re.compile(
    r"\b(?:the|an?|der|die|das|dem|den|des|le|la|les|el|los|las|il|lo|i|gli|o|os|as|de|het)\s$|\b[lL][’']$",
    re.IGNORECASE,
)
_LONGEST = 3  # words of a phrase


def of_figures(group: Sequence[Figure]) -> str:
    """Say what differing figures count or measure: "People killed: ferry Maris", "Cost: Lantern Bridge"."""
    statements = [item.statement for item in group]
    head = _head(group)
    own = frozenset().union(*(item.own_words for item in group))
    said = frozenset(stem(word, statements[0].language) for word in head.split())
    return beside(head, phrase(common(statements) - own - said, statements, shortest=min(len(head.split()), 2)))


def of_event(event: str, words: frozenset[str], statements: Sequence[Statement]) -> str:
    """Say which event's date or place is given: "Inspected: Lantern Bridge". `words` are stems of what it befell."""
    return beside(_EVENTS.get(event, event.capitalize()), phrase(words, statements))


def beside(head: str, rest: str) -> str:
    """Put what it is about behind what differs."""
    return f"{head}: {rest}" if rest else head


def _head(group: Sequence[Figure]) -> str:
    kind, action = group[0].quantity.kind, next((item.action for item in group if item.action), "")
    if kind in _ACTIONS:
        return _ACTIONS[kind].get(action) or _unnamed(group[0])
    noun = next((written for item in group if (written := _counted(item))), "People" if action in _DONE else "Number")
    done = _DONE.get(action, "")
    if not done or action_of(noun.casefold()) == action:
        return noun
    return f"{noun} {done}" if group[0].statement.language == "en" else f"{noun} ({done})"


def _unnamed(item: Figure) -> str:
    """Name an amount of which nothing says what it is: a sum of money, a share, or its unit as written."""
    if item.quantity.kind is QuantityKind.MEASURE:
        unit = item.statement.text[item.quantity.start : item.quantity.end].split()[-1]
        return unit[:1].upper() + unit[1:]
    if item.quantity.kind is QuantityKind.PERCENT:
        return "Share"
    return f"Amount in {_CURRENCIES.get(item.quantity.unit, item.quantity.unit)}"


def _counted(item: Figure) -> str:
    """Return the noun that is counted, as written; none where it is only a word for those it happened to."""
    noun = item.statement.text[item.quantity.end : item.quantity.reach].split()[-1:]
    if not noun or not item.quantity.noun:
        return ""
    if is_generic(item.quantity.noun) and item.statement.language == "en":
        return "People"
    return noun[0][:1].upper() + noun[0][1:]


def phrase(words: frozenset[str], statements: Sequence[Statement], *, shortest: int = 1) -> str:
    """Return the most telling words of a sentence that stand together and whose stems are all in `words`; "" if none.

    A name comes before what stands behind an article, of `shortest` words at least; who is only quoted is neither.
    """
    found = [one for statement in statements for one in _names(words, statement)]
    found += [one for statement in statements for one in _behind_articles(words, statement) if one[1] >= shortest]
    return max(found, key=lambda one: one[:2], default=(0, 0, ""))[2]


def _names(words: frozenset[str], statement: Statement) -> list[tuple[int, int, str]]:
    """Return the names that have one of the words and are not a speaker's, each with its rank and words shared."""
    found = []
    for name in statement.found_names:
        own = frozenset(stems(name.text, statement.language))
        if own & words and own & statement.names and len(name.text.split()) <= _LONGEST:
            found.append((3 if own <= words else 2, len(own & words), re.sub(r"[’']s?$", "", name.text)))
    return found


def _behind_articles(words: frozenset[str], statement: Statement) -> list[tuple[int, int, str]]:
    found = []
    for run in _runs(words, statement):
        if len(run) <= _LONGEST and _ARTICLE_BEFORE.search(statement.text[: run[0].start]):
            found.append((1, len(run), re.sub(r"[’']s?$", "", statement.text[run[0].start : run[-1].end])))
    return found


def _runs(words: frozenset[str], statement: Statement) -> list[list[Token]]:
    """Return the longest runs of words of a sentence, parted by one space, whose stems are all in `words`."""
    runs: list[list[Token]] = []
    for token in tokens(statement.text):
        if stem(token.text, statement.language) not in words:
            continue
        if runs and statement.text[runs[-1][-1].end : token.start] == " ":
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs
