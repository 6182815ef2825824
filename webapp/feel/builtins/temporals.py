"""Functions on dates: the present, and a day's place in the year and the week (DMN 1.5, 10.3.4.6 and 10.3.4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from webapp.feel.builtins.registry import builtin, single, wrong_kind
from webapp.feel.convert import from_python
from webapp.feel.limits import Budget
from webapp.feel.present import present
from webapp.feel.temporal import FeelDate, FeelDateTime
from webapp.feel.values import Value

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now")
def now(_arguments: Sequence[Value], _budget: Budget) -> Value:
    """The present moment; see `webapp.feel.present`."""
    return from_python(present())


@builtin("today")
def today(_arguments: Sequence[Value], _budget: Budget) -> Value:
    """The present day; see `webapp.feel.present`."""
    return from_python(present().date())


def day_of(value: Value, parameter: str = "date") -> FeelDate:
    """The day of a date or a date and time."""
    value = single(value)
    if isinstance(value, FeelDateTime):
        return value.date
    if isinstance(value, FeelDate):
        return value
    raise wrong_kind(parameter, value)


@builtin("day of year", "date")
def day_of_year(arguments: Sequence[Value], _budget: Budget) -> Value:
    """1 for 1 January."""
    return Decimal(day_of(arguments[0]).day_of_year)


@builtin("day of week", "date")
def day_of_week(arguments: Sequence[Value], _budget: Budget) -> Value:
    """``"Monday"`` to ``"Sunday"``."""
    return _WEEKDAYS[day_of(arguments[0]).weekday - 1]


@builtin("month of year", "date")
def month_of_year(arguments: Sequence[Value], _budget: Budget) -> Value:
    """``"January"`` to ``"December"``."""
    return _MONTHS[day_of(arguments[0]).month - 1]


@builtin("week of year", "date")
def week_of_year(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The ISO 8601 week."""
    return Decimal(day_of(arguments[0]).week_of_year)
