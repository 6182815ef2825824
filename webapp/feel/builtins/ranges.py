"""``range``, and Allen's relations between points and ranges (DMN 1.5, 10.3.4.1 and 10.3.4.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from webapp.feel.builtins.registry import BUILTINS, builtin, text, wrong_kind, wrong_value
from webapp.feel.comparing import sort_key
from webapp.feel.compiler import Unit
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.limits import Budget
from webapp.feel.parser import open_parser
from webapp.feel.syntax import RangeOf
from webapp.feel.values import Range, Value, kind_of


class _Bound(NamedTuple):
    """An end of a range: a value, or minus or plus infinity (``side`` -1, 1)."""

    value: Value
    side: int = 0


class _Span(NamedTuple):
    """A range with its bounds; a point is a range from itself to itself."""

    start: _Bound
    end: _Bound
    start_included: bool
    end_included: bool
    is_point: bool


def _span(value: Value, parameter: str) -> _Span:
    if value is None:
        raise wrong_kind(parameter, value)
    if not isinstance(value, Range):
        return _Span(_Bound(value), _Bound(value), True, True, True)
    if value.operator == "!=":
        raise wrong_value(parameter, "!=")
    low = _Bound(None, -1) if value.operator in ("<", "<=") else _Bound(value.start)
    high = _Bound(None, 1) if value.operator in (">", ">=") else _Bound(value.end)
    if (low.side == 0 and low.value is None) or (high.side == 0 and high.value is None):
        raise wrong_kind(parameter, None)
    return _Span(low, high, value.start_included, value.end_included, False)


def _order(one: _Bound, other: _Bound) -> int:
    """-1, 0 or 1 as the first bound is below, at or above the second."""
    if one.side or other.side:
        return (one.side > other.side) - (one.side < other.side)
    left, right = sort_key(one.value), sort_key(other.value)
    if left is None or right is None or kind_of(one.value) != kind_of(other.value):
        raise wrong_kind("range", other.value)
    return (left > right) - (left < right)  # type: ignore[operator]  # keys of one kind


def _is_before(one: _Span, other: _Span) -> bool:
    order = _order(one.end, other.start)
    return order < 0 or (order == 0 and not (one.end_included and other.start_included))


def _meets(one: _Span, other: _Span) -> bool:
    return one.end_included and other.start_included and _order(one.end, other.start) == 0


def _overlaps(one: _Span, other: _Span) -> bool:
    return not _is_before(one, other) and not _is_before(other, one)


def _starts_earlier(one: _Span, other: _Span) -> bool:
    order = _order(one.start, other.start)
    return order < 0 or (order == 0 and one.start_included and not other.start_included)


def _ends_no_later(one: _Span, other: _Span) -> bool:
    order = _order(one.end, other.end)
    return order < 0 or (order == 0 and (other.end_included or not one.end_included))


def _starts_no_earlier(one: _Span, other: _Span) -> bool:
    order = _order(one.start, other.start)
    return order > 0 or (order == 0 and (other.start_included or not one.start_included))


def _overlaps_before(one: _Span, other: _Span) -> bool:
    return _starts_earlier(one, other) and not _is_before(one, other) and _ends_no_later(one, other)


def _overlaps_after(one: _Span, other: _Span) -> bool:
    starts_later = _starts_earlier(other, one)
    return starts_later and not _is_before(other, one) and _ends_no_later(other, one)


def _finishes(one: _Span, other: _Span) -> bool:
    same_end = _order(one.end, other.end) == 0 and one.end_included == other.end_included
    return same_end and _starts_no_earlier(one, other)


def _starts(one: _Span, other: _Span) -> bool:
    same_start = _order(one.start, other.start) == 0 and one.start_included == other.start_included
    return same_start and _ends_no_later(one, other)


def _is_during(one: _Span, other: _Span) -> bool:
    return _starts_no_earlier(one, other) and _ends_no_later(one, other)


def _coincides(one: _Span, other: _Span) -> bool:
    return (
        _order(one.start, other.start) == 0
        and _order(one.end, other.end) == 0
        and one.start_included == other.start_included
        and one.end_included == other.end_included
    )


def _swapped(relation: Callable[[_Span, _Span], bool]) -> Callable[[_Span, _Span], bool]:
    return lambda one, other: relation(other, one)


_POINTS, _POINT_RANGE, _RANGE_POINT = "point1, point2", "point, range", "range, point"

#: Each relation with the argument forms that it takes beside two ranges.
_RELATIONS: Final[dict[str, tuple[Callable[[_Span, _Span], bool], tuple[str, ...]]]] = {
    "before": (_is_before, (_POINTS, _POINT_RANGE, _RANGE_POINT)),
    "after": (_swapped(_is_before), (_POINTS, _POINT_RANGE, _RANGE_POINT)),
    "meets": (_meets, ()),
    "met by": (_swapped(_meets), ()),
    "overlaps": (_overlaps, ()),
    "overlaps before": (_overlaps_before, ()),
    "overlaps after": (_overlaps_after, ()),
    "finishes": (_finishes, (_POINT_RANGE,)),
    "finished by": (_swapped(_finishes), (_RANGE_POINT,)),
    "includes": (_swapped(_is_during), (_RANGE_POINT,)),
    "during": (_is_during, (_POINT_RANGE,)),
    "starts": (_starts, (_POINT_RANGE,)),
    "started by": (_swapped(_starts), (_RANGE_POINT,)),
    "coincides": (_coincides, (_POINTS,)),
}


def _declare(name: str, relation: Callable[[_Span, _Span], bool], forms: tuple[str, ...]) -> None:
    allowed = {(False, False), *((form.startswith("point"), not form.endswith("range")) for form in forms)}

    def implementation(arguments: Sequence[Value], _budget: Budget) -> Value:
        one, other = _span(arguments[0], "range1"), _span(arguments[1], "range2")
        if (one.is_point, other.is_point) not in allowed:
            raise wrong_kind("range1" if one.is_point else "range2", arguments[0 if one.is_point else 1])
        return relation(one, other)

    builtin(name, "range1, range2", alternatives=forms)(implementation)


for _name, (_relation, _forms) in _RELATIONS.items():
    _declare(_name, _relation, _forms)


@builtin("range", "from")
def make_range(arguments: Sequence[Value], budget: Budget) -> Value:
    """A range from its text; the ends are literals or calls of temporal functions on literals."""
    written = text(arguments[0], "from")
    try:
        tree = open_parser(written, frozenset(), frozenset(BUILTINS), limits=budget.limits).whole_expression()
    except FeelSyntaxError:
        raise wrong_value("from", written) from None
    made = Unit((), BUILTINS, budget.limits).constant(tree) if isinstance(tree, RangeOf) else None
    span = None if made is None else made.value
    if not isinstance(span, Range) or span.start is None or span.end is None:
        raise wrong_value("from", written)
    return span
