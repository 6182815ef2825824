"""FEEL's types: which values belong to which type, and the standard's implicit conversions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from webapp.feel.values import Function, Range, Value

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    FeelDate: "date",
    FeelTime: "time",
    FeelDateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
    list: "list",
    dict: "context",
}


def kind_of(value: Value) -> str:
    """The name of the value's kind: ``number``, ``date and time``, ``list`` …"""
    return _KINDS.get(type(value), "unknown")


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type. ``kind`` is a kind of value or ``Any``; the other fields narrow lists, ranges, contexts and functions."""

    kind: str
    element: FeelType | None = None
    entries: tuple[tuple[str, FeelType], ...] | None = None
    parameters: tuple[FeelType, ...] | None = None
    result: FeelType | None = None

    def contains(self, value: Value) -> bool:
        """Whether a value, other than null, belongs to the type; null belongs to every type."""
        if value is None:
            return True
        if self.kind != "Any" and kind_of(value) != self.kind:
            return False
        return self._fits(value)

    def _fits(self, value: Value) -> bool:
        if isinstance(value, list) and self.element is not None:
            return all(self.element.contains(item) for item in value)
        if isinstance(value, Range) and self.element is not None:
            return self.element.contains(value.start) and self.element.contains(value.end)
        if isinstance(value, dict) and self.entries is not None:
            return all(name in value and kind.contains(value[name]) for name, kind in self.entries)
        if isinstance(value, Function) and self.parameters is not None:
            return self._fits_function(value)
        return True

    def _fits_function(self, value: Function) -> bool:
        wanted = self.parameters or ()
        if len(wanted) != len(value.parameters):
            return False
        given = value.parameter_types or (ANY,) * len(wanted)
        takes = all(inner.covers(outer) for outer, inner in zip(wanted, given, strict=True))
        return takes and (self.result is None or self.result.covers(value.result_type or ANY))

    def covers(self, other: FeelType) -> bool:
        """Whether each value of ``other`` also belongs to this type."""
        if self.kind == "Any":
            return True
        if other.kind == "null":
            return True
        if self.kind != other.kind:
            return False
        if self.element is not None:
            return self.element.covers(other.element or ANY)
        if self.entries is not None:
            theirs = dict(other.entries or ())
            return all(name in theirs and kind.covers(theirs[name]) for name, kind in self.entries)
        if self.parameters is not None:
            given = other.parameters
            if given is None or len(given) != len(self.parameters):
                return False
            takes = all(inner.covers(outer) for outer, inner in zip(self.parameters, given, strict=True))
            return takes and (self.result or ANY).covers(other.result or ANY)
        return True


ANY = FeelType("Any")

#: The types with a name of their own; both spellings of Any and Null are met in the field.
SIMPLE_TYPES: dict[str, FeelType] = {
    **{kind: FeelType(kind) for kind in _KINDS.values() if kind not in ("null", "function")},
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
        return value, True
    if isinstance(value, list) and len(value) == 1 and wanted.kind != "list" and wanted.contains(value[0]):
        return value[0], True
    if wanted.kind == "list" and not isinstance(value, list) and wanted.contains([value]):
        return [value], True
    if wanted.kind == "date and time" and isinstance(value, FeelDate):
        return FeelDateTime(value, FeelTime(0, 0)), True
    return None, False
