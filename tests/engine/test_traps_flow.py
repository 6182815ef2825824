"""Traps of SpiffWorkflow 3.2.0 in starts, gateways, rounds and depth: its fault, and what happens here."""

from __future__ import annotations

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import (
    boundary,
    end,
    gateway,
    process,
    start,
    throw,
    timer,
    user_task,
)
from tests.engine.places import Place, codes_of, deploy, problems_of
from tests.engine.stock import Stock, in_its_words
from webapp.feel import from_python


def test_two_starts_lose_a_branch_and_are_refused() -> None:
    source = process(
        "main",
        start(),
        start("other"),
        user_task("a"),
        user_task("b"),
        end(),
        flows="start > a > end\nother > b > end",
    )
    assert Stock(source).open == ["a"], "SpiffWorkflow drops the second branch in silence"
    assert "EN-140" in codes_of(source)


def _height(**tops: int) -> str:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}"><dc:Bounds x="0" y="{y}" width="100" height="80" /></bpmndi:BPMNShape>'
        for node, y in tops.items()
    )
    return (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="main">'
        f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )


def test_the_drawing_decides_which_condition_is_first_but_not_here() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("exclusive", "g", default="other"),
        user_task("first"),
        user_task("second"),
        user_task("other"),
        end(),
        flows="start > g\ng > first: =score > 1\ng > second: =score > 0\ng > other\nfirst > end\nsecond > end\nother > end",
        roots=_height(first=900, second=100, other=500),
    )
    assert Stock(in_its_words(source), data={"score": 5}).open == ["second"]
    forms = {"review": frozenset({"score"}), "note": frozenset({"note.text"})}
    assert Place(deploy(source, forms=forms), variables={"score": from_python(5)}).open == ["first"]


def test_a_gateway_without_default_fails_at_run_time_and_is_refused() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("exclusive", "g"),
        user_task("a"),
        user_task("b"),
        end(),
        flows="start > g\ng > a: =score > 9\ng > b: =score > 8\na > end\nb > end",
    )
    with pytest.raises(WorkflowException, match="No conditions satisfied"):
        Stock(in_its_words(source), data={"score": 5})
    assert "EN-141" in codes_of(source)


def test_two_flows_out_of_a_task_are_no_error_here_but_a_fork() -> None:
    source = process(
        "main",
        start(),
        user_task("a"),
        user_task("b", form="left"),
        user_task("c", form="right"),
        end(),
        flows="start > a\na > b > end\na > c > end",
    )
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        Stock(source)
    place = Place(deploy(source))
    place.complete("a")
    assert place.open == ["b", "c"]


def test_a_false_condition_behind_a_task_is_taken_anyway_and_is_refused() -> None:
    source = process(
        "main", start(), user_task("a"), user_task("b"), end(), flows="start > a\na > b: =false\nb > end"
    )
    stock = Stock(in_its_words(source).replace(b">false<", b">False<"))
    stock.complete("a")
    assert stock.open == ["b"]
    (problem,) = [problem for problem in problems_of(source) if problem.code == "EN-142"]
    assert problem.element_id == "a_b"


def _blocks(count: int) -> bytes:
    elements, flows, at = [], [], "start"
    for number in range(count):
        fork, left, right, join = (f"{name}{number}" for name in ("fork", "l", "r", "join"))
        elements += [
            gateway("parallel", fork),
            user_task(left, form="left"),
            user_task(right, form="right"),
            gateway("parallel", join),
        ]
        flows += [f"{at} > {fork}", f"{fork} > {left} > {join}", f"{fork} > {right} > {join}"]
        at = join
    return process("main", start(), *elements, end(), flows="\n".join([*flows, f"{at} > end"]))


def test_each_parallel_block_doubles_the_predictions_and_here_none_are_made() -> None:
    counts = [len(Stock(_blocks(count)).workflow.tasks) for count in (4, 5, 6)]
    assert counts[1] > 1.9 * counts[0]
    assert counts[2] > 1.9 * counts[1]
    assert [len(Place(deploy(_blocks(count))).run._workflow.tokens) for count in (4, 5, 6)] == [2, 2, 2]


