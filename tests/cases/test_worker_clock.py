"""A worker whose own clock is two days off fires nothing early, nothing late, and writes no wrong time.

Real `rongcuo worker` processes run with a shifted clock of their own; on PostgreSQL the database's clock is that of a
server elsewhere, on SQLite it is the machine's, which the shift of the process does not touch either.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cases.calendars import jump
from tests.cases.small_place import REQUEST
from tests.practice_place import ROOT, PracticePlace
from webapp import audit

TWO_DAYS = timedelta(days=2)
SKEWS = [pytest.param(TWO_DAYS, id="two days ahead"), pytest.param(-TWO_DAYS, id="two days behind")]
SKEWED = Path(__file__).parent / "skewed_clock"
#: The small place's time limit.
LAPSES_AFTER = timedelta(days=60)
_PATIENCE = 240


def environment(skew: timedelta, **more: str) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(SKEWED), str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "SKEW_SECONDS": str(skew.total_seconds()), **more}


@contextmanager
def working(town: PracticePlace, folder: Path, skew: timedelta) -> Iterator[subprocess.Popen[bytes]]:
    """A worker over the place's database whose clock is wrong, from its first word on; told to stop when the block
    ends, and waited for."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "webapp.cli", "worker", "--practice"],
        cwd=ROOT,
        env=environment(
            skew,
            RONGCUO_INSTANCE_DIR=str(folder),
            RONGCUO_DATABASE_URL=town.url,
            RONGCUO_POLL_SECONDS="1",
            PYTHONUNBUFFERED="1",
        ),
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    with worker, worker.stdout as said:
        try:
            # It speaks once it listens for signals.
            assert said.readline() == b"rongcuo worker: firing what is due\n"
            yield worker
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=60) == 0
        finally:
            worker.kill()


def wait_until(worker: subprocess.Popen[bytes], has_happened: Callable[[], bool]) -> None:
    """Look again and again while the worker lives."""
    for _ in range(_PATIENCE):
        if has_happened():
            return
        try:
            worker.wait(timeout=0.25)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"the worker ended with {worker.returncode}")
    pytest.fail("the worker did not do it")


def firings(town: PracticePlace, case_id: int) -> list[datetime]:
    with town.database.read() as session:
        entries = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return [entry.at for entry in entries if entry.action == "fire_timer"]


@pytest.mark.parametrize("skew", SKEWS)
def test_the_clock_of_the_process_is_really_wrong(skew: timedelta) -> None:
    script = (
        "import datetime, time; print(time.time()); print(datetime.datetime.now(datetime.UTC).timestamp());"
        "print(datetime.datetime.combine(datetime.date.today(), datetime.time()).timestamp())"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], env=environment(skew), capture_output=True, text=True, check=True
    )
    seconds, instant, today = (float(line) for line in shown.stdout.split())
    present = datetime.now(UTC).timestamp()
    for asked, tolerance in ((seconds, 60), (instant, 60), (today, 86_400 + 3_600)):
        assert abs(asked - present - skew.total_seconds()) < tolerance


@pytest.mark.parametrize("skew", SKEWS)
def test_a_worker_two_days_off_fires_what_is_due_and_nothing_else(
    town: PracticePlace, tmp_path: Path, skew: timedelta
) -> None:
    """Three matters: one due an hour ago, one due in an hour, one due in a day. Ahead, its own clock would fire all
    three; behind, none."""
    overdue = town.open_matter(REQUEST, key="overdue")
    jump(town, timedelta(hours=2))
    soon = town.open_matter(REQUEST, key="soon")
    jump(town, timedelta(hours=23))
    tomorrow = town.open_matter(REQUEST, key="tomorrow")
    jump(town, LAPSES_AFTER - timedelta(hours=24))
    due = town.case(overdue).next_due_at
    assert due is not None
    assert due <= town.now() < due + timedelta(hours=2)
    with working(town, tmp_path, skew) as worker:
        wait_until(worker, lambda: firings(town, overdue) != [])
        assert firings(town, soon) == firings(town, tomorrow) == []
        jump(town, timedelta(hours=1))
        wait_until(worker, lambda: firings(town, soon) != [])
    assert [len(firings(town, case_id)) for case_id in (overdue, soon, tomorrow)] == [1, 1, 0]
    assert town.open_elements(tomorrow) == ["check_application"]
    (at,) = firings(town, soon)
    assert timedelta(0) <= town.now() - at < timedelta(minutes=5), "it is recorded by the database's clock"
    closed_at = town.case(soon).closed_at
    assert closed_at == at


def test_two_workers_two_days_apart_on_either_side_fire_each_timer_once(
    town: PracticePlace, tmp_path: Path
) -> None:
    cases = [town.open_matter(REQUEST, key=f"k{number}") for number in range(6)]
    jump(town, timedelta(hours=12))
    later = town.open_matter(REQUEST, key="later")
    jump(town, LAPSES_AFTER - timedelta(hours=6))
    with working(town, tmp_path, TWO_DAYS) as fast, working(town, tmp_path, -TWO_DAYS):
        wait_until(fast, lambda: all(firings(town, case_id) for case_id in cases))
    assert [len(firings(town, case_id)) for case_id in cases] == [1] * 6
    assert firings(town, later) == []
    with town.database.read() as session:
        assert audit.verify(session).is_intact
