"""Functions on lists (DMN 1.5, 10.3.4.4 and 10.3.4.9)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal
from functools import cmp_to_key

from webapp.feel import arithmetic, numeric
from webapp.feel.builtins.registry import (
    builtin,
    integer,
    items,
    number,
    same_kind,
    spread,
    wrong_kind,
    wrong_value,
)
from webapp.feel.calling import call_function
from webapp.feel.comparing import equal, sort_key
from webapp.feel.limits import Budget
from webapp.feel.temporal import DaysDuration, MonthsDuration
from webapp.feel.values import Function, Range, Value, kind_of


@builtin("list contains", "list, element")
def list_contains(arguments: Sequence[Value], budget: Budget) -> Value:
    """Whether an item equals the element; null is found too."""
    found = items(arguments[0], "list")
    budget.spend(len(found) // 8)
    return any(equal(item, arguments[1], budget) is True for item in found)


@builtin("count", "list")
def count(arguments: Sequence[Value], _budget: Budget) -> Value:
    """How many items."""
    return Decimal(len(items(arguments[0], "list")))


def _extreme(arguments: Sequence[Value], budget: Budget, *, largest: bool) -> Value:
    values = spread(arguments, "list")
    budget.spend(len(values) // 8)
    if not values:
        return None
    same_kind(values, "list")
    keys = [sort_key(value) for value in values]
    if any(key is None for key in keys):
        raise wrong_kind("list", values[0])
    choose = max if largest else min
    return values[choose(range(len(values)), key=keys.__getitem__)]  # type: ignore[arg-type]  # keys of one kind


@builtin("min", "list", takes_more=True)
def minimum(arguments: Sequence[Value], budget: Budget) -> Value:
    """The smallest of values of one kind; null for an empty list."""
    return _extreme(arguments, budget, largest=False)


@builtin("max", "list", takes_more=True)
def maximum(arguments: Sequence[Value], budget: Budget) -> Value:
    """The largest of values of one kind; null for an empty list."""
    return _extreme(arguments, budget, largest=True)


def _numbers(arguments: Sequence[Value], budget: Budget) -> list[Decimal]:
    values = spread(arguments, "list")
    budget.spend(len(values) // 2)
    return [number(value, "list") for value in values]


@builtin("sum", "list", takes_more=True)
def total(arguments: Sequence[Value], budget: Budget) -> Value:
    """The sum of numbers, or of durations of one kind; null for an empty list."""
    values = spread(arguments, "list")
    budget.spend(len(values) // 2)
    if not values:
        return None
    result: Value = values[0]
    if kind_of(result) not in ("number", "days and time duration", "years and months duration"):
        raise wrong_kind("list", result)
    for value in values[1:]:
        if kind_of(value) != kind_of(result):
            raise wrong_kind("list", value)
        result = arithmetic.add(result, value)
    return result


@builtin("product", "list", takes_more=True)
def product(arguments: Sequence[Value], budget: Budget) -> Value:
    """The product of numbers; null for an empty list."""
    values = _numbers(arguments, budget)
    result: Value = values[0] if values else None
    for value in values[1:]:
        result = arithmetic.multiply(result, value)
    return result


@builtin("mean", "list", takes_more=True)
def mean(arguments: Sequence[Value], budget: Budget) -> Value:
    """The average; null for an empty list."""
    values = spread(arguments, "list")
    if not values:
        return None
    return arithmetic.divide(total([values], budget), Decimal(len(values)))


@builtin("median", "list", takes_more=True)
def median(arguments: Sequence[Value], budget: Budget) -> Value:
    """The middle value, or the mean of the two in the middle; null for an empty list."""
    values = sorted(_numbers(arguments, budget))
    if not values:
        return None
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return arithmetic.divide(numeric.add(values[middle - 1], values[middle]), Decimal(2))


@builtin("stddev", "list", takes_more=True)
def standard_deviation(arguments: Sequence[Value], budget: Budget) -> Value:
    """The sample standard deviation; null for fewer than two numbers."""
    values = _numbers(arguments, budget)
    if len(values) < 2:
        raise wrong_value("list", len(values))
    budget.spend(2 * len(values))
    context = numeric.CONTEXT
    total_of = numeric.ZERO
    for value in values:
        total_of = context.add(total_of, value)
    average = context.divide(total_of, Decimal(len(values)))
    squares = numeric.ZERO
    for value in values:
        squares = context.add(squares, context.power(context.subtract(value, average), Decimal(2)))
    return context.sqrt(context.divide(squares, Decimal(len(values) - 1)))


@builtin("mode", "list", takes_more=True)
def mode(arguments: Sequence[Value], budget: Budget) -> Value:
    """The most frequent numbers, in ascending order."""
    counts: dict[Decimal, int] = {}
    for value in _numbers(arguments, budget):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return [value for value in sorted(counts) if counts[value] == most]


def _truths(arguments: Sequence[Value], *, deciding: bool) -> Value:
    result: bool | None = not deciding
    for value in spread(arguments, "list"):
        if value is deciding:
            return deciding
        if value is not None and not isinstance(value, bool):
            raise wrong_kind("list", value)
        if value is None:
            result = None
    return result


@builtin("all", "list", takes_more=True)
def all_true(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Three-valued and over a list; true for an empty one."""
    return _truths(arguments, deciding=False)


