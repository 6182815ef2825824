"""What SpiffWorkflow 3.2.0 does wrong is right here, at length and at size; its faults are shown beside this file."""

from __future__ import annotations

import time
from datetime import timedelta

from tests.engine.drawing import (
    boundary,
    call,
    definitions,
    end,
    gateway,
    process,
    process_xml,
    start,
    subprocess,
    timer,
    user_task,
)
from tests.engine.places import OPENED_AT, Place, codes_of, deploy

FORMS = {
    "note": frozenset({"note.text"}),
    "left": frozenset({"left.text"}),
    "right": frozenset({"right.text"}),
}


def _blocks(count: int) -> bytes:
    """Parallel blocks in series: each doubles SpiffWorkflow's predictions (14 blocks: 131,069 tasks, 8 s)."""
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


def test_parallel_blocks_in_series_cost_nothing_ahead_of_time() -> None:
    begun = time.monotonic()
    place = Place(deploy(_blocks(60)))
    assert len(place.run._workflow.tokens) == 2
    while not place.run.is_ended:
        place.complete(place.open[0])
    assert time.monotonic() - begun < 10


def test_a_case_of_thousands_of_steps_never_gets_deep() -> None:
    """SpiffWorkflow's iterators stop at depth 1000, and the case calls itself completed."""
    source = process(
        "main",
        start(),
        user_task("work"),
        gateway("exclusive", "enough", default="work"),
        end(),
        flows='start > work > enough\nenough > end: =note.text = "stop"\nenough > work',
    )
    place = Place(deploy(source), restarts=False)
    for _ in range(3_000):
        place.run.complete_task(place.task("work").id, {"note": {"text": "on"}}, {})
    assert not place.run.is_ended
    assert place.open == ["work"]
    assert len(place.run._workflow.tokens) == 1
    place.complete("work", note={"text": "stop"})
    assert place.run.is_ended


def test_a_second_start_event_is_refused_not_dropped() -> None:
    source = process(
        "main",
        start(),
        start("other"),
        user_task("a"),
        user_task("b"),
        end(),
        flows="start > a > end\nother > b > end",
    )
    assert "EN-140" in codes_of(source)


def test_document_order_decides_not_the_height_on_the_page() -> None:
    """SpiffWorkflow tries conditions by the y coordinate of the target shape."""
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}"><dc:Bounds x="0" y="{y}" width="100" height="80" /></bpmndi:BPMNShape>'
        for node, y in (("first", 900), ("second", 100), ("other", 500))
    )
    diagram = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="main">'
        f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    source = process(
        "main",
        start(),
        gateway("exclusive", "g", default="other"),
        user_task("first"),
        user_task("second"),
        user_task("other"),
        end(),
        flows="start > g\ng > first: =true\ng > second: =true\ng > other\nfirst > end\nsecond > end\nother > end",
        roots=diagram,
    )
    assert Place(deploy(source)).open == ["first"]


def test_calls_within_calls_come_back() -> None:
    """SpiffWorkflow's self-call never returns; circles are refused, depth is fine."""
    depth = 30
    parts = [
        process_xml(
            f"p{n}", start(f"s{n}"), call(f"c{n}", f"p{n + 1}"), end(f"e{n}"), flows=f"s{n} > c{n} > e{n}"
        )
        for n in range(depth)
    ]
    parts.append(process_xml(f"p{depth}", start("s"), user_task("deep"), end("e"), flows="s > deep > e"))
    place = Place(deploy(definitions(*parts)), "p0")
    assert place.open == ["deep"]
    place.complete("deep", note={"text": "x"})
    assert place.run.is_ended
    assert place.read("note") == {"text": "x"}


def test_a_subprocess_ends_when_its_last_branch_ends() -> None:
    source = process(
        "main",
        start(),
        subprocess(
            "sub",
            start("s"),
            gateway("parallel", "f"),
            user_task("a", form="left"),
            user_task("b", form="right"),
            end("ea"),
            end("eb"),
            flows="s > f\nf > a > ea\nf > b > eb",
        ),
        user_task("after"),
        end(),
        flows="start > sub > after > end",
    )
    place = Place(deploy(source, forms=FORMS))
    place.complete("a")
    assert place.open == ["b"]
    place.complete("b")
    assert place.open == ["after"]


def test_sending_back_leaves_no_stale_timer() -> None:
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("late", "work", timer("timeDuration", "P5D"), interrupting=False),
        end("reminded"),
        user_task("check", form="left"),
        gateway("exclusive", "ok", default="end"),
        end(),
        flows='start > work > check > ok\nok > work: =left.text = "back"\nok > end\nlate > reminded',
    )
    place = Place(deploy(source))
    for _ in range(3):
        place.complete("work", note={"text": "x"})
        assert place.run.due_times() == ()
        place.complete("check", left={"text": "back"})
        assert len(place.run.due_times()) == 1


def test_a_branch_beside_an_open_task_sees_and_keeps_what_it_writes() -> None:
    """Data of a non-interrupting boundary branch never reaches SpiffWorkflow's main path."""
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("late", "work", timer("timeDuration", "P5D"), interrupting=False),
        user_task("remind", form="left"),
        end("reminded"),
        user_task("after", form="right"),
        end(),
        flows="start > work > after > end\nlate > remind > reminded",
    )
    place = Place(deploy(source))
    place.advance_to(OPENED_AT + timedelta(days=6))
    place.complete("remind", left={"text": "reminded by phone"})
    place.complete("work", note={"text": "x"})
    assert place.run.variables(place.task("after").id)["left"] == {"text": "reminded by phone"}
