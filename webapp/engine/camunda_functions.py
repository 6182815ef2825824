"""The functions that Camunda 8 adds to FEEL and that give the same for the same facts.

Chance (``uuid``, ``random number``) and assertions are left out: the checker refuses an expression that calls them.
Source: the FEEL reference of Camunda 8, built-in functions marked as its extensions.
"""

from __future__ import annotations

import base64
import json
from calendar import monthrange
from collections.abc import Mapping
from decimal import Decimal

from webapp.engine.host import current_budget
from webapp.feel import FeelDate, FeelError, Value, equal, from_python, host_function, to_text
from webapp.feel.patterns import PatternInvalid, compile_pattern
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


def _duplicate_values(items: Value) -> Value:
    """Each element that the list holds more than once, once."""
    if not isinstance(items, list):
        return None
    found: list[Value] = []
    budget = current_budget()
    for number, item in enumerate(items):
        budget.spend(len(items))
        is_known = any(equal(item, other) for other in found)
        if not is_known and any(equal(item, other) for other in items[number + 1 :]):
            found.append(item)
    return list(found)


def _extract(string: Value, pattern: Value) -> Value:
    """All parts of the text that the pattern matches."""
    if not isinstance(string, str) or not isinstance(pattern, str):
        return None
    budget = current_budget()
    try:
        compiled = compile_pattern(pattern, "", budget.limits)
    except PatternInvalid:
        return None
    return [string[match.start : match.end] for match in compiled.find_all(string, budget)]


def _to_base64(value: Value) -> Value:
    return base64.b64encode(value.encode()).decode("ascii") if isinstance(value, str) else None


def _from_json(text: Value) -> Value:
    """The value of a JSON text; null when it is none."""
    if not isinstance(text, str):
        return None
    try:
        return from_python(json.loads(text, parse_float=Decimal, parse_constant=lambda _name: None))
    except (ValueError, RecursionError, FeelError):
        return None


def _to_json(value: Value) -> Value:
    """The value as a JSON text; dates, times and durations as their ISO texts."""
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(
                f"{json.dumps(key, ensure_ascii=False)}:{_to_json(item)}" for key, item in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(str(_to_json(item)) for item in value) + "]"
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(to_text(value).removeprefix("@").strip('"'), ensure_ascii=False)


CAMUNDA_FUNCTIONS: Mapping[str, Function] = {
    "is defined": host_function(("value",), _is_defined),
    "get or else": host_function(("value", "default"), _get_or_else),
    "is empty": host_function(("list",), _is_empty),
    "is blank": host_function(("string",), _is_blank),
    "trim": host_function(("string",), _trim),
    "partition": host_function(("list", "size"), _partition),
    "duplicate values": host_function(("list",), _duplicate_values),
    "extract": host_function(("string", "pattern"), _extract),
    "to base64": host_function(("value",), _to_base64),
    "from json": host_function(("value",), _from_json),
    "to json": host_function(("value",), _to_json),
    "last day of month": host_function(("date",), _last_day_of_month),
}
