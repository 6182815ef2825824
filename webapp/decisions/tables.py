"""Decision tables, compiled once and evaluated often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webapp.decisions.errors import DecisionError
from webapp.decisions.explanation import DecisionStep, FiredCell, FiredRule, InputValue
from webapp.decisions.hit_policies import CONCLUDERS, Hits, aggregate, conclude_without_rules
from webapp.decisions.run import FactsIncomplete
from webapp.decisions.table_inputs import MISSING
from webapp.decisions.verification.coverage import bits
from webapp.decisions.wording import shown
from webapp.feel import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from webapp.decisions.run import Run
    from webapp.decisions.syntax import Table
    from webapp.decisions.table_inputs import CompiledInput
    from webapp.decisions.table_outputs import CompiledOutput
    from webapp.feel import UnaryTests

#: Steps that asking a table counts as, those of holding a new value against one cell, and how many rules that fit are
#: gone through for one step.
_COST: Final = 8
_STEPS_A_CELL: Final = 2
_RULES_A_STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """Which decision a table belongs to, for messages and traces. ``part`` names it inside a larger expression."""

    decision_id: str
    name: str
    file: str
    version: str
    part: str = ""


@dataclass(slots=True)
class CompiledTable:
    """A table whose cells are closures. Stateless but for what the columns remember; safe to share between threads."""

    source: Table
    origin: Origin
    inputs: Sequence[CompiledInput]
    outputs: Sequence[CompiledOutput]
    names: frozenset[str]
    """The names in scope: declared inputs, required decisions and functions, parameters."""
    _everyone: int = field(init=False)
    _asked: dict[int, list[tuple[int, UnaryTests]]] = field(init=False)
    _asked_rules: int = field(init=False)

    def __post_init__(self) -> None:
        self._everyone = (1 << len(self.source.rules)) - 1
        self._asked = {}
        for rule in range(len(self.source.rules)):
            tests = [
                (number, column.cells[rule].tests)
                for number, column in enumerate(self.inputs)
                if column.cells[rule].shape is None
            ]
            if tests:
                self._asked[rule] = tests
        self._asked_rules = sum(1 << rule for rule in self._asked)

    @property
    def known_names(self) -> frozenset[str]:
        """The names in scope and the facts that the input columns read: what a cell may refer to."""
        return self.names.union({"?"}, *(column.roots for column in self.inputs))

    @property
    def has_default(self) -> bool:
        """Whether every output has a default."""
        return all(output.default is not None for output in self.outputs)

    def evaluate(self, scope: Mapping[str, Value], run: Run) -> Value:
        """The table's value. Raises `DecisionError`, or `FactsIncomplete` with all missing facts noted in the run."""
        run.budget.spend(_COST)
        values: list[Value] = []
        active = self._everyone
        is_incomplete = False
        for column in self.inputs:
            value = column.read(scope)
            values.append(value)
            try:
                rules = column.known[type(value)][value]
            except (KeyError, TypeError):
                rules = self._accepting(column, value, values, run)
                if rules == MISSING:
                    is_incomplete = True
                    run.missing.update(dict.fromkeys(column.missing_facts(scope)))
            active &= rules
        if is_incomplete:
            self._note_step(run, values, None)
            raise FactsIncomplete
        if active & self._asked_rules:
            active = self._ask(active, values, scope, run)
        return self._conclude(active, values, scope, run)

    def note_missing(self, scope: Mapping[str, Value], run: Run, unknown: Collection[str]) -> None:
        """Note the missing facts of the columns that do not depend on the ``unknown`` names."""
        for column in self.inputs:
            if column.is_required and column.roots.isdisjoint(unknown) and column.read(scope) is None:
                run.missing.update(dict.fromkeys(column.missing_facts(scope)))

    def _accepting(self, column: CompiledInput, value: Value, values: list[Value], run: Run) -> int:
        try:
            run.budget.spend(_STEPS_A_CELL * column.distinct_cells)
            return column.accepting(value)
        except DecisionError:
            self._note_step(run, values, None)
            raise

    def _ask(self, active: int, values: Sequence[Value], scope: Mapping[str, Value], run: Run) -> int:
        """Ask the cells that read other facts or compute, for the rules that are still in play."""
        coerced: dict[int, Value] = {}
        for rule in bits(active & self._asked_rules):
            for number, tests in self._asked[rule]:
                if number not in coerced:
                    coerced[number] = self.inputs[number].coerced(values[number])
                run.budget.spend()
                if tests.matches(coerced[number], scope) is not True:
                    active ^= 1 << rule
                    break
        return active

    def _conclude(self, active: int, values: list[Value], scope: Mapping[str, Value], run: Run) -> Value:
        hits = Hits(
            self.source, self.outputs, scope, self.origin.name, lambda: self.given(values), run.budget
        )
        chosen: list[int] = list(bits(active))
        run.budget.spend(len(chosen) // _RULES_A_STEP)
        try:
            if not chosen:
                value = conclude_without_rules(hits)
            else:
                chosen = CONCLUDERS[self.source.hit_policy](hits, chosen)
                value = aggregate(hits, chosen)
        except DecisionError:
            self._note_step(run, values, None, chosen, hits)
            raise
        if run.steps is not None:
            self._note_step(run, values, value, chosen, hits)
        return value

    def given(self, values: Sequence[Value]) -> str:
        """The facts in one line, for messages."""
        return "；".join(
            f"{column.label} = {shown(value)}" for column, value in zip(self.inputs, values, strict=True)
        )

    def _note_step(
        self,
        run: Run,
        values: list[Value],
        value: Value,
        chosen: Sequence[int] = (),
        hits: Hits | None = None,
    ) -> None:
        if run.steps is None:
            return
        aggregation = self.source.aggregation
        run.steps.append(
            DecisionStep(
                decision_id=self.origin.decision_id,
                name=self.origin.name,
                file=self.origin.file,
                version=self.origin.version,
                part=self.origin.part,
                kind="table",
                hit_policy=self.source.hit_policy.value + (f" {aggregation.value}" if aggregation else ""),
                rule_count=len(self.source.rules),
                inputs=tuple(
                    InputValue(column.label, column.text.text, given)
                    for column, given in zip(self.inputs, values, strict=False)
                ),
                output_labels={output.name: output.label for output in self.outputs},
                rules=tuple(self._fired(rule, values, hits) for rule in chosen) if hits is not None else (),
                is_default=hits is not None and not chosen and self.has_default,
                value=value,
                notes=run.take_notes(),
            )
        )

    def _fired(self, rule: int, values: Sequence[Value], hits: Hits) -> FiredRule:
        source = self.source.rules[rule]
        cells = tuple(
            FiredCell(column.label, cell.text, value, matched=True)
            for column, cell, value in zip(self.inputs, source.inputs, values, strict=True)
        )
        outputs = {output.name: hits.known_output(rule, number) for number, output in enumerate(self.outputs)}
        return FiredRule(source.number, source.place.element_id, cells, outputs, dict(source.annotations))
