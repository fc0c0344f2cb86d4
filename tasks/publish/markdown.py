"""A digest as Markdown: the artifact that Prefect's UI shows, and a plain file.

Written for what that UI renders (GitHub's Markdown with footnotes, folds, tables and embedded images) and for what it
takes away. Quotes stand in block quotes or quotation marks; everything else is ours.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from zoneinfo import ZoneInfo

from storage.models import StoryId
from storage.published import NOTHING_SINCE, Aftermath, Publication, Tie
from storage.telling import Digest, Kind, Role
from tasks.publish import charts, fitting, wording
from tasks.publish.escape import link, markdown, markup
from tasks.publish.history import Past, history
from tasks.publish.sheet import Account, Cited, Difference, Item, Row, Ruling, Sheet, sheet
from tasks.publish.site import story_page
from tasks.publish.tied import Lead, lead, others

_LEFT_OUT = "*Left out here for size: part of this digest. Its page and its JSON have all of it.*"
MOST_BYTES = 95_000  # the UI takes 6 seconds for 100 KB and grows slow beyond


class Detail(IntEnum):
    """How much stands in the folds, from least to most."""

    QUOTES = 0  # what is quoted, and its footnotes
    USED = 1  # with the list of articles that were used
    EVIDENCE = 2  # with the sentences behind each claim
    CONSIDERED = 3  # with every article that was looked at
    ALL = 4  # with every line that was removed


@dataclass(frozen=True, slots=True)
class _Form:
    detail: Detail
    in_ui: bool  # with images, and with links within it
    links: tuple[tuple[str, str], ...] = ()


def merged(title: str, into: Tie, zone: ZoneInfo) -> str:
    """Return the page in Prefect's UI of a story that goes on in another one."""
    said = _tie(lead(into, zone), _in_ui)
    return f"# {markdown(title)}\n\n{said} Its digests stay in this page's history.\n"


def artifact(
    digest: Digest,
    zone: ZoneInfo,
    since: Aftermath = NOTHING_SINCE,
    *,
    links: Sequence[tuple[str, str]] = (),
    most_bytes: int = MOST_BYTES,
) -> str:
    """Return the digest for Prefect's UI in at most `most_bytes` of UTF-8, with `links` (label, path) to other pages.

    Where it is larger, its folds go first, one after another; then each part keeps its first entries only. What is left
    out is said.
    """
    laid_out = sheet(digest, zone, since)
    text = ""
    for detail in sorted(Detail, reverse=True):
        text = _render(laid_out, _Form(detail, in_ui=True, links=tuple(links)))
        if len(text.encode("utf-8")) <= most_bytes:
            return text
    for most in fitting.LENGTHS:
        text = _render(fitting.cut(laid_out, most), _Form(Detail.QUOTES, in_ui=True, links=tuple(links)))
        if len(text.encode("utf-8")) <= most_bytes:
            return text
    return fitting.clip(text, most_bytes, _LEFT_OUT)


def plain(
    digest: Digest, zone: ZoneInfo, publications: Sequence[Publication] = (), since: Aftermath = NOTHING_SINCE
) -> str:
    """Return the digest as a file for any reader of Markdown: no embedded images, nothing left out.

    `publications` say what readers have had at its address.
    """
    return _render(sheet(digest, zone, since), _Form(Detail.ALL, in_ui=False), history(publications, zone))


def summary(digest: Digest) -> str:
    """Return the one line that stands on an artifact's card: day, status and counts."""
    return f"{wording.day(digest.day)} · {wording.STATUSES[digest.status]} · {wording.coverage(digest)}"


