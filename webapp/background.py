"""Background work, embedded in the server or in `rongcuo worker`: the same plain functions either way."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from webapp.cases import fire_due
from webapp.database import Database, DatabaseUnusable

_LOG = logging.getLogger(__name__)


def work_once(database: Database) -> int:
    """Fire what is due. Returns how many cases moved; whatever fails is logged and tried again later.

    Nothing ends the worker but being told to stop: a server whose timers had silently stopped would look well.
    """
    try:
        return fire_due(database)
    except DatabaseUnusable as failure:
        _LOG.warning("%s", failure)
    except Exception:
        _LOG.exception("due work failed and is tried again")
    return 0


@dataclass(slots=True)
class Worker:
    """Looks for due work every ``poll_seconds`` until it is stopped. A timer fires at most that late (plus downtime)."""

    database: Database
    poll_seconds: float
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def run(self) -> None:
        """Work in this thread until `stop` is called from another, or from a signal handler."""
        while not self._stopping.is_set():
            if work_once(self.database) == 0:
                self._stopping.wait(self.poll_seconds)

    def start(self) -> None:
        """Work in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="rongcuo-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the transaction under way, and stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
