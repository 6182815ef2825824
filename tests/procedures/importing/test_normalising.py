"""Files as other tools write them come out as files that this platform runs, and what was done is said."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from tests.procedures.importing.foreign import (
    ACTIVITI,
    BPMN,
    CAMUNDA_7,
    OLD_FORM,
    SKETCH,
    TABLE_1_1,
    TWO_POOLS,
)
from tests.procedures.small_pack import ARCHIVE, FILES, MATTER
from webapp import decisions
from webapp.engine import check_diagrams, read_deployment
from webapp.engine.surroundings import Surroundings
from webapp.procedures.forms import read_form
from webapp.procedures.importing.normalising.diagrams import Normalised, normalise_diagram
from webapp.procedures.importing.normalising.drawing import BPMNDI, DC
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.normalising.form_schemas import normalise_form
from webapp.procedures.importing.normalising.juel import NotConvertible, to_feel
from webapp.procedures.importing.normalising.tables import normalise_table

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
ROLES = {"受理岗": "intake"}


def normalise(content: bytes, name: str = "x.bpmn") -> Normalised:
    [done] = normalise_diagram(f"bpmn/town/{name}", content, is_loose=True, roles=ROLES)
    return done


def tree(done: Normalised) -> etree._Element:
    return etree.fromstring(done.content)


def element(done: Normalised, element_id: str) -> etree._Element:
    [found] = [each for each in tree(done).iter("*") if each.get("id") == element_id]
    return found


def said(done: Normalised, code: str) -> list[str]:
    return [each.text("zh") for each in done.remarks if each.code == code]


def extension(done: Normalised, element_id: str, name: str) -> dict[str, str]:
    found = element(done, element_id).find(f"{{{BPMN}}}extensionElements/{ZEEBE}{name}")
    assert found is not None, name
    return {str(key): str(value) for key, value in found.attrib.items()}


def properties(done: Normalised, element_id: str) -> dict[str, str]:
    rows = element(done, element_id).iterfind(
        f"{{{BPMN}}}extensionElements/{ZEEBE}properties/{ZEEBE}property"
    )
    return {str(each.get("name")): str(each.get("value")) for each in rows}


@pytest.fixture(scope="module")
def camunda_7() -> Normalised:
    return normalise(CAMUNDA_7)


@pytest.fixture(scope="module")
def activiti() -> Normalised:
    return normalise(ACTIVITI, "容错.bpmn")


@pytest.fixture(scope="module")
def sketch() -> Normalised:
    return normalise(SKETCH)


# -- Camunda 7 ----------------------------------------------------------------------------------


def test_nothing_of_another_engine_is_left(camunda_7: Normalised, activiti: Normalised) -> None:
    for done in (camunda_7, activiti):
        for each in tree(done).iter("*"):
            for name in (each.tag, *each.attrib):
                assert "camunda.org/schema/1.0" not in str(name)
                assert "activiti" not in str(name)


def test_who_does_a_task_and_its_form_are_taken_over(camunda_7: Normalised) -> None:
    assert extension(camunda_7, "first_review", "assignmentDefinition") == {
        "candidateGroups": "intake",
        "assignee": "=who",
    }
    assert extension(camunda_7, "first_review", "formDefinition") == {"formId": "first_review"}
    assert extension(camunda_7, "start", "formDefinition") == {"formId": "submit_application"}


def test_a_task_takes_the_id_of_its_form_everywhere(camunda_7: Normalised) -> None:
    assert b"Activity_0abc" not in camunda_7.content
    assert any("Activity_0abc" in each and "first_review" in each for each in said(camunda_7, "IM-212"))


def test_decisions_calls_and_mappings_are_taken_over(camunda_7: Normalised) -> None:
    assert extension(camunda_7, "advise", "calledDecision") == {
        "decisionId": "advice",
        "resultVariable": "advised",
    }
    assert extension(camunda_7, "call", "calledElement") == {"processId": "correct"}
    mapping = element(camunda_7, "call").find(f".//{ZEEBE}input")
    assert mapping is not None
    assert (mapping.get("source"), mapping.get("target")) == ("=report", "finding")


def test_what_has_no_counterpart_is_kept_with_the_step_and_listed(camunda_7: Normalised) -> None:
    assert properties(camunda_7, "tell")["original.delegateExpression"] == "${mailer}"
    kept = properties(camunda_7, "first_review")
    assert "com.example.Notify" in kept["original.taskListener"]
    assert kept["original.dueDate"] == "${dateTime().plusDays(3)}"
    assert kept["clause"] == "第三条"
    assert len(said(camunda_7, "IM-307")) == 3
    assert len(said(camunda_7, "IM-306")) == 2


def test_a_condition_that_nobody_here_can_read_is_not_run(camunda_7: Normalised) -> None:
    assert element(camunda_7, "f7").find(f"{{{BPMN}}}conditionExpression") is None
    assert properties(camunda_7, "f7") == {"original.condition": "${rules.check(execution)}"}
    condition = element(camunda_7, "f6").find(f"{{{BPMN}}}conditionExpression")
    assert condition is not None
    assert condition.text == '=advised = "correct" and not(report.late)'


def test_the_last_flow_without_a_condition_becomes_the_default(camunda_7: Normalised) -> None:
    assert element(camunda_7, "which").get("default") == "f8"


def test_two_flows_out_of_a_task_get_a_gateway_that_is_drawn(camunda_7: Normalised) -> None:
    assert element(camunda_7, "f2").get("sourceRef") == "first_review_fork"
    assert element(camunda_7, "first_review_fork").tag == f"{{{BPMN}}}parallelGateway"
    assert "first_review_fork" in boxes(camunda_7)


def test_steps_without_a_clause_are_marked_assumed(camunda_7: Normalised) -> None:
    for step in ("first_review", "advise", "tell", "call", "which"):
        assert properties(camunda_7, step)["source"] == "assumed"
    assert len(said(camunda_7, "IM-219")) == 5


def test_the_file_is_called_after_its_process(camunda_7: Normalised, activiti: Normalised) -> None:
    assert camunda_7.path == "bpmn/town/tolerance_review.bpmn"
    assert activiti.path == "bpmn/town/process.bpmn"


# -- Activiti -----------------------------------------------------------------------------------


def test_chinese_bytes_and_ids_come_out_right(activiti: Normalised) -> None:
    assert activiti.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert [each.get("id") for each in tree(activiti).iter(f"{{{BPMN}}}userTask")] == ["user_task", "task2"]
    assert element(activiti, "user_task").get("name") == "受理"
    assert element(activiti, "flow4").get("targetRef") == "user_task"


def test_fields_in_the_diagram_become_a_form_that_conditions_read(activiti: Normalised) -> None:
    schema = read_form(activiti.forms["user_task"], "forms/town/user_task.form")
    assert schema.field_keys == {"user_task.is_complete", "user_task.opinion"}
    condition = element(activiti, "flow2").find(f"{{{BPMN}}}conditionExpression")
    assert condition is not None
    assert condition.text == "=user_task.is_complete = true"


def test_groups_called_as_a_role_become_that_role(activiti: Normalised) -> None:
    assert extension(activiti, "user_task", "assignmentDefinition") == {"candidateGroups": "intake"}


def test_conditions_straight_out_of_a_task_get_a_gateway_whose_default_is_asked_for(
    activiti: Normalised,
) -> None:
    assert element(activiti, "user_task_choice").tag == f"{{{BPMN}}}inclusiveGateway"
    assert element(activiti, "user_task_choice").get("default") is None
    assert len(said(activiti, "IM-305")) == 1


def test_the_one_process_with_steps_is_made_executable(activiti: Normalised, sketch: Normalised) -> None:
    assert element(activiti, "process").get("isExecutable") == "true"
    assert element(sketch, "Process_1").get("isExecutable") == "true"


# -- drawing ------------------------------------------------------------------------------------


def boxes(done: Normalised) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for shape in tree(done).iter(f"{{{BPMNDI}}}BPMNShape"):
        [bounds] = shape.iterchildren(f"{{{DC}}}Bounds")
        sides = [float(bounds.get(side, "nan")) for side in ("x", "y", "width", "height")]
        found[str(shape.get("bpmnElement"))] = (sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3])
    return found


def overlap(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


@pytest.mark.parametrize("source", [CAMUNDA_7, ACTIVITI, SKETCH], ids=["camunda 7", "activiti", "sketch"])
def test_every_step_and_flow_is_drawn_and_no_two_steps_overlap(source: bytes) -> None:
    done = normalise(source)
    drawn = {
        str(each.get("bpmnElement"))
        for each in tree(done).iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
    }
    nodes = {
        str(each.get("id"))
        for each in tree(done).iter(f"{{{BPMN}}}*")
        if each.tag.endswith(("Task", "Gateway", "Event", "sequenceFlow"))
    }
    assert nodes <= drawn
    places = {name: box for name, box in boxes(done).items() if name in nodes - {"late"}}
    names = sorted(places)
    assert [(a, b) for a in names for b in names if a < b and overlap(places[a], places[b])] == []


def test_lanes_and_pools_hold_their_steps(sketch: Normalised) -> None:
    places = boxes(sketch)
    assert places["intake"][1] < places["sub"][1]
    assert places["sub"][3] < places["intake"][3] <= places["Lane_2"][1] < places["sign"][1]
    assert places["Pool"][0] < places["intake"][0]
    assert places["Pool"][2] == places["intake"][2] == places["Lane_2"][2]
    assert places["sub"][0] < places["look"][0] < places["look"][2] < places["sub"][2]
    assert not overlap(places["Outside"], places["Pool"])


def test_a_lane_called_as_a_role_becomes_that_role(sketch: Normalised) -> None:
    assert element(sketch, "intake").get("name") == "受理岗"
    assert element(sketch, "Lane_2").get("name") == "县长办公室"


def test_what_only_the_designer_knows_is_listed(sketch: Normalised) -> None:
    assert {"查看", "签批"} == {each.split("“")[1].split("”")[0] for each in said(sketch, "IM-308")}
    assert ["查看" in each for each in said(sketch, "IM-309")] == [True]


def test_a_complete_drawing_stays_where_it_is(camunda_7: Normalised) -> None:
    again = normalise(camunda_7.content, "tolerance_review.bpmn")
    assert boxes(again) == boxes(camunda_7)
    assert not said(again, "IM-215")
    assert again.content == camunda_7.content


def test_a_long_chain_and_deep_nesting_are_laid_out_in_time() -> None:
    steps = "".join(
        f'<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>'
        for n in range(3000)
    )
    chain = f'<definitions xmlns="{BPMN}"><process id="p">{steps}<task id="t3000"/></process></definitions>'
    assert len(boxes(normalise(chain.encode()))) == 3001
    inner = '<task id="t"/>'
    for n in range(60):
        inner = f'<subProcess id="s{n}">{inner}</subProcess>'
    nested = f'<definitions xmlns="{BPMN}"><process id="p">{inner}</process></definitions>'
    assert len(boxes(normalise(nested.encode()))) == 61


# -- the outcome runs ---------------------------------------------------------------------------


def test_a_plain_diagram_without_the_flag_runs_after_it() -> None:
    plain = f"""<definitions xmlns="{BPMN}" id="d"><process id="往返" name="往返"><startEvent id="s"/><task id="a"/><task id="b"/>
      <task id="c"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="a"/>
      <sequenceFlow id="2" sourceRef="a" targetRef="b"/><sequenceFlow id="3" sourceRef="a" targetRef="c"/>
      <sequenceFlow id="4" sourceRef="b" targetRef="e"/><sequenceFlow id="5" sourceRef="c" targetRef="e"/></process></definitions>"""
    done = normalise(plain.encode(), "round_trip.bpmn")
    assert done.path == "bpmn/town/round_trip.bpmn"
    surroundings = Surroundings(
        roles={},
        forms={},
        decisions=decisions.load({}),
        operations={},
        parameters={},
        messages={},
        require_names=True,
    )
    assert [
        each for each in check_diagrams({done.path: done.content}, surroundings) if each.severity == "error"
    ] == []
    assert "round_trip" in read_deployment({done.path: done.content}, surroundings).processes


# -- encodings ----------------------------------------------------------------------------------


TEXT = '<?xml version="1.0" encoding="{}"?><a>受理</a>'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (TEXT.format("UTF-8").encode(), None),
        (TEXT.format("UTF-8").encode("utf-8-sig"), "UTF-8 BOM"),
        (TEXT.format("UTF-16").encode("utf-16"), "UTF-16"),
        (TEXT.format("GBK").encode("gbk"), "GBK"),
        (TEXT.format("gb2312").encode("gb2312"), "GBK"),
        (TEXT.format("UTF-8").encode("gbk"), "GBK"),
        ("<a>受理</a>".encode("gb18030"), "GBK"),
    ],
    ids=[
        "utf-8",
        "mark",
        "utf-16",
        "gbk",
        "gb2312",
        "says utf-8 and is gbk",
        "says nothing",
    ],
)
def test_texts_in_any_encoding_become_utf_8(content: bytes, found: str | None) -> None:
    written, encoding = to_utf8(content, is_xml=True)
    assert encoding == found
    assert etree.fromstring(written).text == "受理"


# -- expressions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${approved}", "approved"),
        ("#{approved}", "approved"),
        ("${approved == true}", "approved = true"),
        ("${!approved}", "not(approved)"),
        ("${not approved and amount ge 5}", "not(approved) and amount >= 5"),
        ("${a.b == 'x' || c != \"y\"}", 'a.b = "x" or c != "y"'),
        ("${(a + 1) * 2 > b / 3}", "(a + 1) * 2 > b / 3"),
        ("${a > 1 ? 'many' : 'few'}", 'if a > 1 then "many" else "few"'),
        ("${name == 'it\\'s \"so\"'}", 'name = "it\'s \\"so\\""'),
        ("${x == null}", "x = null"),
        ("${-1 < x}", "-1 < x"),
    ],
)
def test_expressions_with_one_meaning_become_feel(juel: str, feel: str) -> None:
    assert to_feel(juel) == feel


@pytest.mark.parametrize(
    "juel",
    [
        "${execution.getVariable('x')}",
        "${bean.check()}",
        "${list[0]}",
        "${empty x}",
        "${x instanceof y}",
        "${a % 2}",
        "plain",
        "${a} and ${b}",
        "text ${a}",
        "${a ==}",
        "${== a}",
        "${a b}",
        "${}",
        "${'open}",
        "${for x in y return x}",
        "${1.2.3}",
        "${" + "(" * 200 + "a" + ")" * 200 + "}",
        "${" + "!" * 400 + "a}",
        "${" + "a + " * 400 + "a}",
        '${Runtime.getRuntime().exec("id")}',
    ],
)
def test_expressions_with_another_meaning_are_left_to_a_person(juel: str) -> None:
    with pytest.raises(NotConvertible):
        to_feel(juel)


# -- tables and forms ---------------------------------------------------------------------------


def test_an_old_table_becomes_one_that_decides_the_same() -> None:
    done = normalise_table("dmn/town/表.dmn", TABLE_1_1, is_loose=True)
    assert done.path == "dmn/town/advice.dmn"
    assert [each.code for each in done.remarks] == ["IM-231", "IM-232", "IM-205"]
    assert b"DMN/20191111/MODEL" in done.content
    model = decisions.load({done.path: done.content})
    assert [model.decide("advice", {"loss": loss}) for loss in (5, 500)] == ["exempt", "deny"]
    assert normalise_table(done.path, done.content, is_loose=True).content == done.content


def test_an_old_form_becomes_one_that_is_read() -> None:
    done = normalise_form("forms/town/申请.form", OLD_FORM, is_loose=True)
    assert done.path == "forms/town/form.form"
    assert read_form(done.content, done.path).field_keys == {
        "form.applicant_name",
        "form.field_2",
        "form.kind",
    }
    assert json.loads(done.content)["schemaVersion"] == 17
    assert normalise_form(done.path, done.content, is_loose=True).content == done.content


def test_fields_that_expressions_read_keep_their_names() -> None:
    schema = {
        "id": "ask",
        "schemaVersion": 17,
        "components": [{"type": "number", "key": "n", "conditional": {"hide": "=m > 1"}}],
    }
    done = normalise_form("forms/town/ask.form", json.dumps(schema).encode(), is_loose=True)
    assert json.loads(done.content)["components"][0]["key"] == "n"


def test_files_inside_a_pack_are_left_as_they_are() -> None:
    inside = f'<definitions xmlns="{BPMN}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="p"><userTask id="t"><extensionElements><zeebe:userTask/></extensionElements></userTask></process></definitions>'.encode()
    assert normalise_diagram("bpmn/town/x.bpmn", inside, is_loose=False, roles={}) == (
        Normalised("bpmn/town/x.bpmn", inside),
    )
    assert normalise_form("forms/town/x.form", OLD_FORM, is_loose=False).content == OLD_FORM


# -- several processes in one file ----------------------------------------------------------------


@pytest.fixture(scope="module")
def two_pools() -> tuple[Normalised, ...]:
    return normalise_diagram("bpmn/town/两个.bpmn", TWO_POOLS, is_loose=True, roles=ROLES)


def test_each_process_gets_a_file_called_after_it_and_calls_still_find_it(
    two_pools: tuple[Normalised, ...],
) -> None:
    office, team = two_pools
    assert (office.path, team.path) == ("bpmn/town/process.bpmn", "bpmn/town/process_2.bpmn")
    assert extension(office, "verify", "calledElement") == {"processId": "process_2"}
    for done, process_id in ((office, "process"), (team, "process_2")):
        [process] = tree(done).findall(f"{{{BPMN}}}process")
        assert (process.get("id"), process.get("isExecutable")) == (process_id, "true")
    [told] = said(office, "IM-207")
    assert "两个.bpmn" in told
    assert "process, process_2" in told
    [severed] = said(office, "IM-312")
    assert "#ask_team" in severed
    [made_executable] = said(team, "IM-211")
    assert made_executable.startswith(team.path)


def test_each_file_keeps_its_own_pool_messages_and_drawing(two_pools: tuple[Normalised, ...]) -> None:
    office, team = two_pools
    ids = [{each.get("id") for each in tree(done).iter("*")} for done in two_pools]
    assert {"Pool_office", "Pool_applicant", "Flow_answer", "Message_ended"} <= ids[0]
    assert {"Pool_team", "Note_team", "Link_team"} <= ids[1]
    assert not ids[0] & {"Pool_team", "Flow_told", "Message_told", "Note_team", "Link_team", "look", "t1"}
    assert not ids[1] & {
        "Pool_office",
        "Pool_applicant",
        "Flow_told",
        "Flow_answer",
        "Message_ended",
        "verify",
    }
    for done in two_pools:
        present = {each.get("id") for each in tree(done).iter(f"{{{BPMN}}}*")}
        drawn = {
            each.get("bpmnElement")
            for each in tree(done).iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        }
        assert drawn <= present
        assert said(done, "IM-215") == [], "what was drawn stays where it is"
    # A role is a lane of each: the lane that is called so takes its id in both.
    assert element(office, "intake").tag == element(team, "intake").tag == f"{{{BPMN}}}lane"


def test_a_file_of_a_pack_with_two_processes_is_split_too_and_twins_are_left_to_the_checks() -> None:
    inside = TWO_POOLS.replace('核查"'.encode(), b'team"').replace('办理"'.encode(), b'office"')
    parts = normalise_diagram("bpmn/town/office.bpmn", inside, is_loose=False, roles={})
    assert [each.path for each in parts] == ["bpmn/town/office.bpmn", "bpmn/town/team.bpmn"]
    twins = inside.replace(b'process id="team"', b'process id="office"')
    assert len(normalise_diagram("bpmn/town/office.bpmn", twins, is_loose=False, roles={})) == 1


def test_processes_that_need_no_change_are_split_all_the_same() -> None:
    ready = [
        normalise_diagram(path, FILES[path].encode(), is_loose=True, roles={})[0].content.decode()
        for path in (MATTER, ARCHIVE)
    ]
    second = ready[1][ready[1].index("<bpmn:process") :]
    joined = ready[0].replace("</bpmn:definitions>", "").rstrip() + second
    parts = normalise_diagram(MATTER, joined.encode(), is_loose=False, roles={})
    assert [part.content.count(b"<bpmn:process ") for part in parts] == [1, 1]


@pytest.mark.parametrize("left_empty", [' value=""', ""])
def test_a_source_that_was_left_empty_is_filled_in(left_empty: str) -> None:
    emptied = FILES[MATTER].replace('name="source" value="assumed"', f'name="source"{left_empty}')
    (done,) = normalise_diagram(MATTER, emptied.encode(), is_loose=True, roles={})
    assert done.content.count(b'name="source"') == emptied.count('name="source"')
    assert said(done, "IM-219") != []
    (again,) = normalise_diagram(MATTER, done.content, is_loose=True, roles={})
    assert again.content == done.content
