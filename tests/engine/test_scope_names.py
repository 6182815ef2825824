"""Which variables an element of a diagram may find."""

from __future__ import annotations

from collections.abc import Mapping

from tests.engine.drawing import call, decision_task, end, process, script_task, start, user_task
from tests.engine.places import named
from webapp.engine.scope_names import names_in_scope

FORMS = {"apply": frozenset({"application.text"}), "ask": frozenset({"answer.text", "answer.on"})}


def scopes_of(*diagrams: bytes) -> Mapping[str, set[str]]:
    """Element → names, over all diagrams."""
    found = names_in_scope(named(*diagrams), FORMS, {})
    return {element: set(names) for at in found.at.values() for element, names in at.items()}


def test_what_is_written_before_is_there_and_what_comes_later_is_not() -> None:
    at = scopes_of(
        process(
            "main",
            start(form="apply"),
            user_task("ask", form="ask"),
            decision_task("assess", "level", "level"),
            script_task("read", "=1", "days"),
            end(),
            flows="start > ask > assess > read > end",
        )
    )
    assert at["ask"] == {"application.text"}
    assert at["assess"] == {"application.text", "answer.text", "answer.on"}
    assert at["read"] == at["assess"] | {"level"}
    assert at["end"] == at["read"] | {"days"}


def test_a_diagram_that_cannot_be_read_has_no_names_and_takes_none_away() -> None:
    found = names_in_scope(
        {"broken.bpmn": b"<x", **named(process("main", start(form="apply"), end(), flows="start > end"))},
        FORMS,
        {},
    )
    assert list(found.at) == ["file_1.bpmn"]
    assert [(each.path, each.element_id) for each in found.written] == [("application.text", "start")]


def test_processes_that_call_each_other_in_a_circle_are_read_to_an_end() -> None:
    first = process("first", start(form="apply"), call("go", "second"), end(), flows="start > go > end")
    second = process("second", start(), call("back", "first"), end(), flows="start > back > end")
    assert "application.text" in scopes_of(first, second)["back"]
