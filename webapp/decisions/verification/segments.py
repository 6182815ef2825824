"""Cuts a column into elementary segments and says in FEEL what a set of them means."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from webapp.decisions.verification import scalars
from webapp.decisions.verification.coverage import bits, mask_of
from webapp.feel import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration, Value, equal, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webapp.decisions.verification.scalars import Key

#: The types a column may name, and the kinds of value they hold. Others (lists, contexts, Any) hold every kind.
KINDS_OF_TYPE: Final = {
    "string": (scalars.STRING,),
    "number": (scalars.NUMBER,),
    "boolean": (scalars.BOOLEAN,),
    "date": (scalars.DATE,),
    "time": (scalars.TIME, scalars.LOCAL_TIME),
    "date and time": (scalars.DATE_TIME, scalars.LOCAL_DATE_TIME),
    "days and time duration": (scalars.DAYS,),
    "years and months duration": (scalars.MONTHS,),
}

_PAIRED: Final = (
    frozenset({scalars.TIME, scalars.LOCAL_TIME}),
    frozenset({scalars.DATE_TIME, scalars.LOCAL_DATE_TIME}),
)

#: A text that no table names: it stands for "any other text".
OTHER_TEXT: Final = "\u2026"


@dataclass(frozen=True, slots=True)
class Segment:
    """Values that no cell of the column can tell apart. ``value`` is one of them.

    A point has ``low`` = ``high`` = ``value``; an interval has its open ends, None where it has none.
    ``kind`` is "null", "other", or a kind of `scalars`.
    """

    kind: str
    value: Value
    low: Value = None
    high: Value = None
    is_point: bool = False


@dataclass(slots=True)
class Segments:
    """The segments of one column, in order: null first, then kind by kind upwards."""

    items: list[Segment] = field(default_factory=list)
    _keys: dict[str, list[Key]] = field(default_factory=dict)
    _starts: dict[str, list[int]] = field(default_factory=dict)
    _extents: dict[str, tuple[int, int]] = field(default_factory=dict)
    _texts: dict[Value, int] = field(default_factory=dict)
    _splits: dict[str | None, tuple[int, Sequence[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, literals: Iterable[Value], kinds: Sequence[str] | None, *, has_order: bool) -> Segments:
        """Cut by the ``literals`` that the column's cells compare with.

        ``kinds`` are the kinds of value the column's type holds; None: any. Without ``has_order`` texts are only told
        apart by being equal.
        """
        segments = cls([Segment("null", None)])
        by_kind: dict[str, dict[Key, Value]] = {}
        has_booleans = False
        for literal in literals:
            kind = scalars.kind_of(literal)
            if kind == scalars.BOOLEAN:
                has_booleans = True
            elif kind is not None and (kinds is None or kind in kinds):
                by_kind.setdefault(kind, {}).setdefault(scalars.key_of(literal), literal)
        if (kinds is None and has_booleans) or (kinds is not None and scalars.BOOLEAN in kinds):
            segments.items += [
                Segment(scalars.BOOLEAN, truth, truth, truth, is_point=True) for truth in (True, False)
            ]
        for kind, points in by_kind.items():
            if kind == scalars.STRING and not has_order:
                segments._add_texts(points)
            else:
                segments._add_ordered(kind, points)
        segments._add_unnamed(kinds, by_kind, has_booleans=has_booleans)
        return segments

    def _add_texts(self, points: dict[Key, Value]) -> None:
        for text in points.values():
            self._texts[text] = len(self.items)
            self.items.append(Segment(scalars.STRING, text, text, text, is_point=True))
        self.items.append(Segment("other", _unused_text(points)))

    def _add_ordered(self, kind: str, points: dict[Key, Value]) -> None:
        keys = sorted(points)
        self._keys[kind] = keys
        starts = self._starts.setdefault(kind, [])
        begin = len(self.items)
        first = scalars.value_below(kind, keys[0])
        if first is not None:
            self.items.append(Segment(kind, first, None, points[keys[0]]))
        for number, key in enumerate(keys):
            point = points[key]
            starts.append(len(self.items))
            self.items.append(Segment(kind, point, point, point, is_point=True))
            following = keys[number + 1] if number + 1 < len(keys) else None
            inner = (
                scalars.value_above(kind, key)
                if following is None
                else scalars.value_between(kind, key, following)
            )
            if inner is not None:
                self.items.append(
                    Segment(kind, inner, point, None if following is None else points[following])
                )
        self._extents[kind] = (begin, len(self.items) - 1)

    def _add_unnamed(
        self, kinds: Sequence[str] | None, named: dict[str, dict[Key, Value]], *, has_booleans: bool
    ) -> None:
        """Kinds of value that the column may hold and no cell names are one segment each."""
        if kinds is None:
            if scalars.STRING not in named:
                self.items.append(Segment("other", OTHER_TEXT))
            elif not has_booleans:
                self.items.append(Segment("other", value=True))
            return
        for kind in kinds:
            paired = next((pair for pair in _PAIRED if kind in pair), frozenset((kind,)))
            if (
                kind == scalars.BOOLEAN
                or paired & named.keys()
                or any(item.kind in paired for item in self.items)
            ):
                continue
            self.items.append(Segment(kind, _SAMPLES[kind]))

    def mask_between(
        self, kind: str, low: Value, high: Value, *, low_included: bool, high_included: bool
    ) -> int:
        """The segments of a kind from ``low`` to ``high`` (None: no end). Both ends must be among the literals."""
        first, last = self._extents[kind]
        if low is not None:
            first = self._position(kind, low) + (0 if low_included else 1)
        if high is not None:
            last = self._position(kind, high) - (0 if high_included else 1)
        return ((1 << (last - first + 1)) - 1) << first if last >= first else 0

    def mask_of_text(self, text: Value) -> int | None:
        """The segment of a text among those only told apart by being equal; None when texts were not cut so."""
        position = self._texts.get(text)
        return None if position is None else 1 << position

    def split(self, kind: str | None) -> tuple[int, Sequence[int]]:
        """The mask of the segments of a kind, and the positions of all others, which are few."""
        known = self._splits.get(kind)
        if known is None:
            own = mask_of(place for place, item in enumerate(self.items) if item.kind == kind)
            others = [place for place, item in enumerate(self.items) if item.kind != kind]
            known = self._splits[kind] = own, others
        return known

    def holds(self, position: int, value: Value) -> bool:
        """Whether the segment there holds ``value``."""
        segment = self.items[position]
        if value is None or segment.kind == "null":
            return value is None and segment.kind == "null"
        if segment.is_point:
            return equal(segment.value, value) is True
        if segment.kind == "other":
            return not any(self.holds(other, value) for other in range(len(self.items)) if other != position)
        if scalars.kind_of(value) != segment.kind or not self.is_ordered(segment.kind):
            return scalars.kind_of(value) == segment.kind
        key = scalars.key_of(value)
        is_above = segment.low is None or scalars.key_of(segment.low) < key  # type: ignore[operator]
        return is_above and (segment.high is None or key < scalars.key_of(segment.high))  # type: ignore[operator]

    def is_ordered(self, kind: str) -> bool:
        """Whether the kind was cut by order (else its values are only told apart by being equal)."""
        return kind in self._keys

    def _position(self, kind: str, value: Value) -> int:
        keys = self._keys[kind]
        return self._starts[kind][bisect_left(keys, scalars.key_of(value))]

    def describe(self, mask: int) -> tuple[str, str]:
        """What the segments of ``mask`` hold, in FEEL, with words for "anything else" in Chinese and English."""
        parts: list[tuple[str, str]] = []
        positions = list(bits(mask))
        start = 0
        while start < len(positions):
            stop = start
            while stop + 1 < len(positions) and self._continues(positions[stop], positions[stop + 1]):
                stop += 1
            parts.append(_describe_run(self.items[positions[start]], self.items[positions[stop]]))
            start = stop + 1
        return "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)

    def _continues(self, one: int, following: int) -> bool:
        first, second = self.items[one], self.items[following]
        return following == one + 1 and first.kind == second.kind and first.kind in self._keys


def _describe_run(first: Segment, last: Segment) -> tuple[str, str]:
    if first.kind == "null":
        return "未知（null）", "not known (null)"
    if first.kind == "other":
        return "其他值", "any other value"
    if first is last and first.is_point:
        return (to_text(first.value),) * 2
    if first.low is None and last.high is None:
        return "任何值", "any value"
    if first.low is None:
        return (f"{'<=' if last.is_point else '<'} {to_text(last.high)}",) * 2
    if last.high is None:
        return (f"{'>=' if first.is_point else '>'} {to_text(first.low)}",) * 2
    opening, closing = "[" if first.is_point else "]", "]" if last.is_point else "["
    return (f"{opening}{to_text(first.low)}..{to_text(last.high)}{closing}",) * 2


def _unused_text(points: dict[Key, Value]) -> str:
    text = OTHER_TEXT
    while text in points:
        text += OTHER_TEXT
    return text


_SAMPLES: Final[dict[str, Value]] = {
    scalars.STRING: OTHER_TEXT,
    scalars.NUMBER: Decimal(1),
    scalars.DATE: FeelDate(2026, 1, 1),
    scalars.TIME: FeelTime.of(12, 0, 0, 0, 0),
    scalars.LOCAL_TIME: FeelTime.of(12, 0),
    scalars.DATE_TIME: FeelDateTime(FeelDate(2026, 1, 1), FeelTime.of(12, 0, 0, 0, 0)),
    scalars.LOCAL_DATE_TIME: FeelDateTime(FeelDate(2026, 1, 1), FeelTime.of(12, 0)),
    scalars.DAYS: DaysDuration.of_days(1),
    scalars.MONTHS: MonthsDuration(1),
}
