"""Evaluate texts over plain Python facts, the way most tests here want it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.feel import (
    FeelSyntaxError,
    Note,
    Value,
    compile_expression,
    compile_unary_tests,
    from_python,
    to_text,
)


def evaluate(text: str, facts: Mapping[str, Any] | None = None) -> Value:
    """The value of an expression over Python facts, whose names are in scope."""
    context = {name: from_python(thing) for name, thing in (facts or {}).items()}
    return compile_expression(text, names=context).evaluate(context)


def shown(text: str, facts: Mapping[str, Any] | None = None) -> str:
    """The value of an expression, as FEEL text."""
    return to_text(evaluate(text, facts))


def notes_of(text: str, facts: Mapping[str, Any] | None = None) -> list[Note]:
    """The notes of an evaluation."""
    context = {name: from_python(thing) for name, thing in (facts or {}).items()}
    return compile_expression(text, names=context).evaluate_with_notes(context)[1]


def matches(cell: str, thing: Any, facts: Mapping[str, Any] | None = None) -> bool | None:
    """Whether a cell's tests pass for a Python thing."""
    context = {name: from_python(known) for name, known in (facts or {}).items()}
    return compile_unary_tests(cell, names=context).matches(from_python(thing), context)


def refusal(text: str, *names: str, cell: bool = False) -> FeelSyntaxError:
    """The syntax error of a text that must have one."""
    try:
        (compile_unary_tests if cell else compile_expression)(text, names=names)
    except FeelSyntaxError as error:
        return error
    raise AssertionError(f"{text!r} was accepted")
