"""Decisions, knowledge models and services, compiled and bound to what they require."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webapp.decisions.boxed_compiler import Evaluate, fit, result_of
from webapp.decisions.errors import DecisionBroken, FactNotAllowed, FactOfWrongType
from webapp.decisions.explanation import DecisionStep
from webapp.decisions.item_types import find_misfit
from webapp.decisions.run import FactsIncomplete
from webapp.decisions.wording import shown, type_words
from webapp.feel import ANY, Function, Note, NullResult, Place, call_function, coerce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webapp.decisions.findings import Finding
    from webapp.decisions.linking import Key
    from webapp.decisions.run import ImportPath, Run
    from webapp.decisions.syntax import Decision, Service
    from webapp.decisions.tables import CompiledTable, Origin
    from webapp.feel import Budget, FeelType, Scope, Value


@dataclass(frozen=True, slots=True)
class InputBinding:
    """A declared input: its fact is converted to its type."""

    name: str
    import_name: str | None
    feel_type: FeelType

    def fact(self, run: Run, path: ImportPath) -> Value:
        """The fact. Raises `FactOfWrongType` or `FactNotAllowed`."""
        value = run.facts_at(path if self.import_name is None else (*path, self.import_name)).get(self.name)
        if value is None or self.feel_type is ANY:
            return value
        fitted, fits = coerce(value, self.feel_type)
        if fits:
            return fitted
        misfit = find_misfit(value, self.feel_type, self.name)
        if misfit is None:
            # What lacks some components is partly unknown, not wrong; whatever reads them finds null.
            return value
        if misfit.allowed is not None:
            raise FactNotAllowed(name=misfit.path, value=shown(misfit.value), allowed=misfit.allowed)
        type_zh, type_en = type_words(misfit.wanted)
        raise FactOfWrongType(name=misfit.path, value=shown(misfit.value), type_zh=type_zh, type_en=type_en)


@dataclass(frozen=True, slots=True)
class DecisionBinding:
    """A required decision and the names it goes by in the scope. ``is_read``: some expression uses its value."""

    names: tuple[str, ...]
    import_name: str | None
    node: DecisionNode
    is_read: bool


@dataclass(frozen=True, slots=True)
class FunctionBinding:
    """A required knowledge model or service, as a function."""

    name: str
    import_name: str | None
    make: Callable[[Run, ImportPath], Function]

    def bind(self, scope: Scope, run: Run, path: ImportPath) -> None:
        """Put the function into a scope."""
        inner = path if self.import_name is None else (*path, self.import_name)
        _bind(scope, self.import_name, self.name, self.make(run, inner))


@dataclass(slots=True)
class DecisionNode:
    """A decision that can be evaluated."""

    key: Key
    source: Decision
    origin: Origin
    feel_type: FeelType = ANY
    evaluate: Evaluate | None = None
    table: CompiledTable | None = None
    """The decision's own table, where its whole logic is one."""
    inputs: Sequence[InputBinding] = ()
    decisions: Sequence[DecisionBinding] = ()
    functions: Sequence[FunctionBinding] = ()
    names_read: frozenset[str] = frozenset()
    fault: Finding | None = None
    """Why the decision cannot be evaluated, if it cannot."""
    _needs_scope: bool = field(init=False, default=False)
    _facts_read: frozenset[str] | None = field(init=False, default=None)

    @property
    def facts_read(self) -> frozenset[str] | None:
        """The names of all facts that this decision and those it requires can read; None: any."""
        if self._facts_read is None:
            self._facts_read = self._collect_facts_read()
        return self._facts_read

    def _collect_facts_read(self) -> frozenset[str] | None:
        names: set[str] = set()
        seen = {self.key}
        waiting = [self]
        while waiting:
            node = waiting.pop()
            names |= node.names_read | {item.name for item in node.inputs}
            bindings: list[InputBinding | DecisionBinding | FunctionBinding] = [
                *node.inputs,
                *node.decisions,
                *node.functions,
            ]
            if any(item.import_name for item in bindings):
                return None  # Behind an import facts go by several names.
            for binding in node.decisions:
                if binding.node.key not in seen:
                    seen.add(binding.node.key)
                    waiting.append(binding.node)
        return frozenset(names)

    @property
    def name(self) -> str:
        """What FEEL calls it."""
        return self.source.name

    @property
    def label(self) -> str:
        """The decision's own name, where FEEL calls its variable otherwise."""
        return self.source.label or self.source.name

    def finish(self) -> None:
        """Call once everything is bound."""
        self._needs_scope = bool(self.inputs or self.decisions or self.functions)

    def value(self, run: Run, path: ImportPath = ()) -> Value:
        """The decision's value, made once per run. Raises `DecisionError` or `FactsIncomplete`."""
        if run.overrides and self.key in run.overrides:
            return run.overrides[self.key]
        place = (self.key, path)
        if place in run.results:
            return run.results[place]
        if self.fault is not None:
            raise broken(self.source.name, self.fault)
        if place in run.incomplete:
            raise FactsIncomplete
        try:
            value = run.results[place] = self._make_value(run, path)
        except FactsIncomplete:
            # Several decisions may require this one: its facts are looked for once.
            run.incomplete.add(place)
            raise
        return value

    def _make_value(self, run: Run, path: ImportPath) -> Value:
        scope, unknown = self._scope(run, path)
        if unknown:
            if self.table is not None:
                self.table.note_missing(scope, run, unknown)
            raise FactsIncomplete
        assert self.evaluate is not None  # noqa: S101 - bound before any evaluation.
        value = fit(self.evaluate(scope, run), self.feel_type, run)
        if run.steps is not None and self.table is None:
            self._note_step(run, value)
        return value

    def _scope(self, run: Run, path: ImportPath) -> tuple[Scope, set[str]]:
        """The names in scope, and those whose decision lacks facts."""
        scope = run.open_scope(run.facts_at(path))
        unknown: set[str] = set()
        if not self._needs_scope:
            return scope, unknown
        for item in self.inputs:
            _bind(scope, item.import_name, item.name, item.fact(run, path))
        for function in self.functions:
            function.bind(scope, run, path)
        for required in self.decisions:
            if required.is_read:
                self._bind_decision(required, scope, unknown, run, path)
        return scope, unknown

    @staticmethod
    def _bind_decision(
        required: DecisionBinding, scope: Scope, unknown: set[str], run: Run, path: ImportPath
    ) -> None:
        inner = path if required.import_name is None else (*path, required.import_name)
        try:
            value = required.node.value(run, inner)
        except FactsIncomplete:
            # The other branches are still looked at, so that all missing facts are named at once.
            unknown.update(required.names if required.import_name is None else (required.import_name,))
            return
        for name in required.names:
            _bind(scope, required.import_name, name, value)

    def _note_step(self, run: Run, value: Value) -> None:
        assert run.steps is not None  # noqa: S101 - asked for by the caller.
        run.steps.append(
            DecisionStep(
                decision_id=self.origin.decision_id,
                name=self.origin.name,
                file=self.origin.file,
                version=self.origin.version,
                kind="expression",
                value=value,
                notes=run.take_notes(),
            )
        )


