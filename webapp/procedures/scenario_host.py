"""What the engine may ask while a scenario runs: a clock that is moved, the shipped calendar, registers in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from webapp.calendar import WorkingCalendar, load_calendar
from webapp.clock import MovableClock
from webapp.engine import OperationCall
from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.operations import perform_operation
from webapp.procedures.registers import HeldRegisterBook


@cache
def packaged_calendar() -> WorkingCalendar:
    """The calendar that ships with the product, read once in a process."""
    return load_calendar()


@dataclass(slots=True)
class ScenarioHost:
    """The host of one scenario. Units belong to a place, not to its pack: here they are called by their codes."""

    clock: MovableClock
    calendar: WorkingCalendar
    book: HeldRegisterBook

    def now(self) -> datetime:
        return self.clock.now()

    def unit_name(self, code: str, language: Language) -> str:  # noqa: ARG002 - no unit has a name here.
        return code

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        return perform_operation(call, self.book)
