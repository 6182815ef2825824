"""Compiling a cell's unary tests. A test against literals becomes a tight predicate of the input alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from webapp.feel.comparing import COMPARISONS, either, in_range, is_member, negate
from webapp.feel.compiler.unit import Unit
from webapp.feel.runtime import Scope
from webapp.feel.syntax import (
    Between,
    Comparison,
    In,
    InstanceOf,
    Logic,
    Node,
    Quantified,
    UnaryComparison,
    UnaryTestList,
)
from webapp.feel.values import Range, Value

#: A test of an input that needs no other facts.
Predicate: TypeAlias = Callable[[Value], "bool | None"]
#: A test of an input in a scope.
Test: TypeAlias = Callable[[Value, Scope], "bool | None"]

#: Nodes that say something true or false rather than name a value.
_STATEMENTS = (Comparison, Logic, Between, In, InstanceOf, Quantified)


def compile_tests(tree: UnaryTestList, unit: Unit) -> tuple[Predicate | None, Test]:
    """The tests of a cell: as a predicate if they need no facts but the input, and in any case as a test in a scope."""
    if tree.is_any:
        return _always, _always_in_scope
    predicates = [_constant_predicate(test, unit) for test in tree.tests]
    known = [predicate for predicate in predicates if predicate is not None]
    if len(known) == len(predicates):
        predicate = _any_of(known)
        if tree.is_negated:
            predicate = _not(predicate)
        return predicate, _ignoring_scope(predicate)
    tests = [compile_test(test, unit, is_cell=True) for test in tree.tests]
    is_negated = tree.is_negated

    def run(value: Value, scope: Scope) -> bool | None:
        result: bool | None = False
        for test in tests:
            result = either(result, test(value, scope))
            if result:
                break
        return negate(result) if is_negated else result

    return None, run


def compile_test(node: Node, unit: Unit, *, is_cell: bool = False) -> Test:
    """One positive unary test, of a cell or behind ``in``."""
    predicate = _constant_predicate(node, unit)
    if predicate is not None:
        return _ignoring_scope(predicate)
    if isinstance(node, UnaryComparison):
        compare, operand = COMPARISONS[node.operator], unit.compile(node.operand)
        return lambda value, scope: compare(value, operand(scope))
    expression = unit.compile(node)
    if "?" in unit.uses_of(node).names:
        return lambda value, scope: _truth(expression(_with_input(scope, value)))
    if isinstance(node, _STATEMENTS):
        return lambda _value, scope: _truth(expression(scope))
    if is_cell:
        return lambda value, scope: _passes(value, expression(scope), scope)
    return lambda value, scope: is_member(value, expression(scope), scope.run.budget)


def _with_input(scope: Scope, value: Value) -> Scope:
    inner = scope.inner()
    inner["?"] = value
    return inner


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _passes(value: Value, wanted: Value, scope: Scope) -> bool | None:
    """A value in a cell: the input equals it or is in it; a true one passes any input that is not itself a boolean."""
    if wanted is True and not isinstance(value, bool):
        return True
    return is_member(value, wanted, scope.run.budget)


def _constant_predicate(node: Node, unit: Unit) -> Predicate | None:
    if isinstance(node, UnaryComparison):
        constant = unit.constant(node.operand)
        return None if constant is None else _comparison_predicate(node.operator, constant.value)
    constant = unit.constant(node)
    if constant is None:
        return None
    wanted = constant.value
    if isinstance(wanted, Range):
        return _range_predicate(wanted)
    if isinstance(wanted, str | bool | Decimal):
        return _comparison_predicate("=", wanted)
    return lambda value: is_member(value, wanted)


def _comparison_predicate(operator: str, operand: Value) -> Predicate:
    compare = COMPARISONS[operator]
    if operator == "=" and isinstance(operand, str | bool | Decimal):
        kind = type(operand)
        return lambda value: value == operand if type(value) is kind else compare(value, operand)
    if isinstance(operand, Decimal):
        return _number_predicate(operator, operand)
    return lambda value: compare(value, operand)


def _number_predicate(operator: str, bound: Decimal) -> Predicate:
    tight: dict[str, Predicate] = {
        "<": lambda value: value < bound if type(value) is Decimal else None,
        "<=": lambda value: value <= bound if type(value) is Decimal else None,
        ">": lambda value: value > bound if type(value) is Decimal else None,
        ">=": lambda value: value >= bound if type(value) is Decimal else None,
        "!=": lambda value: value != bound if type(value) is Decimal else COMPARISONS["!="](value, bound),
    }
    return tight[operator]


def _range_predicate(span: Range) -> Predicate:
    low, high = span.start, span.end
    if span.operator is not None or not (isinstance(low, Decimal) and isinstance(high, Decimal)):
        return lambda value: is_member(value, span)
    tight: dict[tuple[bool, bool], Predicate] = {
        (True, True): lambda value: low <= value <= high if type(value) is Decimal else in_range(value, span),
        (True, False): lambda value: low <= value < high if type(value) is Decimal else in_range(value, span),
        (False, True): lambda value: low < value <= high if type(value) is Decimal else in_range(value, span),
        (False, False): lambda value: low < value < high if type(value) is Decimal else in_range(value, span),
    }
    return tight[span.start_included, span.end_included]


def _any_of(predicates: list[Predicate]) -> Predicate:
    if len(predicates) == 1:
        return predicates[0]

    def any_of(value: Value) -> bool | None:
        result: bool | None = False
        for predicate in predicates:
            found = predicate(value)
            if found:
                return True
            if found is None:
                result = None
        return result

    return any_of


def _not(predicate: Predicate) -> Predicate:
    return lambda value: negate(predicate(value))


def _always(_value: Value) -> bool:
    return True


def _always_in_scope(_value: Value, _scope: Scope) -> bool:
    return True


def _ignoring_scope(predicate: Predicate) -> Test:
    return lambda value, _scope: predicate(value)
