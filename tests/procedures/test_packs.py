"""What a pack gives when it is asked: parts that are read once, or a refusal that says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.procedures.small_pack import (
    APPLY_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
    Change,
    small_pack,
)
from webapp.feel import from_python
from webapp.procedures import PackRefused


def test_the_parts_are_read_once_and_kept(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert pack.jurisdiction is pack.jurisdiction
    assert pack.deployment is pack.deployment
    assert pack.decisions is pack.decisions
    assert set(pack.forms) == {"submit_application", "check_application", "withdraw", "file_papers"}
    assert set(pack.decisions.decisions) == {"outcome"}
    assert [scenario.name for scenario in pack.scenarios] == ["轻微过失", "撤回"]
    assert pack.parameter_values == {"accept_working_days": from_python(5)}


def test_the_diagrams_are_surrounded_by_what_the_pack_holds(tmp_path: Path) -> None:
    surroundings = small_pack(tmp_path).surroundings
    assert surroundings.roles == {"applicant": "申请人", "intake": "受理岗", "archivist": "归档岗"}
    assert surroundings.forms["submit_application"] == {
        "application.request_text",
        "application.account",
        "application.on_behalf",
    }
    assert surroundings.forms["file_papers"] == {"archive_record.volume_no", "archive_record.retention"}
    assert surroundings.operations["archive_case"] == {"volume_no", "retention", "archived_on"}
    assert surroundings.messages == {"withdraw": {"withdrawal"}}


def test_chinese_stands_in_the_files_and_english_beside_them(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert pack.texts("zh").text(MATTER, "check_application", "受理审查") == "受理审查"
    assert pack.texts("en").text(MATTER, "check_application", "受理审查") == "Check for acceptance"
    assert pack.texts("en").text(MATTER, "nothing", "无") == "无"
    assert pack.texts("zh").of_file(MATTER) == {}
    assert pack.forms["check_application"].texts("en")["assessment.f_fault.grave"] == "Grave"


def test_a_column_may_be_translated_by_its_id_or_by_its_label(tmp_path: Path) -> None:
    by_id = small_pack(tmp_path, {TEXTS: ('"outcome.过失程度"', '"outcome.fault"')}).texts("en")
    by_label = small_pack(tmp_path).texts("en")
    for texts in (by_id, by_label):
        assert texts.text(OUTCOME, "outcome.fault", "") == "Degree of fault"
        assert texts.text(OUTCOME, "outcome.过失程度", "") == "Degree of fault"


def test_a_place_that_has_its_own_word_for_a_shared_text_keeps_it(tmp_path: Path) -> None:
    own = FILES[TEXTS] + '\n["bpmn/shared/archive.bpmn"]\nfile_papers = "Put the papers away"\n'
    texts = small_pack(tmp_path, {TEXTS: own}).texts("en")
    assert texts.text("bpmn/shared/archive.bpmn", "file_papers", "") == "Put the papers away"
    assert texts.text("bpmn/shared/archive.bpmn", "archive", "") == "Archiving"


BROKEN: list[tuple[str, dict[str, Change], str]] = [
    ("jurisdiction", {JURISDICTION: "code ="}, "PK-110"),
    ("forms", {APPLY_FORM: "{"}, "FM-"),
    ("decisions", {OUTCOME: "<definitions"}, "DM"),
    ("deployment", {MATTER: "<definitions"}, "EN-"),
    ("scenarios", {SCENARIO: 'name = "x"'}, "PK-112"),
    ("deployment", {JURISDICTION: "code ="}, "PK-110"),
    ("parameter_values", {JURISDICTION: "code ="}, "PK-110"),
]


@pytest.mark.parametrize(
    ("part", "changes", "code"), BROKEN, ids=[f"{part}-{code}" for part, _, code in BROKEN]
)
def test_a_part_that_cannot_be_read_is_refused_with_its_findings(
    tmp_path: Path, part: str, changes: dict[str, Change], code: str
) -> None:
    pack = small_pack(tmp_path, changes)
    with pytest.raises(PackRefused) as refusal:
        getattr(pack, part)
    assert refusal.value.problems[0].code.startswith(code)
    assert CODE in refusal.value.text("zh")
    assert refusal.value.problems[0].text("en") in refusal.value.text("en")


LISTED = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="清单" namespace="https://example.org/x">
  <decision id="match" name="清单匹配"><decisionTable id="t" hitPolicy="COLLECT">
    <input id="i" label="领域"><inputExpression id="e" typeRef="string"><text>situation.field</text></inputExpression></input>
    <output id="o1" name="code" typeRef="string" /><output id="o2" name="label" typeRef="string" />
    <annotation name="source" />
    ROWS
  </decisionTable></decision>
</definitions>
"""


def row(number: int, code: str, label: str) -> str:
    return (
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>-</text></inputEntry>'
        f'<outputEntry id="a{number}"><text>{code}</text></outputEntry>'
        f'<outputEntry id="b{number}"><text>{label}</text></outputEntry>'
        "<annotationEntry><text>assumed</text></annotationEntry></rule>"
    )


def test_the_items_of_the_lists_are_the_rows_of_the_matching_table(tmp_path: Path) -> None:
    rows = (
        row(1, '"XC-1"', '"拆迁"') + row(2, '"XC-2"', "") + row(3, '"XC-1"', '"又"') + row(4, "null", '"无"')
    )
    pack = small_pack(tmp_path, {f"dmn/{CODE}/match.dmn": LISTED.replace("ROWS", rows)})
    expected: Any = (
        {"value": "XC-1", "label": "拆迁", "label_en": None},
        {"value": "XC-2", "label": "XC-2", "label_en": None},
    )
    assert pack.list_items == expected


def test_a_pack_without_a_matching_table_has_no_list_items(tmp_path: Path) -> None:
    assert small_pack(tmp_path).list_items == ()
