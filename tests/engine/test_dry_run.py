"""Checking in a child process with limits."""

from __future__ import annotations

from tests.engine.drawing import decision_task, end, process, script_task, start, user_task
from tests.engine.places import named, problems_of, surroundings
from webapp.engine import check_in_child

GOOD = process(
    "main",
    start(form="apply"),
    user_task("ask"),
    decision_task("assess", "level", "level"),
    script_task("read", "=parameters.limit_working_days", "days"),
    end(),
    flows="start > ask > assess > read > end",
)


def test_a_child_finds_what_the_parent_finds() -> None:
    bad = process(
        "main",
        start(),
        user_task("ask", form="nothing"),
        decision_task("d", "none", "x"),
        end(),
        flows="start > ask > d > end",
    )
    assert check_in_child(named(GOOD), surroundings()) == problems_of(GOOD) == []
    assert check_in_child(named(bad), surroundings()) == problems_of(bad) != []


def test_a_child_that_takes_too_much_memory_or_time_is_a_finding() -> None:
    (problem,) = check_in_child(named(GOOD), surroundings(), memory_bytes=8 * 1024 * 1024)
    assert (problem.code, problem.severity) == ("EN-174", "error")
    (problem,) = check_in_child(named(GOOD), surroundings(), seconds=0)
    assert problem.code == "EN-174"
