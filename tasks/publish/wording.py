"""Every word a digest says for itself.

Readers must be able to tell our words from a source's, so all of ours come from here: labels, counts and fixed
sentences around values, never a word about the news itself. Dates are written the same way in every format and on every
machine, whatever its locale.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.models import DateOrigin, RemovalReason
from storage.placed import Resumed
from storage.published import TieKind
from storage.telling import Digest, DiscrepancyKind, Kind, Omission, Role, Section, SourceState, Status

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNDATED = "undated"
A_PERSON = "a person"  # who decided and did not say who they are

KINDS = {
    Kind.NEW: "New",
    Kind.ADDS_DETAIL: "Adds detail",
    Kind.CHANGED_FIGURE: "Changed figure",
    Kind.CORRECTION: "Correction",
    Kind.LATE: "Late",
    Kind.TOLD: "Told before",
}
SECTIONS = {
    Section.LEAD: "lead",
    Section.NEW: "developments",
    Section.TIMELINE: "timeline",
    Section.BACKGROUND: "background",
}
KIND_NOTES = {
    Kind.NEW: "not in any earlier digest",
    Kind.ADDS_DETAIL: "more on something already told",
    Kind.CHANGED_FIGURE: "a figure that moved",
    Kind.CORRECTION: "an outlet corrects what was said",
    Kind.LATE: "published earlier, seen only now",
    Kind.TOLD: "already in an earlier digest",
}
DIFFERENCES = {
    DiscrepancyKind.FIGURE: "figure",
    DiscrepancyKind.DATE: "date",
    DiscrepancyKind.NAME: "name",
    DiscrepancyKind.PLACE: "place",
}
STATUSES = {
    Status.DRAFT: "Draft",
    Status.PUBLISHED: "Published, not yet reviewed",
    Status.APPROVED: "Published, approved",
    Status.WITHDRAWN: "Withdrawn",
    Status.REJECTED: "Rejected",
}
STATUS_NOTES = {
    Status.DRAFT: "Draft: nobody has approved it, and it is not published.",
    Status.PUBLISHED: "Published, not yet reviewed by a person.",
    Status.APPROVED: "Published and approved by a person.",
    Status.WITHDRAWN: "Withdrawn: a person took this digest back. It is kept here so that the record stays whole.",
    Status.REJECTED: "Rejected: a person refused this draft. It was never published.",
}
ROLES = {
    Role.CITED: "Cited",
    Role.READ: "Read, not quoted",
    Role.COPY: "Copies, counted with their original",
    Role.EARLIER: "Read for earlier days",
    Role.BORDERLINE: "Near the line, not used",
    Role.EXCLUDED: "Taken off the story by a person",
    Role.OFF_STORY: "Not on this story",
    Role.REJECTED: "Turned away",
}
BECAME = {Role.CITED: "cited", Role.READ: "read, not quoted", Role.COPY: "copy"}
DATE_ORIGINS = {
    DateOrigin.META: "date from the page",
    DateOrigin.MANIFEST: "date from the manifest",
    DateOrigin.FEED: "date from the feed",
    DateOrigin.TEXT: "date from the text",
    DateOrigin.NONE: "no date given",
}
OMISSIONS = {
    Omission.TOLD: "told before",
    Omission.SEEN: "read before and left out",
    Omission.REPEATS: "repeats a chosen sentence",
    Omission.LEANING: "does not stand alone",
    Omission.NO_ROOM: "no room within the wanted length",
    Omission.WEAK: "too weak beside the first",
    Omission.OUTLET: "its outlet had spoken",
    Omission.BARRED: "barred by a person",
}
FEATURES = {
    "score": "score",
    "salience": "weight among the sentences of the day",
    "kind": "its kind",
    "origins": "more origins on the matter",
    "fresh": "told in part before",
    "toll": "counts people harmed",
    "figure": "others give its figure",
    "past": "about years past",
    "speech": "opens with somebody's speech",
    "scene": "paints a scene",
    "approach": "stands before its article comes to its title",
    "share": "its outlet had spoken",
    "preferred": "its source goes first",
    "pinned": "pinned by a person",
}
DECISIONS = {
    "exclude": "Article taken off the story",
    "include": "Article put on the story",
    "merge": "Story taken into this one",
    "split": "Articles split off as a story of their own",
    "rename": "Story given its title",
    "follow": "Story followed",
    "pin sentence": "Sentence told whatever its weight",
    "bar sentence": "Sentence not shown",
    "pin source": "Source put first",
    "bar source": "Source not quoted",
    "unfold": "Article counted as no copy",
    "headline": "Headline worded",
}
TIES = {  # what stands before the other story's title, and before the day
    TieKind.GOES_ON: ("This story goes on in", " since"),
    TieKind.TOOK_IN: ("It took in", " on"),
    TieKind.CAME_OF: ("It was split off from", " on"),
    TieKind.GAVE_OFF: ("Split off from it:", ", on"),
}
CONCLUDED_TIES = TIES | {  # where grouping found it so
    TieKind.CAME_OF: ("It parted from", " on"),
    TieKind.GAVE_OFF: ("Parted from it:", ", on"),
}
ENDED_TIES = {  # where a person took it back
    TieKind.GOES_ON: ("This story is told by itself again, no longer in", ", since"),
    TieKind.GAVE_OFF: ("Told in this story again:", ", since"),
}
DECIDED = "Decisions"
DECIDED_NOTE = "People decided this about the digest; everything else the program chose."
GONE = "no longer in the article as it was read: nothing came of it"
WHY = "Why these sentences"
LEFT_OUT = "Strong, and left out:"
_ABSOLUTE = ("score", "salience")  # the other features are factors on these
METHOD = (
    "Every quoted sentence stands word for word in the article it cites; this is checked before a digest is published. "
    "An origin is whoever reported first: copies and wire reports count once, however many outlets carry them. "
    "Nothing is decided where accounts differ."
)

IN_ORDER = "in order"  # of a source that was read and is not silent


def day(value: date) -> str:
    """Write a day: "Wed 4 Feb 2026"."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """Write a day where space is short: "4 Feb"."""
    return f"{value.day} {MONTHS[value.month - 1]}"


def when(published: datetime | None, day_only: bool, zone: ZoneInfo) -> str:
    """Write an instant for readers in `zone`: "Wed 4 Feb 2026, 14:05"; the day alone if no more is known."""
    if published is None:
        return UNDATED
    if day_only:
        return day(published.date())
    local = published.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def date_origin(origin: DateOrigin, zone_certain: bool | None) -> str:
    """Say where a date comes from, and if nobody said which time zone it is in."""
    return f"{DATE_ORIGINS[origin]}, time zone not certain" if zone_certain is False else DATE_ORIGINS[origin]


def edited(at: datetime | None, zone: ZoneInfo) -> str:
    """Say of a quoted wording that it is not the first, and since when, if its page says so."""
    return f"edited {when(at, False, zone)}" if at else "a later wording"


def sentence_gone(at: datetime | None, zone: ZoneInfo) -> str:
    """Say that an article does not hold what was quoted from it any more."""
    moment = f" ({when(at, False, zone)})" if at else ""
    return f"The article was changed after this was quoted{moment}: the sentence is gone."


def page_gone(at: datetime, zone: ZoneInfo) -> str:
    """Say that an article can't be found at its address any more."""
    return f"The page is no longer at its address (since {day(at.astimezone(zone).date())})."


