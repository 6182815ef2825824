"""Two packs compared: elements, cells, fields and figures that differ, and nothing that does not."""

from __future__ import annotations

import json

import pytest

from tests.papers.documents import write_document
from tests.papers.paper_place import NOTICE_FILE, with_papers
from tests.practice_place import ROOT
from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    CHECK_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
    Change,
    files_of,
)
from webapp.commands.differences import list_differences
from webapp.procedures import Pack, collect_pack, read_pack
from webapp.procedures.comparing import Change as Difference
from webapp.procedures.comparing import DecisionChange, FileChange, PackComparison, compare_packs
from webapp.procedures.files import HeldFiles


def pack_with(changes: dict[str, Change], **more: bytes) -> Pack:
    return collect_pack(CODE, HeldFiles(files_of(changes) | more))


def compare(changes: dict[str, Change], before: dict[str, Change] | None = None) -> PackComparison:
    return compare_packs(pack_with(before or {}), pack_with(changes))


def only_file(comparison: PackComparison) -> FileChange:
    (file,) = comparison.files
    return file


def told(change: Difference) -> list[tuple[str, str, str]]:
    return [(detail.what.text("en"), detail.before, detail.after) for detail in change.details]


def test_equal_packs_do_not_differ() -> None:
    assert compare({}).is_empty


# -- diagrams -----------------------------------------------------------------------------------


def test_a_step_called_otherwise_is_changed_and_says_from_what_to_what() -> None:
    file = only_file(compare({MATTER: ('name="受理审查"', 'name="接收审查"')}))
    assert (file.file_kind, file.kind, file.stem) == ("diagram", "changed", "matter")
    (change,) = file.changes
    assert (change.kind, change.id, change.name.zh) == ("changed", "check_application", "接收审查")
    assert change.name.en == "Check for acceptance"
    assert told(change) == [("Name", "受理审查", "接收审查")]


@pytest.mark.parametrize(
    ("old", "new", "element", "expected"),
    [
        ('value="S1"', 'value="assumed"', "check_application", ("Source", "S1", "assumed")),
        ('groups="intake"'.replace("g", "G"), 'Groups="archivist"', "check_application", ("Roles that may do it", "intake", "archivist")),
        ("提出必受理。", "先登记。", "check_application", ("Guidance", "提出必受理。", "先登记。")),
        ('=advice != "deny"', '=advice = "exempt"', "f6", ("Condition", '=advice != "deny"', '=advice = "exempt"')),
        ("P60D", "P90D", "not_accepted", ("Duration", "P60D", "P90D")),
        ('resultVariable="advice"', 'resultVariable="said"', "advise_outcome", ("Result variable", "advice", "said")),
        ('source="applied"', 'source="accepted"', "mark_applied", ("Input status", "applied", "accepted")),
        ('default="f7"', 'default="f6"', "is_tolerated", ("Default flow", "是否容错 → 不予容错", "是否容错 → 归档")),
    ],
)  # fmt: skip
def test_each_property_is_told_in_the_words_of_the_editor(
    old: str, new: str, element: str, expected: tuple[str, str, str]
) -> None:
    (change,) = only_file(compare({MATTER: (old, new)})).changes
    assert change.id == element
    assert told(change) == [expected]


def test_a_flow_without_a_name_is_called_by_what_it_joins() -> None:
    (change,) = only_file(compare({MATTER: ('=advice != "deny"', "=true")})).changes
    assert change.name.zh == "是否容错 → 归档"
    assert change.name.en == "Tolerated? → Archive"


def test_elements_that_came_and_went_are_added_and_removed() -> None:
    end = (
        '    <bpmn:endEvent id="lapsed" name="逾期终止"><bpmn:incoming>f10</bpmn:incoming></bpmn:endEvent>\n'
    )
    moved = end.replace("lapsed", "over")
    changes = only_file(compare({MATTER: [(end, moved), ('targetRef="lapsed"', 'targetRef="over"')]})).changes
    assert {(change.kind, change.id) for change in changes} == {
        ("added", "over"),
        ("removed", "lapsed"),
        ("changed", "f10"),
    }


