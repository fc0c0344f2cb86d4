"""Sentences of a text, by place: the one door to sentencex, and the mending of what it splits wrongly in news.

A sentence never crosses a newline. Speech in quotation marks stays in one piece with its closing mark. Offsets count
code points of the text as given, so that `text[span.start:span.end]` is the sentence, word for word.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sentencex import segment

LONGEST_PIECE = 20_000  # code points handed over at once: an unclosed quotation costs quadratic time beyond it

_OPENING = "“„«‚‘‹([{\"'¿¡"
_CLOSING = "”“»’›)]}\"'"
_CLOSING_ONLY = "”»’)]}"
_LAST_WORD = re.compile(r"([^\s’']+)\.$")
_BEGUN = re.compile(r"(?:[^\W\d_]\.[ -]?)+|\w{1,2}\s+\d{4}\s+[rгр]\.")  # "J. K. ", "W 2025 r. ": no sentence yet
_QUOTED = re.compile(r"„[^„“”]{1,600}[“”]|(?<![^\s(])([”»])(?=\w)[^”»„“«]{1,600}\1(?!\w)")
_STRAY_OPENING = re.compile(r"\s[“„«]$")
_ALIKE_OPENING = re.compile(r"[.!?…][”»]?\s[”»]\w$")  # Finnish and Swedish open with the mark that closes
_PARTY = re.compile(r"\b[A-Z]-[A-Z]\.$")  # what "D-N.Y." begins with
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|Eastern|Central|Pacific|local)\b"
)
_DIGIT_END = re.compile(r"\b(\w+)\s+\d{1,2}\.$")
_ORDINAL_POINT = frozenset({"cs", "da", "de", "nb", "pl", "sk"})
_BEFORE_ORDINAL = re.compile(
    r"der|die|das|dem|den|des|[ia]m|zu[mr]|vo[mn]|beim|ins|jede[rs]?|eine?[mnr]?|dne|dnia|v|ve|w|na|do|od|po"
)

_CAPITALIZED = r"[^\W\d_a-zß-öø-ÿа-яіїєґ][\w’'-]*"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Sgt)\.?|The|Sheriff|President|Mayor|Governor|Senator|Officer|Judge|Minister"
_SPEECH = (
    r"(?:said|says|asked|asks|added|replied|answered|wrote|writes|shouted|yelled|joked|warned|declared|insisted"
    r"|continued|explained|recalled|told|exclaimed|cried|sagte|fragte|rief|dijo|preguntó|disse|perguntou|chiese|zei|vroeg"
    r"|powiedział|powiedziała|zapytał|zapytała|řekl|řekla|сказал|сказала|спросил|спросила|сказав|запитав)"
)
_ATTRIBUTION = re.compile(
    rf"(?:(?:{_TITLE}) )?(?:{_CAPITALIZED}[ ,]+|[a-z]+ ){{0,3}}?{_SPEECH}"
    r"(?:[.,!?:]|$| (?:in|on|at|as|during|after|before|from|with|when|of|to|through|late|early|again|later)\b)"
)
_SPEECH_ENDS = re.compile(r"[.!?…][”\"»“’']+$")

_DAY = r"(?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}\.?)(?:,? \d{4})?"
_REGION = r"(?:, ?[^\W\d_][\w.]*(?: [^\W\d_][\w.]*)?)?"
_AGENCY = (
    r"(?:AP|AFP|Afp|UPI|PA|dpa|epd|KNA|APA|SDA|ATS|EFE|ANSA|Ansa|LaPresse|ANP|Belga|PAP|ČTK|CTK|Lusa|LUSA|CNN|CBS|NBC|BBC"
    r"|ANI|PTI|IANS|Reuters|REUTERS|Bloomberg|Xinhua|Kyodo|Yonhap|Anadolu|AA|Europa Press|Agência Brasil"
    r"|Interfax|TASS|Укрінформ|Інтерфакс|УНІАН|Интерфакс|ТАСС|РИА Новости)"
)
_DASH = r" ?(?:—|–|--?)\s+"
_PLACE = r"[^\W\d_][\w'’.-]+(?:[ /-][^\W\d_][\w'’.-]+){0,3}"
_SHOUTED_PLACE = r"(?=[^\W\d_]{2})(?:(?![^\W\d_A-ZÀ-ÖØ-ÞĀ-ŽА-ЯҐІЇЄ])[^\W\d_]|[.'’ /-]){2,40}"
_DATELINE = re.compile(
    rf"\s*(?:By [^\n—–(]{{3,60}}? (?=[A-Z]{{3,}}))?"
    rf"(?:{_SHOUTED_PLACE}{_REGION}(?:, ?{_DAY})?(?: ?\([^()\n]{{2,40}}\))?{_DASH}"
    rf"|{_PLACE}{_REGION}(?:, ?{_DAY})? ?\({_AGENCY}(?:[/ ]\w+)?\){_DASH}"
    rf"|(?:{_PLACE}{_REGION} )?\(CNN\)(?:{_DASH}|\s+)"
    rf"|\({_AGENCY}(?:[/ ]\w+)?\){_DASH}"
    rf"|{_SHOUTED_PLACE}(?=,| ?\(){_REGION}(?:, ?{_DAY})?(?: ?\([^()\n]{{2,40}}\))?[—–](?=[A-ZÀ-Þ“\"]))"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence's place: `text[start:end]`, stripped; `paragraph` counts the lines of the text from 0."""

    start: int
    end: int
    paragraph: int


