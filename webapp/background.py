"""Background work, embedded in the server or in `rongcuo worker`: the same plain functions either way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from webapp.audit import AuditKey, CheckpointFile, CheckpointFileUnusable, keep_checkpoint
from webapp.cases import adopt_packaged_years, fire_due, make_papers, recompute_deadlines
from webapp.cases.impact import measure_impact
from webapp.cases.moving import move_cases
from webapp.database import Database, DatabaseUnusable
from webapp.procedures.proposals import publish_due

_LOG = logging.getLogger(__name__)
#: Cases that one turn moves to another version.
_MOVES_A_TURN = 20


def begin_work(database: Database) -> None:
    """What a worker does once at its start: take over the calendar years that this release brings."""
    try:
        adopt_packaged_years(database)
    except Exception:
        _LOG.exception(
            "the years that came with this release could not be taken over; the next start tries again"
        )


def work_once(database: Database) -> int:
    """Fire what is due, publish what was approved for this day, recompute what a changed calendar moves, move cases to
    another version, make the papers that wait, measure what proposals would change. Returns how much was done; whatever
    fails is logged and tried again later.

    Nothing ends the worker but being told to stop: a server whose timers had silently stopped would look well.
    """
    # One paper a turn, and few cases moved: however many wait, no timer is late by more than that.
    return (
        _work(lambda: fire_due(database) + recompute_deadlines(database))
        + _work(lambda: publish_due(database))
        + _work(lambda: move_cases(database, limit=_MOVES_A_TURN))
        + _work(lambda: make_papers(database, limit=1))
        + _work(lambda: measure_impact(database))
    )


def _work(part: Callable[[], int]) -> int:
    try:
        return part()
    except DatabaseUnusable as failure:
        _LOG.warning("%s", failure)
    except Exception:
        _LOG.exception("due work failed and is tried again")
    return 0


@dataclass(slots=True)
class CheckpointKeeper:
    """Writes a checkpoint of the record to ``file`` whenever ``apart`` has passed and the record has moved."""

    database: Database
    file: CheckpointFile
    key: AuditKey
    apart: timedelta
    _looked_at: float | None = None

    def look(self) -> None:
        """Write a checkpoint if one is due; the question itself is asked at most once a minute."""
        moment = time.monotonic()
        if self._looked_at is None or moment - self._looked_at >= 60:
            self._looked_at = moment
            self.keep(self.apart)

    def keep(self, apart: timedelta = timedelta(0)) -> None:
        """Write a checkpoint unless the last is younger than ``apart`` or nothing moved since.

        Whatever fails is logged and tried again later: without checkpoints cases go on.
        """
        try:
            keep_checkpoint(self.database, self.file, self.key, apart=apart)
        except (CheckpointFileUnusable, DatabaseUnusable) as failure:
            _LOG.warning("%s", failure)
        except Exception:
            _LOG.exception("no checkpoint could be written; it is tried again")


@dataclass(slots=True)
class Worker:
    """Looks for due work every ``poll_seconds`` until it is stopped. A timer fires at most that late (plus downtime).

    With ``checkpoints`` it also writes those that are due, and a last one when it stops.
    """

    database: Database
    poll_seconds: float
    checkpoints: CheckpointKeeper | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def run(self) -> None:
        """Work in this thread until `stop` is called from another, or from a signal handler."""
        begin_work(self.database)
        while not self._stopping.is_set():
            fired = work_once(self.database)
            if self.checkpoints is not None:
                self.checkpoints.look()
            if fired == 0:
                self._stopping.wait(self.poll_seconds)
        if self.checkpoints is not None:
            self.checkpoints.keep()

    def start(self) -> None:
        """Work in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="rongcuo-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the transaction under way, and stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
