"""Typed access to one JSON object of a form, reporting what does not fit instead of raising."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from webapp.errors import Problem
from webapp.feel import Expression, FeelError
from webapp.procedures.forms.evaluation import compile_form_expression
from webapp.procedures.forms.findings import form_finding
from webapp.procedures.forms.json_source import LocatedObject
from webapp.procedures.forms.wording import Words, read_wording

_KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("文字", "a text"),
    "flag": ("true 或 false", "true or false"),
    "number": ("整数", "a whole number"),
    "object": ("对象", "an object"),
    "list": ("列表", "a list"),
}


class FormReading:
    """What reading one form gathers: findings, the texts by key, and the English for them.

    ``worded`` is Chinese that takes the place of the form's own.
    """

    def __init__(self, file: str, english: Mapping[str, str], worded: Mapping[str, str]) -> None:
        self.file = file
        self.english = english
        self.worded = worded
        self.problems: list[Problem] = []
        self.chinese: dict[str, str] = {}

    def take_chinese(self, key: str, written: str) -> str:
        """File a text of the form under its key; what is given back is how it reads here."""
        self.chinese[key] = text = self.worded.get(key) or written
        return text

    def report(self, code: str, place: Raw | None, **facts: Any) -> None:
        """Add a finding at an object of the form."""
        self.problems.append(
            form_finding(
                code,
                self.file,
                element_id=place.element_id if place else None,
                line=place.line if place else None,
                **facts,
            )
        )


class Raw:
    """One JSON object of a form; ``element_id`` is the component's key or id, for messages."""

    def __init__(self, data: LocatedObject, reading: FormReading, owner: Raw | None = None) -> None:
        self._data = data
        self._reading = reading
        self.line: int = data.line
        self.element_id: str | None = owner.element_id if owner else self._name()

    def _name(self) -> str | None:
        for name in ("key", "path", "id"):
            value = self._data.get(name)
            if isinstance(value, str) and value:
                return value
        return None

    def __contains__(self, name: str) -> bool:
        return self._data.get(name) is not None

    def anything(self, name: str) -> Any:
        """The value as JSON has it; None when it is absent."""
        return self._data.get(name)

    def text(self, name: str) -> str:
        """A text; empty when it is absent or not a text."""
        value = self._data.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self._report_kind(name, "text", value)
        return ""

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        value = self._data.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._report_kind(name, "flag", value)
        return default

    def integer(self, name: str) -> int | None:
        """A whole number from zero up, also written as a text; None when absent."""
        value = self._data.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
            self._report_kind(name, "number", value)
            return None
        return value

    def below(self, name: str) -> Raw:
        """An object inside; an empty one when it is absent."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, LocatedObject):
            self._report_kind(name, "object", value)
        if not isinstance(value, LocatedObject):
            value = LocatedObject()
            value.line = self.line
        return Raw(value, self._reading, owner=self)

    def objects(self, name: str) -> list[Raw]:
        """The objects of a list; named by their own keys when they are components."""
        value = self._data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self._report_kind(name, "list", value)
            return []
        for item in value:
            if not isinstance(item, LocatedObject):
                self._report_kind(f"{name}[]", "object", item)
        owner = None if name == "components" else self
        return [Raw(item, self._reading, owner) for item in value if isinstance(item, LocatedObject)]

    def has_objects(self, name: str) -> bool:
        """Whether the list holds anything, be it sound or not."""
        return bool(self._data.get(name))

    def expression(self, name: str, label: str | None = None) -> Expression | None:
        """A FEEL expression, written with a leading ``=``; None when it is absent or cannot be read."""
        text = self.text(name).strip()
        if not text:
            return None
        if not text.startswith("="):
            self._reading.report("FM-121", self, name=label or name, text=text[:80])
            return None
        try:
            return compile_form_expression(text[1:])
        except FeelError as error:
            self._report_expression(label or name, text, error)
            return None

    def number_or_expression(self, name: str) -> Decimal | Expression | None:
        """A number, also written as a text, or an expression."""
        value = self._data.get(name)
        if isinstance(value, str) and value.strip().startswith("="):
            return self.expression(name)
        if value is None or value == "":
            return None
        try:
            number = None if isinstance(value, bool | list | dict) else Decimal(value)
        except ArithmeticError:
            number = None
        if number is None or not number.is_finite():
            self._report_kind(name, "number", value)
            return None
        return number

    def words(self, key: str, name: str) -> Words:
        """A text for the page, filed under ``key`` for its English."""
        written = self.text(name)
        if not written:
            return Words()
        text = self._reading.take_chinese(key, written)
        english = self._reading.english.get(key)
        try:
            return Words(read_wording(text), read_wording(english) if english else None)
        except FeelError as error:
            self._report_expression(name, text if not english else f"{text} / {english}", error)
            return Words()

    def _report_expression(self, name: str, text: str, error: FeelError) -> None:
        self._reading.report(
            "FM-120", self, name=name, reason=error.text("zh"), reason_en=error.text("en"), text=text[:120]
        )

    def _report_kind(self, name: str, kind: str, value: object) -> None:
        zh, en = _KINDS[kind]
        self._reading.report("FM-104", self, name=name, expected=zh, expected_en=en, found=repr(value)[:60])