def as_of(value: date | None) -> str:
    """Write the day an account speaks of."""
    return UNDATED if value is None else day(value)


def count(number: int, noun: str) -> str:
    """Write a number with its noun: "1 outlet", "5 outlets"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def unnamed(path: str | None) -> str:
    """Name an outlet that nothing betrays."""
    return "unnamed outlet" if path is None else f"unnamed outlet ({path})"


def origins(names: Sequence[str]) -> str:
    """Name the independent origins behind a claim: "2 origins: Reuters, Harbor Times"."""
    return f"{count(len(names), 'origin')}: {', '.join(names)}" if names else "origin unknown"


def coverage(digest: Digest) -> str:
    """Count what the digest is made from: "5 outlets, 3 origins, 12 articles read"."""
    used = [article for article in digest.articles if article.role in (Role.CITED, Role.READ, Role.COPY)]
    read = {article.id: article for article in used}.values()  # two wordings of one article are one
    named = {article.outlet for article in read if article.outlet is not None}
    unnamed = sum(article.outlet is None for article in read)
    independent = {article.origin for article in read if article.origin is not None}
    return made_of(len(named), unnamed, len(independent), len(read))


def resumes(one: Resumed | None) -> str:
    """Say which story that fell silent a new one may go on from, and what makes one think so; empty if none."""
    if one is None:
        return ""
    return f"may go on from {one.story} (“{one.title}”), last on {day(one.last)}: both name {', '.join(one.names)}"


def made_of(outlets: int, unnamed: int, origins: int, read: int) -> str:
    """Count what a digest is made from; each of `unnamed` articles counts as an outlet of its own."""
    parts = [count(outlets + unnamed, "outlet") + (f" ({unnamed} unnamed)" if unnamed else "")]
    return ", ".join([*parts, count(origins, "origin"), f"{count(read, 'article')} read"])


def sources(states: Sequence[SourceState]) -> str:
    """Say how the configured sources fared when the digest was made; empty if none is configured."""
    trouble = [f"{one.name} {one.state}" for one in states if one.state != IN_ORDER]
    if not states:
        return ""
    fine = f"{len(states) - len(trouble)} of {count(len(states), 'source')} in order"
    return f"{'; '.join([fine, *trouble])}."


def nothing_new(since: date) -> str:
    """Say that a day brought nothing."""
    return f"Nothing new since {day(since)}."


def checked(digest: Digest) -> str:
    """Say what was looked at on a day that brought nothing."""
    tally = {role: sum(article.role is role for article in digest.articles) for role in Role}
    parts = [f"Checked: {coverage(digest)}"]
    if tally[Role.COPY]:
        parts.append("1 is a copy" if tally[Role.COPY] == 1 else f"{tally[Role.COPY]} are copies")
    if tally[Role.EARLIER]:
        parts.append(f"{tally[Role.EARLIER]} read for earlier days")
    if tally[Role.REJECTED]:
        parts.append(f"{tally[Role.REJECTED]} turned away")
    return "; ".join(parts) + (". What they say was told before." if tally[Role.CITED] + tally[Role.READ] else ".")


def decided(by: str, when: str) -> str:
    """Say who decided something, and when: "by Ada, Mon 2 Mar 2026, 14:05"."""
    return f"by {by or A_PERSON}, {when}"


def headline_by(person: str | None) -> str:
    """Say which person worded the headline; empty if none did."""
    return "" if person is None else f"Headline by {person or A_PERSON}"


def behind(sentences: int, names: Sequence[str]) -> str:
    """Label the fold that holds the sentences behind a claim."""
    if sentences == 1:
        return "Where it stands in the article"
    return f"{sentences} sentences behind this, from {count(len(names), 'origin')}"


def place(start: int, end: int) -> str:
    """Say where in the article's text a sentence stands."""
    return f"characters {start}–{end}"


def removed(reason: RemovalReason) -> str:
    """Name a reason for removing a line."""
    return reason.value.replace("_", " ")


def revision(digest: Digest) -> str:
    """Name the revision if it is not the first; else empty."""
    return f"revision {digest.revision}" if digest.revision > 1 else ""


def why(features: Sequence[tuple[str, float]]) -> str:
    """Say what a score is made of: "score 0.41: weight among the sentences of the day 0.69, its kind ×0.60".

    A factor of 1 changes nothing and is left out.
    """
    parts = []
    for name, value in features:
        label = FEATURES.get(name, name)
        if name in _ABSOLUTE or name not in FEATURES:
            parts.append(f"{label} {value:.2f}")
        elif round(value, 2) != 1.0:
            parts.append(f"{label} ×{value:.2f}")
    return f"{parts[0]}: {', '.join(parts[1:])}" if parts[1:] and features[0][0] == "score" else ", ".join(parts)
