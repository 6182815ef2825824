"""Quick fixes: each mends its problem, and nothing else in the file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.procedures.drafts.desk import NOW, Desk
from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    CHECK_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    TEXTS,
    WORDS,
)
from webapp.errors import Problem
from webapp.procedures import Pack, check_content
from webapp.procedures.drafts import FileChangedMeanwhile, mend_problem, store_draft
from webapp.procedures.drafts.errors import FixAnswerMissing, FixGone
from webapp.procedures.drafts.fixes import MENDERS, Case, Fix
from webapp.procedures.proving import find_all_problems


def pack_with(*changes: tuple[str, str, str] | tuple[str, bytes]) -> Pack:
    """The small place with replacements (path, old, new) or files of its own (path, content)."""
    files = {path: content.encode() for path, content in FILES.items() if "unused" not in path}
    for path, *change in changes:
        if len(change) == 1:
            files[path] = bytes(change[0])  # type: ignore[arg-type]  # content, by its length
        else:
            old, new = (str(each).encode() for each in change)
            assert old in files[path], old
            files[path] = files[path].replace(old, new, 1)
    return Pack(CODE, MappingProxyType(files))


def problems_of(pack: Pack, code: str) -> list[Problem]:
    return [each for each in find_all_problems(pack) if each.code == code]


def offered(pack: Pack, problem: Problem) -> dict[str, Fix]:
    case = Case(pack, problem)
    return {fix.id: fix for mender in MENDERS[problem.code] for fix in mender(case)}


def mend(pack: Pack, code: str, fix_id: str, answers: Mapping[str, str] | None = None) -> Pack:
    """The pack after the fix; the first problem with ``code`` must have had it, and must be gone."""
    before = problems_of(pack, code)
    fix = offered(pack, before[0])[fix_id]
    assert {ask.name for ask in fix.asks} == set(answers or {})
    files = dict(pack.files)
    for path, content in fix.apply(answers or {}).items():
        if content is None:
            del files[path]
        else:
            files[path] = content
    after = Pack(CODE, MappingProxyType(files))
    assert before[0] not in problems_of(after, code)
    return after


def codes(pack: Pack) -> list[str]:
    return [each.code for each in check_content(pack) if each.severity == "error"]


GATEWAY_OPEN = (MATTER, ' default="f7"', "")


def test_a_gateway_gets_the_flow_without_a_condition_as_its_default() -> None:
    pack = pack_with(GATEWAY_OPEN)
    fixes = offered(pack, problems_of(pack, "EN-141")[0])
    assert list(fixes) == ["default:f7", "default:f6"]
    assert "不予容错" in fixes["default:f7"].text("zh")
    assert codes(mend(pack, "EN-141", "default:f7")) == []


def test_a_flow_that_becomes_the_default_loses_its_condition() -> None:
    after = mend(
        pack_with(GATEWAY_OPEN, (MATTER, 'id="f7" sourceRef', 'id="f7" name="否" sourceRef')),
        "EN-141",
        "default:f6",
    )
    assert b"conditionExpression" not in after.files[MATTER]
    assert b'default="f6"' in after.files[MATTER]


def test_a_step_is_marked_as_assumed() -> None:
    mark = '<zeebe:property name="source" value="S1" />'
    pack = pack_with((MATTER, f"<zeebe:properties>{mark}</zeebe:properties>", ""))
    code = next(each for each in ("PK-211", "EN-167") if problems_of(pack, each))
    assert codes(mend(pack, code, "assumed")) == []


def test_a_mark_that_is_empty_is_filled() -> None:
    pack = pack_with((MATTER, 'name="source" value="S1"', 'name="source" value=""'))
    after = mend(pack, "PK-211", "assumed")
    assert after.files[MATTER].count(b'name="source"') == FILES[MATTER].count('name="source"')


def test_a_diagram_that_was_shared_is_rid_of_other_places_sources_at_once() -> None:
    marks = (
        (MATTER, 'name="source" value="S1"', 'name="source" value="S2 第三条; S1 第一条"'),
        (MATTER, 'name="source" value="assumed"', 'name="source" value="S2 第四条"'),
    )
    pack = pack_with(*marks)
    assert [each.element_id for each in problems_of(pack, "PK-130")] == ["check_application"]
    after = mend(pack, "PK-130", "local_sources")
    assert problems_of(after, "PK-130") == []
    assert 'value="S1 第一条"' in after.files[MATTER].decode()
    assert b"S2" not in after.files[MATTER]


def test_all_diagrams_that_were_shared_are_rid_of_other_places_sources_at_once() -> None:
    own_archive = f"bpmn/{CODE}/archive.bpmn"
    foreign = 'name="source" value="S2 第三条"'
    pack = pack_with(
        (MATTER, 'name="source" value="S1"', foreign),
        (own_archive, FILES[ARCHIVE].replace('name="source" value="assumed"', foreign).encode()),
    )
    [told] = problems_of(pack, "PK-214")
    assert "2 个图" in told.zh
    after = mend(pack, "PK-214", "local_sources_everywhere")
    assert problems_of(after, "PK-130") == problems_of(after, "PK-214") == []
    assert b"S2" not in after.files[own_archive]
    assert after.files[OUTCOME] == pack.files[OUTCOME]


def test_one_diagram_is_not_offered_a_fix_for_several() -> None:
    pack = pack_with((MATTER, 'name="source" value="S1"', 'name="source" value="S2"'))
    assert list(offered(pack, problems_of(pack, "PK-130")[0])) == ["local_sources"]


def test_a_source_that_is_listed_under_another_name_in_a_table_is_left_to_people() -> None:
    pack = pack_with((OUTCOME, "S1 第一条", "S2 第一条"))
    assert offered(pack, problems_of(pack, "PK-130")[0]) == {}


def test_a_condition_gets_its_sign() -> None:
    assert codes(mend(pack_with((MATTER, ">=advice !=", ">advice !=")), "EN-143", "begin")) == []


def test_a_condition_that_has_no_effect_is_taken_away() -> None:
    stray = 'id="f2" sourceRef="mark_applied" targetRef="check_application">'
    pack = pack_with((MATTER, stray, f"{stray}<bpmn:conditionExpression>=true</bpmn:conditionExpression>"))
    assert codes(mend(pack, "EN-142", "drop")) == []


def test_a_task_gets_the_form_of_its_name() -> None:
    pack = pack_with((MATTER, '<zeebe:formDefinition formId="check_application" />', ""))
    assert codes(mend(pack, "EN-155", "form")) == []


def test_a_task_whose_form_is_not_there_is_not_given_one() -> None:
    pack = pack_with((MATTER, "check_application", "check_it"))
    problem = Problem("EN-155", "error", MATTER, "mark_applied", None, "", "")
    assert offered(pack, problem) == {}


def test_a_task_is_given_to_a_role_of_the_place() -> None:
    pack = pack_with((MATTER, '<zeebe:assignmentDefinition candidateGroups="intake" />', ""))
    fixes = offered(pack, problems_of(pack, "EN-157")[0])
    assert {"role:intake", "role:archivist"} <= set(fixes)
    assert "受理岗" in fixes["role:intake"].text("zh")
    assert codes(mend(pack, "EN-157", "role:intake")) == []


def test_a_message_finds_its_case_by_number() -> None:
    subscription = (
        '<bpmn:extensionElements><zeebe:subscription correlationKey="=case.no" /></bpmn:extensionElements>'
    )
    assert codes(mend(pack_with((MATTER, subscription, "")), "EN-164", "correlate")) == []


@pytest.mark.parametrize("nothing", ["", "= null", "=&quot;&quot;"])
def test_what_an_operation_needs_is_filled_in(nothing: str) -> None:
    empty = f'source="{nothing}" target="withdrawn_on"'
    pack = pack_with((MATTER, 'source="=today()" target="withdrawn_on"', empty))
    found = problems_of(pack, "EN-125")[0]
    assert (found.file, found.element_id) == (MATTER, "keep_withdrawal")
    assert "撤回日期" in found.zh
    assert list(offered(pack, found)) == ["input:withdrawn_on"]
    after = mend(pack, "EN-125", "input:withdrawn_on", {"value": "=today()"})
    assert codes(after) == []
    assert after.files[MATTER].count(b'target="withdrawn_on"') == 1


def test_what_an_operation_needs_is_added_where_the_step_has_no_such_input() -> None:
    pack = pack_with((MATTER, '<zeebe:input source="=today()" target="withdrawn_on" />', ""))
    assert codes(mend(pack, "EN-125", "input:withdrawn_on", {"value": "=today()"})) == []


def test_what_another_engine_wrote_is_removed() -> None:
    pack = pack_with(
        (
            MATTER,
            '<bpmn:userTask id="check_application"',
            '<bpmn:userTask xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="x" id="check_application"',
        )
    )
    found = [each for each in find_all_problems(pack) if each.code in {"EN-113", "EN-178"}]
    after = mend(pack, found[0].code, "foreign")
    assert b"c:assignee" not in after.files[MATTER]
    assert codes(after) == []


def test_a_process_is_called_after_its_file() -> None:
    pack = pack_with((MATTER, 'process id="matter"', 'process id="case"'))
    assert codes(mend(pack, "EN-168", "rename")) == []


def test_a_task_is_called_after_its_form_wherever_the_diagram_names_it() -> None:
    files = {path: content.encode() for path, content in FILES.items() if "unused" not in path}
    files[MATTER] = (
        files[MATTER]
        .replace(b'userTask id="check_application"', b'userTask id="look"')
        .replace(b'attachedToRef="check_application"', b'attachedToRef="look"')
        .replace(b'Ref="check_application"', b'Ref="look"')
    )
    after = mend(Pack(CODE, MappingProxyType(files)), "EN-168", "rename")
    assert b'"look"' not in after.files[MATTER]
    assert codes(after) == []


def test_an_element_is_not_given_an_id_that_another_has() -> None:
    pack = pack_with((MATTER, 'formId="check_application"', 'formId="mark_applied"'))
    problem = Problem("EN-168", "error", MATTER, "check_application", None, "", "")
    assert offered(pack, problem) == {}


def test_rows_without_a_source_are_assumed() -> None:
    pack = pack_with((OUTCOME, "<annotationEntry><text>S1 第一条</text></annotationEntry>", ""))
    after = mend(pack, "PK-212", "assumed")
    assert codes(after) == []
    assert after.files[OUTCOME].count(b"<text>assumed</text>") == 3


def test_a_table_gets_its_column_of_sources() -> None:
    text = FILES[OUTCOME].replace('<annotation name="source" />', "")
    for note in ("S1 第一条", "assumed"):
        text = text.replace(f"<annotationEntry><text>{note}</text></annotationEntry>", "")
    assert codes(mend(pack_with((OUTCOME, text.encode())), "PK-213", "column")) == []


def test_a_decision_is_called_after_its_file() -> None:
    pack = pack_with((OUTCOME, 'decision id="outcome"', 'decision id="result"'))
    assert codes(mend(pack, "PK-203", "rename")) == []


def test_a_form_is_called_after_its_file() -> None:
    pack = pack_with((APPLY_FORM, '"id": "submit_application"', '"id": "apply"'))
    after = mend(pack, "PK-204", "rename")
    assert codes(after) == []
    assert json.loads(after.files[APPLY_FORM])["components"] == json.loads(FILES[APPLY_FORM])["components"]


def test_a_form_without_an_id_is_called_after_its_file() -> None:
    assert codes(mend(pack_with((CHECK_FORM, '"id": "check_application", ', "")), "FM-106", "rename")) == []


def test_a_field_gets_the_name_that_readers_see() -> None:
    pack = pack_with((CHECK_FORM, '"label": "过失程度", ', ""))
    problem = problems_of(pack, "FM-115")[0]
    found = Problem(
        "FM-115", "error", CHECK_FORM, problem.element_id or "assessment.f_fault", problem.line, "", ""
    )
    fix = offered(pack, found)["label"]
    changed = fix.apply({"label": "过失程度"})
    assert json.loads(changed[CHECK_FORM] or b"") == json.loads(FILES[CHECK_FORM])


def test_a_role_that_a_task_names_is_added_with_its_names() -> None:
    pack = pack_with((MATTER, 'candidateGroups="intake"', 'candidateGroups="clerk"'))
    after = mend(pack, "EN-156", "role:clerk", {"zh": "文员", "en": "Clerk"})
    assert after.jurisdiction.roles["clerk"].zh == "文员"
    assert after.jurisdiction.roles["clerk"].case_access == "involved"


def test_a_role_that_a_lane_names_is_added_under_the_lanes_name() -> None:
    lanes = '<bpmn:laneSet id="lanes"><bpmn:lane id="clerk" name="文员"><bpmn:flowNodeRef>check_application</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    start = '<bpmn:startEvent id="started"'
    pack = pack_with((MATTER, start, f"{lanes}{start}"))
    fix = offered(pack, problems_of(pack, "PK-206")[0])["role:clerk"]
    assert [ask.proposed for ask in fix.asks] == ["文员", ""]
    mend(pack, "PK-206", "role:clerk", {"zh": "文员", "en": "Clerk"})


def test_a_parameter_without_a_source_is_assumed() -> None:
    pack = pack_with((JURISDICTION, 'source = "assumed"\n', ""))
    assert codes(mend(pack, "PK-122", "assumed")) == []


def test_the_code_of_a_place_is_that_of_its_folder() -> None:
    pack = pack_with((JURISDICTION, 'code = "xiaocheng"', 'code = "town"'))
    assert codes(mend(pack, "PK-121", "code")) == []


def test_missing_english_is_written_into_the_places_own_file() -> None:
    after = mend(pack_with((TEXTS, 'ended = "Ended"\n', "")), "PK-221", "english", {"text": "Closed"})
    assert tomllib.loads(after.files[TEXTS].decode())[MATTER]["ended"] == "Closed"


def test_missing_english_of_a_shared_file_is_written_into_the_places_own_file_too() -> None:
    shared = "bpmn/shared/texts.en.toml"
    after = mend(
        pack_with((shared, 'file_papers = "File the papers"\n', "")), "PK-221", "english", {"text": "File"}
    )
    assert after.texts("en").text(ARCHIVE, "file_papers", "") == "File"
    assert tomllib.loads(after.files[TEXTS].decode())[ARCHIVE] == {"file_papers": "File"}


def test_missing_english_of_a_message_becomes_a_string() -> None:
    pack = pack_with(
        (MATTER, '<zeebe:taskDefinition type="set_status" />', '<zeebe:taskDefinition type="notify" />'),
        (
            MATTER,
            '<zeebe:input source="applied" target="status" />',
            '<zeebe:input source="intake" target="to" /><zeebe:input source="=&quot;已申请&quot;" target="text" />',
        ),
    )
    after = mend(pack, "PK-223", "english", {"text": "An application"})
    assert tomllib.loads(after.files[TEXTS].decode())[MATTER]["mark_applied.text"] == '"An application"'


def test_english_that_belongs_to_nothing_is_removed() -> None:
    after = mend(pack_with((TEXTS, 'ended = "Ended"\n', 'ended = "Ended"\nold = "Old"\n')), "PK-222", "drop")
    assert after.files[TEXTS].decode().strip() == FILES[TEXTS].strip()


def words_with(text: str) -> Pack:
    return pack_with((WORDS, text.encode()))


def test_words_under_a_mistaken_key_get_the_one_that_was_meant() -> None:
    pack = words_with(f'["{ARCHIVE}"]\nfile_paper = "立卷"\n\n["statuses"]\narchived = "已立卷"\n')
    assert list(offered(pack, problems_of(pack, "PK-224")[0])) == ["rename:file_papers", "drop"]
    after = mend(pack, "PK-224", "rename:file_papers")
    assert tomllib.loads(after.files[WORDS].decode()) == {
        ARCHIVE: {"file_papers": "立卷"},
        "statuses": {"archived": "已立卷"},
    }


def test_words_of_nothing_are_removed() -> None:
    pack = words_with('["statuses"]\nelsewhere = "别处"\narchived = "已立卷"\n')
    assert list(offered(pack, problems_of(pack, "PK-224")[0])) == ["drop"]
    after = mend(pack, "PK-224", "drop")
    assert tomllib.loads(after.files[WORDS].decode()) == {"statuses": {"archived": "已立卷"}}


def test_words_for_the_places_own_diagram_are_written_into_it() -> None:
    pack = words_with(f'["{MATTER}"]\nkeep_advice = "留存意见"\n"keep_advice.documentation" = "照实。"\n')
    after = mend(mend(pack, "PK-225", "move"), "PK-225", "move")
    assert problems_of(after, "PK-225") == []
    outline = after.diagram_outlines[MATTER]
    assert outline.named["keep_advice"] == "留存意见"
    assert outline.named["keep_advice.documentation"] == "照实。"
    assert codes(after) == []


def test_words_for_the_places_own_form_are_only_removed() -> None:
    pack = words_with(f'["{APPLY_FORM}"]\n"application.request_text" = "事由"\n')
    assert list(offered(pack, problems_of(pack, "PK-225")[0])) == ["drop"]
    assert problems_of(mend(pack, "PK-225", "drop"), "PK-225") == []


def test_the_reason_why_no_scenario_walks_somewhere_is_stated() -> None:
    answers = {"zh": "由别的情景证明", "en": "Proved elsewhere"}
    pack = pack_with()
    name = problems_of(pack, "PK-241")[0]
    after = mend(pack, "PK-241", "unwalked", answers)
    assert after.jurisdiction.unwalked[f"matter:{name.element_id}"].zh == "由别的情景证明"


def test_a_reason_for_what_is_walked_after_all_is_removed() -> None:
    table = '\n[unwalked."matter:check_application"]\nzh = "不走"\nen = "Not walked"\n'
    pack = pack_with((JURISDICTION, FILES[JURISDICTION].encode() + table.encode()))
    after = mend(pack, "PK-256", "drop")
    assert after.files[JURISDICTION].decode().strip() == FILES[JURISDICTION].strip()


def test_a_reason_for_what_does_not_exist_is_removed() -> None:
    table = '\n[unwalked."matter:nothing"]\nzh = "不走"\nen = "Not walked"\n'
    pack = pack_with((JURISDICTION, FILES[JURISDICTION].encode() + table.encode()))
    assert "PK-255" not in codes(mend(pack, "PK-255", "drop"))


def test_a_template_gets_its_name_and_mark() -> None:
    template = f"forms/{CODE}/papers/notice.docx"
    pack = pack_with((template, b"PK"))
    after = mend(pack, "PA-203", "paper", {"zh": "通知书", "en": "Notice", "mark": "通"})
    assert tomllib.loads(after.files[f"forms/{CODE}/papers/papers.toml"].decode())["papers"]["notice"] == {
        "zh": "通知书",
        "en": "Notice",
        "mark": "通",
    }


def test_a_file_that_nothing_leads_to_is_removed() -> None:
    spare = f"bpmn/{CODE}/spare.bpmn"
    pack = pack_with((spare, FILES[ARCHIVE].replace('id="archive"', 'id="spare"').encode()))
    [told] = problems_of(pack, "PK-205")
    assert told.zh.index("还没有用到") < told.zh.index("调用的流程") < told.zh.index("删去")
    assert offered(pack, told)["remove"].is_removal
    assert spare not in mend(pack, "PK-205", "remove").files


def test_every_fix_is_tried_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in MENDERS if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", MENDERS)
def test_a_problem_whose_file_or_element_is_gone_has_no_fix(code: str) -> None:
    problem = Problem(code, "error", f"bpmn/{CODE}/gone.bpmn", "gone", 7, "", "")
    assert offered(pack_with(), problem) == {}


def mend_in_draft(
    desk: Desk, place: tuple[str, str, str | None, int | None], fix: str, **answers: str
) -> list[str]:
    with desk.database.write() as session:
        saved = mend_problem(session, desk.draft_id, place, fix, answers, desk.actor("designer"), NOW)
    return [each.path for each in saved]


def test_a_fix_is_saved_to_the_draft_as_any_change_is(desk: Desk) -> None:
    desk.save(MATTER, FILES[MATTER].replace(' default="f7"', "").encode())
    assert mend_in_draft(desk, ("EN-141", MATTER, "is_tolerated", None), "default:f7") == [MATTER]
    assert desk.draft().revisions[MATTER] == 2
    assert [entry[0] for entry in desk.recorded()] == ["start_draft", "save_draft_file", "save_draft_file"]
    with pytest.raises(FileChangedMeanwhile):
        desk.save(MATTER, FILES[MATTER].encode(), 1, by="designer2")


def test_a_fix_of_a_shared_file_makes_it_the_places_own(desk: Desk) -> None:
    files = {path: content.encode() for path, content in FILES.items()}
    files[ARCHIVE] = files[ARCHIVE].replace(b'name="source" value="assumed"', b'name="source" value=""', 1)
    with desk.database.write() as session:
        desk.draft_id = store_draft(session, CODE, files, desk.actor("designer"), NOW).id
    path = f"bpmn/{CODE}/archive.bpmn"
    assert mend_in_draft(desk, ("PK-211", ARCHIVE, "file_papers", None), "assumed") == [path]


def test_a_problem_that_is_gone_is_not_mended(desk: Desk) -> None:
    with pytest.raises(FixGone):
        mend_in_draft(desk, ("EN-143", MATTER, "f1", None), "begin")
    with pytest.raises(FixGone):
        mend_in_draft(desk, ("XX-999", MATTER, "f1", None), "begin")


def test_a_word_that_is_asked_for_must_be_given(desk: Desk) -> None:
    desk.save(TEXTS, FILES[TEXTS].replace('ended = "Ended"\n', "").encode())
    with pytest.raises(FixAnswerMissing) as refused:
        mend_in_draft(desk, ("PK-221", MATTER, "ended", None), "english", text="  ")
    assert "英文" in refused.value.text("zh")
    assert desk.draft().revisions == {TEXTS: 1}


@pytest.mark.parametrize(
    ("code", "file", "element_id", "line"),
    [
        ("EN-141", MATTER, "is_tolerated", None),
        ("EN-155", MATTER, "check_application", None),
        ("EN-157", MATTER, "check_application", None),
        ("EN-164", MATTER, "withdrawn", None),
        ("PK-122", JURISDICTION, None, 27),
        ("PK-205", MATTER, None, None),
        ("PK-211", MATTER, "check_application", None),
        ("PK-221", MATTER, "ended", None),
    ],
)
def test_what_is_sound_by_now_is_not_mended_again(
    code: str, file: str, element_id: str | None, line: int | None
) -> None:
    assert offered(pack_with(), Problem(code, "error", file, element_id, line, "", "")) == {}


def test_an_entry_that_has_moved_to_another_line_is_not_taken_for_its_neighbour() -> None:
    table = '\n[unwalked."matter:nothing"]\nzh = "不走"\nen = "Not walked"\n'
    kept = '\n[unwalked."matter:lapsed"]\nzh = "不走"\nen = "Not walked"\n'
    pack = pack_with((JURISDICTION, (FILES[JURISDICTION] + table + kept).encode()))
    stale = problems_of(pack, "PK-255")[0]
    after = pack_with((JURISDICTION, (FILES[JURISDICTION] + kept).encode()))
    assert offered(after, stale) == {}