def test_a_task_of_another_kind_says_so() -> None:
    changed = FILES[MATTER].replace("bpmn:businessRuleTask", "bpmn:serviceTask")
    (change,) = only_file(compare({MATTER: changed})).changes
    assert told(change) == [("Kind", "判断任务", "平台操作")]


def test_what_is_only_drawn_elsewhere_is_moved() -> None:
    drawing = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmndi:BPMNPlane id="p" bpmnElement="matter">'
        '<bpmndi:BPMNShape id="s" bpmnElement="check_application"><dc:Bounds x="100" y="100" width="100" height="80"/>'
        "</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )
    here = FILES[MATTER].replace("</bpmn:definitions>", drawing)
    (change,) = only_file(compare({MATTER: here.replace('x="100"', 'x="240"')}, {MATTER: here})).changes
    assert (change.kind, change.id, change.details) == ("moved", "check_application", ())


def test_the_places_own_copy_of_a_shared_diagram_is_compared_with_the_shared_one() -> None:
    own = f"bpmn/{CODE}/archive.bpmn"
    file = only_file(compare({own: FILES[ARCHIVE].replace("整理归档", "立卷归档")}))
    assert (file.kind, file.old_path, file.new_path) == ("changed", ARCHIVE, own)
    assert [change.id for change in file.changes] == ["file_papers"]
    copied = only_file(compare({own: FILES[ARCHIVE]}))
    assert (copied.kind, copied.changes) == ("moved", ())


def test_a_diagram_that_cannot_be_read_is_said_to_differ_and_nothing_more() -> None:
    file = compare({MATTER: "<bpmn"}).find_file("diagram", "matter")
    assert file is not None
    assert (file.kind, file.is_readable, file.changes) == ("changed", False, ())


# -- tables -------------------------------------------------------------------------------------


def only_decision(comparison: PackComparison) -> DecisionChange:
    (decision,) = only_file(comparison).decisions
    return decision


def test_a_cell_is_marked_with_what_it_was_and_is() -> None:
    decision = only_decision(compare({OUTCOME: ('<text>"educate"</text>', '<text>"exempt"</text>')}))
    (row,) = decision.rows
    assert (row.kind, row.old_number, row.new_number, decision.same_rows) == ("changed", 2, 2, 2)
    assert [(cell.before, cell.after) for cell in row.cells if cell.is_changed] == [('"educate"', '"exempt"')]
    assert decision.name.en == "Advice on the outcome"


def row(id_: str, condition: str, outcome: str, source: str = "assumed") -> str:
    return (
        f'      <rule id="{id_}"><inputEntry id="{id_}_in"><text>{condition}</text></inputEntry>'
        f'<outputEntry id="{id_}_out"><text>{outcome}</text></outputEntry>'
        f"<annotationEntry><text>{source}</text></annotationEntry></rule>\n"
    )


SECOND = row("r2", '"slight"', '"educate"')
THIRD = row("r3", '"grave"', '"deny"')


def test_a_row_in_the_midst_is_added_and_the_following_stay_what_they_are() -> None:
    decision = only_decision(compare({OUTCOME: (SECOND, row("r9", '"none"', '"deny"') + SECOND)}))
    assert [(each.kind, each.old_number, each.new_number) for each in decision.rows] == [("added", None, 2)]
    assert decision.same_rows == 3


def test_a_row_that_is_gone_stands_where_it_stood() -> None:
    decision = only_decision(compare({OUTCOME: (SECOND, "")}))
    (gone,) = decision.rows
    assert (gone.kind, gone.old_number, gone.new_number) == ("removed", 2, None)
    assert [cell.before for cell in gone.cells] == ['"slight"', '"educate"', "assumed"]


def test_rows_without_ids_are_matched_by_what_they_say() -> None:
    bare = FILES[OUTCOME]
    for id_ in ("r1", "r2", "r3"):
        bare = bare.replace(f'<rule id="{id_}">', "<rule>")
    changed = bare.replace('"deny"</text></outputEntry>', '"educate"</text></outputEntry>')
    decision = only_decision(compare({OUTCOME: changed}, {OUTCOME: bare}))
    assert [(each.kind, each.old_number) for each in decision.rows] == [("changed", 3)]


