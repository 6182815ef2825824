"""``[unwalked]``: what scenarios need not walk, each with its reason; and what is said wrongly of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedures.small_pack import CODE, FILES, JURISDICTION, SCENARIO, WITHDRAWAL, Change, small_pack
from webapp.errors import Problem
from webapp.procedures import check_pack
from webapp.procedures.jurisdiction_layers import merge_layers, read_layer

NEVER_WALKED = {"not_accepted", "refused", "lapsed", "f7", "f10"}


def found(tmp_path: Path, *names: str) -> list[tuple[str, str | None]]:
    """Codes and elements of the findings, where these names stand under ``[unwalked]``."""
    listed = "".join(f'"{name}" = {{ zh = "本地没有", en = "Not known here" }}\n' for name in names)
    changed = FILES[JURISDICTION] + "\n[unwalked]\n" + listed
    return [
        (each.code, each.element_id) for each in check_pack(small_pack(tmp_path, {JURISDICTION: changed}))
    ]


def test_without_reasons_all_that_is_never_walked_is_found(tmp_path: Path) -> None:
    assert set(found(tmp_path)) == {("PK-241", name) for name in NEVER_WALKED}


def test_a_named_element_is_excused_with_the_flows_into_and_out_of_it(tmp_path: Path) -> None:
    assert set(found(tmp_path, "matter:refused")) == {
        ("PK-241", "not_accepted"),
        ("PK-241", "lapsed"),
        ("PK-241", "f10"),
    }


def test_a_flow_can_be_named_by_itself(tmp_path: Path) -> None:
    assert ("PK-241", "f7") not in found(tmp_path, "matter:f7")
    assert ("PK-241", "refused") in found(tmp_path, "matter:f7")


def test_all_may_be_named(tmp_path: Path) -> None:
    assert found(tmp_path, "matter:refused", "matter:lapsed", "matter:not_accepted") == []


@pytest.mark.parametrize("name", ["matter:ended", "matter:f1", "matter", "archive"])
def test_a_reason_for_what_a_scenario_walks_is_a_finding(tmp_path: Path, name: str) -> None:
    assert "PK-256" in {code for code, _ in found(tmp_path, name)}


@pytest.mark.parametrize("name", ["matter:refuse", "mater", "mater:refused", "unused", "refused", ""])
def test_a_name_that_does_not_exist_is_an_error_and_excuses_nothing(tmp_path: Path, name: str) -> None:
    codes = {code for code, _ in found(tmp_path, name)}
    assert "PK-255" in codes


def test_a_misspelt_name_is_answered_with_what_may_be_meant(tmp_path: Path) -> None:
    changed = FILES[JURISDICTION] + '\n[unwalked]\n"matter:refusd" = { zh = "甲", en = "A" }\n'
    [problem] = check_pack(small_pack(tmp_path, {JURISDICTION: changed}))
    assert "matter:refused" in problem.en
    assert problem.line == changed.splitlines().index('"matter:refusd" = { zh = "甲", en = "A" }') + 1


@pytest.mark.parametrize("entry", ['{ zh = "甲" }', '{ en = "A" }', '"没有"'])
def test_a_reason_stands_in_both_languages(entry: str) -> None:
    problems: list[Problem] = []
    read_layer(f'[unwalked]\n"matter:refused" = {entry}\n'.encode(), JURISDICTION, problems)
    assert [problem.severity for problem in problems] == ["error"]


def test_while_a_scenario_fails_one_finding_tells_it_in_the_place_of_all_that_are_unwalked(
    tmp_path: Path,
) -> None:
    changes = {SCENARIO: ('\nstatus = "archived"', '\nstatus = "applied"')}
    [problem] = check_pack(small_pack(tmp_path, changes))
    assert (problem.code, problem.severity, problem.file) == ("PK-257", "warning", f"tests/scenarios/{CODE}")
    assert "1 个" in problem.zh
    assert f"{len(NEVER_WALKED)} 处" in problem.zh


def test_where_all_is_walked_a_failing_scenario_leaves_nothing_unknown(tmp_path: Path) -> None:
    listed = "".join(
        f'"matter:{name}" = {{ zh = "本地没有", en = "Not known here" }}\n' for name in sorted(NEVER_WALKED)
    )
    changes: dict[str, Change] = {
        JURISDICTION: f"{FILES[JURISDICTION]}\n[unwalked]\n{listed}",
        SCENARIO: ('\nstatus = "archived"', '\nstatus = "applied"'),
    }
    assert check_pack(small_pack(tmp_path, changes)) == []


def test_a_process_that_nothing_walks_is_named_whole(tmp_path: Path) -> None:
    changes = {
        JURISDICTION: FILES[JURISDICTION] + '\n[unwalked]\n"archive" = { zh = "甲", en = "A" }\n',
        SCENARIO: None,
        WITHDRAWAL: FILES[WITHDRAWAL],
    }
    unwalked = check_pack(small_pack(tmp_path, changes))
    assert {each.file for each in unwalked if each.code == "PK-241"} == {f"bpmn/{CODE}/matter.bpmn"}


def test_a_place_keeps_the_reasons_of_the_place_it_extends_and_answers_only_for_its_own() -> None:
    own = read_layer(FILES[JURISDICTION].encode(), JURISDICTION, [])
    below = read_layer(
        b'[unwalked]\n"matter:ended" = { zh = "x", en = "x" }\n', "bpmn/other/jurisdiction.toml", []
    )
    merged = merge_layers(CODE, [own, below], [])
    assert [(each.process, each.element, each.file) for each in merged.unwalked.values()] == [
        ("matter", "ended", "bpmn/other/jurisdiction.toml")
    ]
