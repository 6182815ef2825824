"""Compiling calls. A built-in's arguments are put in order when compiling, those of other functions when calling."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.errors import NullResult, Place
from webapp.feel.runtime import Evaluator, Run, Scope
from webapp.feel.syntax import Call, Name
from webapp.feel.values import Function, Value


def arrange(function: Function, count: int, names: Sequence[str] | None) -> list[int | None]:
    """Which given argument (by position, None for none) belongs to each place of the call.

    Raises `NullResult` if the count or the names do not fit any of the function's signatures.
    """
    if names is not None:
        return _arrange_by_name(function, names)
    most = function.most
    counts = {len(signature) for signature in function.alternatives}
    own = len(function.parameters)
    fits = count in counts or function.least_own <= count <= own or (function.takes_more and count >= own)
    if not fits:
        most_text = "∞" if most is None else most
        raise NullResult("FEEL-N06", least=function.least, most=most_text, given=count)
    return list(range(count))


def _arrange_by_name(function: Function, names: Sequence[str]) -> list[int | None]:
    signatures = [(function.parameters, function.least_own)]
    signatures += [(signature, len(signature)) for signature in function.alternatives]
    given = set(names)
    for parameters, least in signatures:
        if given <= set(parameters) and given >= set(parameters[:least]) and len(given) == len(names):
            last = max((parameters.index(name) for name in given), default=-1)
            return [names.index(name) if name in given else None for name in parameters[: last + 1]]
    known = {name for parameters, _ in signatures for name in parameters}
    stranger = next((name for name in names if name not in known), None)
    if stranger is not None:
        raise NullResult("FEEL-N07", parameter=stranger)
    raise NullResult("FEEL-N06", least=function.least, most=function.most or "∞", given=len(names))


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
        order = arrange(function, len(arguments), names)
        return function.call([None if at is None else arguments[at] for at in order], run.budget)
    except NullResult as result:
        _note_null(run, place, function, result)
        return None


@compiles(Call)
def compile_call(node: Call, unit: Unit) -> Evaluator:
    """A call by position or by name."""
    arguments = [unit.compile(argument) for argument in node.arguments]
    known = unit.find_function(node.function.name) if isinstance(node.function, Name) else None
    if known is not None:
        return _compile_known(known, arguments, node.names, node.place)
    function, names, place = unit.compile(node.function), node.names, node.place
    label = node.function.name if isinstance(node.function, Name) else "…"

    def call(scope: Scope) -> Value:
        callee = function(scope)
        if callee is None:
            scope.run.note(place, "FEEL-N03", name=label)
            return None
        return invoke(callee, [argument(scope) for argument in arguments], names, scope.run, place)

    return call


def _compile_known(
    function: Function, arguments: list[Evaluator], names: tuple[str, ...] | None, place: Place
) -> Evaluator:
    try:
        order = arrange(function, len(arguments), names)
    except NullResult as mismatch:
        return _always_null(function, mismatch, place)
    in_order = [_no_argument if at is None else arguments[at] for at in order]
    run_call = function.call

    def call(scope: Scope) -> Value:
        run = scope.run
        budget = run.budget
        budget.steps_left -= 1
        if budget.steps_left < 0:
            budget.spend()
        try:
            return run_call([argument(scope) for argument in in_order], budget)
        except NullResult as result:
            _note_null(run, place, function, result)
            return None

    return call


def _no_argument(_scope: Scope) -> Value:
    return None


def _always_null(function: Function, mismatch: NullResult, place: Place) -> Evaluator:
    def call(scope: Scope) -> Value:
        _note_null(scope.run, place, function, mismatch)

    return call
