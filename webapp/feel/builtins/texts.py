"""Functions on texts, apart from those with patterns (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from webapp.feel.builtins.registry import builtin, integer, items, text, wrong_kind, wrong_value
from webapp.feel.limits import Budget
from webapp.feel.values import Value


@builtin("string length", "string")
def string_length(arguments: Sequence[Value], _budget: Budget) -> Value:
    """How many characters."""
    return Decimal(len(text(arguments[0], "string")))


@builtin("substring", "string, start position, length", optional=1)
def substring(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A part of the text from a position (from 1; negative from the end), up to a length."""
    whole, start = text(arguments[0], "string"), integer(arguments[1], "start position")
    if start == 0 or abs(start) > len(whole):
        raise wrong_value("start position", start)
    first = start - 1 if start > 0 else len(whole) + start
    if len(arguments) == 2:
        return whole[first:]
    length = integer(arguments[2], "length")
    if length < 1:
        raise wrong_value("length", length)
    return whole[first : first + length]


@builtin("upper case", "string")
def upper_case(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The text in capitals."""
    return text(arguments[0], "string").upper()


@builtin("lower case", "string")
def lower_case(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The text in small letters."""
    return text(arguments[0], "string").lower()


@builtin("substring before", "string, match")
def substring_before(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The text before the first occurrence; empty if there is none."""
    before, found, _ = _partition(arguments)
    return before if found else ""


@builtin("substring after", "string, match")
def substring_after(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The text after the first occurrence; empty if there is none."""
    return _partition(arguments)[2]


def _partition(arguments: Sequence[Value]) -> tuple[str, str | bool, str]:
    whole, match = text(arguments[0], "string"), text(arguments[1], "match")
    return whole.partition(match) if match else ("", True, whole)


@builtin("contains", "string, match")
def contains(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Whether the text holds the other."""
    return text(arguments[1], "match") in text(arguments[0], "string")


@builtin("starts with", "string, match")
def starts_with(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Whether the text begins with the other."""
    return text(arguments[0], "string").startswith(text(arguments[1], "match"))


@builtin("ends with", "string, match")
def ends_with(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Whether the text ends with the other."""
    return text(arguments[0], "string").endswith(text(arguments[1], "match"))


@builtin("string join", "list, delimiter", optional=1)
def string_join(arguments: Sequence[Value], budget: Budget) -> Value:
    """The texts of a list with a delimiter between them; nulls are left out."""
    parts: list[str] = []
    for item in items(arguments[0], "list"):
        if item is None:
            continue
        if not isinstance(item, str):
            raise wrong_kind("list", item)
        parts.append(item)
    delimiter = text(arguments[1], "delimiter") if len(arguments) > 1 and arguments[1] is not None else ""
    budget.check_characters(sum(map(len, parts)) + len(delimiter) * len(parts))
    return delimiter.join(parts)
