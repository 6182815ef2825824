"""How a built-in function is declared, and how it looks at its arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from webapp.feel import numeric
from webapp.feel.errors import NullResult
from webapp.feel.limits import Budget
from webapp.feel.runtime import kind_facts
from webapp.feel.values import Function, Value, kind_of

Implementation: TypeAlias = Callable[[Sequence[Value], Budget], Value]

#: All built-in functions by name.
BUILTINS: Final[dict[str, Function]] = {}


def builtin(
    name: str,
    parameters: str = "",
    *,
    optional: int = 0,
    takes_more: bool = False,
    alternatives: Sequence[str] = (),
    is_pure: bool = False,
) -> Callable[[Implementation], Implementation]:
    """Declare a built-in. ``parameters`` are comma-separated names, the last ``optional`` of which may be left out;
    each of ``alternatives`` is a further list of names, and calls the same implementation."""
    names = _split(parameters)

    def register(implementation: Implementation) -> Implementation:
        BUILTINS[name] = Function(
            name,
            names,
            implementation,
            required=len(names) - optional,
            takes_more=takes_more,
            alternatives=tuple(Function(name, _split(form), implementation) for form in alternatives),
            is_pure=is_pure,
        )
        return implementation

    return register


def extend(name: str, parameters: str, implementation: Implementation) -> None:
    """Add a form with its own implementation to a built-in."""
    known = BUILTINS[name]
    form = Function(name, _split(parameters), implementation)
    BUILTINS[name] = dataclasses.replace(known, alternatives=(*known.alternatives, form))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def wrong_kind(parameter: str, value: Value) -> NullResult:
    """The reason for null when an argument is of a kind that the function does not take."""
    return NullResult("FEEL-N05", parameter=parameter, **kind_facts("found", value))


def wrong_value(parameter: str, value: object) -> NullResult:
    """The reason for null when an argument's value is outside what the function takes."""
    return NullResult("FEEL-N08", parameter=parameter, value=str(value)[:80])


def text(value: Value, parameter: str) -> str:
    """The argument as a text."""
    value = single(value)
    if isinstance(value, str):
        return value
    raise wrong_kind(parameter, value)


def number(value: Value, parameter: str) -> Decimal:
    """The argument as a number."""
    value = single(value)
    if isinstance(value, Decimal):
        return value
    raise wrong_kind(parameter, value)


def integer(value: Value, parameter: str) -> int:
    """The argument as a whole number, its fraction cut off; at most 10 digits, which every use here is far below."""
    found = number(value, parameter)
    if found.adjusted() > 10:
        raise wrong_value(parameter, found)
    return numeric.whole(found)


def items(value: Value, parameter: str) -> list[Value]:
    """The argument as a list; a single value counts as a list of one, null does not."""
    if isinstance(value, list):
        return value
    if value is None:
        raise wrong_kind(parameter, value)
    return [value]


def context(value: Value, parameter: str) -> dict[str, Value]:
    """The argument as a context."""
    value = single(value)
    if isinstance(value, dict):
        return value
    raise wrong_kind(parameter, value)


def single(value: Value) -> Value:
    """A list of one item counts as that item where no list is taken."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def spread(arguments: Sequence[Value], parameter: str) -> list[Value]:
    """The items of ``f(list)`` or ``f(a, b, c)``."""
    if len(arguments) == 1:
        return items(arguments[0], parameter)
    return list(arguments)


def same_kind(values: Sequence[Value], parameter: str) -> None:
    """Refuse values of several kinds."""
    kinds = {kind_of(value) for value in values}
    if len(kinds) > 1:
        raise wrong_kind(parameter, next(value for value in values if kind_of(value) != kind_of(values[0])))
