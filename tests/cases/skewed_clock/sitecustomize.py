"""Shifts the clock of a Python process by ``SKEW_SECONDS``: found by Python at its start when this folder is on its path.

Whatever the process itself may ask is shifted: ``time.time``, ``time.time_ns``, and ``now``, ``utcnow``, ``today`` of
`datetime`. The clock of a database server is another process's, and stays right.
"""

from __future__ import annotations

import datetime as dates
import os
import time
from datetime import date as _RealDate  # noqa: N812 - the name datetime stands for the shifted one.
from datetime import datetime as _RealDateTime  # noqa: N812
from typing import Any

SKEW = float(os.environ.get("SKEW_SECONDS", "0"))
_real_time, _real_time_ns = time.time, time.time_ns
_SPAN = dates.timedelta(seconds=SKEW)


class _LikeReal(type):
    """Instances of the real classes, as drivers make them, are instances of the shifted ones too."""

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, cls.__mro__[1])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[1])


class ShiftedDateTime(_RealDateTime, metaclass=_LikeReal):
    """`datetime.datetime` with a wrong present."""

    @classmethod
    def now(cls, tz: dates.tzinfo | None = None) -> Any:
        return _RealDateTime.now(tz) + _SPAN

    @classmethod
    def utcnow(cls) -> Any:
        return _RealDateTime.now(dates.UTC).replace(tzinfo=None) + _SPAN

    @classmethod
    def today(cls) -> Any:
        return cls.now()


class ShiftedDate(_RealDate, metaclass=_LikeReal):
    """`datetime.date` with a wrong today."""

    @classmethod
    def today(cls) -> Any:
        return ShiftedDateTime.now().date()


if SKEW:
    time.time = lambda: _real_time() + SKEW
    time.time_ns = lambda: _real_time_ns() + int(SKEW * 1_000_000_000)
    dates.datetime = ShiftedDateTime  # type: ignore[misc]  # the point of it
    dates.date = ShiftedDate  # type: ignore[misc]
