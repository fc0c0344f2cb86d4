"""What changed between two versions of an article: sentence by sentence, and within a sentence word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from storage.models import Article
from tasks.publish import escape
from tasks.text.sentences import split

SAME_SENTENCE = 0.5  # share of words in common, from which on a sentence counts as changed, not as replaced
LOOK_AHEAD = 8  # sentences among which the changed one is sought
MOST_WORDS = 500  # of a sentence that is compared by words
MOST_SENTENCES = 5_000  # of a longer text it is only told which are no longer there and which are new


class Part(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share one fate."""

    part: Part
    text: str


Line = tuple[Run, ...]  # a sentence: removed or added as a whole, or changed in some words


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one version to the next."""

    title: Line | None  # None if it stayed
    lines: tuple[Line, ...]  # in the order of the text
    moved: int  # sentences that only stand elsewhere

    def __bool__(self) -> bool:
        return bool(self.title or self.lines or self.moved)


@dataclass(frozen=True, slots=True)
class Form:
    """How a difference is written: what makes words harmless, and what stands around them."""

    shown: Callable[[str], str]
    removed: tuple[str, str]
    added: tuple[str, str]
    line: tuple[str, str]


TEXT = Form(escape.visible, ("[-", "-]"), ("{+", "+}"), ("  ", ""))
MARKDOWN = Form(escape.markdown, ("~~", "~~"), ("**", "**"), ("- ", ""))
HTML = Form(escape.markup, ("<del>", "</del>"), ("<ins>", "</ins>"), ("<p>", "</p>"))
FORMS = {"text": TEXT, "markdown": MARKDOWN, "html": HTML}


def difference(old: Article, new: Article) -> Difference:
    """Compare two versions of an article; spacing does not count."""
    title = _changed(old.title, new.title) if old.title.split() != new.title.split() else None
    blocks = list(_blocks(_sentences(old), _sentences(new)))
    gone = Counter(sentence for removed, _ in blocks for sentence in removed)
    come = Counter(sentence for _, added in blocks for sentence in added)
    moved = gone & come
    lines = [
        line
        for removed, added in blocks
        for line in _paired([s for s in removed if s not in moved], [s for s in added if s not in moved])
    ]
    return Difference(title=title, lines=tuple(lines), moved=moved.total())


def render(found: Difference, form: Form) -> str:
    """Return the changes, one a line, after a line that counts them."""
    lines = [form.shown(summary(found))]
    if found.title:
        lines.append(f"{form.shown('Title')}: {_written(found.title, form)}")
    lines += [_written(line, form) for line in found.lines]
    before, after = form.line
    return "".join(f"{before}{line}{after}\n" for line in lines)


def summary(found: Difference) -> str:
    """Say in one sentence how much changed."""
    parts = Counter("changed" if len(line) > 1 else line[0].part.value for line in found.lines)
    parts["moved"] = found.moved
    counted = [f"{parts[what]} {what}" for what in ("changed", "added", "removed", "moved") if parts[what]]
    title = "a new title" if found.title else ""
    if not counted:
        return "Only the title changed." if title else "The text is the same."
    return f"Sentences: {', '.join(counted)}{f'; {title}' if title else ''}."


def _sentences(article: Article) -> list[str]:
    spans = split(article.body, article.language)
    return [" ".join(article.body[span.start : span.end].split()) for span in spans]


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what stands between the sentences that stayed: those removed there, and those added."""
    if max(len(old), len(new)) > MOST_SENTENCES:
        before, after = set(old), set(new)
        yield [s for s in old if s not in after], [s for s in new if s not in before]
        return
    yield from ((removed, added) for removed, added, _ in _aligned(old, new))


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield, from one place that stayed to the next, what was removed, what was added, and what stayed after that."""
    numbers: dict[str, int] = {}
    for text in (*old, *new):
        numbers.setdefault(text, len(numbers))
    removed: list[str] = []
    added: list[str] = []
    for step in Indel.opcodes([numbers[text] for text in old], [numbers[text] for text in new]):
        if step.tag == "equal":
            yield removed, added, old[step.src_start : step.src_end]
            removed, added = [], []
        else:
            removed += old[step.src_start : step.src_end]
            added += new[step.dest_start : step.dest_end]
    yield removed, added, []


def _paired(removed: Sequence[str], added: Sequence[str]) -> Iterator[Line]:
    """Yield a block's sentences: a removed one with the added one that it became, in the order of the text."""
    place = 0
    for old in removed:
        ahead = range(place, min(place + LOOK_AHEAD, len(added)))
        likeness, best = max(((_likeness(old, added[at]), -at) for at in ahead), default=(0.0, 0))
        if likeness < SAME_SENTENCE:
            yield (Run(Part.REMOVED, old),)
            continue
        yield from ((Run(Part.ADDED, new),) for new in added[place:-best])
        yield _changed(old, added[-best])
        place = 1 - best
    yield from ((Run(Part.ADDED, new),) for new in added[place:])


def _likeness(old: str, new: str) -> float:
    before, after = old.split(), new.split()
    return 0.0 if max(len(before), len(after)) > MOST_WORDS else Indel.normalized_similarity(before, after)


def _changed(old: str, new: str) -> Line:
    """Return the words of both: what stayed, what went, what came."""
    before, after = old.split(), new.split()
    long = max(len(before), len(after)) > MOST_WORDS
    steps = [(before, after, list[str]())] if long else _aligned(before, after)
    fates = (Part.REMOVED, Part.ADDED, Part.SAME)
    return tuple(Run(part, " ".join(words)) for step in steps for part, words in zip(fates, step, strict=True) if words)


def _written(line: Line, form: Form) -> str:
    around = {Part.SAME: ("", ""), Part.REMOVED: form.removed, Part.ADDED: form.added}
    return " ".join(f"{around[run.part][0]}{form.shown(run.text)}{around[run.part][1]}" for run in line)