def test_rows_in_another_order_are_moved_as_few_as_possible() -> None:
    swapped = FILES[OUTCOME].replace(SECOND + THIRD, THIRD + SECOND)
    decision = only_decision(compare({OUTCOME: swapped}))
    assert [each.kind for each in decision.rows] == ["moved"]


def test_hit_policy_columns_and_their_values_are_compared() -> None:
    decision = only_decision(
        compare(
            {
                OUTCOME: [
                    ('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'),
                    ('"none","slight","grave"', '"none","slight","grave","fatal"'),
                    ('label="结论"', 'label="参考结论"'),
                ]
            }
        )
    )
    assert [(each.what.en, each.before, each.after) for each in decision.details] == [
        ("Hit policy", "UNIQUE", "FIRST")
    ]
    assert [(column.kind, column.role) for column in decision.columns] == [
        ("changed", "input"),
        ("changed", "output"),
        (None, "annotation"),
    ]
    assert decision.rows == ()


def test_a_column_that_is_new_leaves_the_cells_of_the_others_alone() -> None:
    column = '<input id="harm" label="损失"><inputExpression id="h"><text>assessment.f_harm</text></inputExpression></input>'
    output = '      <output id="outcome_out"'
    changed = FILES[OUTCOME].replace(output, f"      {column}\n{output}")
    changed = changed.replace("</inputEntry>", "</inputEntry><inputEntry><text>-</text></inputEntry>")
    decision = only_decision(compare({OUTCOME: changed}))
    assert [column.kind for column in decision.columns] == [None, "added", None, None]
    assert {each.kind for each in decision.rows} == {"changed"}
    assert all(
        [cell.is_changed for cell in each.cells] == [False, True, False, False] for each in decision.rows
    )


# -- what is new says what it is ----------------------------------------------------------------


def test_a_new_step_says_what_it_is_who_does_it_and_on_what_ground() -> None:
    step = FILES[ARCHIVE].partition("    <bpmn:userTask")[2].partition("</bpmn:userTask>")[0]
    step = f"    <bpmn:userTask{step}</bpmn:userTask>\n".replace("file_papers", "hear_parties", 1)
    (change,) = only_file(compare({ARCHIVE: ("    <bpmn:userTask", f"{step}    <bpmn:userTask")})).changes
    assert (change.kind, change.id) == ("added", "hear_parties")
    told = {each.what.en: each.becomes("en") for each in change.details}
    assert told["Kind"] == "User task"
    assert told["Form"] == "file_papers"
    assert told["Source"]


def test_a_new_form_lists_its_fields_and_a_new_table_its_columns_and_rows() -> None:
    form, table = f"forms/{CODE}/hear_parties.form", f"dmn/{CODE}/second.dmn"
    comparison = compare(
        {
            form: FILES[APPLY_FORM].replace("submit_application", "hear_parties"),
            table: FILES[OUTCOME].replace('"outcome"', '"second"'),
        }
    )
    added_form, added_table = (
        comparison.find_file("form", "hear_parties"),
        comparison.find_file("table", "second"),
    )
    assert added_form is not None
    assert added_table is not None
    (field,) = added_form.changes
    assert (field.kind, field.id, field.name.zh) == ("added", "application.request_text", "申请事由")
    assert [(each.what.zh, each.after) for each in field.details] == [("类型", "单行文字"), ("必填", "是")]
    (decision,) = added_table.decisions
    assert [(each.what.zh, each.after) for each in decision.details] == [
        ("条件", "过失程度"), ("结论", "结论"), ("批注", "source"), ("行数", "3")
    ]  # fmt: skip


def test_a_file_that_is_only_laid_out_anew_does_not_differ() -> None:
    laid_out: dict[str, Change] = {
        OUTCOME: FILES[OUTCOME]
        .replace("      <rule", "\n  <rule")
        .replace("<definitions ", '<definitions exporter="x" '),
        MATTER: FILES[MATTER].replace("bpmn:", "b:").replace("xmlns:bpmn=", "xmlns:b=").replace("\n", "\n "),
        CHECK_FORM: json.dumps(json.loads(FILES[CHECK_FORM]), indent=4),
    }
    assert compare(laid_out).is_empty
    own = f"bpmn/{CODE}/archive.bpmn"
    copied = only_file(compare({own: FILES[ARCHIVE].replace("\n", "\n ")}))
    assert (copied.kind, copied.changes) == ("moved", ())
    assert not compare({OUTCOME: ('"educate"', '"educate "')}).is_empty, "what a cell says is no layout"


