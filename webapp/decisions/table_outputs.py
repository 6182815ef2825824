"""A table's output columns, compiled: output cells, allowed values, priorities and defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webapp.decisions.errors import OutputNotAllowed, OutputOfWrongType
from webapp.decisions.wording import shown, type_words
from webapp.feel import Value, coerce, is_member

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webapp.decisions.syntax import Text
    from webapp.decisions.table_inputs import Cell
    from webapp.feel import Expression, FeelType


@dataclass(frozen=True, slots=True)
class OutputCell:
    """An output cell; an empty one is null (``expression`` is None)."""

    text: Text
    expression: Expression | None
    is_constant: bool


@dataclass(slots=True)
class CompiledOutput:
    """One output column. ``ranked`` are its allowed values (or ranges of them) in order of priority."""

    name: str
    label: str
    feel_type: FeelType
    allowed: Cell | None
    ranked: Sequence[Value]
    default: OutputCell | None
    cells: Sequence[OutputCell]
    decision_name: str
    fixed: dict[int, Value] = field(init=False, default_factory=dict)
    """Rule (from 0) → its checked output, for cells that need no facts; filled as they are asked."""

    def value(self, rule: int, scope: Mapping[str, Value]) -> Value:
        """The output of a rule (index from 0), checked. Raises `OutputOfWrongType` or `OutputNotAllowed`."""
        if rule in self.fixed:
            return self.fixed[rule]
        cell = self.cells[rule]
        made = None if cell.expression is None else cell.expression.evaluate(scope)
        value = self._check(made, str(rule + 1))
        if cell.is_constant:
            self.fixed[rule] = value
        return value

    def default_value(self, scope: Mapping[str, Value]) -> Value:
        """The default output, checked like any other. Only asked for where there is one."""
        if self.default is None or self.default.expression is None:
            return None
        return self._check(self.default.expression.evaluate(scope), "default")

    def rank(self, value: Value) -> int:
        """Where the value stands among the allowed ones: 0 is first; a value not listed comes last."""
        for position, listed in enumerate(self.ranked):
            if is_member(value, listed) is True:
                return position
        return len(self.ranked)

    def _check(self, made: Value, rules: str) -> Value:
        value, fits = coerce(made, self.feel_type)
        if not fits:
            type_zh, type_en = type_words(self.feel_type)
            raise OutputOfWrongType(
                decision=self.decision_name, rules=rules, column=self.label or self.decision_name,
                value=shown(made), type_zh=type_zh, type_en=type_en,
            )  # fmt: skip
        if self.allowed is not None and not self._is_allowed(value):
            raise OutputNotAllowed(
                decision=self.decision_name, rules=rules, column=self.label or self.decision_name,
                value=shown(value), allowed=self.allowed.text.text,
            )  # fmt: skip
        return value

    def _is_allowed(self, value: Value) -> bool:
        assert self.allowed is not None  # noqa: S101 - tells the type checker what the caller has just checked.
        tests = self.allowed.tests
        if tests.matches(value, {}) is True:
            return True
        return isinstance(value, list) and all(tests.matches(item, {}) is True for item in value)
