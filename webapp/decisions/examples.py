"""Facts that try a table: one set for each row, for each side of each boundary, and for each gap.

The conclusion that stands beside each is what the table says today. A designer who reads them sees whether that is what
the rule book says; kept as tests, they show what a later change of the table changes.

>>> from webapp.decisions import load
>>> TABLE = '''
... <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="等级" namespace="urn:example">
...   <decision id="level" name="等级">
...     <decisionTable hitPolicy="UNIQUE">
...       <input label="损失"><inputExpression typeRef="number"><text>assessment.loss</text></inputExpression></input>
...       <output name="level" typeRef="string"/>
...       <rule id="r1"><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>"A"</text></outputEntry></rule>
...       <rule id="r2"><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>"B"</text></outputEntry></rule>
...     </decisionTable>
...   </decision>
... </definitions>'''
>>> for one in list_examples(load({"level.dmn": TABLE.encode()}), "level"):
...     print(one.kind, one.rules, one.facts["assessment"]["loss"], one.value or one.error_code)
row (1,) 99 A
row (2,) 100 B
boundary (2,) 101 B
gap () None DM-204
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from webapp.decisions.errors import DecisionError
from webapp.decisions.syntax import HitPolicy
from webapp.decisions.verification.columns import analyse_columns, as_segment_columns, example_of
from webapp.decisions.verification.coverage import (
    MAX_BITS,
    Effort,
    SearchTooLarge,
    count_bits,
    find_shared_box,
    find_uncovered,
    mask_of,
)
from webapp.decisions.what_if import MAX_STEPS, WhatIf
from webapp.feel import Budget, Value, to_text, with_value_at

if TYPE_CHECKING:
    from webapp.decisions.model import Model
    from webapp.decisions.tables import CompiledTable
    from webapp.decisions.verification.columns import AnalysedColumn
    from webapp.decisions.verification.coverage import Box, SegmentColumn

ExampleKind = Literal["row", "boundary", "gap"]

#: Gaps shown for one table.
_MAX_GAPS: Final = 12

#: Steps of the searches for facts that only one row takes: a fraction of a second.
_MAX_EFFORT: Final = 150_000

#: Steps that writing an example down counts as, beside those of its evaluation.
_COST: Final = 100


@dataclass(frozen=True, slots=True)
class Example:
    """One set of facts for a decision, and what the decision says to it.

    ``rules`` are the rows that fired (from 1); ``value`` is the conclusion, or ``error_code`` says why there is none.
    ``column`` names, for a boundary, the column whose boundary it is; ``missing`` the facts that are lacking (DM-203).
    """

    kind: ExampleKind
    facts: Mapping[str, Value]
    rules: tuple[int, ...]
    value: Value
    error_code: str | None
    column: str = ""
    missing: tuple[str, ...] = ()


def list_examples(
    model: Model, name_or_id: str, *, feeds: Mapping[str, str] | None = None
) -> tuple[Example, ...]:
    """The examples of a decision whose logic is one table; none for any other decision.

    Where the table reads facts alone, every row that can fire has one. Where it reads other conclusions (required ones, or
    those named by ``feeds`` as in `WhatIf`), the facts behind them are tried, and one set is kept for each set of rows
    that fires. Of a table too large to show it all within about a second the boundaries are shown in part, and the rows
    too where they are very many. Raises `DecisionNotFound`.
    """
    node = model.node(name_or_id)
    table = node.table
    if table is None or not table.source.rules:
        return ()
    derived = {name for required in node.decisions for name in required.names} | (feeds or {}).keys()
    if not _asks_plain_facts(table, derived):
        return tuple(_reached(WhatIf(model, node.key[1], feeds=feeds), model, node.key[1]))
    columns = analyse_columns(table.inputs)
    if count_bits([column.certain for column in columns]) > MAX_BITS:
        return ()
    return tuple(_Examples(model, node.key[1], table, columns).run())


def _asks_plain_facts(table: CompiledTable, derived: set[str]) -> bool:
    paths = [tuple(column.text.text.strip().split(".")) for column in table.inputs]
    return all(
        column.expression.references == {path} and path[0] not in derived
        for column, path in zip(table.inputs, paths, strict=True)
    )


def _reached(question: WhatIf, model: Model, decision: str) -> Iterator[Example]:
    """One example for each set of rows that the trials fire, fewest rows first as they come."""
    seen: set[tuple[int, ...]] = set()
    budget = question.budget()
    for facts in question.trials({}):
        try:
            known = question.complete(facts, budget=budget)
        except DecisionError:
            if budget.is_spent:
                return
            continue
        one = _example(model, decision, "row", facts, known, budget)
        if budget.is_spent:
            return
        if one.rules and one.rules not in seen:
            seen.add(one.rules)
            yield one


def _example(
    model: Model,
    decision: str,
    kind: ExampleKind,
    facts: Mapping[str, Value],
    known: Mapping[str, Value],
    budget: Budget,
    column: str = "",
) -> Example:
    """``facts`` as an example; ``known`` are the same with the conclusions that feed the decision."""
    explanation = model.explain(decision, known, budget=budget)
    rules = explanation.steps[-1].rules if explanation.steps else ()
    error = explanation.error
    code = error.code if error is not None else None if explanation.status == "concluded" else "DM-203"
    return Example(
        kind,
        facts,
        tuple(rule.number for rule in rules),
        explanation.value,
        code,
        column,
        explanation.missing,
    )


class _Examples:
    def __init__(
        self, model: Model, decision: str, table: CompiledTable, columns: Sequence[AnalysedColumn]
    ) -> None:
        self._model = model
        self._decision = decision
        self._table = table
        self._columns = columns
        self._certain: list[SegmentColumn] = as_segment_columns(columns)
        self._ordered = [_ordered_positions(column) for column in columns]
        self._told: set[str] = set()
        self._effort = Effort(steps=_MAX_EFFORT)
        self._budget = Budget(replace(model.limits, steps=MAX_STEPS))

    def run(self) -> Iterator[Example]:
        rows = {rule: box for rule in range(len(self._table.source.rules)) if (box := self._box_of(rule))}
        told = [one for box in rows.values() for one in self._tell("row", example_of(self._columns, box))]
        # Made before the boundaries, of which there may be more than can be told.
        gaps = [one for box in self._gaps() for one in self._tell("gap", example_of(self._columns, box))]
        yield from told
        for rule, box in rows.items():
            yield from self._boundaries(rule, box)
        yield from gaps

    def _box_of(self, rule: int) -> Box | None:
        """Facts that fit the rule, and where one rule wins no rule that would win over it."""
        within = find_shared_box(self._certain, (rule,))
        if not all(within):
            return None
        policy = self._table.source.hit_policy
        others = range(rule) if policy is HitPolicy.FIRST else self._others(rule, policy)
        try:
            free = find_uncovered(self._certain, mask_of(others), within=within, limit=1, effort=self._effort)
        except SearchTooLarge:
            return within
        # A row that never fires alone is still shown with what does fire.
        return free[0] if free else within

    def _others(self, rule: int, policy: HitPolicy) -> list[int]:
        is_single = policy.is_single_hit
        return [other for other in range(len(self._table.source.rules)) if other != rule] if is_single else []

    def _boundaries(self, rule: int, box: Box) -> Iterator[Example]:
        """For each ordered column, both ends of what the rule accepts, and the first value outside at either end."""
        base = example_of(self._columns, box)
        for column, ordered in zip(self._columns, self._ordered, strict=True):
            accepted = column.certain[rule] & ordered
            if not accepted or accepted == ordered or self._budget.is_spent:
                continue
            first, last = (accepted & -accepted).bit_length() - 1, accepted.bit_length() - 1
            for position in (first - 1, first, last, last + 1):
                if position >= 0 and ordered >> position & 1:
                    value = column.segments.items[column.domain[position]].value
                    yield from self._tell("boundary", {**base, column.expression: value}, column.label)

    def _gaps(self) -> list[Box]:
        everyone = (1 << len(self._table.source.rules)) - 1
        try:
            return find_uncovered(self._certain, everyone, limit=_MAX_GAPS, effort=Effort(steps=_MAX_EFFORT))
        except SearchTooLarge:
            return []

    def _tell(self, kind: ExampleKind, asked: Mapping[str, Value], column: str = "") -> Iterator[Example]:
        key = to_text(dict(asked))
        if key in self._told or self._budget.is_spent:
            return
        self._told.add(key)
        facts = _nested(asked)
        self._budget.steps_left -= _COST
        one = _example(self._model, self._decision, kind, facts, facts, self._budget, column)
        if not self._budget.is_spent:
            yield one


def _ordered_positions(column: AnalysedColumn) -> int:
    """The mask of the positions whose values have an order."""
    items = column.segments.items
    return mask_of(
        position
        for position, place in enumerate(column.domain)
        if column.segments.is_ordered(items[place].kind)
    )


def _nested(asked: Mapping[str, Value]) -> dict[str, Value]:
    """``{"assessment.loss": 3}`` as ``{"assessment": {"loss": 3}}``."""
    facts: dict[str, Value] = {}
    for path, value in asked.items():
        facts = with_value_at(facts, path.strip(), value)
    return facts
