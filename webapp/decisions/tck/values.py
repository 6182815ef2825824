"""Values as the kit writes them in XML, and when two of them agree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from webapp.decisions.xml_elements import attribute, child, children
from webapp.feel import NotAValue, Value, equal, from_json

if TYPE_CHECKING:
    from lxml import etree

_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"

#: XML Schema's types → the kinds of FEEL value that their texts may stand for.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date",),
    "time": ("time",),
    "dateTime": ("date and time",),
    "duration": ("days and time duration", "years and months duration"),
    "dayTimeDuration": ("days and time duration",),
    "yearMonthDuration": ("years and months duration",),
}
_NUMBERS: Final = frozenset({"decimal", "double", "float", "integer", "int", "long", "short", "byte"})
#: Numbers agree when they differ by no more: the kit writes results of roots and powers with that many places.
_CLOSE: Final = Decimal("0.00000001")


def read_value(holder: etree._Element) -> Value:
    """The value inside ``holder``: one ``value``, a ``list`` of items, or a context of ``component`` elements."""
    plain, listed = child(holder, "value"), child(holder, "list")
    if plain is not None:
        return _read_plain(plain)
    if listed is not None:
        if _is_nil(listed):
            return None
        return [read_value(item) for item in children(listed, "item")]
    parts = {attribute(part, "name"): read_value(part) for part in children(holder, "component")}
    return parts or None


def _is_nil(element: etree._Element) -> bool:
    return attribute(element, f"{_SCHEMA_INSTANCE}nil") in {"true", "1"}


def _read_plain(element: etree._Element) -> Value:
    if _is_nil(element):
        return None
    text = element.text or ""
    kind = attribute(element, f"{_SCHEMA_INSTANCE}type").rpartition(":")[2]
    if kind == "boolean":
        return text.strip() in {"true", "1"}
    if kind in _NUMBERS:
        return _number(text.strip())
    for feel_kind in _KINDS.get(kind, ()):
        try:
            return from_json(text.strip(), feel_kind)
        except NotAValue:
            continue
    return text


def _number(text: str) -> Value:
    """The number; what no FEEL number is, as NaN, stays text, which agrees with no number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def agrees(expected: Value, actual: Value) -> bool:
    """Whether a result is the one expected, all through lists and contexts."""
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(agrees(one, other) for one, other in zip(expected, actual, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(agrees(value, actual[name]) for name, value in expected.items())
        )
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(expected - actual) <= _CLOSE
    return equal(expected, actual) is True
