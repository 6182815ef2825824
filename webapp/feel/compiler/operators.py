"""Compiling arithmetic, comparisons, ``between``, ``in`` and ``instance of``."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable
from decimal import Decimal

from webapp.feel import numeric
from webapp.feel.arithmetic import OPERATIONS, negate
from webapp.feel.comparing import COMPARISONS, at_least, at_most, both, either, equal
from webapp.feel.comparing import negate as inverse
from webapp.feel.compiler.unary import compile_test
from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.errors import Place
from webapp.feel.runtime import Evaluator, Run, Scope, kind_facts
from webapp.feel.syntax import Arithmetic, Between, Comparison, In, InstanceOf, Negation
from webapp.feel.temporal import FeelDateTime, FeelTime
from webapp.feel.typesystem import is_instance
from webapp.feel.values import Value, kind_of

_FAST: dict[str, Callable[[Decimal, Decimal], Decimal | None]] = {
    "+": numeric.add,
    "-": numeric.subtract,
    "*": numeric.multiply,
    "/": numeric.divide,
}

#: What a power costs in steps of the budget: with a whole exponent it is multiplied together, else by logarithms.
_WHOLE_POWER_COST, _POWER_COST = 5, 80
_LARGEST_WHOLE = 10**9

_OF_NUMBERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def _note_failure(run: Run, place: Place, operator: str, left: Value, right: Value) -> None:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        run.note(place, "FEEL-N17" if operator == "/" and not right else "FEEL-N16")
    elif isinstance(left, FeelTime | FeelDateTime) and type(left) is type(right):
        run.note(place, "FEEL-N18")
    else:
        run.note(
            place, "FEEL-N02", operator=operator, **kind_facts("left", left), **kind_facts("right", right)
        )


def _compute(operator: str, left: Value, right: Value, scope: Scope, place: Place) -> Value:
    if operator == "**" and isinstance(right, Decimal):
        is_whole = abs(right) <= _LARGEST_WHOLE and numeric.is_integral(right)
        scope.run.budget.spend(_WHOLE_POWER_COST if is_whole else _POWER_COST)
    result = OPERATIONS[operator](left, right)
    if result is None:
        _note_failure(scope.run, place, operator, left, right)
    elif isinstance(result, str):
        scope.run.budget.check_characters(len(result))
    return result


@compiles(Arithmetic)
def compile_arithmetic(node: Arithmetic, unit: Unit) -> Evaluator:
    """A chain of operators of one precedence."""
    first = unit.compile(node.first)
    if len(node.rest) == 1:
        operator, operand, place = node.rest[0]
        return _compile_pair(first, operator, unit.compile(operand), place)
    steps = [(operator, unit.compile(operand), place) for operator, operand, place in node.rest]

    def chain(scope: Scope) -> Value:
        result = first(scope)
        for operator, operand, place in steps:
            result = _compute(operator, result, operand(scope), scope, place)
        return result

    return chain


def _compile_pair(first: Evaluator, operator: str, second: Evaluator, place: Place) -> Evaluator:
    fast = _FAST.get(operator)
    if fast is None:
        return lambda scope: _compute(operator, first(scope), second(scope), scope, place)

    def compute(scope: Scope) -> Value:
        left, right = first(scope), second(scope)
        if type(left) is Decimal and type(right) is Decimal:
            result = fast(left, right)
            if result is not None:
                return result
        return _compute(operator, left, right, scope, place)

    return compute


@compiles(Negation)
def compile_negation(node: Negation, unit: Unit) -> Evaluator:
    """A minus sign."""
    operand, place = unit.compile(node.operand), node.place

    def negative(scope: Scope) -> Value:
        value = operand(scope)
        result = negate(value)
        if result is None:
            scope.run.note(place, "FEEL-N12", **kind_facts("found", value))
        return result

    return negative


@compiles(Comparison)
def compile_comparison(node: Comparison, unit: Unit) -> Evaluator:
    """A comparison of two values; one against a literal becomes a test of the other alone."""
    constant = unit.constant(node.right)
    left, right = unit.compile(node.left), unit.compile(node.right)
    compare, operator, place = COMPARISONS[node.operator], node.operator, node.place
    of_numbers = _OF_NUMBERS[operator]
    if constant is not None and isinstance(constant.value, str | bool) and operator in ("=", "!="):
        return _compile_equality(left, operator, constant.value, place)

    def comparison(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return of_numbers(one, other)
        if type(one) in (list, dict):
            # The others cost little; these are charged by their size.
            equality = equal(one, other, scope.run.budget) if operator in ("=", "!=") else None
            result = equality if operator == "=" else inverse(equality)
        else:
            result = compare(one, other)
        if result is None:
            _note_failure(scope.run, place, operator, one, other)
        return result

    return comparison


def _compile_equality(left: Evaluator, operator: str, wanted: str | bool, place: Place) -> Evaluator:
    kind, positive = type(wanted), operator == "="

    def equality(scope: Scope) -> Value:
        value = left(scope)
        if type(value) is kind:
            return (value == wanted) is positive
        if value is None:
            return not positive
        _note_failure(scope.run, place, operator, value, wanted)
        return None

    return equality


@compiles(Between)
def compile_between(node: Between, unit: Unit) -> Evaluator:
    """``value between low and high``, both ends included."""
    value, low, high = unit.compile(node.value), unit.compile(node.low), unit.compile(node.high)
    place = node.place

    def between(scope: Scope) -> Value:
        middle, lowest, highest = value(scope), low(scope), high(scope)
        result = both(at_least(middle, lowest), at_most(middle, highest))
        if result is None:
            odd = highest if kind_of(lowest) == kind_of(middle) else lowest
            _note_failure(scope.run, place, "between", middle, odd)
        return result

    return between


@compiles(In)
def compile_in(node: In, unit: Unit) -> Evaluator:
    """``value in test``: true if one of the tests holds."""
    value, place = unit.compile(node.value), node.place
    tests = [compile_test(test, unit) for test in node.tests]

    def is_in(scope: Scope) -> Value:
        wanted = value(scope)
        result: bool | None = False
        for test in tests:
            result = either(result, test(wanted, scope))
            if result:
                return True
        if result is None:
            scope.run.note(place, "FEEL-N19", **kind_facts("found", wanted))
        return result

    return is_in


@compiles(InstanceOf)
def compile_instance_of(node: InstanceOf, unit: Unit) -> Evaluator:
    """``value instance of type``."""
    value, wanted = unit.compile(node.value), node.type

    def instance_of(scope: Scope) -> Value:
        return is_instance(value(scope), wanted)

    return instance_of
