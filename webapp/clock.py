"""Where "now" comes from: the database's time plus the practice offset, or a fixed instant in scenarios and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: Deadlines of the shipped procedures run in this zone.
PLACE_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


@dataclass(slots=True)
class MovableClock:
    """A clock that stands still until it is moved: for scenarios and tests."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.instant

    def advance(self, span: timedelta) -> None:
        """Move forward by ``span``; time never runs backwards."""
        if span < timedelta(0):
            raise ValueError("a clock does not run backwards")
        self.instant += span

    def advance_to(self, instant: datetime) -> None:
        """Move forward to ``instant`` (aware)."""
        self.advance(instant.astimezone(UTC) - self.instant)


def place_day(instant: datetime) -> date:
    """The calendar day of ``instant`` in the place's zone."""
    return instant.astimezone(PLACE_ZONE).date()
