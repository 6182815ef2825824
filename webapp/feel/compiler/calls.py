"""Compiling calls. A built-in's arguments are put in order when compiling, those of other functions when calling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from webapp.feel.calling import arrange, call_function
from webapp.feel.compiler.leaves import compile_constant
from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.errors import NullResult, Place
from webapp.feel.runtime import Evaluator, Run, Scope
from webapp.feel.syntax import Call, Constant, Name
from webapp.feel.values import Function, Value

#: Built-ins look through lists and texts faster than the steps are counted; each so many items cost a step more.
_FREE_SIZE = 256


def _note_null(run: Run, place: Place, function: Function, result: NullResult) -> None:
    run.note(place, result.code, **{"function": function.name, **result.facts})


def invoke(
    function: Value, arguments: Sequence[Value], names: Sequence[str] | None, run: Run, place: Place
) -> Value:
    """Call a value with evaluated arguments; null with a note if it cannot be called so."""
    if not isinstance(function, Function):
        run.note(place, "FEEL-N03", name=str(function))
        return None
    try:
        return call_function(function, arguments, run.budget, names)
    except NullResult as result:
        _note_null(run, place, function, result)
        return None


@compiles(Call)
def compile_call(node: Call, unit: Unit) -> Evaluator:
    """A call by position or by name."""
    arguments = [unit.compile(argument) for argument in node.arguments]
    known = unit.find_function(node.function.name) if isinstance(node.function, Name) else None
    if known is not None:
        return _compile_known(node, known, arguments, unit)
    function, names, place = unit.compile(node.function), node.names, node.place
    label = node.function.name if isinstance(node.function, Name) else "…"

    def call(scope: Scope) -> Value:
        callee = function(scope)
        if callee is None:
            scope.run.note(place, "FEEL-N03", name=label)
            return None
        return invoke(callee, [argument(scope) for argument in arguments], names, scope.run, place)

    return call


def _compile_known(node: Call, function: Function, arguments: list[Evaluator], unit: Unit) -> Evaluator:
    try:
        form, order = arrange(function, len(arguments), node.names)
    except NullResult as mismatch:
        unit.warn(node.place, mismatch.code, **{"function": function.name, **mismatch.facts})
        return _always_null(function, mismatch, node.place)
    in_order = [_no_argument if at is None else arguments[at] for at in order]
    call = _compile_call_in_order(form, in_order, node.place)
    if not (function.is_pure and all(isinstance(argument, Constant) for argument in node.arguments)):
        return call
    value, notes = unit.try_without_facts(call)
    return call if notes else compile_constant(Constant(node.place, value), unit)


def _compile_call_in_order(function: Function, in_order: list[Evaluator], place: Place) -> Evaluator:
    run_call = function.call if function.has_plain_types else partial(call_function, function)

    def call(scope: Scope) -> Value:
        run = scope.run
        budget = run.budget
        budget.steps_left -= 1
        if budget.steps_left < 0:
            budget.spend()
        given = [argument(scope) for argument in in_order]
        for value in given:
            if (type(value) is str or type(value) is list) and len(value) > _FREE_SIZE:
                budget.spend(len(value) // _FREE_SIZE)
        try:
            return run_call(given, budget)
        except NullResult as result:
            _note_null(run, place, function, result)
            return None

    return call


def _no_argument(_scope: Scope) -> Value:
    return None


def _always_null(function: Function, mismatch: NullResult, place: Place) -> Evaluator:
    def call(scope: Scope) -> Value:
        _note_null(scope.run, place, function, mismatch)
        return None

    return call
