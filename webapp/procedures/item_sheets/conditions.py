"""A condition as a person fills it in, and as the table holds it: a choice in words, several of them, or FEEL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.feel import FeelError, Value, compile_expression, compile_unary_tests, to_text

#: What people write for "whatever the fact".
ANY = "-"
_ANY_WORDS = frozenset({"", "-", "－", "—", "——", "任意", "不限", "any"})
_BETWEEN = re.compile(r"[、，,；;]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of an input, in words."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ConditionColumn:
    """An input of the table. ``roots`` are the names that a condition may read; without ``choices`` any value will
    do."""

    zh: str
    en: str
    expression: str
    choices: tuple[Choice, ...]
    roots: frozenset[str]

    def find_choice(self, word: str) -> Choice | None:
        """The choice that is called ``word``, by its code or in either language; None when two are."""
        coded = next((choice for choice in self.choices if choice.code == word), None)
        if coded is not None:
            return coded
        named = [choice for choice in self.choices if word in {choice.zh, choice.en}]
        return named[0] if len(named) == 1 else None

    def shown_choice(self, code: str) -> str:
        """What the sheet shows for a value: its Chinese, where that names it alone."""
        choice = self.find_choice(code)
        if choice is None:
            return code
        return choice.zh if self.find_choice(choice.zh) == choice and not _BETWEEN.search(choice.zh) else code


class ConditionRefused(Exception):
    """A condition cannot be taken; ``finding`` is its code, with what stands there and why."""

    def __init__(self, finding: str, found: str, reason: str = "", reason_en: str = "") -> None:
        self.finding, self.found, self.reason, self.reason_en = finding, found, reason, reason_en
        super().__init__(f"{finding}: {found}")


def read_condition(column: ConditionColumn, text: str) -> str:
    """The FEEL cell that ``text`` means: a choice, several of them separated by commas, or FEEL itself.

    Raises:
        ConditionRefused: it is neither, or could never fit.
    """
    text = text.strip()
    if text.lower() in _ANY_WORDS:
        return ANY
    chosen = [column.find_choice(part.strip()) for part in _BETWEEN.split(text)]
    codes = [choice.code for choice in chosen if choice is not None]
    if len(codes) == len(chosen):
        return _alternatives(codes)
    _check_feel(column, text)
    return canonical_condition(column, text)


def canonical_condition(column: ConditionColumn, cell: str) -> str:
    """One spelling for cells that only list choices; any other cell stays as it is."""
    codes = _listed_codes(column, cell)
    return _alternatives(codes) if codes else cell.strip() or ANY


def show_condition(column: ConditionColumn, cell: str) -> str:
    """How the sheet shows a cell: choices in words, anything else as FEEL."""
    codes = _listed_codes(column, cell)
    return "、".join(column.shown_choice(code) for code in codes) if codes else cell


def _alternatives(codes: list[str]) -> str:
    return ",".join(to_text(code) for code in dict.fromkeys(codes))


def _listed_codes(column: ConditionColumn, cell: str) -> list[str]:
    """The codes of a cell that lists choices and nothing else."""
    try:
        values: Value = compile_expression(f"[{cell}]").evaluate({})
    except FeelError:
        return []
    known = {choice.code for choice in column.choices}
    if not isinstance(values, list):
        return []
    codes = [value for value in values if isinstance(value, str) and value in known]
    return codes if len(codes) == len(values) and _STRING.sub("", cell).strip(" ,\n") == "" else []


def _check_feel(column: ConditionColumn, text: str) -> None:
    try:
        tests = compile_unary_tests(text, column.roots)
    except FeelError as error:
        raise ConditionRefused("LI-121", text, error.text("zh"), error.text("en")) from error
    unknown = sorted(".".join(path) for path in tests.references if path[0] not in column.roots)
    if unknown:
        raise ConditionRefused("LI-123", "、".join(unknown))
    if not column.choices:
        return
    known = {choice.code for choice in column.choices}
    for literal in _STRING.findall(text):
        value = compile_expression(literal).evaluate({})
        if value not in known:
            raise ConditionRefused("LI-122", str(value))
    try:
        fits = any(tests.matches(code, {}) is True for code in sorted(known))
    except FeelError as error:
        raise ConditionRefused("LI-121", text, error.text("zh"), error.text("en")) from error
    if not fits and not tests.references:
        raise ConditionRefused("LI-124", text)
