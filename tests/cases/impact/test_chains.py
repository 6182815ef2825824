"""Tables that rest on other tables: what a proposal changes in one is followed to the advice behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cases.impact.planting import replaced
from tests.procedures.small_pack import FILES, JURISDICTION, MATTER, OUTCOME, small_pack
from webapp.cases.impact.alike import altered_decisions
from webapp.cases.impact.past import AdviceRecord, PastMatter
from webapp.cases.impact.replaying import Replayer
from webapp.procedures import Pack

LEVEL = "dmn/xiaocheng/level.dmn"
#: How the step that grades keeps its result, and how the step that advises takes it.
BY_NAME = '<zeebe:calledDecision decisionId="level" resultVariable="level" />'
GIVEN_AWAY = (
    BY_NAME + '<zeebe:ioMapping><zeebe:output source="=level" target="graded.level" /></zeebe:ioMapping>'
)
TAKEN = '<zeebe:ioMapping><zeebe:input source="=level" target="graded.level" /></zeebe:ioMapping>'


def level_table(**levels: str) -> str:
    """The level by the fault; the table is called as the file, and says of each fault what is named here."""
    said = {"none": "light", "slight": "light", "grave": "heavy", **levels}
    rows = "".join(
        f'<rule id="l_{fault}"><inputEntry id="l_{fault}_in"><text>"{fault}"</text></inputEntry>'
        f'<outputEntry id="l_{fault}_out"><text>"{level}"</text></outputEntry></rule>'
        for fault, level in said.items()
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="level_definitions" name="等级"'
        ' namespace="https://example.org/xiaocheng"><decision id="level" name="等级">'
        '<decisionTable id="level_table" hitPolicy="UNIQUE"><input id="l_fault" label="过失程度">'
        '<inputExpression id="l_fault_e" typeRef="string"><text>assessment.f_fault</text></inputExpression></input>'
        f'<output id="l_out" name="level" typeRef="string"/>{rows}</decisionTable></decision></definitions>'
    )


def outcome_table(reads: str = "level") -> str:
    """Light is educated, heavy is denied."""
    table = replaced(
        OUTCOME,
        ("assessment.f_fault", reads),
        ('"none","slight","grave"', '"light","heavy"'),
        ('<text>"slight"</text>', '<text>"light"</text>'),
        ('<text>"grave"</text>', '<text>"heavy"</text>'),
    )
    begin, end = table.index('      <rule id="r1">'), table.index('      <rule id="r2">')
    return table[:begin] + table[end:]


def graded_matter(keeps: str = BY_NAME, takes: str = "") -> str:
    """The matter with a step that grades before the one that advises."""
    grading = (
        '    <bpmn:businessRuleTask id="grade_level" name="判断等级"><bpmn:extensionElements>'
        f'{keeps}<zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties>'
        "</bpmn:extensionElements><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>g1</bpmn:outgoing></bpmn:businessRuleTask>\n"
        '    <bpmn:sequenceFlow id="g1" sourceRef="grade_level" targetRef="advise_outcome" />\n'
    )
    asked = '<zeebe:calledDecision decisionId="outcome" resultVariable="advice" />'
    return replaced(
        MATTER,
        ('    <bpmn:businessRuleTask id="advise_outcome"', f'{grading}    <bpmn:businessRuleTask id="advise_outcome"'),
        (f"{asked}", f"{asked}{takes}"),
        ("<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4", "<bpmn:incoming>g1</bpmn:incoming><bpmn:outgoing>f4"),
        ('sourceRef="check_application" targetRef="advise_outcome"', 'sourceRef="check_application" targetRef="grade_level"'),
    )  # fmt: skip


def graded(folder: Path, *, reads: str = "level", matter: str | None = None, **levels: str) -> Pack:
    """The small place with a level between the fault and the outcome."""
    return small_pack(
        folder / f"pack{len(list(folder.iterdir()))}",
        {MATTER: matter or graded_matter(), OUTCOME: outcome_table(reads), LEVEL: level_table(**levels)},
    )


def advised(own: Pack, fault: str, known: Mapping[str, Any]) -> PastMatter:
    """A matter in which the level was found by the fault, and the outcome by what was ``known`` then."""
    asked = (
        ("grade_level", "level", {"assessment": {"f_fault": fault}}),
        ("advise_outcome", "outcome", known),
    )
    return PastMatter(
        tuple(
            AdviceRecord(
                "matter", step, decision, json.dumps(own.decisions.explain(decision, facts).as_json())
            )
            for step, decision, facts in asked
        )
    )


def judge(own: Pack, proposed: Pack, matter: PastMatter, in_force: Pack | None = None) -> dict[str, str]:
    """Of each decision what becomes of its advice, and what it would be."""
    replayer = Replayer(proposed, in_force or own)
    verdicts = replayer.judge(matter, own, dict)
    return {each.decision_id: f"{each.outcome} {json.loads(each.new) or ''}".strip() for each in verdicts}


def test_a_changed_table_changes_the_advice_of_the_table_behind_it(tmp_path: Path) -> None:
    own, stricter = graded(tmp_path), graded(tmp_path, slight="heavy")
    assert judge(own, stricter, advised(own, "slight", {"level": "light"})) == {
        "level": "differs heavy",
        "outcome": "differs deny",
    }
    assert judge(own, stricter, advised(own, "none", {"level": "light"})) == {}


@pytest.mark.parametrize(
    "drawn", [graded_matter(keeps=GIVEN_AWAY), graded_matter(takes=TAKEN)], ids=["kept", "taken"]
)
def test_an_answer_is_followed_under_the_name_that_the_diagram_gives_it(tmp_path: Path, drawn: str) -> None:
    own = graded(tmp_path, reads="graded.level", matter=drawn)
    stricter = graded(tmp_path, reads="graded.level", matter=drawn, slight="heavy")
    matter = advised(own, "slight", {"graded": {"level": "light"}})
    assert judge(own, stricter, matter)["outcome"] == "differs deny"


def test_what_a_person_decided_otherwise_than_the_table_stays(tmp_path: Path) -> None:
    own, other = graded(tmp_path), graded(tmp_path, grave="unheard_of")
    assert judge(own, other, advised(own, "grave", {"level": "light"})) == {"level": "differs unheard_of"}
    assert judge(own, other, advised(own, "grave", {"level": "heavy"}))["outcome"] == "failed"


def test_advice_behind_a_table_that_concludes_nothing_any_more_is_not_taken_for_the_same(
    tmp_path: Path,
) -> None:
    own = graded(tmp_path)
    asks_more = level_table().replace("assessment.f_fault", "assessment.f_motive")
    proposed = small_pack(
        tmp_path / "asks", {MATTER: graded_matter(), OUTCOME: outcome_table(), LEVEL: asks_more}
    )
    assert judge(own, proposed, advised(own, "slight", {"level": "light"})) == {
        "level": "failed",
        "outcome": "failed",
    }


def test_what_is_not_decided_by_a_table_any_more_stays_as_it_was(tmp_path: Path) -> None:
    own = graded(tmp_path)
    without = small_pack(tmp_path / "without", {OUTCOME: outcome_table()})
    assert judge(own, without, advised(own, "slight", {"level": "light"})) == {"level": "gone"}


def test_advice_whose_facts_were_corrected_since_rests_on_what_the_table_had_said(tmp_path: Path) -> None:
    own, stricter = graded(tmp_path), graded(tmp_path, slight="heavy")
    matter = advised(own, "slight", {"level": "light", "assessment": {"f_fault": "grave"}})
    assert judge(own, stricter, matter)["outcome"] == "differs deny"
    assert judge(own, own, matter) == {}


def test_what_follows_from_the_version_in_force_already_is_told_apart(tmp_path: Path) -> None:
    own, in_force = graded(tmp_path), graded(tmp_path, slight="heavy")
    proposed = graded(tmp_path, none="heavy", slight="heavy")
    assert judge(own, proposed, advised(own, "slight", {"level": "light"}), in_force) == {
        "level": "before heavy",
        "outcome": "before deny",
    }
    assert judge(own, proposed, advised(own, "none", {"level": "light"}), in_force) == {
        "level": "differs heavy",
        "outcome": "differs deny",
    }


def test_the_rows_of_the_new_advice_are_those_that_fire_on_the_new_answer(tmp_path: Path) -> None:
    own, stricter = graded(tmp_path), graded(tmp_path, slight="heavy")
    verdicts = Replayer(stricter, own).judge(advised(own, "slight", {"level": "light"}), own, dict)
    assert [(each.decision_id, each.old_rules, each.new_rules) for each in verdicts] == [
        ("level", '["l_slight"]', '["l_slight"]'),
        ("outcome", '["r2"]', '["r3"]'),
    ]


def test_a_table_that_both_versions_have_alike_is_not_asked_again(tmp_path: Path) -> None:
    own = graded(tmp_path)
    renamed = small_pack(
        tmp_path / "renamed",
        {
            MATTER: graded_matter().replace("受理审查", "接收审查"),
            OUTCOME: outcome_table(),
            LEVEL: level_table(),
        },
    )
    stricter = graded(tmp_path, slight="heavy")
    assert altered_decisions(own, renamed) == frozenset()
    assert altered_decisions(own, stricter) == {"level", "outcome"}
    assert altered_decisions(own, small_pack(tmp_path / "without", {OUTCOME: outcome_table()})) == {
        "level",
        "outcome",
    }
    other_outcome = {
        MATTER: graded_matter(),
        OUTCOME: outcome_table().replace('"educate"', '"exempt"'),
        LEVEL: level_table(),
    }
    assert altered_decisions(own, small_pack(tmp_path / "outcome", other_outcome)) == {"outcome"}


def test_a_figure_of_the_place_alters_all_its_tables(tmp_path: Path) -> None:
    own = graded(tmp_path)
    files = {MATTER: graded_matter(), OUTCOME: outcome_table(), LEVEL: level_table()}
    longer = FILES[JURISDICTION].replace("value = 5", "value = 6")
    assert altered_decisions(own, small_pack(tmp_path / "six", {**files, JURISDICTION: longer})) == {
        "level",
        "outcome",
    }
