"""Lists that cannot be filled, and items that break a scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.practice_place import PLACE
from tests.procedures.lists.sheets import CODE, GOOD, MATCH, filled
from tests.procedures.small_pack import small_pack
from webapp.procedures import Pack, PackRefused
from webapp.procedures.item_sheets import (
    ListTableElsewhere,
    ListTableMissing,
    ListTableUnsuitable,
)
from webapp.procedures.item_sheets.importing import (
    export_list,
    plan_import,
)
from webapp.procedures.item_sheets.layout import read_layout
from webapp.procedures.item_sheets.template import write_template


def test_a_decision_that_is_no_list_is_refused(pack: Pack, template: bytes, tmp_path: Path) -> None:
    with pytest.raises(ListTableMissing, match="RC-3201"):
        plan_import(pack, template, "list.xlsx", "nothing")
    with pytest.raises(ListTableMissing):
        export_list(small_pack(tmp_path), tmp_path / "list.xlsx")
    with pytest.raises(ListTableUnsuitable, match="RC-3202"):
        export_list(pack, tmp_path / "list.xlsx", "outcome")
    assert not (tmp_path / "list.xlsx").exists()


def test_a_list_that_other_places_share_is_not_changed(pack: Pack) -> None:
    files = {
        path.replace(f"dmn/{PLACE}/match", "dmn/shared/match"): content
        for path, content in pack.files.items()
    }
    shared = Pack(PLACE, files)
    with pytest.raises(ListTableElsewhere, match="RC-3203"):
        plan_import(shared, filled(write_template(read_layout(shared)), GOOD), "list.xlsx")


def test_items_that_break_a_scenario_are_refused_whole(pack: Pack, template: bytes) -> None:
    files = dict(pack.files)
    path = next(path for path in files if path.endswith("lw2_educate.toml"))
    files[path] = files[path].replace(b"ended = true", b"ended = false")
    with pytest.raises(PackRefused):
        plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx")


def test_a_scenario_still_fails_where_an_item_that_it_names_does_not_fit(pack: Pack, template: bytes) -> None:
    files = dict(pack.files)
    path = next(path for path in files if path.endswith("lw2_educate.toml"))
    files[path] = files[path].replace(b"match = [7]", b"match = [6]")
    with pytest.raises(PackRefused, match="expected 6, found 7"):
        plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx")


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.decode().replace("UTF-8", "GB18030", 1).encode("gb18030"),
        lambda text: b"".join(line.strip() for line in text.splitlines()),
    ],
    ids=["Windows lines", "byte order mark", "GB 18030", "one line"],
)
def test_a_table_is_rewritten_however_its_file_is_written(
    pack: Pack, template: bytes, write: Callable[[bytes], bytes]
) -> None:
    files = {**pack.files, MATCH: write(pack.files[MATCH])}
    after = plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx").after
    assert [item["value"] for item in after.list_items][-2:] == [f"{PLACE}:JJLS", GOOD[CODE]]
    assert (b"\r\n" in after.files[MATCH]) == (b"\r\n" in files[MATCH])