FORK_IN_A_ROUND = process(
    "main",
    start(),
    gateway("exclusive", "entry"),
    gateway("parallel", "fork"),
    user_task("a", form="left"),
    user_task("b", form="right"),
    gateway("parallel", "join"),
    user_task("c"),
    gateway("exclusive", "more", default="entry"),
    end(),
    flows="start > entry > fork\nfork > a > join\nfork > b > join\njoin > c > more\nmore > entry\nmore > end: =stop",
)


def test_a_join_in_a_second_round_lets_the_first_branch_through_there_and_waits_here() -> None:
    """It counts a branch of the round before: whichever was last then need not come again."""
    stock = Stock(in_its_words(FORK_IN_A_ROUND), data={"stop": False})
    for task in ("a", "b", "c", "b"):
        stock.complete(task)
    assert sorted(stock.open) == ["a", "c"]
    place = Place(deploy(FORK_IN_A_ROUND), variables={"stop": False})
    for task in ("a", "b", "c", "b"):
        place.complete(task)
    assert place.open == ["a"]
    place.complete("a")
    assert place.open == ["c"]


def _rounds(length: int) -> bytes:
    """A loop of a user task and that many silent steps."""
    steps = [f"n{number}" for number in range(length)]
    return process(
        "main",
        start(),
        user_task("work"),
        *(throw(step) for step in steps),
        gateway("exclusive", "enough", default="work"),
        end(),
        flows=f"start > work > {' > '.join(steps)} > enough\nenough > end: =stop\nenough > work",
    )


def test_at_depth_one_thousand_a_ready_step_is_lost_and_the_case_says_it_is_complete() -> None:
    source = _rounds(48)
    stock = Stock(in_its_words(source), data={"stop": False})
    rounds = 0
    while stock.open and rounds < 100:
        stock.tasks[0].run()
        stock.workflow.do_engine_steps()
        rounds += 1
    assert rounds == 20
    lost = [task for task in stock.workflow.tasks.values() if task.state == TaskState.READY]
    assert [task.task_spec.bpmn_id for task in lost] == ["enough"]
    assert stock.is_ended
    place = Place(
        deploy(source, forms={"note": frozenset({"note.text"})}), variables={"stop": False}, restarts=False
    )
    for _ in range(100):
        place.complete("work", note={"text": "on"})
    assert place.open == ["work"]
    assert not place.run.is_ended


def test_sending_back_by_reset_breaks_on_a_stale_timer_and_erases_history() -> None:
    """Here a step back is a flow of the diagram: the timer goes with its task and the journal keeps both rounds."""
    timed = (user_task("work"), boundary("late", "work", timer("timeDuration", "P5D"), interrupting=False))
    source = process(
        "main",
        start(),
        user_task("ask"),
        *timed,
        end("reminded"),
        end(),
        flows="start > ask > work > end\nlate > reminded",
    )
    stock = Stock(in_its_words(source))
    first = stock.task("ask")
    stock.complete("ask")
    with pytest.raises(AttributeError):
        _send_back(stock, first.id)
    modelled = process(
        "main",
        start(),
        user_task("ask"),
        *timed,
        end("reminded"),
        gateway("exclusive", "ok", default="end"),
        end(),
        flows='start > ask > work > ok\nok > ask: =note.text = "back"\nok > end\nlate > reminded',
    )
    place = Place(deploy(modelled))
    place.complete("ask", note={"text": "x"})
    place.complete("work", note={"text": "back"})
    assert place.open == ["ask"]
    assert place.run.due_times() == ()
    place.complete("ask", note={"text": "x"})
    assert place.events.count(("element_completed", "ask")) == 2


def _send_back(stock: Stock, task_id: object) -> None:
    stock.workflow.reset_from_task_id(task_id)
    assert "work" not in stock.ended_at()
    stock.settle()
    stock.complete("ask")
