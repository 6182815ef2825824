"""Compiling ``and``, ``or`` and ``if``: three-valued, and only evaluating what can still matter (DMN 1.5, 10.3.2.4)."""

from __future__ import annotations

from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.runtime import Evaluator, Scope, kind_facts
from webapp.feel.syntax import Constant, If, Logic
from webapp.feel.values import Value


@compiles(Logic)
def compile_logic(node: Logic, unit: Unit) -> Evaluator:
    """A chain of ``and`` or ``or``; anything that is not true or false counts as null."""
    operands = [unit.compile(operand) for operand in node.operands]
    for operand in node.operands:
        # ``x = "A" or "B"`` reads well and says nothing.
        if isinstance(operand, Constant) and not isinstance(operand.value, bool | None):
            unit.warn(operand.place, "FEEL-N09", **kind_facts("found", operand.value))
    deciding = node.operator == "or"

    def chain(scope: Scope) -> Value:
        result: bool | None = not deciding
        for evaluate in operands:
            value = evaluate(scope)
            if value is deciding:
                return deciding
            if value is not (not deciding):
                result = None
        return result

    return chain


@compiles(If)
def compile_if(node: If, unit: Unit) -> Evaluator:
    """``if``: the alternative is taken unless the condition is true."""
    condition, consequence = unit.compile(node.condition), unit.compile(node.consequence)
    alternative, place = unit.compile(node.alternative), node.condition.place

    def choose(scope: Scope) -> Value:
        truth = condition(scope)
        if truth is True:
            return consequence(scope)
        if truth is not False:
            scope.run.note(place, "FEEL-N09", **kind_facts("found", truth))
        return alternative(scope)

    return choose
