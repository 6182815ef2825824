"""Which files make up a pack, and the digest that names them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    ARCHIVE_FORM,
    CLOSURE,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
    WITHDRAW_FORM,
    files_of,
    small_pack,
    write_pack,
)
from webapp.procedures import PackNotFound, collect_pack, files, list_jurisdictions, read_pack, resolution
from webapp.procedures.files import HeldFiles
from webapp.procedures.packs import digest_files

#: A second place that is built on the first.
DISTRICT = "xinqu"
DISTRICT_FILE = f"bpmn/{DISTRICT}/jurisdiction.toml"
DISTRICT_TEXT = f'code = "{DISTRICT}"\nzh = "新区"\nen = "New District"\nextends = "{CODE}"\n'


def test_the_closure_holds_the_own_files_and_only_what_they_reach_of_the_shared(tmp_path: Path) -> None:
    assert set(small_pack(tmp_path).files) == CLOSURE


def test_a_folder_that_is_no_pack_is_not_found(tmp_path: Path) -> None:
    write_pack(tmp_path)
    for code in ("liwan", "shared", "../xiaocheng", ""):
        with pytest.raises(PackNotFound) as refusal:
            read_pack(code, tmp_path)
        assert str(tmp_path) in refusal.value.text("zh")
        assert str(tmp_path) in refusal.value.text("en")


def test_files_that_are_no_part_of_a_pack_are_left_where_they_are(tmp_path: Path) -> None:
    strays = {f"bpmn/{CODE}/notes.txt": "x", f"bpmn/{CODE}/.swp.bpmn": "x", f"forms/{CODE}/old.form~": "x"}
    assert set(small_pack(tmp_path, strays).files) == CLOSURE


def test_the_own_file_stands_before_the_shared_one_of_the_same_name(tmp_path: Path) -> None:
    own = f"bpmn/{CODE}/archive.bpmn"
    pack = small_pack(tmp_path, {own: FILES[ARCHIVE]})
    assert set(pack.files) == (CLOSURE - {ARCHIVE}) | {own}
    assert pack.locate("bpmn", "archive") == own


def test_a_table_required_by_a_table_is_reached(tmp_path: Path) -> None:
    required = '<informationRequirement id="i"><requiredDecision href="#level" /></informationRequirement>\n    <decisionTable'
    level = FILES[OUTCOME].replace("outcome", "level")
    pack = small_pack(tmp_path, {OUTCOME: ("<decisionTable", required), "dmn/shared/level.dmn": level})
    assert pack.locate("dmn", "level") == "dmn/shared/level.dmn"


def test_a_place_that_extends_another_takes_from_it_what_it_lacks(tmp_path: Path) -> None:
    own_form = f"forms/{DISTRICT}/submit_application.form"
    write_pack(tmp_path, {DISTRICT_FILE: DISTRICT_TEXT, own_form: FILES[APPLY_FORM]})
    pack = read_pack(DISTRICT, tmp_path)
    assert pack.lineage == (DISTRICT, CODE, "shared")
    assert pack.reading_problems == ()
    assert {own_form, MATTER, OUTCOME, ARCHIVE, WITHDRAW_FORM, JURISDICTION, TEXTS} <= set(pack.files)
    assert APPLY_FORM not in pack.files
    assert SCENARIO not in pack.files
    assert pack.jurisdiction.name("zh") == "新区"
    assert pack.jurisdiction.root_process == "matter"
    assert pack.jurisdiction.extends == CODE
    assert pack.deployment.processes.keys() == {"matter", "archive"}


@pytest.mark.parametrize("target", ["nowhere", "shared", "../x"])
def test_extending_a_place_that_is_not_there_is_a_finding(tmp_path: Path, target: str) -> None:
    text = DISTRICT_TEXT.replace(f'extends = "{CODE}"', f'extends = "{target}"')
    write_pack(tmp_path, {DISTRICT_FILE: text})
    problems = read_pack(DISTRICT, tmp_path).reading_problems
    assert [(problem.code, problem.file, problem.line) for problem in problems] == [
        ("PK-124", DISTRICT_FILE, 4)
    ]


def test_places_that_extend_each_other_are_a_finding(tmp_path: Path) -> None:
    back = ('code = "xiaocheng"', f'code = "xiaocheng"\nextends = "{DISTRICT}"')
    write_pack(tmp_path, {DISTRICT_FILE: DISTRICT_TEXT, JURISDICTION: back})
    problems = read_pack(DISTRICT, tmp_path).reading_problems
    assert [problem.code for problem in problems] == ["PK-125"]
    assert "xinqu → xiaocheng → xinqu" in problems[0].zh


def test_the_closure_of_a_closure_is_the_same(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    again = collect_pack(CODE, HeldFiles(pack.files))
    assert dict(again.files) == dict(pack.files)
    assert again.digest == pack.digest


def test_the_digest_does_not_depend_on_where_the_files_lie(tmp_path: Path) -> None:
    first = small_pack(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / ARCHIVE_FORM).touch()
    assert read_pack(CODE, tmp_path / "b").digest == first.digest
    assert len(first.digest) == 64


@pytest.mark.parametrize("path", sorted(CLOSURE))
def test_a_change_in_any_file_changes_the_digest(tmp_path: Path, path: str) -> None:
    sound = digest_files(files_of({}))
    assert digest_files({**files_of({}), path: FILES[path].encode() + b"\n"}) != sound


def test_a_change_in_a_shared_file_that_is_not_reached_changes_nothing(tmp_path: Path) -> None:
    digest = small_pack(tmp_path).digest
    assert small_pack(tmp_path, {"bpmn/shared/unused.bpmn": "<x/>"}).digest == digest


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=5),
        st.binary(max_size=5),
        max_size=4,
    ),
    st.dictionaries(
        st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=5),
        st.binary(max_size=5),
        max_size=4,
    ),
)
def test_two_sets_of_files_share_a_digest_only_when_they_are_equal(
    one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    assert (digest_files(one) == digest_files(other)) == (one == other)


def test_a_file_beyond_the_cap_is_reported_and_left_out(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {MATTER: b" " * (3 * 1024 * 1024)})
    assert MATTER not in pack.files
    assert [(problem.code, problem.file) for problem in pack.reading_problems] == [("PK-101", MATTER)]


def test_a_pack_of_too_many_or_too_large_files_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolution, "MAX_PACK_FILES", 5)
    problems = small_pack(tmp_path).reading_problems
    assert problems
    assert {problem.code for problem in problems} == {"PK-104"}
    monkeypatch.setattr(resolution, "MAX_PACK_FILES", files.MAX_PACK_FILES)
    monkeypatch.setattr(resolution, "MAX_PACK_BYTES", 4096)
    assert {problem.code for problem in small_pack(tmp_path).reading_problems} == {"PK-104"}


def test_the_packs_of_a_folder_are_listed_by_code(tmp_path: Path) -> None:
    write_pack(
        tmp_path, {DISTRICT_FILE: DISTRICT_TEXT, "bpmn/Odd/jurisdiction.toml": "x", "bpmn/empty/x.bpmn": "x"}
    )
    assert list_jurisdictions(tmp_path) == [CODE, DISTRICT]
    assert list_jurisdictions(tmp_path / "nowhere") == []