# -- forms, figures, papers, scenarios ----------------------------------------------------------


def test_forms_are_compared_field_by_field() -> None:
    comparison = compare(
        {
            CHECK_FORM: [('"label": "轻微"', '"label": "较轻"')],
            APPLY_FORM: [('"required": true', '"required": false'), ('"maxLength": 40', '"maxLength": 60')],
        }
    )
    check, apply = (
        comparison.find_file("form", stem) for stem in ("check_application", "submit_application")
    )
    assert check is not None
    assert apply is not None
    assert told(check.changes[0]) == [("Option slight", "轻微", "较轻")]
    assert told(apply.changes[0]) == [("Required", "true", "false"), ("At most", "40", "60")]
    assert apply.changes[0].name.en == "Request"


def test_figures_roles_and_names_are_compared_by_key() -> None:
    comparison = compare(
        {
            JURISDICTION: [
                ("value = 5", "value = 7"),
                ('zh = "归档岗"', 'zh = "档案岗"'),
                ('zh = "小城"', 'zh = "新小城"'),
                ('[sources.S1]\nzh = "小城容错办法"', '[sources.S2]\nzh = "另一办法"\nen = "x"\n[sources.S1]\nzh = "小城容错办法"'),
            ]
        }
    )  # fmt: skip
    assert comparison.files == ()
    assert told(comparison.settings["parameters"][0]) == [("Value", "5", "7")]
    assert told(comparison.settings["roles"][0]) == [("Chinese name", "归档岗", "档案岗")]
    assert told(comparison.settings["place"][0]) == [("Chinese name", "小城", "新小城")]
    assert [(each.kind, each.id) for each in comparison.settings["sources"]] == [("added", "S2")]


def test_a_figure_that_only_moves_to_another_layer_changes_nothing() -> None:
    figure = FILES[JURISDICTION].partition("[parameters.accept_working_days]")[2].partition("[messages")[0]
    shared = "bpmn/shared/jurisdiction.toml"
    whole: dict[str, Change] = {shared: f"[parameters.accept_working_days]{figure}"}
    assert compare(whole, {**whole, JURISDICTION: ("[parameters.accept_working_days]" + figure, "")}).is_empty


def test_english_texts_are_compared_by_file_and_key() -> None:
    comparison = compare({TEXTS: ('started = "Application"', 'started = "Filing"')})
    (change,) = comparison.texts
    assert (change.id, told(change)) == (MATTER, [("started", "Application", "Filing")])


def test_papers_are_compared_by_their_list_their_content_and_their_fields() -> None:
    other = write_document("{{ paper.no }}", "{{ case.no }}")
    before = pack_with(with_papers())
    after = pack_with({**with_papers(), NOTICE_FILE: other})
    file = only_file(compare_packs(before, after))
    assert (file.file_kind, file.kind) == ("paper", "changed")
    digests, fields = file.details
    assert digests.before != digests.after
    assert "place.organ" in fields.before
    assert fields.after == "case.no"
    assert file.wording is not None
    assert any("{{ case.no }}" in piece.text for line in file.wording.lines for piece in line.cells[0])


def test_the_command_tells_the_words_of_a_paper_that_differ_and_a_few_around_them() -> None:
    around = "根据规定，本机关依照容错纠错办法对下列事项作出处理"
    old, new = (
        write_document(f"{around}，{days}个工作日内答复。", rows=(("期限", days),)) for days in "五七"
    )
    before, after = (pack_with({**with_papers(), NOTICE_FILE: content}) for content in (old, new))
    lines = list(list_differences(compare_packs(before, after), "zh"))
    assert lines[-2:] == [
        "  修改 第 1 段：根据规定，本机关依照容错…办法对下列事项作出处理，[-五-]{+七+}个工作日内答复。",
        "  修改 表格 1 第 1 行：期限 | [-五-]{+七+}",
    ]
    nothing = pack_with({**with_papers(), NOTICE_FILE: b"no document"})
    assert "模板的文字没有比较：这不是 Word 文档（.docx）" in "\n".join(
        list_differences(compare_packs(before, nothing), "zh")
    )