@builtin("any", "list", takes_more=True)
def any_true(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Three-valued or over a list; false for an empty one."""
    return _truths(arguments, deciding=True)


@builtin("sublist", "list, start position, length", optional=1)
def sublist(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Items from a position (from 1; negative from the end), up to a number of them."""
    values, start = items(arguments[0], "list"), integer(arguments[1], "start position")
    if start == 0 or abs(start) > len(values):
        raise wrong_value("start position", start)
    first = start - 1 if start > 0 else len(values) + start
    if len(arguments) == 2:
        return values[first:]
    length = integer(arguments[2], "length")
    if length < 1 or first + length > len(values):
        raise wrong_value("length", length)
    return values[first : first + length]


@builtin("append", "list, item", takes_more=True)
def append(arguments: Sequence[Value], budget: Budget) -> Value:
    """The list with further items at its end."""
    return _grown([*items(arguments[0], "list"), *arguments[1:]], budget)


def _grown(values: list[Value], budget: Budget) -> list[Value]:
    budget.check_items(len(values))
    budget.spend(len(values) // 8)
    return values


@builtin("concatenate", "list", takes_more=True)
def concatenate(arguments: Sequence[Value], budget: Budget) -> Value:
    """All lists one after the other."""
    return _grown([item for value in arguments for item in items(value, "list")], budget)


@builtin("insert before", "list, position, newItem")
def insert_before(arguments: Sequence[Value], budget: Budget) -> Value:
    """The list with an item put before a position."""
    values, at = items(arguments[0], "list"), _position(arguments[0], arguments[1])
    return _grown([*values[:at], arguments[2], *values[at:]], budget)


@builtin("remove", "list, position")
def remove(arguments: Sequence[Value], budget: Budget) -> Value:
    """The list without the item at a position."""
    values, at = items(arguments[0], "list"), _position(arguments[0], arguments[1])
    return _grown([*values[:at], *values[at + 1 :]], budget)


def _position(value: Value, position: Value) -> int:
    """The index from 0 of a position from 1, or from the end if negative."""
    length, at = len(items(value, "list")), integer(position, "position")
    if at == 0 or abs(at) > length:
        raise wrong_value("position", at)
    return at - 1 if at > 0 else length + at


@builtin("list replace", "list, position, newItem", alternatives=["list, match, newItem"])
def list_replace(arguments: Sequence[Value], budget: Budget) -> Value:
    """The list with the item at a position replaced, or those for which a function of item and new item is true."""
    values, where, new = items(arguments[0], "list"), arguments[1], arguments[2]
    if not isinstance(where, Function):
        at = _position(arguments[0], where)
        return _grown([*values[:at], new, *values[at + 1 :]], budget)
    if len(where.parameters) != 2:
        raise wrong_value("match", where.name)
    replaced: list[Value] = []
    for item in values:
        verdict = call_function(where, [item, new], budget)
        if not isinstance(verdict, bool):
            raise wrong_kind("match", verdict)
        replaced.append(new if verdict else item)
    return _grown(replaced, budget)


@builtin("reverse", "list")
def reverse(arguments: Sequence[Value], budget: Budget) -> Value:
    """The items from last to first."""
    return _grown(items(arguments[0], "list")[::-1], budget)


@builtin("index of", "list, match")
def index_of(arguments: Sequence[Value], budget: Budget) -> Value:
    """The positions (from 1) of the items that equal the match."""
    values = items(arguments[0], "list")
    budget.spend(len(values) // 8)
    return [Decimal(at) for at, value in enumerate(values, 1) if equal(value, arguments[1], budget) is True]


@builtin("union", "list", takes_more=True)
def union(arguments: Sequence[Value], budget: Budget) -> Value:
    """All lists one after the other, each value once."""
    return _distinct([item for value in arguments for item in items(value, "list")], budget)


@builtin("distinct values", "list")
def distinct_values(arguments: Sequence[Value], budget: Budget) -> Value:
    """Each value once, where it first stands."""
    return _distinct(items(arguments[0], "list"), budget)


def _distinct(values: list[Value], budget: Budget) -> list[Value]:
    kept: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    alike: dict[Hashable, list[Value]] = {}
    for value in values:
        if isinstance(value, str | Decimal | bool):
            key = type(value), value
            if key in seen:
                continue
            seen.add(key)
        else:
            others = alike.setdefault(_likeness(value, budget), [])
            budget.spend(1 + 4 * len(others))
            if any(equal(value, other, budget) is True for other in others):
                continue
            others.append(value)
        kept.append(value)
    return _grown(kept, budget)


#: Deeper parts, and further items of a list, tell values apart too rarely to be looked at.
_LIKENESS_DEPTH = 3
_LIKENESS_ITEMS = 16


def _likeness(value: Value, budget: Budget, depth: int = 0) -> Hashable:
    """What equal values have in common; most others have another."""
    if depth >= _LIKENESS_DEPTH:
        return None
    budget.spend()
    if isinstance(value, list):
        items = [_likeness(item, budget, depth + 1) for item in value[:_LIKENESS_ITEMS]]
        return ("list", len(value), *items)
    if isinstance(value, dict):
        names = sorted(value)[:_LIKENESS_ITEMS]
        return ("context", len(value), *((name, _likeness(value[name], budget, depth + 1)) for name in names))
    if isinstance(value, DaysDuration | MonthsDuration):
        # Nothing of one kind equals nothing of the other.
        return value if value not in (DaysDuration(0), MonthsDuration(0)) else "nothing"
    return "range or function" if isinstance(value, Range | Function) else value


@builtin("flatten", "list")
def flatten(arguments: Sequence[Value], budget: Budget) -> Value:
    """One list with the items of all lists inside, however deep."""
    flat: list[Value] = []
    waiting: list[Value] = [items(arguments[0], "list")]
    while waiting:
        value = waiting.pop()
        budget.spend()
        if isinstance(value, list):
            budget.check_items(len(waiting) + len(value))
            waiting.extend(reversed(value))
        else:
            flat.append(value)
            budget.check_items(len(flat))
    return flat


@builtin("sort", "list, precedes", optional=1)
def sort(arguments: Sequence[Value], budget: Budget) -> Value:
    """The items in the order of a function that says whether the first of two comes before the second."""
    values = items(arguments[0], "list")
    if len(arguments) == 1:
        same_kind(values, "list")
        keys = [sort_key(value) for value in values]
        if any(key is None for key in keys):
            raise wrong_kind("list", values[0])
        return [values[at] for at in sorted(range(len(values)), key=keys.__getitem__)]  # type: ignore[arg-type]
    precedes = arguments[1]
    if not isinstance(precedes, Function) or len(precedes.parameters) != 2:
        raise wrong_kind("precedes", precedes)

    def order(one: Value, other: Value) -> int:
        if _verdict(precedes, one, other, budget):
            return -1
        return 1 if _verdict(precedes, other, one, budget) else 0

    return sorted(values, key=cmp_to_key(order))


def _verdict(precedes: Function, one: Value, other: Value, budget: Budget) -> bool:
    verdict = call_function(precedes, [one, other], budget)
    if not isinstance(verdict, bool):
        raise wrong_kind("precedes", verdict)
    return verdict
