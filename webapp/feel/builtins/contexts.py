"""Functions on contexts, ``not`` and ``is`` (DMN 1.5, 10.3.4.2, 10.3.4.6 and 10.3.4.10)."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.feel.builtins.registry import (
    builtin,
    context,
    extend,
    items,
    single,
    text,
    wrong_kind,
    wrong_value,
)
from webapp.feel.comparing import equal, negate
from webapp.feel.limits import Budget
from webapp.feel.temporal import FeelDateTime, FeelTime
from webapp.feel.values import Value, kind_of


@builtin("not", "negand")
def logical_not(arguments: Sequence[Value], _budget: Budget) -> Value:
    """Three-valued not; anything but a boolean is null."""
    value = single(arguments[0])
    if value is not None and not isinstance(value, bool):
        raise wrong_kind("negand", value)
    return negate(value)


@builtin("is", "value1, value2", optional=2)
def is_same(arguments: Sequence[Value], budget: Budget) -> Value:
    """Whether two values are of one kind and the same, also in their zone or offset."""
    one, other = (*arguments, None, None)[:2]
    if kind_of(one) != kind_of(other):
        return False
    if isinstance(one, FeelTime) and isinstance(other, FeelTime):
        return _time_parts(one) == _time_parts(other)
    if isinstance(one, FeelDateTime) and isinstance(other, FeelDateTime):
        return one.date == other.date and _time_parts(one.time) == _time_parts(other.time)
    return equal(one, other, budget)


def _time_parts(time: FeelTime) -> tuple[int, int | None, str | None]:
    return time.seconds, time.offset, time.zone


@builtin("get value", "m, key", alternatives=["context, keys"])
def get_value(arguments: Sequence[Value], _budget: Budget) -> Value:
    """An entry of a context by its key, or by a list of keys from the outside in."""
    entries, key = context(arguments[0], "m"), arguments[1]
    if not isinstance(key, list):
        return entries.get(text(key, "key"))
    found: Value = entries
    for step in key:
        found = context(found, "context").get(text(step, "keys"))
    return found if key else None


@builtin("get entries", "m", alternatives=["context"])
def get_entries(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The entries of a context as a list of ``{key, value}``."""
    return [{"key": key, "value": value} for key, value in context(arguments[0], "m").items()]


@builtin("context", "entries")
def make_context(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A context from a list of ``{key, value}``; null if a key comes twice."""
    made: dict[str, Value] = {}
    for entry in items(arguments[0], "entries"):
        pair = context(entry, "entries")
        if "key" not in pair or "value" not in pair:
            raise wrong_value("entries", sorted(pair))
        key = text(pair["key"], "entries")
        if key in made:
            raise wrong_value("entries", key)
        made[key] = pair["value"]
    return made


def context_put(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The context with one entry set."""
    return {**context(arguments[0], "context"), text(arguments[1], "key"): arguments[2]}


@builtin("context put", "context, keys, value")
def context_put_deep(arguments: Sequence[Value], budget: Budget) -> Value:
    """The context with one entry set; a list of keys reaches into nested contexts.

    The table (10.3.4.6) makes it a composite of nested calls: where a context on the way is missing, the inner call is
    ``context put(null, …)``, so the whole is null. No context is made up.
    """
    entries, keys, value = context(arguments[0], "context"), arguments[1], arguments[2]
    if not isinstance(keys, list):
        return context_put(arguments, budget)
    if not keys:
        raise wrong_value("keys", "[]")
    return _put(entries, [text(key, "keys") for key in keys], value)


extend("context put", "context, key, value", context_put)


def _put(entries: dict[str, Value], keys: list[str], value: Value) -> Value:
    first, *rest = keys
    if not rest:
        return {**entries, first: value}
    inner = entries.get(first)
    if not isinstance(inner, dict):
        raise wrong_kind("keys", inner)
    return {**entries, first: _put(inner, rest, value)}


@builtin("context merge", "contexts")
def context_merge(arguments: Sequence[Value], _budget: Budget) -> Value:
    """One context with the entries of all; a later entry replaces an earlier one of the same key."""
    merged: dict[str, Value] = {}
    for entry in items(arguments[0], "contexts"):
        merged.update(context(entry, "contexts"))
    return merged
