"""Outlines: what a pack must know of its diagrams and tables without running them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.small_pack import ARCHIVE, FILES, MATTER, OUTCOME
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.table_outlines import outline_decisions

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def diagram(inside: str) -> bytes:
    return f'<definitions xmlns="{BPMN}" xmlns:zeebe="{ZEEBE}"><process id="p">{inside}</process></definitions>'.encode()


def steps_of(inside: str) -> list[str]:
    outline = outline_diagram(diagram(inside))
    assert outline is not None
    return [step.id for step in outline.steps]


def test_a_diagram_tells_its_process_forms_decisions_and_callees() -> None:
    outline = outline_diagram(FILES[MATTER].encode())
    assert outline is not None
    assert outline.processes == ["matter"]
    assert outline.start_forms == ["submit_application"]
    assert outline.forms == {"submit_application", "check_application"}
    assert outline.decisions == {"outcome"}
    assert outline.callees == {"archive"}
    assert outline.named["check_application"] == "受理审查"
    assert outline.named["check_application.documentation"] == "提出必受理。"


def test_a_step_is_told_with_its_source_form_and_line() -> None:
    outline = outline_diagram(FILES[ARCHIVE].encode())
    assert outline is not None
    [step] = [each for each in outline.steps if each.id == "file_papers"]
    assert (step.kind, step.name, step.source, step.form_id) == (
        "userTask",
        "整理归档",
        "assumed",
        "file_papers",
    )
    assert step.line is not None
    assert 'id="file_papers"' in FILES[ARCHIVE].splitlines()[step.line - 1]


@pytest.mark.parametrize(
    ("element", "states_a_rule"),
    [
        ('<userTask id="x" />', True),
        ('<callActivity id="x" />', True),
        ('<subProcess id="x" />', True),
        ('<startEvent id="x" />', False),
        ('<endEvent id="x" />', False),
        ('<endEvent id="x"><terminateEventDefinition /></endEvent>', True),
        ('<boundaryEvent id="x"><timerEventDefinition /></boundaryEvent>', True),
        ('<parallelGateway id="x"><outgoing>a</outgoing><outgoing>b</outgoing></parallelGateway>', False),
        ('<exclusiveGateway id="x"><outgoing>a</outgoing></exclusiveGateway>', False),
        ('<exclusiveGateway id="x"><outgoing>a</outgoing><outgoing>b</outgoing></exclusiveGateway>', True),
        ('<sequenceFlow id="x" />', False),
        ('<zeebe:userTask id="x" />', False),
    ],
)
def test_what_states_a_rule_is_a_step(element: str, states_a_rule: bool) -> None:
    assert steps_of(element) == (["x"] if states_a_rule else [])


def test_steps_inside_a_subprocess_are_steps_too() -> None:
    assert steps_of('<subProcess id="outer"><userTask id="inner" /></subProcess>') == ["outer", "inner"]


def test_a_table_tells_its_rows_with_their_sources() -> None:
    outline = outline_decisions(FILES[OUTCOME].encode())
    assert outline is not None
    [table] = outline.tables
    assert table.has_source_column
    assert [(row.number, row.id, row.source) for row in table.rows] == [
        (1, "r1", "S1 第一条"),
        (2, "r2", "assumed"),
        (3, "r3", "assumed"),
    ]
    assert outline.named == {
        "outcome": "认定建议",
        "outcome.fault": "过失程度",
        "outcome.outcome_out": "结论",
    }
    assert outline.columns == {"outcome.fault": "outcome.过失程度", "outcome.outcome_out": "outcome.结论"}


def test_a_diagram_with_entities_is_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + diagram("<task name='&b;' />")
    assert outline_diagram(bomb) is None


@given(st.binary(max_size=300))
def test_any_bytes_give_an_outline_or_none(content: bytes) -> None:
    outline_diagram(content)
    outline_decisions(content)
