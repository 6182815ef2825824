"""Compiling lists, contexts and function definitions."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.limits import Budget
from webapp.feel.runtime import Evaluator, Run, Scope
from webapp.feel.syntax import ContextOf, FunctionOf, ListOf
from webapp.feel.values import ANY, Function, Value


@compiles(ListOf)
def compile_list(node: ListOf, unit: Unit) -> Evaluator:
    """A list of its items."""
    items = [unit.compile(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@compiles(ContextOf)
def compile_context(node: ContextOf, unit: Unit) -> Evaluator:
    """A context; each entry sees those before it, and functions in it see all."""
    keys = [key for key, _ in node.entries]
    sees_itself = not unit.uses_of(node).names.isdisjoint(keys)
    entries = []
    for position, (key, value) in enumerate(node.entries):
        bound = keys if isinstance(value, FunctionOf) else keys[:position]
        with unit.binding(*bound):
            entries.append((key, unit.compile(value)))

    def make_context(scope: Scope) -> Value:
        if not sees_itself:
            return {key: value(scope) for key, value in entries}
        inner = scope.inner()
        made: dict[str, Value] = {}
        for key, value in entries:
            made[key] = inner[key] = value(inner)
        return made

    return make_context


@compiles(FunctionOf)
def compile_function(node: FunctionOf, unit: Unit) -> Evaluator:
    """A function that remembers the scope it was defined in."""
    names = tuple(name for name, _ in node.parameters)
    types = tuple(kind or ANY for _, kind in node.parameters)
    with unit.binding(*names):
        body = unit.compile(node.body)

    def define(scope: Scope) -> Value:
        def call(arguments: Sequence[Value], budget: Budget) -> Value:
            run = scope.run if scope.run.budget is budget else Run(budget)
            inner = scope.inner(run)
            inner.update(zip(names, arguments, strict=True))
            budget.enter_call()
            try:
                return body(inner)
            finally:
                budget.leave_call()

        return Function("function", names, call, parameter_types=types)

    return define
