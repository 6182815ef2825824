"""Compiling ``for``, ``some`` and ``every``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from webapp.feel import numeric
from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.runtime import Evaluator, Scope, kind_facts
from webapp.feel.syntax import For, Node, Quantified
from webapp.feel.syntax import Iterator as Iteration
from webapp.feel.temporal import FeelDate
from webapp.feel.values import Range, Value

#: Gives the values to go through, or None if there is nothing to go through.
_Source = Callable[[Scope], "Iterable[Value] | None"]


def _compile_iteration(iteration: Iteration, unit: Unit) -> _Source:
    start, place = unit.compile(iteration.source), iteration.source.place
    end = None if iteration.end is None else unit.compile(iteration.end)

    def values(scope: Scope) -> Iterable[Value] | None:
        first = start(scope)
        found = _items_of(first) if end is None else _steps(first, end(scope))
        if found is None:
            scope.run.note(place, "FEEL-N10", **kind_facts("found", first))
        return found

    return values


def _items_of(value: Value) -> Iterable[Value] | None:
    if isinstance(value, list):
        return value
    if not isinstance(value, Range):
        return None if value is None else [value]
    if value.operator is not None:
        return None
    steps = _steps(value.start, value.end)
    return None if steps is None else _without_open_ends(steps, value)


def _without_open_ends(steps: Iterable[Value], span: Range) -> Iterator[Value]:
    for step in steps:
        if step == span.start and not span.start_included:
            continue
        if step == span.end and not span.end_included:
            continue
        yield step


def _steps(first: Value, last: Value) -> Iterable[Value] | None:
    """Whole numbers or days from one end to the other, up or down."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        if not (numeric.is_integral(first) and numeric.is_integral(last)):
            return None
        return _count(int(first), int(last), Decimal)
    if isinstance(first, FeelDate) and isinstance(last, FeelDate):
        return _count(first.number, last.number, FeelDate.of_number)
    return None


def _count(first: int, last: int, make: Callable[[int], Value]) -> Iterator[Value]:
    step = 1 if first <= last else -1
    return (make(number) for number in range(first, last + step, step))


def _compile_sources(
    iterations: tuple[Iteration, ...], unit: Unit, body: Node
) -> tuple[list[_Source], Evaluator]:
    """The sources, each compiled where the earlier names are bound, and the body inside all of them."""
    names: list[str] = []
    sources: list[_Source] = []
    for iteration in iterations:
        with unit.binding(*names):
            sources.append(_compile_iteration(iteration, unit))
        names.append(iteration.name)
    with unit.binding(*names, "partial"):
        return sources, unit.compile(body)


def _turns(
    scope: Scope, names: list[str], sources: list[_Source], keeps_scope: bool
) -> Iterator[Scope | None]:
    """A scope for each turn of the nested loops; None where a source cannot be gone through."""
    values = sources[0](scope)
    if values is None:
        yield None
        return
    inner = scope.inner()
    for value in values:
        scope.run.budget.spend()
        if keeps_scope:
            inner = scope.inner()
        inner[names[0]] = value
        if len(names) == 1:
            yield inner
        else:
            yield from _turns(inner, names[1:], sources[1:], keeps_scope)


@compiles(For)
def compile_for(node: For, unit: Unit) -> Evaluator:
    """``for``: the list of results, in order; ``partial`` holds those before."""
    sources, body = _compile_sources(node.iterators, unit, node.result)
    names = [iteration.name for iteration in node.iterators]
    keeps_scope = unit.uses_of(node).defines_function
    reads_partial = "partial" in unit.uses_of(node.result).names

    def loop(scope: Scope) -> Value:
        results: list[Value] = []
        budget = scope.run.budget
        for inner in _turns(scope, names, sources, keeps_scope):
            if inner is None:
                return None
            if reads_partial:
                # A copy, since a result may hold it; copying is far cheaper than an evaluation step.
                budget.spend(len(results) // 16)
                inner["partial"] = results.copy()
            results.append(body(inner))
            budget.check_items(len(results))
        return results

    return loop


@compiles(Quantified)
def compile_quantified(node: Quantified, unit: Unit) -> Evaluator:
    """``some`` and ``every``: a three-valued or, and, over all turns."""
    sources, condition = _compile_sources(node.iterators, unit, node.condition)
    names = [iteration.name for iteration in node.iterators]
    keeps_scope = unit.uses_of(node).defines_function
    deciding = node.quantifier == "some"

    def quantify(scope: Scope) -> Value:
        result: bool | None = not deciding
        for inner in _turns(scope, names, sources, keeps_scope):
            if inner is None:
                return None
            truth = condition(inner)
            if truth is deciding:
                return deciding
            if truth is not (not deciding):
                result = None
        return result

    return quantify
