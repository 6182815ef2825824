"""Values in words, for summaries and for texts with values in them, and as texts of input boxes."""

from __future__ import annotations

from decimal import Decimal

from webapp.errors import Language
from webapp.feel import FeelDate, FeelDateTime, FeelTime, Value

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_value(value: Value, language: Language) -> str:
    """A value as a person writes it: ``2026年3月2日``, ``2 Mar 2026``, 是, Yes; empty for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("No", "Yes")}[language][value]
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(
            filter(None, (show_value(item, language) for item in value))
        )
    if isinstance(value, dict):
        return ("\uff1b" if language == "zh" else "; ").join(
            filter(None, (show_value(item, language) for item in value.values()))
        )
    if isinstance(value, FeelDate):
        return show_day(value, language)
    if isinstance(value, FeelDateTime):
        return f"{show_day(value.date, language)} {value.time.hour:02}:{value.time.minute:02}"
    return option_key(value)


def show_day(day: FeelDate, language: Language) -> str:
    """``2026年3月2日`` or ``2 Mar 2026``."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def input_text(value: Value) -> str:
    """A value as an HTML input holds it: ``2026-03-02``, ``09:30``, ``2026-03-02T09:30``, ``12.50``."""
    if isinstance(value, FeelDateTime):
        return f"{option_key(value.date)}T{input_text(value.time)}"
    if isinstance(value, FeelTime):
        text = f"{value.hour:02}:{value.minute:02}"
        return f"{text}:{value.second:02}" if value.second else text
    return option_key(value)


def option_key(value: Value) -> str:
    """A scalar as one plain text: what an option is called on the wire."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, FeelDate):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, FeelTime):
        return f"{value.hour:02}:{value.minute:02}"
    return str(value)
