"""Equality, order and membership, with null where the standard says that two values do not compare (DMN 1.5, 10.3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel.errors import FeelLimitExceeded
from webapp.feel.limits import Budget
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from webapp.feel.values import Function, Range, Value

#: Single comparisons inside one comparison of lists or contexts; shared parts could otherwise multiply without end.
_MAX_PARTS = 1_000_000
#: Comparing parts is faster than evaluating; so many cost one step.
_PARTS_PER_STEP = 4


def equal(left: Value, right: Value, budget: Budget | None = None) -> bool | None:
    """FEEL's ``=``: null for values of different kinds, except that nothing but null equals null.

    The cost of comparing lists and contexts is taken from the budget, if one is given.
    """
    kind = type(left)
    if kind is not type(right):
        return _equal_kinds(left, right)
    if kind in (Decimal, str, bool):
        return left == right
    left_over = [_MAX_PARTS]
    try:
        result = _equal_parts(left, right, left_over)
    except RecursionError:
        raise FeelLimitExceeded("FEEL-L06") from None
    if budget is not None:
        budget.spend((_MAX_PARTS - left_over[0]) // _PARTS_PER_STEP)
    return result


def _equal_kinds(left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return False
    if isinstance(left, DaysDuration) and isinstance(right, MonthsDuration):
        return True if left.nanoseconds == right.months == 0 else None
    if isinstance(left, MonthsDuration) and isinstance(right, DaysDuration):
        return _equal_kinds(right, left)
    return None


def _equal_parts(left: Value, right: Value, left_over: list[int]) -> bool | None:
    left_over[0] -= 1
    if left_over[0] < 0:
        raise FeelLimitExceeded("FEEL-L01", limit=_MAX_PARTS)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            _equal_parts(one, other, left_over) is True for one, other in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            _equal_parts(value, right[key], left_over) is True for key, value in left.items()
        )
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(left, right, left_over)
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    return left == right if type(left) is type(right) else _equal_kinds(left, right)


def _equal_ranges(left: Range, right: Range, left_over: list[int]) -> bool:
    return (
        left.operator == right.operator
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and _equal_parts(left.start, right.start, left_over) is True
        and _equal_parts(left.end, right.end, left_over) is True
    )


def _order_keys(left: Value, right: Value) -> tuple[Decimal | str | int, Decimal | str | int] | None:
    """Two keys whose order is the order of the values, or None if the values have none."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left, right
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    if isinstance(left, FeelDate) and isinstance(right, FeelDate):
        return left.number, right.number
    if isinstance(left, FeelTime) and isinstance(right, FeelTime):
        return (left.universal_seconds, right.universal_seconds) if left.comparable_with(right) else None
    if isinstance(left, FeelDateTime) and isinstance(right, FeelDateTime):
        return (left.universal_seconds, right.universal_seconds) if left.comparable_with(right) else None
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return left.nanoseconds, right.nanoseconds
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return left.months, right.months
    return None


def less(left: Value, right: Value) -> bool | None:
    """FEEL's ``<``; null if the values have no order."""
    keys = _order_keys(left, right)
    return None if keys is None else keys[0] < keys[1]  # type: ignore[operator]  # both keys are of one type


def at_most(left: Value, right: Value) -> bool | None:
    """FEEL's ``<=``; null if the values have no order."""
    keys = _order_keys(left, right)
    return None if keys is None else keys[0] <= keys[1]  # type: ignore[operator]  # both keys are of one type


def greater(left: Value, right: Value) -> bool | None:
    """FEEL's ``>``; null if the values have no order."""
    return less(right, left)


def at_least(left: Value, right: Value) -> bool | None:
    """FEEL's ``>=``; null if the values have no order."""
    return at_most(right, left)


def unequal(left: Value, right: Value) -> bool | None:
    """FEEL's ``!=``."""
    return negate(equal(left, right))


COMPARISONS: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": at_most,
    ">": greater,
    ">=": at_least,
}


def negate(truth: bool | None) -> bool | None:
    """Three-valued not."""
    return None if truth is None else not truth


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued or."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def in_range(value: Value, span: Range) -> bool | None:
    """Whether the value lies in the range; null if it cannot be compared with an end."""
    if span.operator in ("=", "!="):
        return COMPARISONS[span.operator](value, span.end)
    above: bool | None = True
    if span.operator not in ("<", "<="):
        above = at_least(value, span.start) if span.start_included else greater(value, span.start)
    below: bool | None = True
    if span.operator not in (">", ">="):
        below = at_most(value, span.end) if span.end_included else less(value, span.end)
    return both(above, below)


def is_member(value: Value, group: Value, budget: Budget | None = None) -> bool | None:
    """FEEL's ``in`` for one group: an equal value, a range around it, or a list that holds it or such a range."""
    if isinstance(group, Range) and not isinstance(value, Range):
        return in_range(value, group)
    if not isinstance(group, list):
        return equal(value, group, budget)
    if isinstance(value, list) and equal(value, group, budget) is True:
        return True
    if budget is not None:
        budget.spend(len(group) // _PARTS_PER_STEP)
    return any(_is_item(value, item, budget) is True for item in group)


def _is_item(value: Value, item: Value, budget: Budget | None) -> bool | None:
    """Whether a list's item equals the value or is a range around it."""
    if isinstance(item, Range) and not isinstance(value, Range):
        return in_range(value, item)
    return equal(value, item, budget)


def sort_key(value: Value) -> Decimal | str | int | None:
    """A key for sorting values of one kind; None for a value that has no order."""
    if isinstance(value, FeelDate):
        return value.number
    if isinstance(value, FeelTime | FeelDateTime):
        return value.universal_seconds
    if isinstance(value, DaysDuration):
        return value.nanoseconds
    if isinstance(value, MonthsDuration):
        return value.months
    return value if isinstance(value, Decimal | str) else None
