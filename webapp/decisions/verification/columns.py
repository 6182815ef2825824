"""A table's input columns as segments and masks: what each cell accepts, exactly or at least and at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webapp.decisions.verification import scalars
from webapp.decisions.verification.coverage import SegmentColumn, bits, mask_of
from webapp.decisions.verification.segments import KINDS_OF_TYPE, Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webapp.decisions.cell_shape import CellShape, Span
    from webapp.decisions.table_inputs import Cell, CompiledInput
    from webapp.decisions.verification.coverage import Box
    from webapp.feel import Value


@dataclass(slots=True)
class AnalysedColumn:
    """One question that a table asks: the columns with the same input expression, taken together.

    ``certain[rule]`` is the mask of segments that the rule accepts for sure, ``possible[rule]`` of those it may accept;
    they differ where a cell cannot be analysed. Masks are over ``domain``, the segments the column may hold.
    """

    label: str
    expression: str
    segments: Segments
    domain: Sequence[int]
    certain: Sequence[int]
    possible: Sequence[int]
    is_whole: bool = True
    """Whether every cell was looked at; there can be too many conditions and values to try each with each."""
    _telling: Sequence[int] = field(init=False)
    """The positions of the domain, the most telling first: named values, then others, null last."""
    _words: dict[int, tuple[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        items = self.segments.items
        self._telling = sorted(
            range(len(self.domain)),
            key=lambda place: (
                items[self.domain[place]].kind == "null",
                not items[self.domain[place]].is_point,
            ),
        )

    def describe(self, mask: int) -> tuple[str, str]:
        """The segments of a mask in words, in Chinese and English."""
        words = self._words.get(mask)
        if words is None:
            words = self._words[mask] = self.segments.describe(self._widen(mask))
        return words

    def example(self, mask: int) -> Value:
        """A value in the mask: a named one if there is one, null only if there is nothing else."""
        place = next(place for place in self._telling if mask >> place & 1)
        return self.segments.items[self.domain[place]].value

    def _widen(self, mask: int) -> int:
        widened = 0
        for position in bits(mask):
            widened |= 1 << self.domain[position]
        return widened


def analyse_columns(inputs: Sequence[CompiledInput]) -> list[AnalysedColumn]:
    """The columns of a table; those that ask the same expression become one."""
    by_expression: dict[str, list[CompiledInput]] = {}
    for column in inputs:
        by_expression.setdefault(column.text.text, []).append(column)
    tries = _Tries()
    return [_analyse(group, tries) for group in by_expression.values()]


def as_segment_columns(columns: Sequence[AnalysedColumn], *, possible: bool = False) -> list[SegmentColumn]:
    """The columns for the search: with what the rules accept for sure, or with what they may accept."""
    return [
        SegmentColumn(len(column.domain), column.possible if possible else column.certain)
        for column in columns
    ]


def example_of(columns: Sequence[AnalysedColumn], box: Box) -> dict[str, Value]:
    """One set of facts in a box, input expression → value."""
    return {column.expression: column.example(mask) for column, mask in zip(columns, box, strict=True)}


def cut_fact(group: Sequence[CompiledInput]) -> tuple[Segments, list[int]]:
    """The segments of the fact that these columns ask for, of one table or of several, and which of them all admit.

    Allowed values come in the order in which they are listed.
    """
    allowed = [column.allowed for column in group if column.allowed is not None]
    cells = [*allowed, *(cell for column in group for cell in _distinct_cells(column))]
    shapes = [cell.shape for cell in cells if cell.shape is not None]
    literals = [literal for shape in shapes for literal in shape.literals]
    kinds = next(
        (KINDS_OF_TYPE[kind] for column in group if (kind := column.feel_type.kind) in KINDS_OF_TYPE), None
    )
    segments = Segments.of(literals, kinds, has_order=any(shape.has_order for shape in shapes))
    admitted = (1 << len(segments.items)) - 1
    for column in group:
        admitted &= _admitted(column, segments)
    return segments, list(bits(admitted))


def _analyse(group: Sequence[CompiledInput], tries: _Tries) -> AnalysedColumn:
    first = group[0]
    segments, domain = cut_fact(group)
    narrow = _Narrowing.of(domain)
    everything = (1 << len(domain)) - 1
    certain = [everything] * len(first.cells)
    possible = [everything] * len(first.cells)
    for column in group:
        masks: dict[str, tuple[int, int]] = {}
        for rule, cell in enumerate(column.cells):
            mask = masks.get(cell.text.text)
            if mask is None:
                mask = masks[cell.text.text] = _masks(cell, segments, narrow, everything, tries)
            certain[rule] &= mask[0]
            possible[rule] &= mask[1]
    return AnalysedColumn(
        first.label, first.text.text, segments, domain, certain, possible, is_whole=tries.left > 0
    )


def _distinct_cells(column: CompiledInput) -> list[Cell]:
    return list({cell.text.text: cell for cell in column.cells}.values())


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """From masks over all segments to masks over the ``domain``: its unbroken runs, each with its place there."""

    domain: Sequence[int]
    runs: Sequence[tuple[int, int, int]]
    """First segment, mask as long as the run, place in the domain."""

    @classmethod
    def of(cls, domain: Sequence[int]) -> _Narrowing:
        runs: list[tuple[int, int, int]] = []
        for place, position in enumerate(domain):
            if runs and place and domain[place - 1] == position - 1:
                start, length, at = runs[-1]
                runs[-1] = (start, length + 1, at)
            else:
                runs.append((position, 1, place))
        return cls(domain, [(start, (1 << length) - 1, at) for start, length, at in runs])

    def of_mask(self, mask: int) -> int:
        """The mask over the domain."""
        narrowed = 0
        for start, whole, at in self.runs:
            narrowed |= (mask >> start & whole) << at
        return narrowed


#: How many times the cells of one table may be asked about a value: part of a second.
_MAX_TRIES: Final = 200_000


@dataclass(slots=True)
class _Tries:
    """How often cells may still be asked."""

    left: int = _MAX_TRIES


def _admitted(column: CompiledInput, segments: Segments) -> int:
    """The segments that the column's allowed values admit; null where no fact is required."""
    everything = (1 << len(segments.items)) - 1
    allowed = column.allowed
    if allowed is not None and allowed.shape is not None:
        found = _exactly(allowed.shape, allowed, segments)
        if found is None:
            found = mask_of(
                place
                for place, item in enumerate(segments.items)
                if allowed.tests.matches(item.value, {}) is True
            )
        everything = found | 1
    return everything & ~1 if column.is_required else everything


