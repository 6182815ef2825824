"""Checks an accepted value against what the form asks of it."""

from __future__ import annotations

import re
from decimal import Decimal

from webapp.feel import Expression, FeelDate, FeelDateTime, FeelTime, Scope, Value
from webapp.procedures.forms.display import option_key
from webapp.procedures.forms.evaluation import evaluate
from webapp.procedures.forms.refusals import Refusal
from webapp.procedures.forms.schema import FieldComponent

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
_PHONE = re.compile(r"\+?[\d\s()\uff08\uff09-]{3,30}")


def find_refusal(component: FieldComponent, value: Value, scope: Scope) -> Refusal | None:
    """What the value lacks, or None. A value of null or an empty list only answers to ``required``."""
    if _is_blank(component, value):
        return _missing(component) if component.limits.is_required else None
    if isinstance(value, str) and component.options is None:
        return _check_string(component, value, scope)
    if isinstance(value, Decimal | FeelDate | FeelTime | FeelDateTime):
        return _check_bounds(component, value, scope)
    return None


def _is_blank(component: FieldComponent, value: Value) -> bool:
    """False is what a checkbox left alone says; for a choice between yes and no it is an answer."""
    return value is None or (value is False and component.type == "checkbox") or value in ("", [])


def _missing(component: FieldComponent) -> Refusal:
    if component.type == "checkbox":
        return Refusal("required_check")
    return Refusal("required_choice" if component.options is not None else "required")


def _check_string(component: FieldComponent, text: str, scope: Scope) -> Refusal | None:
    limits = component.limits
    shortest, longest = length_bound(limits.min_length, scope), length_bound(limits.max_length, scope)
    if shortest is not None and len(text) < shortest:
        return Refusal("too_short", {"limit": shortest, "found": len(text)})
    if longest is not None and len(text) > longest:
        return Refusal("too_long", {"limit": longest, "found": len(text)})
    if limits.shape == "email" and not _EMAIL.fullmatch(text):
        return Refusal("bad_email")
    if limits.shape == "phone" and not _PHONE.fullmatch(text):
        return Refusal("bad_phone")
    if limits.pattern is not None and not limits.pattern.is_found_in(text):
        return Refusal("bad_pattern")
    return None


def _check_bounds(component: FieldComponent, value: Value, scope: Scope) -> Refusal | None:
    low, high = bound(component.limits.minimum, scope), bound(component.limits.maximum, scope)
    is_number = isinstance(value, Decimal)
    if _is_before(value, low):
        return Refusal("too_small" if is_number else "too_early", {"limit": option_key(low)})
    if _is_before(high, value):
        return Refusal("too_large" if is_number else "too_late", {"limit": option_key(high)})
    return None


def bound(limit: Value | Expression, scope: Scope) -> Value:
    """A bound's value now; null when there is none."""
    return evaluate(limit, scope) if isinstance(limit, Expression) else limit


def length_bound(limit: int | Expression | None, scope: Scope) -> int | None:
    """A length's bound now; None when there is none."""
    value = bound(Decimal(limit) if isinstance(limit, int) else limit, scope)
    return int(value) if isinstance(value, Decimal) else None


def _is_before(one: Value, other: Value) -> bool:
    """Whether ``one`` lies before ``other``; values of different types do not compare."""
    if type(one) is not type(other):
        return False
    first, second = _rank(one), _rank(other)
    return first is not None and second is not None and first < second


def _rank(value: Value) -> Decimal | int | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, FeelDate):
        return value.number
    return value.nanoseconds if isinstance(value, FeelTime | FeelDateTime) else None
