"""Where a pack's files come from: safe paths, caps on sizes, and nothing from outside the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.procedures.errors import PackFileUnreadable
from webapp.procedures.files import MAX_FILE_BYTES, FolderFiles, HeldFiles, PackFiles, is_safe_path

FOLDER = "bpmn/xiaocheng"


@pytest.fixture(params=["folder", "memory"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> PackFiles:
    """The same three files from both kinds of source."""
    files = {
        f"{FOLDER}/b.bpmn": b"b",
        f"{FOLDER}/a.bpmn": b"a",
        f"{FOLDER}/.hidden": b"h",
        "bpmn/shared/c.bpmn": b"c",
    }
    if request.param == "memory":
        return HeldFiles(files)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return FolderFiles(tmp_path)


def refusal_of(source: PackFiles, path: str) -> str:
    with pytest.raises(PackFileUnreadable) as refusal:
        source.read(path)
    assert refusal.value.problem.file == path
    assert refusal.value.text("zh")
    assert refusal.value.text("en")
    return refusal.value.problem.code


def test_the_files_of_a_folder_are_listed_in_order_without_the_hidden_ones(source: PackFiles) -> None:
    assert source.list_paths(FOLDER) == [f"{FOLDER}/a.bpmn", f"{FOLDER}/b.bpmn"]


def test_a_folder_that_is_not_there_is_empty(source: PackFiles) -> None:
    assert source.list_paths("bpmn/elsewhere") == []


def test_a_file_is_read_as_it_is(source: PackFiles) -> None:
    assert source.read(f"{FOLDER}/a.bpmn") == b"a"


def test_a_file_that_is_not_there_is_refused(source: PackFiles) -> None:
    assert refusal_of(source, f"{FOLDER}/none.bpmn") == "PK-102"


UNSAFE = [
    "../secret",
    "bpmn/../../secret",
    "/etc/passwd",
    "bpmn//x",
    "bpmn\\x",
    "C:/x",
    "bpmn/x\x00",
    "bpmn/x\n",
    "",
    ".",
    "bpmn/.git",
    "a/" * 9 + "x",
    "bpmn/" + "x" * 121,
    "bpmn/x ",
]


@pytest.mark.parametrize("path", UNSAFE)
def test_a_path_that_leads_elsewhere_is_refused(source: PackFiles, path: str) -> None:
    assert not is_safe_path(path)
    assert refusal_of(source, path) == "PK-103"
    assert source.list_paths(path) == []


@given(st.text(max_size=40))
def test_a_safe_path_stays_inside_its_folder(path: str) -> None:
    root = Path("/srv/packs")
    if is_safe_path(path):
        assert (root / path).resolve().is_relative_to(root)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.bpmn").write_bytes(b"secret")
    inside = tmp_path / "root" / FOLDER
    inside.mkdir(parents=True)
    (inside / "link.bpmn").symlink_to(tmp_path / "outside.bpmn")
    (tmp_path / "root" / "dmn").symlink_to(tmp_path)
    source = FolderFiles(tmp_path / "root")
    assert source.list_paths(FOLDER) == []
    assert source.list_paths("dmn") == []
    assert refusal_of(source, f"{FOLDER}/link.bpmn") == "PK-103"


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_a_file_beyond_the_cap_is_refused_and_the_largest_within_it_is_read(
    tmp_path: Path, kind: str
) -> None:
    files = {"bpmn/full.bpmn": b"x" * MAX_FILE_BYTES, "bpmn/over.bpmn": b"x" * (MAX_FILE_BYTES + 1)}
    (tmp_path / "bpmn").mkdir()
    for path, content in files.items():
        (tmp_path / path).write_bytes(content)
    source = FolderFiles(tmp_path) if kind == "folder" else HeldFiles(files)
    assert len(source.read("bpmn/full.bpmn")) == MAX_FILE_BYTES
    assert refusal_of(source, "bpmn/over.bpmn") == "PK-101"


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    assert refusal_of(FolderFiles(tmp_path), FOLDER) == "PK-102"
