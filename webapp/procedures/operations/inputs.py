"""The inputs of operations: what each may hold, and the check that turns a wrong one into a clear error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from webapp.errors import Language
from webapp.feel import FeelDate, Value, to_text
from webapp.procedures.errors import OperationInputInvalid, OperationInputMissing, OperationInputUnknown


@dataclass(frozen=True, slots=True)
class InputKind:
    """A type of input: its name in both languages and the test that a value passes.

    ``choices`` names the values of a closed list: code → (Chinese, English).
    """

    id: str
    zh: str
    en: str
    accepts: Callable[[Value], bool]
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _is_count(value: Value) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value() and value >= 1


def _is_flag(value: Value) -> bool:
    return isinstance(value, bool)


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: Value) -> bool:
    return isinstance(value, FeelDate)


def _is_list_of(accepts: Callable[[Value], bool]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(accepts(item) for item in value)


def _is_code_of(choices: Mapping[str, tuple[str, str]]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_text_or_texts(value: Value) -> bool:
    return _is_text(value) or _is_list_of(_is_text)(value)


def _is_anything(value: Value) -> bool:
    return value is not None


TEXT = InputKind("text", "文字", "a text", _is_text)
TEXTS = InputKind("texts", "文字或文字列表", "a text or a list of texts", _is_text_or_texts)
DAY = InputKind("day", "日期", "a date", _is_day)
DAYS = InputKind("days", "日期列表", "a list of dates", _is_list_of(_is_day))
COUNT = InputKind("count", "不小于 1 的整数", "a whole number from 1", _is_count)
FLAG = InputKind("flag", "是或否", "yes or no", _is_flag)
ITEMS = InputKind("items", "非空列表", "a list that is not empty", _is_list_of(_is_anything))
ANYTHING = InputKind("anything", "任意值", "any value", _is_anything)


def one_of(**choices: tuple[str, str]) -> InputKind:
    """A text out of a list: each code with its Chinese and its English name."""
    listed_zh, listed_en = _list_choices(choices)
    return InputKind("choice", f"以下之一：{listed_zh}", f"one of {listed_en}", _is_code_of(choices), choices)


def some_of(**choices: tuple[str, str]) -> InputKind:
    """One or several texts out of a list."""
    listed_zh, listed_en = _list_choices(choices)
    is_code = _is_code_of(choices)
    is_list = _is_list_of(is_code)
    return InputKind(
        "choices",
        f"以下一项或数项：{listed_zh}",
        f"one or several of {listed_en}",
        lambda value: is_code(value) or is_list(value),
        choices,
    )


def texts_such_as(**choices: tuple[str, str]) -> InputKind:
    """A text or several, some of them codes that have names; any other text says itself."""
    return InputKind(TEXTS.id, TEXTS.zh, TEXTS.en, _is_text_or_texts, choices)


def _list_choices(choices: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    listed_zh = "、".join(f"{code}（{zh}）" for code, (zh, _) in choices.items())
    listed_en = ", ".join(f"{code} ({en})" for code, (_, en) in choices.items())
    return listed_zh, listed_en


@dataclass(frozen=True, slots=True)
class OperationInput:
    """One input of an operation. An optional one may be left out or null."""

    name: str
    kind: InputKind
    zh: str
    en: str
    is_required: bool = True

    def label(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


def optional(name: str, kind: InputKind, zh: str, en: str) -> OperationInput:
    """An input that may be left out."""
    return OperationInput(name, kind, zh, en, is_required=False)


def check_inputs(
    operation: str, declared: tuple[OperationInput, ...], given: Mapping[str, Value]
) -> dict[str, Value]:
    """The values of all declared inputs, null for those not given.

    Raises:
        OperationInputUnknown: a value for an input that is not declared.
        OperationInputMissing: a required input is absent, null or blank.
        OperationInputInvalid: a value of the wrong type or outside its list.
    """
    names = [item.name for item in declared]
    for name in given:
        if name not in names:
            raise OperationInputUnknown(operation=operation, input=name, known=", ".join(names))
    return {item.name: _check_input(operation, item, given.get(item.name)) for item in declared}


def _check_input(operation: str, item: OperationInput, value: Value) -> Value:
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        if item.is_required:
            raise OperationInputMissing(operation=operation, input=item.name, label=item.zh, label_en=item.en)
        return None
    if not item.kind.accepts(value):
        raise OperationInputInvalid(
            operation=operation,
            input=item.name,
            expected=item.kind.zh,
            expected_en=item.kind.en,
            found=to_text(value)[:120],
        )
    return value
