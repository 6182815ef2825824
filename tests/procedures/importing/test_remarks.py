"""What an import changes, adds or misses is said with the file it concerns, each kind by its own code."""

from __future__ import annotations

import pytest

from tests.procedures.importing.archives import zip_of
from tests.procedures.importing.conftest import Office
from tests.procedures.importing.foreign import ACTIVITI, BPMN, CAMUNDA_7, OLD_FORM, SKETCH, TABLE_1_1
from tests.procedures.small_pack import CODE
from webapp.procedures.exporting import write_zip
from webapp.procedures.importing.remarks import Remark
from webapp.procedures.importing.taking import PlannedImport, plan_import

PATH = f"bpmn/{CODE}"

#: Two processes of which both hold steps, and a call of a table that nobody has.
TWO_PROCESSES = f"""<definitions xmlns="{BPMN}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">
<process id="one" isExecutable="true"><startEvent id="s1"/><businessRuleTask id="ask" name="征询"><extensionElements>
<zeebe:calledDecision decisionId="nowhere" resultVariable="said"/></extensionElements></businessRuleTask><endEvent id="e1"/>
<sequenceFlow id="f1" sourceRef="s1" targetRef="ask"/><sequenceFlow id="f2" sourceRef="ask" targetRef="e1"/></process>
<process id="two" isExecutable="true"><startEvent id="s2"/><endEvent id="e2"/>
<sequenceFlow id="f3" sourceRef="s2" targetRef="e2"/></process></definitions>""".encode()


@pytest.fixture(scope="module")
def planned(office: Office) -> PlannedImport:
    """Files of five tools, in one archive, for the small place; one file of the place's own that nothing uses."""
    content = zip_of(
        {
            "审核.bpmn": CAMUNDA_7,
            "容错.bpmn": ACTIVITI,
            "sketch.bpmn": SKETCH,
            "both.bpmn": TWO_PROCESSES,
            "表.dmn": TABLE_1_1,
            "old.form": OLD_FORM,
        }
    )
    return plan_import(office.database, content, "外来.zip", CODE, office.shipped)


def said(planned: PlannedImport, code: str) -> list[Remark]:
    return [each for each in planned.remarks if each.code == code]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("IM-203", f"bpmn/{CODE}/"),
        ("IM-204", "GBK"),
        ("IM-211", "容错申请"),
        ("IM-213", "初审"),
        ("IM-214", "结论？"),
        ("IM-217", "FEEL"),
        ("IM-218", "Camunda 7"),
        ("IM-241", "applicantName"),
        ("IM-301", "Lane_2"),
        ("IM-303", "nowhere"),
        ("IM-207", "one, two"),
    ],
)
def test_each_change_and_each_gap_is_said(planned: PlannedImport, code: str, words: str) -> None:
    told = said(planned, code)
    assert any(words in each.text("zh") for each in told), [each.text("zh") for each in told]
    assert all(each.text("en") and each.file for each in told)


def test_the_mark_that_a_diagram_is_for_this_platform_is_said(planned: PlannedImport) -> None:
    assert {each.file for each in said(planned, "IM-220")} >= {f"{PATH}/tolerance_review.bpmn"}


def test_a_file_that_nothing_in_the_place_uses_is_left_out_with_a_word(office: Office) -> None:
    files = {**office.pack.files, "bpmn/elsewhere/other.bpmn": TWO_PROCESSES}
    planned = plan_import(office.database, write_zip(files), "town.zip", CODE, office.shipped)
    assert [each.file for each in said(planned, "IM-104")] == [
        "bpmn/elsewhere/one.bpmn",
        "bpmn/elsewhere/two.bpmn",
    ]
    assert "bpmn/elsewhere/other.bpmn" not in planned.pack.files
