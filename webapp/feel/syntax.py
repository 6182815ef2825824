"""The syntax tree: what the parser makes and the compiler reads. Every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from webapp.feel.errors import Place
from webapp.feel.values import FeelType, Value


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""

    place: Place


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number, string, boolean, null or ``@"…"`` value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, to be looked up when evaluated."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``source.name``."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[condition]``: an index or a filter."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(…)``, with arguments by position or by name."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``first op operand op operand …`` with operators of one precedence, left to right."""

    first: Node
    rest: tuple[tuple[str, Node, Place], ...]


ComparisonOperator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left op right``."""

    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``a and b and …`` or ``a or b or …``."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in test`` or ``value in (test, test)``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then consequence else alternative``."""

    condition: Node
    consequence: Node
    alternative: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """``name in source`` or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return result``."""

    iterators: tuple[Iterator, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` or ``every`` iterators ``satisfies`` condition."""

    quantifier: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{a: 1, b: a + 1}``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """``function(a, b: number) body``."""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """``[a..b]`` with its brackets."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryComparison(Node):
    """``< operand``: a cell's test, or in brackets a range."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTestList:
    """The content of a table's cell: ``-`` has no tests and is not negated."""

    tests: tuple[Node, ...]
    is_negated: bool

    @property
    def is_any(self) -> bool:
        """Whether every input passes."""
        return not self.tests and not self.is_negated
