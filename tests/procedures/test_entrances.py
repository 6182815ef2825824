"""A place may have several ways in, each a process with a start form and the roles that may use it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.procedures.entered_pack import ENTERED, FILING, FILING_FORM, FILING_STORY
from tests.procedures.small_pack import JURISDICTION, files_of, small_pack
from webapp.procedures import Pack, check_pack, run_scenario
from webapp.procedures.jurisdiction import MAIN_ENTRANCE

Texts = tuple[str, str]


def entered(root: Path, changes: Mapping[str, Texts] | None = None) -> Pack:
    """The small place with two entrances, with replacements in the files of the second."""
    files = files_of(ENTERED)
    for path, (old, new) in (changes or {}).items():
        text = files[path].decode()
        assert old in text
        files[path] = text.replace(old, new).encode()
    return small_pack(root, files)


def test_the_entrances_of_a_place_are_its_root_process_first_and_then_the_others(tmp_path: Path) -> None:
    place = entered(tmp_path).jurisdiction
    assert [(each.id, each.process_id, each.roles) for each in place.entrances.values()] == [
        (MAIN_ENTRANCE, "matter", ("applicant",)),
        ("filing", "filing", ("intake",)),
    ]
    assert place.entrances["filing"].name("en") == "Filing"


def test_a_place_that_names_no_entrance_has_its_main_one(tmp_path: Path) -> None:
    assert list(small_pack(tmp_path).jurisdiction.entrances) == [MAIN_ENTRANCE]


def test_a_place_with_two_entrances_is_sound_and_the_second_process_is_part_of_it(tmp_path: Path) -> None:
    pack = entered(tmp_path)
    assert [each for each in check_pack(pack) if each.file in (FILING, FILING_FORM, FILING_STORY)] == []
    assert "filing" in pack.deployment.processes
    assert "file_plan" in pack.forms


def test_a_story_enters_where_it_says(tmp_path: Path) -> None:
    pack = entered(tmp_path)
    [story] = [each for each in pack.scenarios if each.file == FILING_STORY]
    result = run_scenario(pack, story, restart_after_each_step=True)
    assert [failure.text("en") for failure in result.failures] == []
    assert "kept" in result.walked["filing"]


def test_nobody_enters_by_an_entrance_of_other_roles(tmp_path: Path) -> None:
    pack = entered(tmp_path, {FILING_STORY: ('role = "intake"', 'role = "applicant"')})
    [story] = [each for each in pack.scenarios if each.file == FILING_STORY]
    [failure] = run_scenario(pack, story).failures
    assert failure.text("en") == "opening: role 'Applicant' may not open a matter; these may: Intake"


@pytest.mark.parametrize(
    ("code", "file", "change"),
    [
        ("PK-123", JURISDICTION, ('start = ["intake"]', 'start = ["doorman"]')),
        ("PK-132", FILING, ('<zeebe:formDefinition formId="file_plan" />', "")),
        ("PK-261", FILING_STORY, ('entrance = "filing"', 'entrance = "filling"')),
    ],
)
def test_an_entrance_that_does_not_fit_is_found(tmp_path: Path, code: str, file: str, change: Texts) -> None:
    found = {(problem.code, problem.file) for problem in check_pack(entered(tmp_path, {file: change}))}
    assert (code, file) in found


def test_an_entrance_without_its_diagram_is_found(tmp_path: Path) -> None:
    content = {
        path: change for path, change in ENTERED.items() if path not in (FILING, FILING_FORM, FILING_STORY)
    }
    [problem] = [each for each in check_pack(small_pack(tmp_path, content)) if each.code == "PK-127"]
    assert "filing" in problem.text("en")
