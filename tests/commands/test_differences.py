"""`rongcuo pack diff` tells in words what differs between two procedures, and its exit code says whether anything does."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Shell
from tests.practice_place import PLACE
from tests.procedures.small_pack import APPLY_FORM, CODE, JURISDICTION, MATTER, OUTCOME, write_pack
from webapp.procedures import read_pack
from webapp.procedures.exporting import write_zip

_CHANGED = {
    MATTER: ("受理审查", "形式审查"),
    OUTCOME: ('"grave"', '"slight"'),
    APPLY_FORM: ("申请事由", "申请理由"),
    JURISDICTION: ("value = 5", "value = 7"),
}


def test_two_folders_differ_by_element_cell_field_and_figure(shell: Shell, tmp_path: Path) -> None:
    old, new = write_pack(tmp_path / "old"), write_pack(tmp_path / "new", _CHANGED)
    told = shell("pack", "diff", str(old), str(new))
    assert told.returncode == 1, told.stderr
    lines = [line.strip() for line in told.stdout.splitlines()]
    for expected in (
        "名称：受理审查 → 形式审查",
        '过失程度："grave" → "slight"',
        "标签：申请事由 → 申请理由",
        "值：5 → 7",
    ):
        assert expected in lines, told.stdout
    english = shell("--language", "en", "pack", "diff", str(old), str(new))
    assert "Value: 5 → 7" in english.stdout


def test_a_folder_and_its_zip_are_the_same(shell: Shell, tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "folder")
    packed = tmp_path / "packed.zip"
    packed.write_bytes(write_zip(read_pack(CODE, folder).files))
    told = shell("pack", "diff", str(folder), str(packed))
    assert (told.returncode, told.stderr) == (0, "")
    assert "没有差别" in told.stdout


def test_a_published_version_is_named_by_its_place_or_by_its_digest(
    shell: Shell, practice_folder: Path, tmp_path: Path
) -> None:
    place = {"RONGCUO_INSTANCE_DIR": str(practice_folder)}
    told = shell("pack", "diff", f"place:{PLACE}", PLACE, "--practice", **place)
    assert told.returncode == 0, told.stdout + told.stderr
    digest = read_pack(PLACE, Path(__file__).parents[2]).digest
    told = shell("pack", "diff", f"version:{digest[:12]}", f"place:{PLACE}", "--practice", **place)
    assert told.returncode == 0, told.stdout + told.stderr
    for unknown in ("version:" + "0" * 12, f"version:{digest[:6]}", "place:nowhere", str(tmp_path)):
        refused = shell("pack", "diff", unknown, PLACE, "--practice", **place)
        assert (refused.returncode, refused.stdout) == (2, ""), unknown
        assert refused.stderr.startswith("rongcuo: ")
