"""From what was typed, or from facts, to a FEEL value of the field's type, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from webapp.clock import PLACE_ZONE
from webapp.feel import FeelDate, FeelDateTime, FeelTime, Value
from webapp.procedures.forms.display import option_key
from webapp.procedures.forms.refusals import Refusal
from webapp.procedures.forms.schema import CHOICE_TYPES, TEXT_TYPES, FieldComponent, Option

Outcome: TypeAlias = "tuple[Value, Refusal | None]"

#: What the database and a reader bear, where the form sets no limit of its own.
MAX_TEXT_CHARACTERS = {"textfield": 2_000, "textarea": 50_000}
MAX_INTEGER_DIGITS = 18
MAX_FRACTION_DIGITS = 10
MAX_SELECTED = 500

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
# The place's offset at the end of an instant that was stored and comes back.
_OFFSET = re.compile(r"(?:\+08:00)?(?:[@\[]Asia/Shanghai\]?)?$")


def accept_text(component: FieldComponent, typed: Sequence[str], options: Sequence[Option]) -> Outcome:
    """The value of what a browser sent for one field; nothing sent is null (false for a checkbox)."""
    if component.type == "checkbox":
        return any(text not in ("", "false", "0") for text in typed), None
    given = [text for text in typed if text.strip()]
    if component.takes_many:
        return _without_code(_accept_several(given, options))
    if not given:
        return None, None
    if len(given) > 1 and component.type in CHOICE_TYPES:
        return None, Refusal("one_only")
    return _without_code(accept_value(component, given[0], options))


def _without_code(outcome: Outcome) -> Outcome:
    """A choice comes from a page as its code, such as a login name, which means nothing to whoever reads the page."""
    value, refusal = outcome
    is_choice = refusal is not None and refusal.code == "not_offered"
    return (value, Refusal("not_chosen_here")) if is_choice else outcome


def accept_value(component: FieldComponent, value: Value, options: Sequence[Option]) -> Outcome:
    """A fact as the field's value; a text is read as if it had been typed."""
    if value is None or value == "":
        return (False if component.type == "checkbox" else None), None
    if component.takes_many:
        return _accept_several(value if isinstance(value, list) else [value], options)
    if component.options is not None:
        return _accept_option(value, options)
    if component.type in TEXT_TYPES:
        return _accept_string(component, value)
    if component.type == "number":
        return _accept_number(component, value)
    if component.type == "checkbox":
        return (value, None) if isinstance(value, bool) else (None, Refusal("not_checkbox"))
    if component.type == "datetime":
        return _accept_moment(component, value)
    raise NotImplementedError(component.type)


def _accept_string(component: FieldComponent, value: Value) -> Outcome:
    if not isinstance(value, str):
        return None, Refusal("not_text")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if component.type == "textfield":
        text = " ".join(text.split("\n"))
    text = text.strip()
    # Control characters and lone surrogates cannot be stored by every database.
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        return None, Refusal("bad_character")
    limit = MAX_TEXT_CHARACTERS[component.type]
    if len(text) > limit:
        return None, Refusal("too_long", {"limit": limit, "found": len(text)})
    return text or None, None


def _accept_number(component: FieldComponent, value: Value) -> Outcome:
    if isinstance(value, str):
        # A Chinese keyboard gives full-width digits.
        text = unicodedata.normalize("NFKC", value).strip()
        if not _NUMBER.fullmatch(text) or len(text) > 60:
            return None, Refusal("not_number")
        value = Decimal(text)
    if isinstance(value, bool) or not isinstance(value, Decimal) or not value.is_finite():
        return None, Refusal("not_number")
    if value and value.adjusted() >= MAX_INTEGER_DIGITS:
        return None, Refusal("too_many_digits", {"limit": MAX_INTEGER_DIGITS})
    limit = component.limits.decimal_digits
    fraction = -int(value.normalize().as_tuple().exponent)
    if fraction > (MAX_FRACTION_DIGITS if limit is None else limit):
        return None, Refusal("not_whole") if limit == 0 else Refusal("too_precise", {"limit": limit or 10})
    return value, None


def _accept_option(value: Value, options: Sequence[Option]) -> Outcome:
    wanted = option_key(value)
    for option in options:
        if option_key(option.value) == wanted:
            return option.value, None
    return None, Refusal("not_offered", {"found": wanted[:60]})


def _accept_several(values: Sequence[Value], options: Sequence[Option]) -> Outcome:
    if len(values) > MAX_SELECTED:
        return None, Refusal("too_many", {"limit": MAX_SELECTED})
    known = {option_key(option.value): option.value for option in reversed(options)}
    chosen: dict[str, Value] = {}
    for value in values:
        wanted = option_key(value)
        if wanted not in known:
            return None, Refusal("not_offered", {"found": wanted[:60]})
        chosen[wanted] = known[wanted]
    return list(chosen.values()), None


def _accept_moment(component: FieldComponent, value: Value) -> Outcome:
    kind = component.subtype or "date"
    if kind == "date" and isinstance(value, FeelDate):
        return value, None
    if kind == "time" and isinstance(value, FeelTime):
        return value, None
    if kind == "datetime" and isinstance(value, FeelDateTime):
        return value, None
    found = _read_moment(kind, value) if isinstance(value, str) and len(value) <= 60 else None
    return (found, None) if found is not None else (None, Refusal(f"not_{kind}"))


def _read_moment(kind: str, text: str) -> Value:
    text = unicodedata.normalize("NFKC", text).strip()
    try:
        if kind == "date":
            return _read_date(text)
        if kind == "time":
            return _read_time(text)
        day, _, time = re.sub(r"[T\s]+", " ", _OFFSET.sub("", text)).partition(" ")
        clock = _read_time(time)
        # The place keeps one offset all year; the zone's name lets FEEL show it as such.
        return FeelDateTime(_read_date(day), FeelTime(clock.nanoseconds, zone=str(PLACE_ZONE)))
    except ValueError:
        return None


def _read_date(text: str) -> FeelDate:
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    year, month, day = (int(part) for part in found.groups())
    if not 1800 <= year <= 2300:
        raise ValueError("not a year that a case can be about")
    return FeelDate(year, month, day)


def _read_time(text: str) -> FeelTime:
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError("not a time")
    hour, minute, second = (int(part or 0) for part in found.groups())
    return FeelTime.of(hour, minute, second)
