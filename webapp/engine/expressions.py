"""Texts of the diagram that are FEEL, compiled once, and the functions the engine adds to the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from webapp.clock import place_day
from webapp.engine.camunda_functions import CAMUNDA_FUNCTIONS
from webapp.engine.faults import Fault
from webapp.engine.host import current_budget, current_host
from webapp.feel import Expression, FeelLimitExceeded, Value, compile_expression, from_python, host_function
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, MonthsDuration
from webapp.feel.temporal_text import write_days_duration, write_months_duration
from webapp.feel.values import Function

#: Names the platform provides: readable everywhere (``actor`` while a task is completed), never written.
PROVIDED_NAMES = frozenset({"case", "parameters", "actor"})


def _day(value: Value) -> date | None:
    """The calendar day of a date, or of a date and time as written."""
    if isinstance(value, FeelDateTime):
        value = value.date
    return date(value.year, value.month, value.day) if isinstance(value, FeelDate) else None


def _add_working_days(day: Value, n: Value) -> Value:
    start = _day(day)
    if start is None or not isinstance(n, Decimal) or n != n.to_integral_value():
        return None
    return from_python(current_host().calendar.add_working_days(start, int(n)))


def _working_days_between(a: Value, b: Value) -> Value:
    first, second = _day(a), _day(b)
    if first is None or second is None:
        return None
    return from_python(current_host().calendar.working_days_between(first, second))


def _today() -> Value:
    return from_python(place_day(current_host().now()))


def _now() -> Value:
    return from_python(current_host().now())


def _unit_name(*arguments: Value) -> Value:
    """A unit's name in Chinese, or in English where ``"en"`` is given; a code that the place does not know stays."""
    code, language = arguments if len(arguments) == 2 else (*arguments, "zh")
    if not isinstance(code, str) or not isinstance(language, str) or language not in ("zh", "en"):
        return None
    return current_host().unit_name(code, "en" if language == "en" else "zh")


def _cycle(*arguments: Value) -> Value:
    """Camunda 8's ``cycle(3, duration("P1D"))``; without repetitions, or with null, it has no end."""
    repetitions, interval = arguments if len(arguments) == 2 else (None, *arguments)
    count = "" if repetitions is None else str(repetitions)
    if isinstance(interval, DaysDuration):
        return f"R{count}/{write_days_duration(interval)}"
    return f"R{count}/{write_months_duration(interval)}" if isinstance(interval, MonthsDuration) else None


FUNCTIONS: Mapping[str, Function] = {
    **CAMUNDA_FUNCTIONS,
    "add working days": host_function(("date", "n"), _add_working_days),
    "working days between": host_function(("a", "b"), _working_days_between),
    "today": host_function((), _today),
    "now": host_function((), _now),
    "unit name": host_function(("code", "language"), _unit_name, optional=1),
    "cycle": host_function(("repetitions", "interval"), _cycle, optional=1),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression of a diagram."""

    text: str
    expression: Expression

    def evaluate(self, view: Mapping[str, Value]) -> Value:
        """Its value among the visible variables; null where FEEL says null.

        Raises:
            Fault: a limit of the language was passed.
        """
        try:
            return self.expression.evaluate(view, budget=current_budget())
        except FeelLimitExceeded as error:
            raise Fault(
                "EN-201", text=self.text, reason=error.text("zh"), reason_en=error.text("en")
            ) from error

    def explain_null(self, view: Mapping[str, Value]) -> tuple[str, str]:
        """Why its value is not what was expected, in Chinese and English; empty when FEEL has no remark."""
        _value, notes = self.expression.evaluate_with_notes(view)
        return "；".join(note.text("zh") for note in notes), "; ".join(note.text("en") for note in notes)


@dataclass(frozen=True, slots=True)
class Literal:
    """A text without ``=``: stands for itself."""

    text: str

    def evaluate(self, _view: Mapping[str, Value]) -> Value:
        return self.text

    def explain_null(self, _view: Mapping[str, Value]) -> tuple[str, str]:
        return "", ""


Source = Formula | Literal


def is_expression(text: str | None) -> bool:
    """Whether an attribute's text is FEEL rather than a literal."""
    return text is not None and text.lstrip().startswith("=")


def says_nothing(text: str) -> bool:
    """Whether an attribute's text can only give nothing: it was drawn and never filled in."""
    return text.strip().removeprefix("=").strip() in {"", "null", '""', "[]"}


def feel_text(text: str) -> str:
    """The FEEL text behind the leading ``=``."""
    return text.lstrip().removeprefix("=").strip()


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Formula:
    """Compile FEEL text with or without its ``=``. Raises `webapp.feel.FeelSyntaxError`."""
    plain = feel_text(text)
    return Formula(plain, compile_expression(plain, PROVIDED_NAMES, functions=FUNCTIONS))


def compile_source(text: str) -> Source:
    """A text attribute: an expression when it begins with ``=``, else a literal."""
    return compile_formula(text) if is_expression(text) else Literal(text)
