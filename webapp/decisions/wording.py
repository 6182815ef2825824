"""Types and values in the words of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webapp.feel import Value, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.feel import FeelType

_TYPE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("文本", "a text"),
    "number": ("数", "a number"),
    "boolean": ("是或否（true/false）", "true or false"),
    "date": ("日期", "a date"),
    "time": ("时间", "a time"),
    "date and time": ("日期和时间", "a date and time"),
    "days and time duration": ("时长（日、时）", "a duration in days and time"),
    "years and months duration": ("时长（年、月）", "a duration in years and months"),
    "list": ("列表", "a list"),
    "context": ("一组数据", "a context"),
    "range": ("区间", "a range"),
    "function": ("函数", "a function"),
    "null": ("空值", "null"),
    "Any": ("允许的值", "an allowed value"),
}

#: A message shows no more of a value than this many characters.
_SHOWN: Final = 200


def type_words(feel_type: FeelType) -> tuple[str, str]:
    """How to name a type in Chinese and in English."""
    return _TYPE_WORDS.get(feel_type.kind, (feel_type.kind, feel_type.kind))


def shown(value: Value) -> str:
    """A value as FEEL text, cut short where it is long."""
    text = to_text(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
