"""The functions that Camunda 8 adds to FEEL and that give the same for the same facts.

Chance (``uuid``, ``random number``) and assertions are left out: the checker refuses an expression that calls them.
Source: the FEEL reference of Camunda 8, built-in functions marked as its extensions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from decimal import Decimal

from webapp.feel import FeelDate, Value, host_function
from webapp.feel.temporal import FeelDateTime
from webapp.feel.values import Function


def _is_defined(value: Value) -> Value:
    return value is not None


def _get_or_else(value: Value, default: Value) -> Value:
    return default if value is None else value


def _is_empty(items: Value) -> Value:
    return not items if isinstance(items, list) else None


def _is_blank(string: Value) -> Value:
    return not string.strip() if isinstance(string, str) else None


def _trim(string: Value) -> Value:
    return string.strip() if isinstance(string, str) else None


def _partition(items: Value, size: Value) -> Value:
    """Lists of ``size`` elements, the last one perhaps shorter."""
    if not isinstance(items, list) or not isinstance(size, Decimal) or size != int(size) or size < 1:
        return None
    step = int(size)
    return [items[start : start + step] for start in range(0, len(items), step)]


def _last_day_of_month(date: Value) -> Value:
    day = date.date if isinstance(date, FeelDateTime) else date
    if not isinstance(day, FeelDate) or not 1 <= day.year <= 9999:
        return None
    return FeelDate(day.year, day.month, monthrange(day.year, day.month)[1])


CAMUNDA_FUNCTIONS: Mapping[str, Function] = {
    "is defined": host_function(("value",), _is_defined),
    "get or else": host_function(("value", "default"), _get_or_else),
    "is empty": host_function(("list",), _is_empty),
    "is blank": host_function(("string",), _is_blank),
    "trim": host_function(("string",), _trim),
    "partition": host_function(("list", "size"), _partition),
    "last day of month": host_function(("date",), _last_day_of_month),
}