# -- scenarios ----------------------------------------------------------------------------------


SECOND_STEP = '[[step]]\nadvance_to = "2026-03-04T09:00:00+08:00"\n'
ADDED_STEP = """[[step]]
task = "file_papers"
role = "archivist"
facts = {"archive_record.volume_no" = "2026-0"}
expect.due = {check_application = "2026-03-09"}

"""


def sentences(change: Difference) -> tuple[str, str, list[tuple[str, str, str]]]:
    details = [(each.what.zh, each.before, each.after) for each in change.details]
    return change.kind, change.name.zh, details


def test_a_fact_of_a_step_is_told_by_its_label_and_the_step_by_its_name() -> None:
    file = only_file(compare({SCENARIO: ('retention" = "永久"', 'retention" = "长期"')}))
    assert (file.file_kind, file.details) == ("scenario", ())
    (change,) = file.changes
    assert (change.kind, change.id) == ("changed", "file_papers")
    assert change.name.zh == "第 3 步：整理归档（归档岗）"
    assert change.name.en == "Step 3: File the papers (Archivist)"
    (detail,) = change.details
    assert (detail.what.zh, detail.before, detail.after) == ("保管期限", "永久", "长期")


def test_a_step_put_in_leaves_those_behind_it_alone_and_what_it_took_over_has_moved() -> None:
    due = 'expect.due = {check_application = "2026-03-09"}\n'
    changes = only_file(compare({SCENARIO: [(due, ""), (SECOND_STEP, ADDED_STEP + SECOND_STEP)]})).changes
    first, added = (sentences(each) for each in changes)
    assert first == (
        "moved", "第 1 步：查看结果", [("应有：“受理审查”的到期日", "2026-03-09", "（移到第 2 步）")]
    )  # fmt: skip
    assert added == (
        "added",
        "第 1 步之后：整理归档（归档岗）",
        [
            ("卷号", "", "2026-0"),
            ("应有：“受理审查”的到期日", "", "2026-03-09（从原第 1 步移来）"),
        ],
    )
    assert changes[0].details[0].becomes("en") == "(moved to step 2)"


def test_a_step_taken_out_stands_where_it_stood_and_what_is_expected_at_the_end_is_told_in_words() -> None:
    file = only_file(
        compare(
            {SCENARIO: [('status = "archived"', 'status = "withdrawn"'), ('"matter:ended"]', '"matter:lapsed"]')]},
            {SCENARIO: (SECOND_STEP, ADDED_STEP + SECOND_STEP)},
        )
    )  # fmt: skip
    (gone,) = file.changes
    assert sentences(gone)[:2] == ("removed", "第 2 步：整理归档（归档岗）")
    assert [(each.what.en, each.was("en"), each.becomes("en")) for each in file.details] == [
        ("Expected at the end: state of the matter", "Archived", "Withdrawn"),
        ("Expected at the end: steps passed", "“Ended”", "“Lapsed”"),
    ]


def test_scenarios_that_cannot_be_run_are_compared_by_key() -> None:
    file = only_file(compare({SCENARIO: ('task = "check_application"', "task = 5")}))
    assert file.is_readable
    assert [(each.before, each.after) for each in file.details] == [("check_application", "5")]


def test_two_places_are_compared_by_what_their_files_are() -> None:
    comparison = compare_packs(read_pack("liwan", ROOT), read_pack("shengsi", ROOT))
    handle = comparison.find_file("diagram", "handle")
    assert handle is not None
    assert (handle.old_path, handle.new_path) == ("bpmn/liwan/handle.bpmn", "bpmn/shengsi/handle.bpmn")
    assert {change.kind for change in handle.changes} == {"added", "removed", "changed", "moved"}
    assert all(file.is_readable for file in comparison.files)
