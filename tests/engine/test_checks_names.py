"""Checks at import of names and sources: what packs must say, what is known, what is misspelt."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    catch,
    decision_task,
    end,
    io,
    loop,
    message,
    message_root,
    script_task,
    service_task,
    simple,
    start,
    subprocess,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import problems_of

SOURCE = zeebe("properties", zeebe("property", name="source", value="§3"))


@pytest.mark.parametrize(
    ("bare", "sourced"),
    [
        (user_task("step"), user_task("step", more=SOURCE)),
        (decision_task("step", "level", "x"), decision_task("step", "level", "x", SOURCE)),
        (service_task("step", "record"), service_task("step", "record", more=SOURCE)),
        (catch("step", timer("timeDuration", "P1D")), catch("step", timer("timeDuration", "P1D"), SOURCE)),
    ],
)
def test_packs_name_the_source_of_every_working_element(bare: str, sourced: str) -> None:
    loose = problems_of(simple(bare))
    assert "EN-167" not in {problem.code for problem in loose}
    (problem,) = [
        problem for problem in problems_of(simple(bare), require_sources=True) if problem.code == "EN-167"
    ]
    assert (problem.severity, problem.element_id) == ("error", "step")
    assert problems_of(simple(sourced), require_sources=True) == []


def test_packs_name_processes_by_their_file_and_tasks_by_their_form() -> None:
    problems = problems_of(simple(user_task("step", form="note")), require_names=True)
    assert [problem.code for problem in problems] == ["EN-168", "EN-168"]
    assert "file_1" in problems[0].zh


def test_a_misspelt_field_is_a_warning() -> None:
    (problem,) = problems_of(simple(script_task("step", "=application.texxt", "x")))
    assert (problem.code, problem.severity) == ("EN-162", "warning")
    assert "application.texxt" in problem.zh


@pytest.mark.parametrize(
    "step",
    [
        script_task("step", "=application.text", "x"),
        script_task("step", "=case.no + string(parameters.limit_working_days)", "x"),
        script_task("step", "=for item in application.bodies return item.name", "x"),
        script_task("step", "=some b in application.bodies satisfies b = 1", "x"),
        script_task("step", "=add working days(today(), working days between(today(), today()))", "x"),
        user_task("step", more=io(outputs={"x.by": "=actor.name", "x.text": "=note.text"})),
        user_task("step", loop("=application.bodies", "body", "out", "={b: body, n: loopCounter, o: note.text}", until="=numberOfCompletedInstances > 1 and count(out) > 1")),
        service_task("step", "record", more=io(inputs={"outcome": "=1"}, outputs={"x": "=number_given_back"})),
        subprocess("step", start("s"), script_task("t", "=inside + 1", "y"), end("e"), flows="s > t > e", extensions=io(inputs={"inside": "=1"})),
    ],
)  # fmt: skip
def test_names_that_something_provides_are_known(step: str) -> None:
    assert problems_of(simple(step)) == []


def test_a_message_that_says_what_it_brings_keeps_misspellings_errors() -> None:
    source = simple(
        catch("step", message("m")),
        script_task("t", "=withdrawl.reason", "x"),
        flows="step > t > end",
        roots=message_root("m"),
    )
    assert {(problem.code, problem.severity) for problem in problems_of(source)} == {("EN-161", "warning")}
    told = problems_of(source, messages={"m": frozenset({"withdrawal"})})
    assert {(problem.code, problem.severity) for problem in told} == {("EN-161", "error")}
