"""Into a folder: texts and rows beside what stands there, nothing over what somebody changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.practice_place import PLACE
from tests.procedures.lists.sheets import GOOD, TEXTS, filled
from webapp.procedures import Pack, read_pack
from webapp.procedures.item_sheets import (
    ListChangedMeanwhile,
    ListTextsUnwritable,
)
from webapp.procedures.item_sheets.importing import (
    plan_import,
    write_import,
)
from webapp.procedures.item_sheets.rewriting import add_texts
from webapp.procedures.texts import read_texts


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b'["a.dmn"]\n"x" = "X"\n',
        b'["a.dmn"]\n"x" = "X"\n\n# A remark.\n["b.dmn"]\n"y" = "Y"',
        b'["b.dmn"]\r\n"y" = "Y"\r\n["a.dmn"]\r\n"x" = "X"\r\n',
        b'\xef\xbb\xbf["a.dmn"]\n',
    ],
)
def test_texts_join_their_section_and_leave_the_rest(before: bytes) -> None:
    after = add_texts(before, "texts.en.toml", "a.dmn", {"k.1": 'Says "so"', "k.2": "\\ and\ttab"})
    told = read_texts([("t", after)], [])
    assert told["a.dmn"]["k.1"] == 'Says "so"'
    assert told["a.dmn"]["k.2"] == "\\ and\ttab"
    assert told.get("b.dmn", {}) == read_texts([("t", before)], []).get("b.dmn", {})
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []


def test_a_section_that_cannot_be_continued_is_left_alone() -> None:
    before = b'"a.dmn" = { x = "X" }\n'
    with pytest.raises(ListTextsUnwritable, match="RC-3211"):
        add_texts(before, "texts.en.toml", "a.dmn", {"k": "K"})


@pytest.fixture
def folder(tmp_path: Path, pack: Pack) -> Path:
    for path, content in pack.files.items():
        target = tmp_path / "root" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "root"


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_written_into_a_folder_the_items_are_read_from_it(pack: Pack, template: bytes, folder: Path) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    write_import(planned, folder)
    assert read_pack(PLACE, folder).digest == planned.after.digest
    assert set(_contents(folder)) == set(pack.files)


def test_a_file_that_somebody_changed_meanwhile_is_kept(pack: Pack, template: bytes, folder: Path) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    (folder / TEXTS).write_bytes(pack.files[TEXTS] + b"# more\n")
    before = _contents(folder)
    with pytest.raises(ListChangedMeanwhile, match="RC-3210"):
        write_import(planned, folder)
    assert _contents(folder) == before


def test_a_failure_halfway_puts_back_what_was_written(
    pack: Pack, template: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    before = _contents(folder)
    copy, calls = shutil.copymode, []

    def fail_second(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(source))
        copy(source, target)

    monkeypatch.setattr(shutil, "copymode", fail_second)
    with pytest.raises(OSError, match="No space left"):
        write_import(planned, folder)
    assert len(calls) == 3
    assert _contents(folder) == before
