"""Procedures come in and go out by the shell: made, exported, read, stored as a draft, published."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands.conftest import Shell
from tests.practice_place import PLACE, ROOT
from tests.procedures.importing.archives import zip_of
from tests.procedures.small_pack import CODE, MATTER, write_pack
from webapp.cli import main
from webapp.database import Database, open_database
from webapp.procedures import current_version, read_pack
from webapp.procedures.drafts import list_drafts


def place_of(folder: Path) -> Database:
    """The practice database in a data folder."""
    return open_database(f"sqlite:///{next(folder.glob('*practice*.db'))}")


def test_a_new_place_is_written_and_passes_the_checks(shell: Shell, tmp_path: Path) -> None:
    words = ["pack", "new", "newtown", "--from", PLACE, "--zh", "新城县", "--en", "Newtown"]
    told = shell(
        *words,
        "--organ",
        "县委组织部",
        "--organ-en",
        "Department",
        "--mark",
        "新组容",
        "--into",
        str(tmp_path),
    )
    assert told.returncode == 0, told.stderr
    pack = read_pack("newtown", tmp_path)
    assert (pack.jurisdiction.zh, pack.jurisdiction.extends) == ("新城县", PLACE)
    assert pack.papers.place is not None
    assert pack.papers.place.mark == "新组容"
    # Once more into the same folder changes nothing; another name would overwrite.
    assert (
        shell(
            *words,
            "--organ",
            "县委组织部",
            "--organ-en",
            "Department",
            "--mark",
            "新组容",
            "--into",
            str(tmp_path),
        ).returncode
        == 0
    )
    words[6] = "别的县"
    refused = shell(*words, "--into", str(tmp_path))
    assert refused.returncode == 2
    assert "没有覆盖" in refused.stderr
    assert read_pack("newtown", tmp_path).jurisdiction.zh == "新城县"


def test_a_new_place_takes_its_roles_parameters_and_list_from_spreadsheets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path / "instance"))
    sheet, items, into = tmp_path / "place.xlsx", tmp_path / "list.xlsx", tmp_path / "into"
    assert main(["pack", "sheet", PLACE, str(sheet)]) == 0
    assert main(["pack", "sheet", PLACE, str(sheet)]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert main(["lists", "export", str(items), "--jurisdiction", PLACE]) == 0
    book = load_workbook(sheet)
    book["岗位"]["B2"] = "容错申请人"
    row = [cell.value for cell in book["参数"]["A"]].index("accept_working_days") + 1
    book["参数"][f"C{row}"], book["参数"][f"D{row}"] = "9", "assumed"
    book.save(sheet)
    words = ["--from", PLACE, "--zh", "新城县", "--en", "Newtown", "--into", str(into)]
    asked = ["pack", "new", "newtown", *words, "--sheet", str(sheet), "--list", str(items)]
    assert main(asked) == 0, capsys.readouterr().err
    place = read_pack("newtown", into).jurisdiction
    days = place.parameters["accept_working_days"]
    assert "容错申请人" in [role.zh for role in place.roles.values()]
    assert (days.value, days.source) == (9, "assumed")
    assert "不再成立" in capsys.readouterr().out
    book["参数"][f"C{row}"] = "soon"
    book.save(sheet)
    assert main(asked) == 2
    assert days.zh in capsys.readouterr().err


def test_an_export_is_never_written_over_a_file(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "place.zip"
    assert shell("pack", "export", PLACE, str(target)).returncode == 0
    before = target.read_bytes()
    told = shell("--language", "en", "pack", "export", PLACE, str(target))
    assert told.returncode == 2
    assert "was not overwritten" in told.stderr
    assert target.read_bytes() == before


def test_a_folder_is_read_stored_by_name_and_first_published_by_an_administrator(
    shell: Shell, practice_folder: Path, tmp_path: Path
) -> None:
    instance = {"RONGCUO_INSTANCE_DIR": str(practice_folder)}
    root = write_pack(tmp_path / "pack")
    told = shell("pack", "import", str(root), "--practice", **instance)
    assert told.returncode == 0, told.stderr
    assert "没有存下" in told.stdout
    stored = shell("pack", "import", str(root), "--by", "designer", "--practice", **instance)
    assert "没有发布" in stored.stdout, stored.stderr
    with place_of(practice_folder).read() as session:
        [line] = list_drafts(session)
    assert (line.jurisdiction, line.created_by) == (CODE, "designer")
    assert shell("pack", "publish", str(root), "--by", "designer", "--practice", **instance).returncode == 2
    published = shell("pack", "publish", str(root), "--by", "admin", "--practice", **instance)
    assert published.returncode == 0, published.stderr
    first = read_pack(CODE, root).digest
    with place_of(practice_folder).read() as session:
        assert current_version(session, CODE).digest == first
    again = shell("pack", "publish", str(root), "--by", "admin", "--practice", **instance)
    assert again.returncode == 0, "what is in force already is no change"
    write_pack(root, {MATTER: ("受理审查", "接收审查")})
    refused = shell("pack", "publish", str(root), "--by", "admin", "--practice", **instance)
    assert refused.returncode == 2
    assert f"{first[:12]}，没有发布" in refused.stderr
    assert "另一位流程设计员" in refused.stderr
    with place_of(practice_folder).read() as session:
        assert current_version(session, CODE).digest == first, (
            "one person does not replace a version in force"
        )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_taken_is_refused_in_one_sentence(
    shell: Shell, practice_folder: Path, tmp_path: Path, language: str
) -> None:
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zip_of({"bpmn/town/x.bpmn": b"\0" * 2**20}))
    told = shell(
        "--language",
        language,
        "pack",
        "import",
        str(bomb),
        "--by",
        "admin",
        "--practice",
        RONGCUO_INSTANCE_DIR=str(practice_folder),
    )
    assert told.returncode == 2
    assert "bpmn/town/x.bpmn" in told.stderr
    with place_of(practice_folder).read() as session:
        assert list_drafts(session) == []


def test_a_command_names_the_person_it_cannot_find(shell: Shell, practice_folder: Path) -> None:
    told = shell(
        "pack",
        "publish",
        str(ROOT),
        "--by",
        "nobody",
        "--practice",
        RONGCUO_INSTANCE_DIR=str(practice_folder),
    )
    assert told.returncode == 2
    assert "nobody" in told.stderr
