"""Whether two readings of a number can both be right as they are worded."""

from __future__ import annotations

import math

from tasks.text.quantities import Quantity, QuantityKind


def agree(first: Quantity, second: Quantity, *, reach: float = math.inf) -> bool:
    """Say whether two readings can both be right as worded: bounds, ranges and rounding allowed for.

    `reach` is how many times its own value "at least" may mean: anything above at one time; less from day to day, since
    a bound that is named again is named anew.
    """
    if first.low == second.low and first.high == second.high:
        return True
    if first.bound in ("more", "less") and first.bound == second.bound:
        return math.isinf(reach) or (_round(first) != _round(second) and _near(first.low, second.low, 0.5))
    low, high = _span(first, reach)
    other_low, other_high = _span(second, reach)
    return (low <= other_high and other_low <= high) or _rounds_to(first, second) or _rounds_to(second, first)


def _span(item: Quantity, reach: float) -> tuple[float, float]:
    """Return the values that the wording allows."""
    if item.bound == "about":
        return item.low * 0.9, item.high * 1.1
    if item.bound == "more":
        return item.low, item.high * reach
    if item.bound == "less":
        return item.low / reach, item.high
    return item.low, item.high


def _near(first: float, second: float, share: float) -> bool:
    return abs(first - second) <= share * max(abs(first), abs(second))


def _round(item: Quantity) -> bool:
    """Say whether the number is a round one."""
    return item.low >= 10 and item.low % 10 == 0


def _rounds_to(coarse: Quantity, fine: Quantity) -> bool:
    """Say whether `coarse` is `fine` with fewer figures: 3,000 for 2,987, 6.2 for 6.24; never a small count."""
    if fine.low != fine.high or coarse.low != coarse.high or not _near(coarse.low, fine.low, 0.05):
        return False
    if coarse.kind is QuantityKind.COUNT and coarse.low < 100:
        return False
    figures_kept = len(f"{coarse.low:.10g}".replace(".", "").strip("0"))
    scale = figures_kept - 1 - math.floor(math.log10(fine.low)) if fine.low > 0 else 0
    return math.isclose(round(fine.low, scale), coarse.low)
