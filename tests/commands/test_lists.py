"""Lists from the shell: exported, filled, tried, written, published."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.practice_place import PLACE, ROOT, PracticePlace
from webapp.cli import main
from webapp.procedures import current_version, read_pack
from webapp.procedures.drafts import get_draft, list_drafts


def fill_sheet(path: Path, *cells: str) -> None:
    """Add a row below those of an exported sheet."""
    book = load_workbook(path)
    book["清单"].append(cells)
    book.save(path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of procedures that may be changed."""
    pack = read_pack(PLACE, ROOT)
    for path, content in pack.files.items():
        target = tmp_path / "root" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "root"


def test_a_list_is_exported_filled_tried_and_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "list.xlsx"
    place = ["--jurisdiction", PLACE, "--root", str(root)]
    assert main(["lists", "export", str(sheet), *place]) == 0
    assert main(["lists", "import", str(sheet), *place, "--write"]) == 0
    assert "没有变化" in capsys.readouterr().out
    before = read_pack(PLACE, root).digest
    fill_sheet(sheet, f"{PLACE}:QD-1", "情形", "Situation", "营商环境", "街道", "001")
    assert main(["lists", "import", str(sheet), *place]) == 0
    assert (
        f'+            <text>"{PLACE}:QD-1"</text>'.replace("            ", "          ")
        in capsys.readouterr().out
    )
    assert read_pack(PLACE, root).digest == before
    assert main(["--language", "en", "lists", "import", str(sheet), *place, "--write"]) == 0
    assert "Written below" in capsys.readouterr().out
    assert read_pack(PLACE, root).list_items[-1]["value"] == f"{PLACE}:QD-1"
    assert main(["pack", "check", str(root)]) == 0


def test_a_sheet_with_mistakes_tells_them_all_and_changes_nothing(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "list.xlsx"
    place = ["--jurisdiction", PLACE, "--root", str(root)]
    assert main(["lists", "export", str(sheet), *place]) == 0
    fill_sheet(sheet, "QD-1", "", "", "营商", "街道", "")
    before = read_pack(PLACE, root).digest
    for language, said in (("zh", "清单编码"), ("en", "The code")):
        assert main(["--language", language, "lists", "import", str(sheet), *place, "--write"]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert all(code in told for code in ("LI-112", "LI-115", "LI-116", "LI-123"))
    assert read_pack(PLACE, root).digest == before


def test_a_list_of_the_version_in_force_becomes_a_draft_of_whoever_may_keep_one(
    place: PracticePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_DATABASE_URL", place.url)
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path / "instance"))
    sheet = tmp_path / "list.xlsx"
    words = [str(sheet), "--jurisdiction", PLACE]
    assert main(["lists", "export", *words, "--published"]) == 0
    fill_sheet(sheet, f"{PLACE}:QD-1", "情形", "Situation", "营商环境", "街道", "001")
    before = place.pack.digest
    for wrong in (["--published"], ["--by", "admin"]):
        assert main(["lists", "import", *words, *wrong, "--root", str(tmp_path)]) == 2
    for wrong_login in ("handler", "nobody"):
        assert main(["lists", "import", *words, "--by", wrong_login]) == 2
    assert main(["lists", "import", *words, "--published"]) == 0
    assert "只是试行" in capsys.readouterr().out
    with place.database.read() as session:
        assert list_drafts(session) == []
    assert main(["lists", "import", *words, "--by", "admin"]) == 0
    assert "已存为草稿" in capsys.readouterr().out
    with place.database.read() as session:
        (line,) = list_drafts(session)
        assert get_draft(session, line.id).pack.list_items[-1]["value"] == f"{PLACE}:QD-1"
        assert current_version(session, PLACE).digest == before
