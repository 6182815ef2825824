"""The journal: enough for a timeline, and for marking on the diagram where a case was and where it stands."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.engine.drawing import (
    boundary,
    call,
    decision_task,
    definitions,
    end,
    gateway,
    io,
    loop,
    message,
    message_root,
    process,
    process_xml,
    service_task,
    start,
    timer,
    user_task,
)
from tests.engine.places import OPENED_AT, Place, deploy
from webapp.engine import RunEvent
from webapp.feel import from_python


def _events(place: Place) -> list[RunEvent]:
    return [event for event in place.journal if isinstance(event, RunEvent)]


def _procedure() -> bytes:
    root = process_xml(
        "main",
        start(form="review"),
        call("go", "sub"),
        boundary("withdrawn", "go", message("withdraw")),
        service_task("file", "record", more=io(inputs={"outcome": "=level"})),
        end(),
        end("stopped"),
        flows="start > go > file > end\nwithdrawn > stopped",
    )
    sub = process_xml(
        "sub",
        start("s"),
        user_task("work"),
        boundary("remind", "work", timer("timeDuration", "P5D"), interrupting=False),
        end("reminded"),
        decision_task("assess", "level", "level"),
        end("e"),
        flows="s > work > assess > e\nremind > reminded",
    )
    return definitions(message_root("withdraw"), root, sub)


def _walked() -> Place:
    place = Place(deploy(_procedure()), variables={"review": from_python({"grade": "good"})})
    place.advance_to(OPENED_AT + timedelta(days=6))
    place.complete("work", note={"text": "x"})
    return place


def test_every_element_and_flow_on_the_way_is_told_once_with_its_process() -> None:
    events = _events(_walked())
    completed = [
        (event.process_id, event.element_id) for event in events if event.kind == "element_completed"
    ]
    assert completed == [
        ("main", "start"), ("sub", "s"), ("sub", "remind"), ("sub", "reminded"), ("sub", "work"), ("sub", "assess"),
        ("sub", "e"), ("main", "go"), ("main", "file"), ("main", "end"),
    ]  # fmt: skip
    flows = [event.element_id for event in events if event.kind == "flow_taken"]
    assert flows == [
        "start_go", "s_work", "remind_reminded", "work_assess", "assess_e", "go_file", "file_end",
    ]  # fmt: skip
    entered = {event.element_id for event in events if event.kind == "element_entered"}
    assert entered == {element for _process, element in completed}


def test_timers_decisions_operations_and_the_end_are_told() -> None:
    events = _events(_walked())
    told = {(event.kind, event.element_id) for event in events}
    assert {
        ("timer_set", "remind"), ("timer_fired", "remind"), ("decision_made", "assess"), ("operation_performed", "file"),
        ("process_ended", "main"),
    } <= told  # fmt: skip
    assert events[-1].kind == "process_ended"


def test_entries_carry_the_hosts_instant_and_names() -> None:
    events = _events(_walked())
    fired = next(event for event in events if event.kind == "timer_fired")
    assert fired.at == OPENED_AT + timedelta(days=6)
    assert fired.data["due_at"] == (OPENED_AT + timedelta(days=5)).isoformat()
    assert next(event for event in events if event.element_id == "work").name == "work"
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_entries_are_ready_for_json() -> None:
    for event in _events(_walked()):
        json.dumps(event.data)


def test_what_was_taken_back_is_told() -> None:
    place = Place(deploy(_procedure()), variables={"review": from_python({"grade": "good"})})
    place.deliver("withdraw")
    cancelled = [event.element_id for event in _events(place) if event.kind == "element_cancelled"]
    assert cancelled == ["work", "go"]


def test_children_of_a_multi_instance_carry_their_number() -> None:
    source = process(
        "main",
        start(form="apply"),
        user_task("consult", loop("=application.bodies", "b", "out", "=note")),
        end(),
        flows="start > consult > end",
    )
    place = Place(deploy(source), variables={"application": from_python({"bodies": ["a", "b"]})})
    place.complete("consult", item="b", note={"text": "x"})
    entered = [
        event.data.get("instance")
        for event in _events(place)
        if event.kind == "element_entered" and event.element_id == "consult"
    ]
    assert entered == [None, 1, 2]
    (completed,) = [
        event
        for event in _events(place)
        if event.kind == "element_completed" and event.element_id == "consult"
    ]
    assert completed.data["instance"] == 2


def test_where_a_case_stands() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task("left", form="left"),
        user_task("right", form="right"),
        gateway("parallel", "join"),
        end(),
        flows="start > fork\nfork > left > join\nfork > right > join\njoin > end",
    )
    place = Place(deploy(source))
    assert place.run.active_elements() == (("main", "left"), ("main", "right"))
    place.complete("left", left={"text": "x"})
    assert set(place.run.active_elements()) == {("main", "join"), ("main", "right")}


def test_events_are_drained_once() -> None:
    place = _walked()
    assert place.run.drain_events() == []


def test_the_case_as_a_whole_shows_what_running_processes_wrote() -> None:
    place = Place(deploy(_procedure()), variables={"review": from_python({"grade": "good"})})
    place.complete("work", note={"text": "written inside"})
    assert place.read("note") == {"text": "written inside"}
    assert place.read("level") == "A"
    assert place.run.is_ended
