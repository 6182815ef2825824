"""The present of ``now()`` and ``today()``: a clock that the host sets, or the machine's where FEEL is used alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CLOCK: ContextVar[Callable[[], dt.datetime] | None] = ContextVar("feel_clock", default=None)


@contextmanager
def clock(tell: Callable[[], dt.datetime]) -> Iterator[None]:
    """While inside, in this thread, the present is what ``tell`` gives: an aware instant, in the zone of its days."""
    token = _CLOCK.set(tell)
    try:
        yield
    finally:
        _CLOCK.reset(token)


def present() -> dt.datetime:
    """The present instant, aware; in UTC where no host has set a clock."""
    tell = _CLOCK.get()
    return dt.datetime.now(dt.UTC) if tell is None else tell()
