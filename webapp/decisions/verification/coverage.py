"""Gaps and overlaps of rules as arithmetic on bit masks.

A column is cut into elementary segments: within one, no cell can tell two values apart. Each segment carries the bit
mask of the rules whose cell accepts it, each rule the bit mask of the segments its cell accepts. Then an overlap is an
AND over columns of ORs, and a gap is found by walking the columns with the set of rules that are still in play, merging
segments that leave the same rules in play and remembering every (column, rules) already walked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: One mask of segments per column.
Box: TypeAlias = tuple[int, ...]

#: Steps that one search in a table may take: part of a second. A thousand rules of five inputs need far fewer.
MAX_STEPS: Final = 500_000

#: Steps for all searches in all tables of a model together.
MAX_MODEL_STEPS: Final = 1_500_000

#: Bits that all columns together may hold: beyond it already the masks take too long.
MAX_BITS: Final = 3_000_000

#: Masks of so many bits are words of the machine.
_WORD: Final = 60


class SearchTooLarge(Exception):
    """The table is too large or too tangled to be searched to the end."""


class Effort:
    """What searches may still cost together. ``pool`` is what they share with those of other tables."""

    __slots__ = ("_left", "_pool")

    def __init__(self, pool: Effort | None = None, steps: int | None = None) -> None:
        self._left = MAX_STEPS if steps is None else steps
        self._pool = pool

    def spend(self, steps: int) -> None:
        """Count ``steps``; raise `SearchTooLarge` when none are left."""
        self._left -= steps
        if self._pool is not None:
            self._pool.spend(steps)
        if self._left < 0:
            raise SearchTooLarge


@dataclass(slots=True)
class SegmentColumn:
    """One input column. ``accepts[rule]`` is a mask of segments; only segments of the domain are here."""

    segment_count: int
    accepts: Sequence[int]
    covers: list[int] = field(init=False)

    def __post_init__(self) -> None:
        groups = _group_by_mask(self.accepts)
        # Cells that take anything are many: they are counted in at once.
        self.covers = [groups.pop(self.whole, 0)] * self.segment_count
        for accepted, rules in groups.items():
            for segment in bits(accepted):
                self.covers[segment] |= rules

    @property
    def whole(self) -> int:
        """The mask of all segments."""
        return (1 << self.segment_count) - 1

    def covers_of(self, segments: int) -> Iterable[int]:
        """What covers each of these segments."""
        return self.covers if segments == self.whole else [self.covers[place] for place in bits(segments)]


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    if mask.bit_length() > _WORD:
        # Taking bits one by one from a long mask copies all of it each time; its digits are gone through once.
        digits = f"{mask:b}"[::-1]
        place = digits.find("1")
        while place >= 0:
            yield place
            place = digits.find("1", place + 1)
        return
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(positions: Iterable[int]) -> int:
    """The mask with these bits set."""
    mask = 0
    for position in positions:
        mask |= 1 << position
    return mask


def find_meeting(columns: Sequence[SegmentColumn], rule_count: int) -> list[int]:
    """For each rule, the mask of the other rules that some facts fit together with it."""
    everyone = (1 << rule_count) - 1
    together = [everyone ^ (1 << rule) for rule in range(rule_count)]
    for column in columns:
        for accepted, rules in _group_by_mask(column.accepts).items():
            meeting = 0
            for cover in column.covers_of(accepted):
                meeting |= cover
            for rule in bits(rules):
                together[rule] &= meeting
    return together


def may_cover(columns: Sequence[SegmentColumn], rules: Iterable[int], within: Box) -> bool:
    """Whether the rules, column by column, reach all of ``within``: if not, they leave some of it uncovered."""
    reached = [0] * len(columns)
    for rule in rules:
        for number, column in enumerate(columns):
            reached[number] |= column.accepts[rule]
    return all(mask & ~reach == 0 for mask, reach in zip(within, reached, strict=True))


def find_shared_box(columns: Sequence[SegmentColumn], rules: Iterable[int]) -> Box:
    """The facts that fit all ``rules`` together; a zero somewhere means there are none."""
    box = [column.whole for column in columns]
    for rule in rules:
        box = [mask & column.accepts[rule] for mask, column in zip(box, columns, strict=True)]
    return tuple(box)


def count_bits(columns: Sequence[Sequence[int]]) -> int:
    """How many bits the distinct masks of all columns hold: what building the `SegmentColumn` costs."""
    return sum(mask.bit_count() for masks in columns for mask in set(masks))


def find_uncovered(
    columns: Sequence[SegmentColumn],
    rules: int,
    *,
    within: Box | None = None,
    limit: int = 100,
    effort: Effort | None = None,
) -> list[Box]:
    """Up to ``limit`` merged boxes that no rule of the mask ``rules`` covers, inside the box ``within``.

    Raises `SearchTooLarge` when the ``effort`` is used up.
    """
    whole = tuple(column.whole for column in columns)
    return _GapSearch(columns, rules, within or whole, limit, effort or Effort()).search()


class _GapSearch:
    def __init__(
        self, columns: Sequence[SegmentColumn], rules: int, within: Box, limit: int, effort: Effort
    ) -> None:
        self._rules = rules
        self._limit = limit
        self._effort = effort
        self._memo: dict[tuple[int, int], list[Box]] = {}
        groups = [self._group_segments(column, mask) for column, mask in zip(columns, within, strict=True)]
        # The column that leaves the fewest rules in play comes first: there is least to walk below it.
        self._order = sorted(range(len(groups)), key=lambda column: _average_left(groups[column]))
        self._within = tuple(within[column] for column in self._order)
        self._groups = [groups[column] for column in self._order]
        self._accepting_rest = self._rules_accepting_rest()

    def search(self) -> list[Box]:
        if not all(self._within):
            return []
        places = sorted(range(len(self._order)), key=self._order.__getitem__)
        return [tuple(box[place] for place in places) for box in self._walk(0, self._rules)]

    def _group_segments(self, column: SegmentColumn, within: int) -> list[tuple[int, int]]:
        """Segments that the same rules cover, as (rules, mask of segments)."""
        groups: dict[int, int] = {}
        self._effort.spend(within.bit_count())
        places = range(column.segment_count) if within == column.whole else bits(within)
        for segment in places:
            cover = column.covers[segment] & self._rules
            groups[cover] = groups.get(cover, 0) | 1 << segment
        return list(groups.items())

    def _rules_accepting_rest(self) -> list[int]:
        """For each column, the rules that accept everything from there on: with one of them in play, no gap is left."""
        rest = [-1]
        for groups in reversed(self._groups):
            accepting = rest[-1]
            for cover, _ in groups:
                accepting &= cover
            rest.append(accepting)
        return rest[::-1]

    def _walk(self, column: int, active: int) -> list[Box]:
        if not active:
            return [self._within[column:]]
        if active & self._accepting_rest[column]:
            return []
        key = (column, active)
        known = self._memo.get(key)
        if known is not None:
            return known
        self._effort.spend(len(self._groups[column]))
        merged: dict[int, int] = {}
        for cover, segments in self._groups[column]:
            remaining = active & cover
            merged[remaining] = merged.get(remaining, 0) | segments
        by_rest: dict[Box, int] = {}
        for remaining, segments in merged.items():
            for rest in self._walk(column + 1, remaining):
                by_rest[rest] = by_rest.get(rest, 0) | segments
            if len(by_rest) >= self._limit:
                break
        boxes = [(segments, *rest) for rest, segments in by_rest.items()][: self._limit]
        self._memo[key] = boxes
        return boxes


def _average_left(groups: Sequence[tuple[int, int]]) -> float:
    """How many rules a segment of the column leaves in play, on average over the groups."""
    return sum(cover.bit_count() for cover, _ in groups) / (len(groups) or 1)


def merge_boxes(boxes: Sequence[Box]) -> list[Box]:
    """The same facts in fewer boxes: any two that differ in one column become one."""
    merged = list(dict.fromkeys(boxes))
    shrunk = True
    while shrunk:
        shrunk = False
        for column in range(len(merged[0]) if merged else 0):
            by_others: dict[Box, int] = {}
            for box in merged:
                others = box[:column] + box[column + 1 :]
                by_others[others] = by_others.get(others, 0) | box[column]
            if len(by_others) < len(merged):
                merged = [(*others[:column], mask, *others[column:]) for others, mask in by_others.items()]
                shrunk = True
    return merged


def _group_by_mask(masks: Sequence[int]) -> dict[int, int]:
    """Mask → the mask of the rules that have it."""
    groups: dict[int, int] = {}
    for rule, mask in enumerate(masks):
        groups[mask] = groups.get(mask, 0) | 1 << rule
    return groups