def split(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text` in order; unknown languages are split as sentencex's fallback does."""
    code = language[:2].casefold()
    spans = []
    start = 0
    for paragraph, line in enumerate(text.split("\n")):
        if line and not line.isspace():
            spans += [Span(start + first, start + last, paragraph) for first, last in _sentences(line, code)]
        start += len(line) + 1
    return spans


def dateline_end(text: str) -> int:
    """Return where the first sentence's own words begin after a dateline ("LONDON, Feb 4 (Reuters) — "); 0 if none."""
    found = _DATELINE.match(text[:160])
    return found.end() if found else 0


def _sentences(line: str, code: str) -> Iterator[tuple[int, int]]:
    """Yield the stripped sentences of one line, mended."""
    opened = 0
    for cut in [*_kept(line, code), len(line)]:
        first, last = _strip(line, opened, cut)
        if first < last:
            yield first, last
        opened = cut


def _kept(line: str, code: str) -> Iterator[int]:
    """Yield the cuts of `line` that hold after mending."""
    previous = 0
    speech = [found.span() for found in _QUOTED.finditer(line)]
    for cut in _cuts(line, code):
        place = _moved(line, cut)
        left, right = line[max(previous, place - 80) : place].rstrip(), line[place : place + 120].lstrip()
        if place and not _within(speech, place) and not _belong_together(left, right, code):
            yield place
        previous = cut


def _moved(line: str, cut: int) -> int:
    """Return the place that `cut` means: before an opening mark, behind the whole of "D-N.Y."; 0 for none."""
    if _STRAY_OPENING.search(line[max(0, cut - 4) : cut]) or _ALIKE_OPENING.search(line[max(0, cut - 4) : cut + 1]):
        return cut - 1
    rest = _INITIALS.match(line, cut) if _PARTY.search(line[max(0, cut - 5) : cut]) else None
    if rest is None:
        return cut
    return rest.end() if line[rest.end() : rest.end() + 1].isspace() else 0


def _cuts(line: str, code: str) -> Iterator[int]:
    """Yield the places inside `line` where sentencex starts a new sentence."""
    offset = 0
    for piece in _pieces(line):
        # A lone surrogate would stop the splitter; the stand-in has the same length.
        for sentence in segment(code, piece.encode("utf-8", "replace").decode("utf-8")):
            offset += len(sentence)
            if offset < len(line):
                yield offset


def _pieces(line: str) -> Iterator[str]:
    """Yield `line` in pieces of bounded length, cut at a sentence's end or a space where there is one."""
    start = 0
    while len(line) - start > LONGEST_PIECE:
        stop = start + LONGEST_PIECE
        cut = max(line.rfind(". ", start, stop), line.rfind(" ", stop - 100, stop)) + 1
        cut = cut if cut > start else stop
        yield line[start:cut]
        start = cut
    yield line[start:]


def _within(intervals: list[tuple[int, int]], place: int) -> bool:
    """Say whether `place` lies inside one of the ascending `intervals`."""
    index = bisect_left(intervals, (place, -1)) - 1
    return index >= 0 and place < intervals[index][1]


def _strip(line: str, first: int, last: int) -> tuple[int, int]:
    """Move both ends inward past blanks."""
    body = line[first:last]
    return last - len(body.lstrip()), first + len(body.rstrip())


def _belong_together(left: str, right: str, code: str) -> bool:
    """Say whether sentencex cut one sentence in two between `left` and `right`."""
    if not right:
        return False
    if _goes_on(left, right) or _is_attribution(left, right):
        return True
    if not left.endswith("."):
        return False
    return _is_short_form(left, right, code) or _is_ordinal(left, right, code) or _is_clock(left, right)


def _goes_on(left: str, right: str) -> bool:
    """A sentence does not begin with a small letter, a closing mark or a bare footnote number."""
    first = right.lstrip(_OPENING + " ")[:1]
    small = left.endswith((".", "…")) and first.islower() and not right.startswith(("•", "*"))
    closing = right[0] in _CLOSING_ONLY and not (right[0] in "”»" and right[1:2].isalnum())
    return small or closing or right.rstrip(_CLOSING) == "" or _BEGUN.fullmatch(left) is not None


def _is_attribution(left: str, right: str) -> bool:
    """Speech and who said it are one sentence: “Why?” Ms. Roe asked."""
    return _SPEECH_ENDS.search(left) is not None and _ATTRIBUTION.match(right) is not None


def _is_short_form(left: str, right: str, code: str) -> bool:
    """The point belongs to an abbreviation that a name or a number follows."""
    found = _LAST_WORD.search(left)
    if found is None:
        return False
    word = found[1].lstrip(_OPENING).casefold()
    table = _abbreviations().get(code, {})
    return word in table.get("number" if right[0].isdigit() else "name", ())


def _is_ordinal(left: str, right: str, code: str) -> bool:
    """The point makes an ordinal number: "Der 2. Weltkrieg"."""
    found = _DIGIT_END.search(left)
    return found is not None and code in _ORDINAL_POINT and _BEFORE_ORDINAL.fullmatch(found[1].casefold()) is not None


def _is_clock(left: str, right: str) -> bool:
    """The points of "a.m." end no sentence before a weekday or a time zone."""
    return _CLOCK.search(left) is not None and _AFTER_CLOCK.match(right) is not None


@cache
def _abbreviations() -> dict[str, dict[str, frozenset[str]]]:
    """Read the abbreviations of each language: those before a "name" and those before a "number"."""
    table = json.loads(files("tasks.text").joinpath("abbreviations.json").read_text("utf-8"))
    return {code: {kind: frozenset(row.split()) for kind, row in rows.items()} for code, rows in table.items()}
