"""A scenario's forms show a role nothing that need to know keeps from it, as the screens do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.procedures.small_pack import (
    ARCHIVE_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    Change,
    small_pack,
)
from webapp.procedures import check_content, run_scenario
from webapp.procedures.knowledge import facts_behind, kept_from, variables_behind

KEPT = """
[need_to_know.faults]
zh = "过失情况"
en = "Faults"
entities = ["assessment"]
roles = ["intake"{roles}]
source = "assumed"

[sources.S1]"""
#: Asked only when the form sees the assessment, or what the table made of it.
_ASKED = (
    '"key": "archive_record.retention",',
    '"key": "archive_record.retention", "conditional": {{"hide": "={seen} = null"}},',
)


def place(seen: str, roles: str) -> dict[str, Change]:
    asked = (_ASKED[0], _ASKED[1].format(seen=seen))
    return {JURISDICTION: ("\n[sources.S1]", KEPT.format(roles=roles)), ARCHIVE_FORM: asked}


@pytest.mark.parametrize("seen", ["assessment.f_fault", "advice"])
@pytest.mark.parametrize(("roles", "passes"), [("", False), (', "archivist"', True)])
def test_a_scenario_fills_in_what_its_role_may_see(
    tmp_path: Path, seen: str, roles: str, *, passes: bool
) -> None:
    pack = small_pack(tmp_path, place(seen, roles))
    assert [problem for problem in check_content(pack) if problem.severity == "error"] == []
    scenario = next(each for each in pack.scenarios if each.file == SCENARIO)
    assert run_scenario(pack, scenario).is_passed is passes


def test_what_a_table_concluded_from_kept_facts_is_kept_with_them(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, place("advice", ""))
    assert facts_behind(pack, "outcome") == frozenset({"assessment"})
    assert variables_behind(pack, frozenset({"assessment"})) == frozenset({"assessment", "advice"})
    assert variables_behind(pack, frozenset({"application"})) == frozenset({"application"})
    assert variables_behind(pack, frozenset()) == frozenset()


#: A second table, asked in place of a step, that reads what the first concluded.
_SECOND = (
    FILES[OUTCOME]
    .replace("assessment.f_fault", "advice")
    .replace('id="outcome"', 'id="second"')
    .replace("xiaocheng", "xiaocheng/second")
    .replace("outcome_", "second_")
)
_KEEP_ADVICE = re.compile(r'<bpmn:serviceTask id="keep_advice".*?</bpmn:serviceTask>', re.DOTALL)
_ASK_SECOND = (
    '<bpmn:businessRuleTask id="keep_advice" name="再议"><bpmn:extensionElements>'
    '<zeebe:calledDecision decisionId="second" resultVariable="verdict" /></bpmn:extensionElements>'
    "<bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:businessRuleTask>"
)


def test_a_table_rests_on_what_the_tables_before_it_rested_on(tmp_path: Path) -> None:
    changes = {
        **place("advice", ""),
        MATTER: _KEEP_ADVICE.sub(_ASK_SECOND, FILES[MATTER]),
        f"dmn/{CODE}/second.dmn": _SECOND,
    }
    pack = small_pack(tmp_path, changes)
    assert facts_behind(pack, "second") == frozenset({"assessment"})
    assert variables_behind(pack, frozenset({"assessment"})) == frozenset({"assessment", "advice", "verdict"})


@pytest.mark.parametrize(
    ("roles", "kept"), [((), True), (("archivist", "applicant"), True), (("archivist", "intake"), False)]
)
def test_a_rule_keeps_from_whoever_has_none_of_its_roles(
    tmp_path: Path, roles: tuple[str, ...], *, kept: bool
) -> None:
    found = kept_from(small_pack(tmp_path, place("advice", "")).jurisdiction, roles)
    assert [rule.id for rule in found] == (["faults"] if kept else [])
