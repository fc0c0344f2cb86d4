"""A digest for a terminal: the same order as everywhere, compact, and just as readable without colors.

Nothing here parses markup: texts of articles are added as plain text with a style, never as something to interpret.
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from storage.published import NOTHING_SINCE, Aftermath
from storage.telling import Digest, Kind, Role
from tasks.publish import wording
from tasks.publish.escape import visible
from tasks.publish.sheet import Account, Cited, DayItems, Item, Omitted, Ruling, Sheet, sheet

_LABEL_STYLES = {Kind.CHANGED_FIGURE: "bold yellow", Kind.CORRECTION: "bold red", Kind.LATE: "bold magenta"}


def render(digest: Digest, zone: ZoneInfo, since: Aftermath = NOTHING_SINCE) -> RenderableType:
    """Return what `rich.console.Console.print` shows of a digest."""
    laid_out = sheet(digest, zone, since)
    parts: list[RenderableType] = [*_head(laid_out)]
    for item in laid_out.lead:
        parts += ["", *_item(item, label=item.labeled)]
    parts += _section(
        "What is new",
        [line for item in laid_out.new for line in ("", *_item(item, label=item.kind is not laid_out.plain))][1:],
    )
    parts += _section("Where accounts differ", list(_differences(laid_out)))
    parts += _section("Changed figures", list(_changes(laid_out)))
    parts += _section("Timeline so far", [_timeline(laid_out.timeline)] if laid_out.timeline else [])
    parts += _section("Background", [_inset(_numbered(item)) for item in laid_out.background])
    parts += _section(wording.DECIDED, [_decision(each) for each in laid_out.decisions])
    parts += _section("Sources", list(_sources(laid_out)))
    return Group(*parts)


def explain(digest: Digest, zone: ZoneInfo) -> RenderableType:
    """Return why each sentence of a digest was chosen and which strong ones were left out, for `Console.print`."""
    laid_out = sheet(digest, zone)
    parts: list[RenderableType] = [*_head(laid_out)]
    chosen = [line for item in laid_out.explained for line in (_inset(_quoted(item.quote)), _note(item.why))]
    parts += _section(wording.WHY, chosen)
    parts += _section(wording.LEFT_OUT.rstrip(":"), [line for each in laid_out.left_out for line in _omitted(each)])
    if not chosen and not laid_out.left_out:
        parts += ["", _plain("Nothing was chosen, and nothing strong was left out.")]
    return Group(*parts)


def _decision(each: Ruling) -> RenderableType:
    about = [*each.about, *(f"“{quote.text}” {quote.outlet}" for quote in each.quotes)]
    about += [f"“{each.value}”"] if each.value else []
    said = [each.said + (f": {each.note}" if each.note else ""), each.came_to]
    detail = _plain("  " + "; ".join(part for part in said if part), "dim")
    return _inset(Text.assemble(_plain(each.what, "bold"), _plain(f": {'; '.join(about)}" if about else ""), detail))


def _omitted(each: Omitted) -> Iterable[RenderableType]:
    yield _inset(_plain(f"“{each.quote.text}”"))
    yield _inset(Text.assemble(_plain(each.reason, "bold"), _plain(f"  {each.quote.outlet}, {each.quote.when}", "dim")))
    if each.beside is not None:
        yield _note(f"“{each.beside.text}” {each.beside.outlet}, {each.beside.when}")
    yield _note(each.why)


def _note(text: str) -> Padding:
    return Padding(_plain(text, "dim"), (0, 0, 0, 4), expand=False)


def _head(laid_out: Sheet) -> Iterable[RenderableType]:
    title = laid_out.digest.title if laid_out.digest.title != laid_out.headline else ""
    yield Rule(_plain(title, "dim"), style="dim", align="left")
    yield _plain(laid_out.headline, "bold")
    facts = (laid_out.day, laid_out.status, laid_out.revision, laid_out.counts)
    yield _plain(" · ".join(fact for fact in facts if fact), "dim")
    if laid_out.headline_person:
        yield _plain(laid_out.headline_person, "dim")
    if not laid_out.quiet:
        yield _plain(laid_out.status_note, "bold yellow")
    if laid_out.checked:
        yield _plain(f"{laid_out.nothing_new} {laid_out.checked}".strip())
    for tie in laid_out.ties:
        yield _plain(f"{tie.line} ({tie.other})", "bold yellow" if tie.goes_on else "dim")


def _section(heading: str, lines: Sequence[RenderableType]) -> list[RenderableType]:
    return ["", _plain(heading, "bold underline"), *lines] if lines else []


def _item(item: Item, *, label: bool = True) -> Iterable[RenderableType]:
    if label:
        style = _LABEL_STYLES.get(item.kind, "bold cyan")
        yield Text.assemble(_plain(item.label, style), _plain(f"  {item.note}", "dim"))
    yield _inset(_quoted(item.quote))
    yield _inset(_plain(f"{item.quote.outlet}, {item.quote.when}; {item.origins}  {item.number}", "dim"))
    for was in item.was:
        yield _inset(Text.assemble(_plain("before: ", "dim"), _quoted(was), _plain(f" {was.when}", "dim")))


def _differences(laid_out: Sheet) -> Iterable[RenderableType]:
    for difference in laid_out.differences:
        yield _plain(f"{difference.about} ({difference.kind})", "bold")
        yield _inset(_accounts(("", account) for account in difference.accounts))


def _changes(laid_out: Sheet) -> Iterable[RenderableType]:
    for change in laid_out.changes:
        yield _plain(change.about, "bold")
        yield _inset(_accounts((("was", change.before), ("is now", change.after))))


def _accounts(accounts: Iterable[tuple[str, Account]]) -> Table:
    """Lay accounts out in columns: the value, then who says so and the sentence."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(ratio=1, max_width=28)
    table.add_column(ratio=3)
    for label, account in accounts:
        value = Text.assemble(_plain(f"{label} " if label else "", "dim"), _plain(account.value, "bold"))
        said = Text.assemble(_quoted(account.quote), _plain(f" {account.quote.outlet}, {account.as_of}", "dim"))
        table.add_row(value, said)
    return table


def _timeline(groups: Sequence[DayItems]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for group in groups:
        day = group.day if group.certain else f"{group.day}?"
        for item in group.items:
            table.add_row(_plain(day, "bold"), _numbered(item))
            day = ""
    return _inset(table)


def _sources(laid_out: Sheet) -> Iterable[RenderableType]:
    """List the numbered articles, then say in one line what else was looked at."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for row in sorted((row for row in laid_out.rows if row.number is not None), key=lambda row: row.number or 0):
        where = row.url or row.path or ""
        table.add_row(f"[{row.number}]", Text.assemble(_plain(f"{row.outlet}, {row.when}  "), _plain(where, "dim")))
    yield _inset(table)
    if laid_out.sources:
        yield _inset(_plain(f"Sources read: {laid_out.sources}", "dim"))
    tally = [(role, len(laid_out.of(role))) for role in Role]
    yield _inset(_plain("; ".join(f"{number} {role.value}" for role, number in tally if number), "dim"))


def _inset(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2), expand=False)


def _quoted(cited: Cited) -> Text:
    since = _plain(f" {cited.since}", "yellow") if cited.since else ""
    return Text.assemble(_plain(f"“{cited.text}”"), _plain(f" [{cited.number}]", "cyan"), since)


def _numbered(item: Item) -> Text:
    return Text.assemble(_quoted(item.quote), _plain(f"  {item.number}", "dim"))


def _plain(text: str, style: str = "") -> Text:
    """Add a text as it stands, cleaned of what could steer the terminal."""
    return Text(visible(text), style=style)