@dataclass(slots=True)
class ServiceNode:
    """A decision service: evaluated with what it is given and nothing else."""

    key: Key
    source: Service
    feel_type: FeelType
    outputs: Sequence[DecisionNode]
    inputs: Sequence[InputBinding]
    input_decisions: Sequence[DecisionNode]

    @property
    def facts_read(self) -> frozenset[str] | None:
        """A service may read any fact."""
        return None

    @property
    def name(self) -> str:
        """What FEEL calls it."""
        return self.source.name

    @property
    def label(self) -> str:
        """The service's name."""
        return self.source.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameter names in order: input data, then input decisions."""
        return (*(item.name for item in self.inputs), *(node.source.name for node in self.input_decisions))

    def value(self, run: Run) -> Value:
        """The service's value for the run's facts; its input decisions are facts too."""
        overrides = {node.key: _given(run.facts, node) for node in self.input_decisions}
        return self._conclude(run.inside_service(run.facts, overrides))

    def function(self, run: Run) -> Function:
        """The service as a function of its inputs."""
        types = (
            *(item.feel_type for item in self.inputs),
            *(node.feel_type for node in self.input_decisions),
        )

        def call(arguments: Sequence[Value], budget: Budget) -> Value:
            count = len(self.inputs)
            facts = {item.name: value for item, value in zip(self.inputs, arguments, strict=False)}
            given = zip(self.input_decisions, arguments[count:], strict=True)
            overrides = {node.key: value for node, value in given}
            budget.enter_call()
            try:
                return self._conclude(run.inside_service(facts, overrides))
            finally:
                budget.leave_call()

        return Function(
            self.source.name,
            self.parameters,
            call,
            parameter_types=types,
            result_type=result_of(self.feel_type),
        )

    def _conclude(self, run: Run) -> Value:
        if len(self.outputs) == 1:
            value = self.outputs[0].value(run)
        else:
            value = {node.source.name: node.value(run) for node in self.outputs}
        return fit(value, result_of(self.feel_type), run)


@dataclass(frozen=True, slots=True)
class KnowledgeNode:
    """A business knowledge model, to be invoked by itself: the facts are its arguments, by parameter name."""

    key: Key
    label: str
    make: Callable[[Run, ImportPath], Function]

    @property
    def name(self) -> str:
        """What FEEL calls it."""
        return self.label

    @property
    def facts_read(self) -> frozenset[str] | None:
        """Any fact may be an argument."""
        return None

    def value(self, run: Run) -> Value:
        """What the invocation gives; null where FEEL says null."""
        function = self.make(run, ())
        try:
            return call_function(function, [run.facts.get(name) for name in function.parameters], run.budget)
        except NullResult as reason:
            why = Note(reason.code, Place(1, 1), {"function": self.label, **reason.facts})
            run.note(why.text("zh"), why.text("en"))
            return None


def broken(name: str, fault: Finding) -> DecisionBroken:
    """The error for asking a decision or function that cannot be evaluated."""
    return DecisionBroken(decision=name, fault_zh=fault.text("zh"), fault_en=fault.text("en"))


def _given(facts: dict[str, Value], node: DecisionNode) -> Value:
    value = facts.get(node.source.name)
    return coerce(facts.get(node.key[1]) if value is None else value, node.feel_type)[0]


def _bind(scope: Scope, import_name: str | None, name: str, value: Value) -> None:
    if import_name is None:
        scope[name] = value
        return
    # The import's context is made anew: facts given under the same name stay readable, and are not changed.
    members = scope.get(import_name)
    scope[import_name] = {**(members if isinstance(members, dict) else {}), name: value}
