"""Make a digest shorter than it is, for a place that holds only so much: the strongest of each part stays."""

from dataclasses import replace

from tasks.publish.sheet import DayItems, Difference, Item, Sheet

LENGTHS = (24, 12, 6, 3, 1)  # of each part, tried one after another
_BREAK = "\n\n"


def cut(laid_out: Sheet, most: int) -> Sheet:
    """Return the layout with at most `most` entries in each part, of the timeline the newest days."""
    return replace(
        laid_out,
        lead=tuple(_item(each, most) for each in laid_out.lead[:most]),
        new=tuple(_item(each, most) for each in laid_out.new[:most]),
        differences=tuple(_difference(each, most) for each in laid_out.differences[:most]),
        changes=laid_out.changes[:most],
        timeline=tuple(_day(each, most) for each in laid_out.timeline[-most:]),
        background=laid_out.background[:most],
        decisions=laid_out.decisions[:most],
    )


def clip(text: str, most_bytes: int, note: str) -> str:
    """Return as many whole blocks of `text` as fit, and `note`; the text itself if it fits."""
    if len(text.encode("utf-8")) <= most_bytes:
        return text
    room = most_bytes - len(f"{_BREAK}{note}\n".encode())
    kept = text.encode("utf-8")[: max(room, 0)].decode("utf-8", errors="ignore")
    return f"{kept.rpartition(_BREAK)[0]}{_BREAK}{note}\n"


def _item(item: Item, most: int) -> Item:
    return replace(item, was=item.was[:most])


def _difference(difference: Difference, most: int) -> Difference:
    return replace(difference, accounts=difference.accounts[: max(most, 2)])


def _day(day: DayItems, most: int) -> DayItems:
    return replace(day, items=day.items[:most])
