"""Boxed expressions to closures over the scope. FEEL inside them is compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from webapp.decisions.feel_compiler import FeelCompiler, Workshop
from webapp.decisions.iteration import compile_filter, compile_iterator
from webapp.decisions.syntax import (
    BoxedList,
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    Relation,
    Table,
    Text,
)
from webapp.decisions.table_compiler import compile_table
from webapp.decisions.tables import CompiledTable, Origin
from webapp.decisions.wording import shown, type_words
from webapp.feel import (
    ANY,
    FeelType,
    Function,
    Note,
    NullResult,
    Place,
    Value,
    call_function,
    coerce,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webapp.decisions import findings
    from webapp.decisions.run import Run
    from webapp.feel import Budget, Scope

Evaluate: TypeAlias = "Callable[[Scope, Run], Value]"


class BoxedCompiler(FeelCompiler):
    """Compiles the expressions of one decision or knowledge model, tables and FEEL texts among them."""

    def __init__(self, workshop: Workshop, origin: Origin) -> None:
        super().__init__(workshop, origin)
        self.tables: list[CompiledTable] = []

    def compile(self, expression: Expression, names: frozenset[str], part: str = "") -> Evaluate:
        """The closure that evaluates ``expression`` with ``names`` in scope. Faults go to the log."""
        evaluate = self._dispatch(expression, names, part)
        return self.typed(evaluate, expression.type_ref, expression.place)

    def _dispatch(self, expression: Expression, names: frozenset[str], part: str) -> Evaluate:
        match expression:
            case Text():
                return self._text(expression, names, part)
            case Table():
                return self.table(expression, names, part).evaluate
            case Context():
                return self._context(expression, names, part)
            case BoxedList():
                return self._list([self.compile(item, names, part) for item in expression.items])
            case Relation():
                return self._relation(expression, names, part)
            case Invocation():
                return self._invocation(expression, names, part)
            case FunctionDefinition():
                return self._function(expression, names, part)
            case Conditional():
                return self._conditional(expression, names, part)
            case Filter():
                inner = names | {"item"} | self._members
                return compile_filter(
                    self.compile(expression.source, names, part), self.compile(expression.match, inner, part)
                )
            case Iterator():
                inner = names | {expression.variable} | ({"partial"} if expression.kind == "for" else set())
                source, body = (
                    self.compile(expression.source, names, part),
                    self.compile(expression.body, inner, part),
                )
                return compile_iterator(expression.kind, expression.variable, source, body)

    def typed(self, evaluate: Evaluate, type_ref: str | None, place: findings.Place) -> Evaluate:
        """The closure with its result converted to the type it names; null, with a note, when it does not fit."""
        feel_type = self.workshop.types.find(self.origin.file, type_ref, place)
        if feel_type is ANY:
            return evaluate
        if feel_type.kind == "function" and feel_type.result is not None:
            return evaluate
        return lambda scope, run: fit(evaluate(scope, run), feel_type, run)

    def table(self, table: Table, names: frozenset[str], part: str) -> CompiledTable:
        """Compile a decision table and keep it for the verification."""
        origin = self.origin
        compiled = compile_table(
            table, self, names, Origin(origin.decision_id, origin.name, origin.file, origin.version, part)
        )
        self.tables.append(compiled)
        self.workshop.tables.append(compiled)
        return compiled

    def _text(self, text: Text, names: frozenset[str], part: str) -> Evaluate:
        where_zh, where_en = (f"“{part}”", f"“{part}”") if part else ("表达式", "the expression")
        expression = self.feel(text, names, where_zh, where_en)
        if expression is None:
            return _nothing
        return lambda scope, _run: expression.evaluate(scope)

    def _context(self, context: Context, names: frozenset[str], part: str) -> Evaluate:
        entries: list[tuple[str | None, Evaluate]] = []
        for entry in context.entries:
            # A function may call itself by its entry's name; any other entry sees only those before it.
            own = {entry.name} if entry.name and _is_function(entry.expression) else set()
            inner_part = _part(part, entry.name)
            evaluate = self.compile(entry.expression, names | own, inner_part)
            entries.append((entry.name, self.typed(evaluate, entry.type_ref, entry.expression.place)))
            if entry.name:
                names |= {entry.name}

        def evaluate_context(scope: Scope, run: Run) -> Value:
            inner = scope.inner()
            made: dict[str, Value] = {}
            for name, evaluate in entries:
                value = evaluate(inner, run)
                if name is None:
                    return value
                made[name] = inner[name] = value
            return made

        return evaluate_context

    @staticmethod
    def _list(items: Sequence[Evaluate]) -> Evaluate:
        return lambda scope, run: [item(scope, run) for item in items]

    def _relation(self, relation: Relation, names: frozenset[str], part: str) -> Evaluate:
        rows = [
            [
                (column, self.compile(cell, names, part))
                for column, cell in zip(relation.columns, row, strict=True)
            ]
            for row in relation.rows
        ]
        return lambda scope, run: [{column: cell(scope, run) for column, cell in row} for row in rows]

    def _invocation(self, invocation: Invocation, names: frozenset[str], part: str) -> Evaluate:
        callee = self.feel(invocation.function, names, "调用的函数名", "the called function's name")
        parameters = [name for name, _ in invocation.bindings]
        arguments = [
            _nothing if argument is None else self.compile(argument, names, _part(part, name))
            for name, argument in invocation.bindings
        ]
        if callee is None:
            return _nothing
        label = invocation.function.text

        def call(scope: Scope, run: Run) -> Value:
            function = callee.evaluate(scope)
            if not isinstance(function, Function):
                run.note(
                    f"“{label}”不是函数，结果为空值。", f"“{label}” is not a function; the result is null."
                )
                return None
            given = [argument(scope, run) for argument in arguments]
            try:
                return call_function(function, given, run.budget, parameters)
            except NullResult as result:
                why = Note(result.code, Place(1, 1), {"function": function.name, **result.facts})
                run.note(why.text("zh"), why.text("en"))
                return None

        return call

    def _function(self, definition: FunctionDefinition, names: frozenset[str], part: str) -> Evaluate:
        result = result_of(self.workshop.types.find(self.origin.file, definition.type_ref, definition.place))
        return self.function_maker(definition, names, part or self.origin.name, result)

    def function_maker(
        self, definition: FunctionDefinition, names: frozenset[str], name: str, result: FeelType
    ) -> Callable[[Scope, Run], Function]:
        """How to make the function's value in a scope: it remembers the scope it was made in."""
        file, place = self.origin.file, definition.place
        parameters = tuple(parameter.name for parameter in definition.parameters)
        types = tuple(
            self.workshop.types.find(file, parameter.type_ref, place) for parameter in definition.parameters
        )
        body = self.compile(definition.body, names | set(parameters), "")

        def make(scope: Scope, run: Run) -> Function:
            def call(arguments: Sequence[Value], budget: Budget) -> Value:
                inner = scope.inner()
                inner.update(zip(parameters, arguments, strict=True))
                budget.enter_call()
                try:
                    return body(inner, run)
                finally:
                    budget.leave_call()

            return Function(name, parameters, call, parameter_types=types, result_type=result)

        return make

    def _conditional(self, conditional: Conditional, names: frozenset[str], part: str) -> Evaluate:
        condition = self.compile(conditional.condition, names, part)
        then = self.compile(conditional.then, names, part)
        otherwise = self.compile(conditional.otherwise, names, part)

        def evaluate(scope: Scope, run: Run) -> Value:
            truth = condition(scope, run)
            if truth is None or isinstance(truth, bool):
                return (then if truth else otherwise)(scope, run)
            run.note(
                "条件既不是 true 也不是 false，结果为空值。",
                "The condition is neither true nor false; the result is null.",
            )
            return None

        return evaluate


def result_of(feel_type: FeelType) -> FeelType:
    """What a function gives, where its own type or that of its result is named."""
    return feel_type.result or ANY if feel_type.kind == "function" else feel_type


def fit(value: Value, feel_type: FeelType, run: Run) -> Value:
    """``value`` converted to the type, or null with a note."""
    if feel_type is ANY or value is None:
        return value
    fitted, fits = coerce(value, feel_type)
    if not fits:
        type_zh, type_en = type_words(feel_type)
        text = shown(value)
        run.note(
            f"{text} 不是{type_zh}或不在其允许的值之内，结果为空值。",
            f"{text} is not {type_en}, or not an allowed one; the result is null.",
        )
    return fitted


def _nothing(_scope: Scope, _run: Run) -> Value:
    return None


def _is_function(expression: Expression) -> bool:
    return isinstance(expression, FunctionDefinition) or (
        isinstance(expression, Text) and expression.text.startswith("function")
    )


def _part(outer: str, name: str | None) -> str:
    return ".".join(filter(None, (outer, name)))