def _render(laid_out: Sheet, form: _Form, since: Sequence[Past] = ()) -> str:
    blocks = [
        *_head(laid_out),
        *_ties(laid_out, form),
        " · ".join(f"[{label}]({path})" for label, path in form.links),
        *_items(laid_out.lead, form, plain=Kind.NEW),
        "## What is new" if laid_out.new else "",
        *_items(laid_out.new, form, plain=laid_out.plain),
        *_differences(laid_out.differences),
        *_changes(laid_out),
        *_timeline(laid_out, form),
        *_background(laid_out),
        *_decisions(laid_out),
        *_since(since),
        *_sources(laid_out, form),
        *_footnotes(laid_out),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(laid_out: Sheet) -> list[str]:
    line = [f"**{laid_out.day}**", markdown(laid_out.digest.title), laid_out.status.lower(), laid_out.revision]
    head = [
        f"# {markdown(laid_out.headline)}",
        " · ".join(part for part in (*line, laid_out.counts) if part),
    ]
    if laid_out.headline_person:
        head.append(f"*{markdown(laid_out.headline_person)}*")
    if not laid_out.quiet:
        head.append(f"**{laid_out.status_note}**")
    if laid_out.checked:
        head += [f"**{laid_out.nothing_new}**" if laid_out.nothing_new else "", laid_out.checked]
    return head


def _ties(laid_out: Sheet, form: _Form) -> list[str]:
    """Lead whoever reads a story that was merged to where it goes on; then name the other stories it hangs with."""
    way = _in_ui if form.in_ui else _beside
    beside, more = others(laid_out.ties)
    named = " ".join([*(_tie(each, way, whole=False) for each in beside), *([f"{more}."] if more else [])])
    return [*(f"**{_tie(each, way)}**" for each in laid_out.ties if each.goes_on), named]


def _tie(each: Lead, way: Callable[[StoryId], str], *, whole: bool = True) -> str:
    title = f"[{markdown(each.title)}]({way(each.other)})" if each.has_page else f"“{markdown(each.title)}”"
    why = f"{markdown(each.by)}{f': {markdown(each.note)}' if each.note else ''}" if whole else ""
    return f"{each.before} {title}{each.since}{why}."


def _in_ui(story: StoryId) -> str:
    return f"/v2/artifacts/key/digest-{story}"


def _beside(story: StoryId) -> str:
    return f"../{story_page(story)}"


def _items(items: Sequence[Item], form: _Form, *, plain: Kind | None = None) -> list[str]:
    """Show sentences with their labels, except for those of the `plain` kind that have none of their own."""
    blocks = []
    for item in items:
        labeled = item.labeled or item.kind is not plain
        blocks.append(f"**{markdown(item.label)}** ({item.note})" if labeled else "")
        blocks += [f"> {_quoted(item.quote)}", f"{_credit(item.quote)} · {markdown(item.origins)} · {item.number}"]
        blocks += [f"Before: {_inline(was)} ({_credit(was)})" for was in item.was]
        blocks.append(_evidence(item) if form.detail >= Detail.EVIDENCE else "")
    return blocks


def _evidence(item: Item) -> str:
    """Fold away every sentence behind a claim, with where it stands."""
    lines = [f"- “{markdown(each.text)}” ({_credit(each)}; {_place(each)})" for each in item.behind]
    if item.told:
        lines += ["", "Told before:", "", *(f"- “{markdown(each.text)}” ({_credit(each)})" for each in item.told)]
    return _fold(item.behind_label, "\n".join(lines))


def _differences(differences: Sequence[Difference]) -> list[str]:
    if not differences:
        return []
    blocks = ["## Where accounts differ", "Side by side, as each says it; nothing is decided here."]
    for difference in differences:
        blocks += [f"**{markdown(difference.about)}** ({difference.kind})", _accounts(difference.accounts)]
    return blocks


def _accounts(accounts: Iterable[Account]) -> str:
    rows = [
        (f"**{markdown(each.value)}**", markdown(each.quote.outlet), _noted(each.quote), each.as_of)
        for each in accounts
    ]
    return _table(("Value", "Who says so", "Sentence", "As of"), rows)


def _changes(laid_out: Sheet) -> list[str]:
    rows = [
        (
            markdown(change.about),
            f"{markdown(change.before.value)} ({change.before.as_of})",
            f"**{markdown(change.after.value)}** ({change.after.as_of})",
            f"{_inline(change.before.quote)} {_noted(change.after.quote)}",
        )
        for change in laid_out.changes
    ]
    return ["## Changed figures", _table(("About", "Was", "Is now", "Sentences"), rows)] if rows else []


def _timeline(laid_out: Sheet, form: _Form) -> list[str]:
    if not laid_out.timeline:
        return []
    moments = [charts.Moment(group.on, group.certain, len(group.items)) for group in laid_out.timeline if group.on]
    blocks = ["## Timeline so far", _image(charts.timeline_chart(moments), "Days told of", form)]
    for group in laid_out.timeline:
        day = f"**{group.day}**" + ("" if group.certain else " (day not certain)")
        blocks.append("\n".join([f"- {day}", *(f"  - {_noted(item.quote)} {item.number}" for item in group.items)]))
    return blocks


def _background(laid_out: Sheet) -> list[str]:
    blocks = ["## Background"] if laid_out.background else []
    for item in laid_out.background:
        blocks += [f"> {_quoted(item.quote)}", f"{_credit(item.quote)} · {item.number}"]
    return blocks


def _decisions(laid_out: Sheet) -> list[str]:
    """List what people decided; never cut back."""
    if not laid_out.decisions:
        return []
    return [f"## {wording.DECIDED}", wording.DECIDED_NOTE, "\n".join(map(_decision, laid_out.decisions))]


def _decision(each: Ruling) -> str:
    about = [*map(markdown, each.about), *(f"“{markdown(one.text)}” ({_credit(one)})" for one in each.quotes)]
    subject = "; ".join([*about, *([f"“{markdown(each.value)}”"] if each.value else [])])
    said = f" ({markdown(each.said)})" + (f": {markdown(each.note)}" if each.note else "")
    return f"- **{each.what}**{f': {subject}' if subject else ''}{said}{f' – {each.came_to}' if each.came_to else ''}"


def _since(past: Sequence[Past]) -> list[str]:
    """Say what became of the digest after readers first had it."""
    blocks = ["## Since it was published"] if past else []
    for each in past:
        lines = [
            f"- **{each.what}**, {each.when}. {each.said}" + (f" Reason: {markdown(each.note)}" if each.note else "")
        ]
        lines += [f"  - Headline before: “{markdown(each.headline_was)}”"] if each.headline_was else []
        lines += [f"  - No longer told: “{markdown(words.text)}” ({markdown(words.outlet)})" for words in each.dropped]
        lines += [f"  - Added: “{markdown(words.text)}” ({markdown(words.outlet)})" for words in each.added]
        blocks.append("\n".join(lines))
    return blocks


def _sources(laid_out: Sheet, form: _Form) -> list[str]:
    used, copies = laid_out.of(Role.CITED, Role.READ, Role.COPY), laid_out.of(Role.COPY)
    blocks = ["## Sources and method", f"{laid_out.counts}. {wording.METHOD} {laid_out.status_note}"]
    if laid_out.headline_by:
        blocks.append(f"The headline is worded by {markdown(laid_out.headline_by)}.")
    blocks += _source_states(laid_out)
    blocks += _coverage(laid_out, form)
    blocks.append(_why(laid_out) if form.detail >= Detail.EVIDENCE else "")
    if form.detail >= Detail.USED and used:
        summary_line = f"{wording.count(len(used), 'article')} read, {len(copies)} of them folded as copies"
        blocks.append(_fold(summary_line, _articles(used)))
    if form.detail >= Detail.CONSIDERED:
        blocks += _set_aside(laid_out)
    blocks.append(_removed(laid_out, form))
    blocks.append(_settings(laid_out))
    if form.detail < Detail.ALL:
        blocks.append(_LEFT_OUT)
    return blocks


def _source_states(laid_out: Sheet) -> list[str]:
    """Say how the configured sources fared, and fold away what each gave."""
    if not laid_out.sources:
        return []
    rows = [(markdown(one.name), markdown(one.state), *map(str, one[2:])) for one in laid_out.digest.sources]
    table = _table(("Source", "State", "Seen", "Kept", "Turned away"), rows)
    return [f"Sources read: {markdown(laid_out.sources)}", _fold("What each source gave", table)]


def _set_aside(laid_out: Sheet) -> list[str]:
    roles = (Role.EARLIER, Role.BORDERLINE, Role.EXCLUDED, Role.OFF_STORY, Role.REJECTED)
    groups = [(role, laid_out.of(role)) for role in roles]
    return [_fold(f"{wording.ROLES[role]}: {len(rows)}", _articles(rows)) for role, rows in groups if rows]


def _articles(rows: Sequence[Row]) -> str:
    columns = ("#", "Outlet", "Article", "Published", "Origin", "What became of it")
    return _table(columns, [_article(row) for row in rows])


def _article(row: Row) -> tuple[str, ...]:
    return (
        str(row.number or ""),
        markdown(row.outlet),
        link(row.title or row.path or "untitled", row.url),
        row.when if row.when == wording.UNDATED else f"{row.when} ({row.date_origin})",
        markdown(row.origin),
        markdown(row.became),
    )


def _coverage(laid_out: Sheet, form: _Form) -> list[str]:
    if not laid_out.digest.coverage:
        return []
    table = charts.grid(laid_out.digest.coverage)
    rows = [
        (markdown(outlet), *(str(count or "") for count in row))
        for outlet, row in zip(table.outlets, table.counts, strict=True)
    ]
    chart = _image(charts.coverage_chart(laid_out.digest.coverage), "Articles by outlet and day", form)
    return [chart, _fold("Articles by outlet and day, as a table", _table(("Outlet", *table.days), rows))]


def _removed(laid_out: Sheet, form: _Form) -> str:
    """Fold away the lines that cleaning took out, so that a reader can contest them."""
    total = sum(len(row.removed) for row in laid_out.rows)
    if not total or form.detail < Detail.ALL:
        return ""
    lines = [
        f"- {markdown(row.outlet)}, {wording.removed(line.reason)}: “{markdown(line.text)}”"
        for row in laid_out.rows
        for line in row.removed
    ]
    return _fold(f"{wording.count(total, 'line')} removed as no part of the articles", "\n".join(lines))


def _why(laid_out: Sheet) -> str:
    """Fold away what each chosen sentence scored, and which strong ones were left out."""
    shown = [f"- “{markdown(item.quote.text)}” {markdown(item.why)}." for item in laid_out.explained]
    left = [
        f"- “{markdown(each.quote.text)}” ({_credit(each.quote)}): **{each.reason}**"
        + (f", “{markdown(each.beside.text)}” ({_credit(each.beside)})" if each.beside else "")
        + f"; {markdown(each.why)}."
        for each in laid_out.left_out
    ]
    lines = [*(["Chosen:", "", *shown, ""] if shown else []), *([wording.LEFT_OUT, "", *left] if left else [])]
    return _fold(wording.WHY, "\n".join(lines).rstrip()) if lines else ""


def _settings(laid_out: Sheet) -> str:
    digest = laid_out.digest
    facts = (*digest.settings, ("input", digest.input_hash), ("settings", digest.settings_hash))
    return _fold(
        "Settings that really ran", _table(("Setting", "Value"), [tuple(map(markdown, fact)) for fact in facts])
    )


def _footnotes(laid_out: Sheet) -> list[str]:
    """Define a footnote for each article that the text refers to."""
    first: dict[int, Cited] = {}
    for cited in _referred(laid_out):
        first.setdefault(cited.number, cited)
    notes = []
    for number in sorted(first):
        cited = first[number]
        title = f", {link(cited.title or 'the article', cited.url)}" if cited.title or cited.url else ""
        notes.append(f"[^{number}]: {markdown(cited.outlet)}{title}, {cited.when}.")
    return ["\n".join(notes)] if notes else []


def _referred(laid_out: Sheet) -> Iterable[Cited]:
    for item in laid_out.items:
        yield from (item.quote, *item.was)
    for difference in laid_out.differences:
        yield from (account.quote for account in difference.accounts)
    for change in laid_out.changes:
        yield from (change.before.quote, change.after.quote)


def _quoted(cited: Cited) -> str:
    return f"{markdown(cited.text)}[^{cited.number}]"


def _inline(cited: Cited) -> str:
    return f"“{markdown(cited.text)}”[^{cited.number}]"


def _noted(cited: Cited) -> str:
    """Show a sentence with what became of it, where its outlet and time are not written out."""
    return _inline(cited) + (f" ({markdown(cited.since)})" if cited.since else "")


def _credit(cited: Cited) -> str:
    since = f"; {markdown(cited.since)}" if cited.since else ""
    return f"{link(cited.outlet, cited.url)}, {cited.when}{since}"


def _place(cited: Cited) -> str:
    return cited.place if cited.found_at is None else link(cited.place, cited.found_at)


def _fold(label: str, content: str) -> str:
    return f"<details>\n<summary>{markup(label)}</summary>\n\n{content}\n\n</details>"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _image(svg: str, title: str, form: _Form) -> str:
    return f"![{title}]({charts.data_uri(svg)})" if svg and form.in_ui else ""
