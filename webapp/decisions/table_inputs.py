"""A table's input columns, compiled: reading the fact, checking it, and finding the rules whose cell accepts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webapp.decisions.errors import InputNotAllowed, InputOfWrongType
from webapp.decisions.item_types import without_conditions
from webapp.decisions.wording import shown, type_words
from webapp.feel import ANY, Value, coerce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from webapp.decisions.cell_shape import CellShape
    from webapp.decisions.syntax import Text
    from webapp.feel import Expression, FeelType, UnaryTests

#: How many different values of one kind a column remembers. Categories are few; measurements are not worth more.
_REMEMBERED: Final = 1024

#: `CompiledInput.accepting` gives this for a required fact that is not known.
MISSING: Final = -1


@dataclass(frozen=True, slots=True)
class Cell:
    """Unary tests with where they stand, and their shape where they have one."""

    text: Text
    tests: UnaryTests
    shape: CellShape | None

    @property
    def is_any(self) -> bool:
        """Whether every value passes, null too."""
        return self.shape is not None and self.shape.is_any


@dataclass(slots=True)
class CompiledInput:
    """One input column.

    ``cells`` has one cell per rule. Cells with a shape depend on the input alone: which rules they let through is
    remembered per value, so a table of many rules costs one look-up per column. The others are asked each time.
    """

    label: str
    expression: Expression
    text: Text
    feel_type: FeelType
    allowed: Cell | None
    cells: Sequence[Cell]
    is_required: bool
    decision_name: str
    roots: frozenset[str] = field(init=False)
    read: Callable[[Mapping[str, Value]], Value] = field(init=False)
    known: dict[type, dict[Value, int]] = field(init=False, default_factory=dict)
    open_rules: int = field(init=False)
    _groups: list[tuple[Cell, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.roots = frozenset(path[0] for path in self.expression.references)
        self.read = make_reader(self.expression)
        self.open_rules = 0
        by_text: dict[str, tuple[Cell, int]] = {}
        for rule, cell in enumerate(self.cells):
            if cell.shape is None or cell.shape.is_any:
                self.open_rules |= 1 << rule
            else:
                first, rules = by_text.get(cell.text.text, (cell, 0))
                by_text[cell.text.text] = (first, rules | 1 << rule)
        self._groups = list(by_text.values())

    def accepting(self, value: Value) -> int:
        """The rules whose cell may accept ``value``; `MISSING` when it is null and required.

        Raises `InputOfWrongType` or `InputNotAllowed`.
        """
        checked = self._check(value)
        if checked is None and self.is_required:
            return MISSING
        rules = self.open_rules
        for cell, sharing in self._groups:
            if cell.tests.matches(checked, {}) is True:
                rules |= sharing
        self._remember(value, rules)
        return rules

    @property
    def distinct_cells(self) -> int:
        """How many cells a value that is not remembered is held against."""
        return len(self._groups)

    def coerced(self, value: Value) -> Value:
        """The value as the cells see it: a list of one item for an item, a date for midnight."""
        return value if self.feel_type is ANY else coerce(value, self.feel_type)[0]

    def missing_facts(self, scope: Mapping[str, Value]) -> list[str]:
        """The names of the facts behind a null: the paths read that are null, else the expression itself."""
        paths = sorted(self.expression.references)
        return [".".join(path) for path in paths if _follow(scope, path) is None] or [self.text.text]

    def _check(self, value: Value) -> Value:
        if value is None:
            return None
        checked, fits = (value, True) if self.feel_type is ANY else coerce(value, self.feel_type)
        if not fits:
            if coerce(value, without_conditions(self.feel_type))[1]:
                raise self._not_allowed(value)
            type_zh, type_en = type_words(self.feel_type)
            raise InputOfWrongType(
                decision=self.decision_name,
                column=self.label,
                value=shown(value),
                type_zh=type_zh,
                type_en=type_en,
            )
        if self.allowed is not None and not self._is_allowed(checked):
            raise self._not_allowed(value)
        return checked

    def _is_allowed(self, value: Value) -> bool:
        tests = self.allowed.tests if self.allowed is not None else None
        if tests is None or tests.matches(value, {}) is True:
            return True
        # A list is checked item by item: the values listed are those of the items.
        return isinstance(value, list) and all(tests.matches(item, {}) is True for item in value)

    def _not_allowed(self, value: Value) -> InputNotAllowed:
        allowed = "—" if self.allowed is None else self.allowed.text.text
        return InputNotAllowed(
            decision=self.decision_name, column=self.label, value=shown(value), allowed=allowed
        )

    def _remember(self, value: Value, rules: int) -> None:
        kind = type(value)
        if kind in (list, dict):
            return
        values = self.known.setdefault(kind, {})
        if len(values) >= _REMEMBERED:
            values.clear()
        values[value] = rules


def make_reader(expression: Expression) -> Callable[[Mapping[str, Value]], Value]:
    """How to read an input expression: a plain path is followed directly, all else is evaluated."""
    path = tuple(expression.text.strip().split("."))
    if expression.references != frozenset((path,)):
        return expression.evaluate
    if len(path) == 1:
        root = path[0]
        return lambda scope: scope.get(root)
    first, rest = path[0], path[1:]

    def read(scope: Mapping[str, Value]) -> Value:
        value = scope.get(first)
        for name in rest:
            if type(value) is not dict:
                # Parts of a date, members of a list's items and the like are the language's business.
                return None if value is None else expression.evaluate(scope)
            value = value.get(name)
        return value

    return read


def _follow(scope: Mapping[str, Value], path: Sequence[str]) -> Value:
    value: Value = dict(scope)
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
