"""Functions on numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    DecimalException,
)

from webapp.feel import numeric
from webapp.feel.builtins.registry import Implementation, builtin, number, wrong_value
from webapp.feel.errors import NullResult
from webapp.feel.limits import Budget
from webapp.feel.temporal import DaysDuration, MonthsDuration
from webapp.feel.values import Value

#: What functions that work digit by digit cost beside a call, in steps of the budget.
_LOGARITHM_COST, _EXPONENTIAL_COST = 50, 25
#: The standard's bounds for the number of digits behind the point.
_LEAST_SCALE, _MOST_SCALE = -6111, 6176


def _declare_rounding(name: str, rounding: str, *, optional: int) -> None:
    def implementation(arguments: Sequence[Value], _budget: Budget) -> Value:
        value = number(arguments[0], "n")
        scale = number(arguments[1], "scale") if len(arguments) > 1 else numeric.ZERO
        if not _LEAST_SCALE <= scale <= _MOST_SCALE:
            raise wrong_value("scale", scale)
        result = numeric.round_to(value, int(scale), rounding)
        if result is None:
            raise NullResult("FEEL-N16")
        return result

    builtin(name, "n, scale", optional=optional)(implementation)


for _name, _rounding, _optional in (
    ("decimal", ROUND_HALF_EVEN, 0),
    ("floor", ROUND_FLOOR, 1),
    ("ceiling", ROUND_CEILING, 1),
    ("round up", ROUND_UP, 0),
    ("round down", ROUND_DOWN, 0),
    ("round half up", ROUND_HALF_UP, 0),
    ("round half down", ROUND_HALF_DOWN, 0),
):
    _declare_rounding(_name, _rounding, optional=_optional)


@builtin("abs", "n")
def absolute(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The number or duration without its sign."""
    value = arguments[0]
    if isinstance(value, DaysDuration):
        return DaysDuration(abs(value.nanoseconds))
    if isinstance(value, MonthsDuration):
        return MonthsDuration(abs(value.months))
    return numeric.CONTEXT.abs(number(value, "n"))


@builtin("modulo", "dividend, divisor")
def modulo(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The remainder with the sign of the divisor: dividend - divisor * floor(dividend / divisor)."""
    dividend, divisor = number(arguments[0], "dividend"), number(arguments[1], "divisor")
    if not divisor:
        raise NullResult("FEEL-N17")
    try:
        remainder = numeric.remainder(dividend, divisor)
    except DecimalException:
        raise NullResult("FEEL-N16") from None
    return (
        numeric.CONTEXT.add(remainder, divisor)
        if remainder and (remainder < 0) != (divisor < 0)
        else remainder
    )


@builtin("sqrt", "number")
def square_root(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The square root; null below zero."""
    value = number(arguments[0], "number")
    if value < 0:
        raise wrong_value("number", value)
    return numeric.CONTEXT.sqrt(value)


@builtin("log", "number")
def natural_logarithm(arguments: Sequence[Value], budget: Budget) -> Value:
    """The natural logarithm; null unless above zero."""
    value = number(arguments[0], "number")
    if value <= 0:
        raise wrong_value("number", value)
    budget.spend(_LOGARITHM_COST)
    return numeric.CONTEXT.ln(value)


@builtin("exp", "number")
def exponential(arguments: Sequence[Value], budget: Budget) -> Value:
    """e to the number."""
    budget.spend(_EXPONENTIAL_COST)
    try:
        return numeric.CONTEXT.exp(number(arguments[0], "number"))
    except DecimalException:
        raise NullResult("FEEL-N16") from None


def _declare_parity(name: str, wanted: int) -> Implementation:
    def implementation(arguments: Sequence[Value], _budget: Budget) -> Value:
        value = number(arguments[0], "number")
        return numeric.is_integral(value) and int(value) % 2 == wanted

    return builtin(name, "number")(implementation)


_declare_parity("even", 0)
_declare_parity("odd", 1)
