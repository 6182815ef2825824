"""Values under dotted paths: the host's way into contexts that lie in each other, such as ``assessment.loss``."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel.values import Value


def value_at(context: Mapping[str, Value], path: str) -> Value:
    """The value under a dotted path; null where the path ends early.

    >>> value_at({"assessment": {"loss": "none"}}, "assessment.loss")
    'none'
    """
    first, *rest = path.split(".")
    value = context.get(first)
    for name in rest:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def with_value_at(context: Mapping[str, Value], path: str, value: Value) -> dict[str, Value]:
    """The context with a value under a dotted path. Nothing of what was given is altered; what lies on the way and is
    no context gives way to one.

    >>> with_value_at({"assessment": {"loss": "none"}}, "assessment.rank", 3)
    {'assessment': {'loss': 'none', 'rank': 3}}
    """
    first, dot, rest = path.partition(".")
    if not dot:
        return {**context, first: value}
    held = context.get(first)
    return {**context, first: with_value_at(held if isinstance(held, dict) else {}, rest, value)}
