"""What a cell compares its input with, read from its syntax tree.

A cell that only compares the input with fixed values has a shape: between two neighbouring values it cannot change its
mind. Such a cell can be remembered per input value, and verified. Any other cell (it reads other facts, computes with
the input, calls functions) has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.feel import DEFAULT, Function, Range, Value
from webapp.feel.builtins import BUILTINS
from webapp.feel.compiler import Unit
from webapp.feel.syntax import (
    Between,
    Call,
    Comparison,
    Constant,
    In,
    Logic,
    Name,
    Node,
    UnaryComparison,
    UnaryTestList,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``, with None for no end. A point has both ends equal and included."""

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True

    @property
    def is_point(self) -> bool:
        """Whether it is one value (or null)."""
        return self.low_included and self.high_included and self.low == self.high


@dataclass(frozen=True, slots=True)
class CellShape:
    """``literals`` are all values compared with; ``has_order`` tells whether by more than equality.

    ``spans`` say exactly what the cell accepts when it is a plain list of points and ranges; None when it is not.
    """

    literals: tuple[Value, ...] = ()
    has_order: bool = False
    spans: tuple[Span, ...] | None = None
    is_any: bool = False
    refused: tuple[Span, ...] | None = None
    """Of a cell ``not(…)`` around such a list, what the list holds."""


@dataclass(frozen=True, slots=True)
class _Part:
    literals: tuple[Value, ...]
    has_order: bool = False
    spans: tuple[Span, ...] | None = None


def shape_of(tests: UnaryTestList, names: Collection[str] = ()) -> CellShape | None:
    """The shape of a cell, or None when it depends on more than comparisons of the input with fixed values.

    ``names`` are the variables in scope: one of them may hide a function such as ``date``.
    """
    if tests.is_any:
        return CellShape(is_any=True)
    joined = _join(map(_Reader(names).test, tests.tests))
    if joined is None:
        return None
    if tests.is_negated:
        return CellShape(joined.literals, joined.has_order, refused=joined.spans)
    return CellShape(joined.literals, joined.has_order, joined.spans)


def _join(parts: Iterable[_Part | None]) -> _Part | None:
    literals: list[Value] = []
    spans: list[Span] | None = []
    has_order = False
    for part in parts:
        if part is None:
            return None
        literals += part.literals
        has_order = has_order or part.has_order
        spans = None if spans is None or part.spans is None else [*spans, *part.spans]
    return _Part(tuple(literals), has_order, None if spans is None else tuple(spans))


class _Reader:
    """Reads the tests of one cell."""

    def __init__(self, names: Collection[str]) -> None:
        self._unit = Unit((*names, "?"), BUILTINS, DEFAULT)

    def test(self, node: Node) -> _Part | None:
        """One positive unary test."""
        match node:
            case UnaryComparison(operator=operator, operand=operand):
                return self._comparison(operator, operand)
            case Logic() | Comparison() | Between() | In():
                return self._condition(node)
            case Call(function=Name(name="not")):
                return self._condition(node)
        constant = self._unit.constant(node)
        return None if constant is None else _part_of_value(constant.value)

    def _comparison(self, operator: str, operand: Node) -> _Part | None:
        constant = self._unit.constant(operand)
        if constant is None or isinstance(constant.value, list | dict | Range | Function):
            return None
        return _part_of_operator(operator, constant.value)

    def _condition(self, node: Node) -> _Part | None:
        """A condition about ``?``: only comparisons with fixed values, joined by and, or, not."""
        joined: _Part | None = None
        match node:
            case Logic(operands=operands):
                joined = _join(map(self._condition, operands))
            case Call(function=Name(name="not"), arguments=(inner,)):
                joined = self._condition(inner)
            case Comparison(operator=operator, left=left, right=right) if _is_input(left):
                joined = self._comparison(operator, right)
            case Comparison(operator=operator, left=left, right=right) if _is_input(right):
                joined = self._comparison(operator, left)
            case Between(value=value, low=low, high=high) if _is_input(value):
                joined = _join((self._comparison(">=", low), self._comparison("<=", high)))
            case In(value=value, tests=tests) if _is_input(value):
                joined = _join(map(self.test, tests))
            case Constant(value=bool() | None):
                joined = _Part(())
        return None if joined is None else _Part(joined.literals, joined.has_order)


def _part_of_value(value: Value) -> _Part | None:
    match value:
        case dict() | Function():
            return None
        case Range():
            return _part_of_range(value)
        case list():
            return _join(map(_part_of_value, value))
        case None:
            return _Part((None,), spans=(Span(None, None),))
        case bool():
            # What `true` means as a test depends on the kind of the input: left to evaluation.
            return _Part((value,))
    return _Part((value,), spans=(Span(value, value),))


def _part_of_range(span: Range) -> _Part | None:
    if span.operator is not None:
        return _part_of_operator(span.operator, span.start if span.operator in (">", ">=") else span.end)
    if span.start is None or span.end is None:
        return None
    found = Span(span.start, span.end, span.start_included, span.end_included)
    return _Part((span.start, span.end), has_order=True, spans=(found,))


def _part_of_operator(operator: str, value: Value) -> _Part:
    if value is None or isinstance(value, bool):
        return _Part((value,))
    spans = {
        "=": (Span(value, value),),
        "<": (Span(None, value, high_included=False),),
        "<=": (Span(None, value),),
        ">": (Span(value, None, low_included=False),),
        ">=": (Span(value, None),),
    }
    return _Part((value,), operator not in ("=", "!="), spans.get(operator))


def _is_input(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "?"


def is_constant(node: Node, names: Collection[str] = ()) -> bool:
    """Whether an expression has one value, whatever the facts."""
    return Unit(names, BUILTINS, DEFAULT).constant(node) is not None
