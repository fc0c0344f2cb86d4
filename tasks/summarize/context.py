"""Say whether a sentence can be understood without the one before it.

A sentence that opens with an unresolved "He", "But", "That" or "The move", or that quotes a speaker who is only a
pronoun, leans on its neighbor. Word lists rather than a parser: they are the same on every machine, and a wrong "leans"
only costs a candidate. What is not seen: a definite noun phrase that an earlier sentence introduced and no list names.
"""

from __future__ import annotations

import re

# Openers that refer back or continue an argument, by language; lower case, several words allowed.
_OPENERS: dict[str, str] = {
    "en": """he she it they we i you his her hers its their theirs our him them this that these those such here there
        but and or so yet nor however still meanwhile instead moreover furthermore nevertheless nonetheless
        therefore thus hence otherwise besides also too then afterwards afterward later earlier separately
        similarly likewise indeed finally consequently accordingly additionally conversely again elsewhere both
        neither either one another others some|of|them many|of|them most|of|them none|of|them all|of|them
        as|a|result for|example for|instance in|addition in|turn in|contrast in|response in|fact in|other|words
        at|the|same|time on|the|other|hand even|so until|then since|then by|then by|that|time after|that
        before|that because|of|this because|of|that despite|this despite|these with|that for|that|reason
        the|latter the|former what's|more not|only that's it's he's she's they're which who whose whom""",
    "de": """er sie es ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner dieser diese dieses diesen diesem
        jene jener jenes das dies aber doch und oder sondern denn jedoch dennoch trotzdem deshalb daher deswegen
        darum somit zudem außerdem auch dabei dazu daraufhin danach dann dort hier damit davon darüber darin
        hingegen stattdessen allerdings schließlich gleichzeitig unterdessen inzwischen zuvor später beide
        solche wir ich""",
    "fr": """il elle ils elles on ce cet cette ces cela ça ceci celui-ci celle-ci son sa ses leur leurs mais et ou
        donc or ni car cependant toutefois néanmoins pourtant ainsi aussi ensuite puis alors enfin par|ailleurs
        en|outre en|effet de|plus du|coup par|exemple par|conséquent c'est c'était d'ailleurs là ici dès|lors
        nous je dont lequel""",
    "es": """él ella ello ellos ellas este esta esto estos estas ese esa eso esos esas aquel aquella su sus pero y e
        o u sino pues aunque|así sin|embargo no|obstante además también así entonces luego después por|eso
        por|ello por|tanto por|ejemplo por|otra|parte en|cambio mientras|tanto asimismo tampoco ahí allí aquí
        finalmente ambos nosotros yo""",
    "pt": """ele ela eles elas isso isto aquilo este esta estes estas esse essa esses essas aquele aquela seu sua
        seus suas mas e ou porém contudo todavia entretanto no|entanto além|disso também assim então depois
        por|isso portanto por|exemplo ainda|assim enquanto|isso aí ali aqui finalmente ambos nós eu""",
    "it": """egli ella esso essa essi esse lui lei loro questo questa questi queste quello quella quelli quelle ciò
        suo sua suoi sue ma e ed o però tuttavia inoltre anche così allora quindi poi dunque perciò infatti
        invece intanto per|esempio nel|frattempo in|particolare d'altra|parte infine lì là qui entrambi noi io""",
    "nl": """hij zij ze het|is dat dit deze die hun haar zijn maar en of want dus echter toch ook daarom daardoor
        daarnaast bovendien daarna vervolgens toen intussen ondertussen desondanks daarmee hierdoor hiermee daar
        hier verder bijvoorbeeld tenslotte uiteindelijk beide wij we ik er|is""",
    "pl": """on ona ono oni one jego jej ich ten ta to ci te tamten taki taka takie ale a i lub lecz jednak więc
        zatem dlatego ponadto także też również potem następnie wtedy tymczasem mimo|to tam tu tutaj natomiast
        w|efekcie obaj my ja""",
    "cs": """on ona ono oni jeho její jejich ten ta to ti tato tento toto tyto ale a i nebo však proto tedy navíc
        také rovněž potom poté pak tehdy mezitím přesto tam tady zde naopak oba my já""",
    "uk": """він вона воно вони його її їх їхній цей ця це ці той та те ті але а і й або проте однак тому отже також
        потім тоді тим|часом крім|того там тут натомість обидва ми я""",
    "ru": """он она оно они его её ее их этот эта это эти тот та то те но а и или однако поэтому также потом затем
        тогда тем|временем кроме|того там тут здесь зато оба мы я""",
}

_FIRST_PERSON = frozenset(
    str.split("i we our my you wir ich nous je nosotros yo nós eu noi io wij we ik my ja já ми я мы"),
)

# English nouns that, after "The", nearly always point at something just said.
_ANAPHORS = frozenset(
    str.split("""move decision announcement plan proposal measure comments comment remarks statement news figure
    number change changes development incident ruling vote deal agreement report case group man woman couple pair two
    three duo official officials officer spokesman spokeswoman spokesperson former latter same others other latest""")
)