def _masks(
    cell: Cell, segments: Segments, narrow: _Narrowing, everything: int, tries: _Tries
) -> tuple[int, int]:
    """What a cell accepts for sure and what it may accept."""
    if cell.shape is None:
        return 0, everything
    if cell.shape.is_any:
        return everything, everything
    found = _exactly(cell.shape, cell, segments)
    if found is None:
        tries.left -= len(narrow.domain)
        if tries.left <= 0:
            return 0, everything
        found = mask_of(
            position
            for position in narrow.domain
            if cell.tests.matches(segments.items[position].value, {}) is True
        )
    mask = narrow.of_mask(found)
    return mask, mask


def _exactly(shape: CellShape, cell: Cell, segments: Segments) -> int | None:
    """The segments that a plain list of points and ranges accepts, or ``not(…)`` around one; None when values must be
    tried."""
    if shape.refused is None:
        return _mask_of_spans(shape.spans, segments)
    listed = _mask_of_spans(shape.refused, segments)
    kinds = {
        scalars.kind_of(end) for span in shape.refused for end in (span.low, span.high) if end is not None
    }
    if listed is None or len(kinds) != 1:
        return None
    kind = kinds.pop()
    # Of the list's own kind it refuses exactly what is listed; what values of other kinds come to is asked.
    own, others = segments.split(kind)
    accepted = own & ~listed
    for place in others:
        if cell.tests.matches(segments.items[place].value, {}) is True:
            accepted |= 1 << place
    return accepted


def _mask_of_spans(spans: Sequence[Span] | None, segments: Segments) -> int | None:
    """The segments of points and ranges, found by order; None when values must be tried."""
    if spans is None:
        return None
    mask = 0
    for span in spans:
        found = _mask_of_span(span, segments)
        if found is None:
            return None
        mask |= found
    return mask


def _mask_of_span(span: Span, segments: Segments) -> int | None:
    if span.low is None and span.high is None:
        return 1  # The cell `null`: the first segment.
    if isinstance(span.low, str) and span.is_point and (found := segments.mask_of_text(span.low)) is not None:
        return found
    kinds = {scalars.kind_of(end) for end in (span.low, span.high) if end is not None}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind is None or not segments.is_ordered(kind):
        return None
    return segments.mask_between(
        kind, span.low, span.high, low_included=span.low_included, high_included=span.high_included
    )
