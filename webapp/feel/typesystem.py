"""The types that have a name, ``instance of``, and the conversions that the standard makes unasked (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

import dataclasses

from webapp.feel.temporal import FeelDate, FeelDateTime, FeelTime
from webapp.feel.values import ANY, KINDS, FeelType, Function, Value

#: The types with a name of their own; both spellings of Any and Null are met in the field.
SIMPLE_TYPES: dict[str, FeelType] = {
    **{kind: FeelType(kind) for kind in KINDS.values() if kind not in ("null", "function")},
    "Any": ANY,
    "any": ANY,
    "Null": FeelType("null"),
    "null": FeelType("null"),
    "function": FeelType("function"),
    "day and time duration": FeelType("days and time duration"),
    "year and month duration": FeelType("years and months duration"),
    "dayTimeDuration": FeelType("days and time duration"),
    "yearMonthDuration": FeelType("years and months duration"),
    "dateTime": FeelType("date and time"),
}


def list_of(element: FeelType) -> FeelType:
    """The type of lists of ``element``."""
    return FeelType("list", element=element)


def is_instance(value: Value, wanted: FeelType) -> bool:
    """FEEL's ``instance of``: null is an instance of Null alone."""
    if value is None:
        return wanted.kind == "null"
    return wanted.kind != "null" and wanted.contains(value)


def coerce(value: Value, wanted: FeelType) -> tuple[Value, bool]:
    """Convert a value to a type where the standard does so unasked; the flag tells whether it fits now.

    A list of one item becomes the item, an item becomes a list of one, a date becomes midnight UTC.
    """
    if wanted.contains(value):
        return _promise(value, wanted), True
    if isinstance(value, list) and len(value) == 1 and wanted.kind != "list" and wanted.contains(value[0]):
        return value[0], True
    if wanted.kind == "list" and not isinstance(value, list) and wanted.contains([value]):
        return [value], True
    if wanted.kind == "date and time" and isinstance(value, FeelDate):
        return FeelDateTime(value, FeelTime(0, 0)), True
    return None, False


def _promise(value: Value, wanted: FeelType) -> Value:
    """A function that does not say what it gives is held to what is wanted of it: else its result is null."""
    if isinstance(value, Function) and value.result_type is None and wanted.result not in (None, ANY):
        return dataclasses.replace(value, result_type=wanted.result)
    return value
