"""Traps of SpiffWorkflow 3.2.0 in time, errors and files: its fault, and what happens here."""

from __future__ import annotations

import os
import subprocess as shell
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import (
    boundary,
    catch,
    end,
    error,
    error_root,
    gateway,
    message,
    message_root,
    process,
    start,
    subprocess,
    timer,
    user_task,
)
from tests.engine.places import OPENED_AT, Place, codes_of, deploy
from tests.engine.stock import Stock, in_its_words
from webapp.calendar import load_calendar
from webapp.engine.timers import read_duration, read_instant

NAIVE = "2026-03-02T09:00:00"


def _wait(kind: str, text: str) -> bytes:
    return process(
        "main", start(), catch("t", timer(kind, text)), user_task("a"), end(), flows="start > t > a > end"
    )


def test_a_bare_duration_is_python_there_and_a_duration_here() -> None:
    source = _wait("timeDuration", "P15D")
    with pytest.raises(WorkflowTaskException, match="P15D"):
        Stock(source)
    (due,) = Place(deploy(source)).run.due_times()
    assert due.due_at == OPENED_AT + timedelta(days=15)


def test_months_run_over_the_months_end_there_and_clamp_here() -> None:
    day = datetime(2025, 11, 30, tzinfo=UTC)
    parsed = TimerEventDefinition.parse_iso_duration("P3M")
    assert day + TimerEventDefinition.get_timedelta_from_start(parsed, day) == datetime(
        2026, 3, 2, tzinfo=UTC
    )
    span = read_duration("P3M")
    assert span is not None
    assert span.after(day) == datetime(2026, 2, 28, tzinfo=UTC)


def test_an_instant_without_zone_follows_the_server_there_and_the_place_here() -> None:
    program = (
        "from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition as T;"
        f"print(T.get_datetime('{NAIVE}').isoformat())"
    )
    printed = {
        zone: shell.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for zone in ("UTC", "Asia/Shanghai")
    }
    assert printed["UTC"] != printed["Asia/Shanghai"], "the same diagram, eight hours apart"
    assert read_instant(NAIVE, load_calendar()) == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def _reminded(cycle: str) -> bytes:
    return process(
        "main",
        start(),
        user_task("work"),
        boundary("late", "work", timer("timeCycle", cycle), interrupting=False),
        user_task("remind", form="left"),
        end("reminded"),
        end(),
        flows="start > work > end\nlate > remind > reminded",
    )


def test_after_an_outage_a_cycle_fires_in_a_burst_there_and_once_here() -> None:
    ten_days_ago = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    stock = Stock(_reminded(f'"R5/{ten_days_ago}/P1D"'))
    for _ in range(8):
        stock.settle()
    assert stock.open.count("remind") == 5
    place = Place(deploy(_reminded("R9/P1D")))
    assert place.advance_to(OPENED_AT + timedelta(days=5, hours=1)) == 1
    assert place.open.count("remind") == 1


def test_two_timers_behind_an_event_gateway_share_one_instant_and_are_refused() -> None:
    source = process(
        "main",
        start(),
        gateway("eventBased", "g"),
        catch("soon", timer("timeDuration", "P1D")),
        catch("late", timer("timeDuration", "P9D")),
        end("first"),
        end("second"),
        flows="start > g\ng > soon > first\ng > late > second",
    )
    stock = Stock(in_its_words(source))
    (waiting,) = stock.workflow.get_tasks(state=TaskState.WAITING)
    assert isinstance(waiting.internal_data["event_value"], str), "one instant for both"
    assert "EN-148" in codes_of(source)


def test_one_timer_and_a_message_behind_an_event_gateway_work() -> None:
    source = process(
        "main",
        start(),
        gateway("eventBased", "g"),
        catch("answer", message("answer")),
        catch("late", timer("timeDuration", "P9D")),
        user_task("read"),
        user_task("urge"),
        end(),
        flows="start > g\ng > answer > read > end\ng > late > urge > end",
        roots=message_root("answer"),
    )
    place = Place(deploy(source))
    place.advance_to(OPENED_AT + timedelta(days=10))
    assert place.open == ["urge"]


def _thrower(name: str) -> str:
    return subprocess(
        name, start(f"s_{name}"), user_task(f"w_{name}"), end(f"bad_{name}", error("gone")),
        flows=f"s_{name} > w_{name} > bad_{name}",
    )  # fmt: skip


def test_an_uncaught_error_goes_on_there_and_is_refused() -> None:
    source = process(
        "main",
        start(),
        _thrower("sub"),
        user_task("after"),
        end(),
        flows="start > sub > after > end",
        roots=error_root("gone"),
    )
    stock = Stock(source)
    stock.complete("w_sub")
    assert stock.open == ["after"]
    assert "EN-150" in codes_of(source)


def _siblings(caught_on: str) -> bytes:
    return process(
        "main",
        start(),
        gateway("parallel", "fork"),
        _thrower("one"),
        subprocess("two", start("s2"), user_task("w_two", form="left"), end("e2"), flows="s2 > w_two > e2"),
        boundary("catch", caught_on, error("gone")),
        user_task("caught", form="right"),
        end("e3"),
        end("e4"),
        end("e5"),
        flows="start > fork\nfork > one > e4\nfork > two > e5\ncatch > caught > e3",
        roots=error_root("gone"),
    )


def test_an_error_is_caught_by_a_sibling_there_and_only_by_its_own_here() -> None:
    stock = Stock(_siblings("two"))
    stock.complete("w_one")
    assert "caught" in stock.open
    assert "w_two" not in stock.open, "the innocent branch was interrupted"
    assert "EN-150" in codes_of(_siblings("two"))
    place = Place(deploy(_siblings("one")))
    place.complete("w_one", note={"text": "x"})
    assert sorted(place.open) == ["caught", "w_two"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_files_in_chinese_encodings_fail_there_and_are_read_here(encoding: str, tmp_path: Path) -> None:
    source = process("main", start(), user_task("看"), end(), flows="start > 看 > end")
    written = source.decode().replace("UTF-8", encoding).encode(encoding)
    file = tmp_path / "diagram.bpmn"
    file.write_bytes(written)
    with pytest.raises(UnicodeDecodeError):
        BpmnParser().add_bpmn_file(str(file))
    assert Place(deploy(written)).open == ["看"]