_DAYS_OWN = frozenset(
    f"{day}'s" for day in str.split("monday tuesday wednesday thursday friday saturday sunday today yesterday")
)  # "Saturday's announcement" was told of before

_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|most|few)"
_COUNTED = re.compile(  # "Four will follow": four of what was said before
    rf"{_NUMBER}(?:\s+(?:others?|more))?\s+(?:will|would|were|was|are|is|have|had|has|could|can|may|did|do)\b",
    re.IGNORECASE,
)
_ONES = re.compile(r"(?:[\w-]+\s+){1,3}ones?\b", re.IGNORECASE)  # "Three small ones slipped out"
_DAYS_LATER = re.compile(
    rf"(?:{_NUMBER}|a|an|the next|the following)\s+(?:days?|weeks?|months?|hours?|years?)\s+(?:later|after that)\b",
    re.IGNORECASE,
)

_PRONOUN_SPEAKER = re.compile(
    r"[”\"»’']\s*,?\s*(?:(?:he|she|they|it|i|we)\s+(?:\w+ly\s+)?(?:said|says|added|adds|told|wrote|asked|continued|"
    r"noted|explained|argued|insisted|recalled|concluded|stated|remarked|replied|warned|went on)"
    r"|(?:said|added)\s+(?:he|she|they))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"„«»‚‘][^“”\"„«»]*[”\"“«»]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENING_QUOTE = "“\"„«»‘'"
_SOMEONE = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"^(?:as|when|while|after|before|because|since|although|though|if|once|until|in|by|with)\s+"
    r"(?:he|she|it|they|this|that|these|those)\b",
    re.IGNORECASE,
)


def _openers(language: str) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    entries = _OPENERS.get(language, "").split()
    single = frozenset(entry for entry in entries if "|" not in entry)
    several = tuple(tuple(entry.split("|")) for entry in entries if "|" in entry)
    return single, several


_BY_LANGUAGE = {language: _openers(language) for language in _OPENERS}


def stands_alone(text: str, language: str = "en") -> bool:
    """Return whether `text`, one sentence, opens with nothing that points back to the sentence before it.

    In a language without a list only the marks of a cut-off quotation are looked at.
    """
    stripped = text.strip()
    if not _quotes_balanced(stripped) or stripped[:1].islower():
        return False
    if language == "en" and _SUBORDINATE.match(stripped):
        return False
    if stripped[:1] in _OPENING_QUOTE and (_speaker_missing(stripped) or _PRONOUN_SPEAKER.search(stripped)):
        return False
    return not _leans(stripped.lstrip(_OPENING_QUOTE + "(["), language, quoted=stripped[:1] in _OPENING_QUOTE)


def speaks_of_someone(text: str, language: str = "en") -> bool:
    """Return whether `text` has a "he" or "her" in it, which without a name in the sentence is nobody."""
    return language == "en" and _SOMEONE.search(text) is not None


def _leans(text: str, language: str, *, quoted: bool) -> bool:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text[:120])[:5]]
    if not words:
        return True
    if quoted and words[0] in _FIRST_PERSON:
        return False  # the speaker is named outside the quotation
    single, several = _BY_LANGUAGE.get(language, (frozenset(), ()))
    if words[0] in single or any(tuple(words[: len(phrase)]) == phrase for phrase in several):
        return not _names_itself(words, language)
    if language == "en" and (_COUNTED.match(text) or _ONES.match(text) or _DAYS_LATER.match(text)):
        return True
    if language == "en" and len(words) > 1 and words[0] in _DAYS_OWN and words[1] in _ANAPHORS:
        return True
    return (
        language == "en"
        and len(words) > 1
        and words[0] == "the"
        and words[1] in _ANAPHORS
        and not _qualified(text, words[1])
    )


def _names_itself(words: list[str], language: str) -> bool:
    """Except "This week", "That evening", "One person", "Both sides": openers that need no antecedent here."""
    if language != "en" or len(words) < 2:
        return False
    spans = {"week", "month", "year", "morning", "afternoon", "evening", "spring", "summer", "autumn", "fall", "winter"}
    if words[0] == "this":
        return words[1] in spans
    if words[0] == "one":
        return words[1] not in {"of", "is", "was", "said", "has", "had"}
    return words[0] == "such" and words[1] == "as"


def _qualified(text: str, noun: str) -> bool:
    """Say whether "The decision" is followed at once by what it was: "to close", "of", "by", "that"."""
    return bool(
        re.match(rf"the\s+{re.escape(noun)}\s+(?:to|of|by|that|from|on|in|for|who|whose|at)\b", text, re.IGNORECASE)
    )


def _quotes_balanced(text: str) -> bool:
    if any(mark in text for mark in "„«»"):
        return True  # German, French and Slavic marks: which one closes differs by language
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _speaker_missing(text: str) -> bool:
    """Say whether a sentence that opens with a quotation says nothing outside it."""
    outside = _QUOTED.sub(" ", text)
    return len(_WORD.findall(outside)) < 2
