"""Xinzhou's source lays down no procedure: whatever a person does there is marked as assumed, and the screen says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from webapp.procedures import Pack, read_pack
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.source_marks import local_mark, mark_parts

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def xinzhou() -> Pack:
    return read_pack("xinzhou", ROOT)


def test_every_step_that_people_take_is_marked_as_assumed() -> None:
    place = xinzhou().jurisdiction
    for path in xinzhou().paths(".bpmn"):
        outline = outline_diagram(xinzhou().files[path])
        assert outline is not None
        for step in outline.steps:
            parts = mark_parts(local_mark(place, step.source))
            if step.kind in {"userTask", "callActivity", "boundaryEvent", "intermediateCatchEvent"}:
                assert any(part.startswith("assumed") for part in parts), f"{path} {step.id}"


def test_no_step_rests_on_a_document_of_another_place() -> None:
    place = xinzhou().jurisdiction
    for path in xinzhou().paths(".bpmn"):
        outline = outline_diagram(xinzhou().files[path])
        assert outline is not None
        for step in outline.steps:
            assert all(
                part.startswith(("assumed", "003")) for part in mark_parts(local_mark(place, step.source))
            )


def test_every_time_limit_is_assumed() -> None:
    limits = [
        each
        for each in xinzhou().jurisdiction.parameters.values()
        if each.unit in {"days", "working_days", "months", "years"}
    ]
    assert limits
    assert {each.id for each in limits if not each.source.startswith("assumed")} == set()


def test_the_nine_situations_are_the_rows_of_its_list_in_their_order() -> None:
    assert [item["value"] for item in xinzhou().list_items] == [
        f"xinzhou:{number:02d}" for number in range(1, 10)
    ]


def test_the_screen_says_that_the_procedure_is_assumed() -> None:
    note = xinzhou().jurisdiction.procedure_note
    assert note is not None
    assert "自拟" in note.text("zh")
    assert "assumed" in note.text("en")


def test_every_step_that_makes_a_paper_is_marked_as_assumed() -> None:
    place = xinzhou().jurisdiction
    marks = {
        (path, step.id): local_mark(place, step.source)
        for path in xinzhou().paths(".bpmn")
        if (outline := outline_diagram(xinzhou().files[path])) is not None
        for step in outline.steps
        if step.papers
    }
    assert marks
    assert [where for where, mark in marks.items() if "assumed" not in mark] == []
