"""Compiling literals, names and ranges."""

from __future__ import annotations

from webapp.feel.comparing import at_most
from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.runtime import Evaluator, Scope
from webapp.feel.syntax import Constant, Name, RangeOf, UnaryComparison
from webapp.feel.values import Range, Value


@compiles(Constant)
def compile_constant(node: Constant, _unit: Unit) -> Evaluator:
    """A value that is always the same."""
    value = node.value

    def constant(_scope: Scope) -> Value:
        return value

    return constant


@compiles(Name)
def compile_name(node: Name, unit: Unit) -> Evaluator:
    """A look-up in the scope; a function's name where nothing in scope hides it."""
    name, place = node.name, node.place
    function = unit.find_function(name)

    def read(scope: Scope) -> Value:
        try:
            return scope[name]
        except KeyError:
            if function is None:
                scope.run.note(place, "FEEL-N01", name=name)
            return function

    return read


@compiles(RangeOf)
def compile_range(node: RangeOf, unit: Unit) -> Evaluator:
    """A range; null if its ends do not compare or are the wrong way round."""
    start, end, place = unit.compile(node.start), unit.compile(node.end), node.place
    start_included, end_included = node.start_included, node.end_included

    def make_range(scope: Scope) -> Value:
        first, last = start(scope), end(scope)
        if first is not None and last is not None and not at_most(first, last):
            scope.run.note(place, "FEEL-N13")
            return None
        return Range(first, last, start_included, end_included)

    return make_range


@compiles(UnaryComparison)
def compile_comparison_range(node: UnaryComparison, unit: Unit) -> Evaluator:
    """``(< 10)`` as a value is a range open to one side."""
    operator, operand = node.operator, unit.compile(node.operand)

    def make_range(scope: Scope) -> Value:
        return Range.of_comparison(operator, operand(scope))

    return make_range
