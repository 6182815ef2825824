"""The table of calendar years that an administrator has saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class CalendarYear(Base):
    """One year's official days as they were saved; of several rows of a year the last counts, the others are history.

    ``revision`` counts the savings of all years from 1: it names the whole calendar as it stood then, so that a
    deadline can be reckoned again with the calendar it came from. ``days_off`` and ``works_on`` are days in ISO 8601,
    separated by commas. ``is_announced`` is false for days the place only expects. ``saved_by_id`` is empty when the
    command line on the server saved it.
    """

    __tablename__ = "calendar_year"

    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int]
    days_off: Mapped[str]
    works_on: Mapped[str]
    source_title: Mapped[str]
    source_number: Mapped[str]
    is_announced: Mapped[bool]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]


#: The revision of the calendar in force; 0 where nobody has saved a year. Part of other statements, to cost none.
LATEST_REVISION = select(func.coalesce(func.max(CalendarYear.revision), 0)).scalar_subquery()
