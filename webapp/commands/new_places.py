"""`rongcuo pack new` and `pack sheet`: a new place from a template, with what differs by option or spreadsheet."""

from __future__ import annotations

import argparse
from pathlib import Path, PurePosixPath

from webapp.commands.console import DONE, UsageRefused, choose, say
from webapp.commands.place import read_place
from webapp.procedures import read_pack
from webapp.procedures.item_sheets.workbook import read_sheet_file, write_new
from webapp.procedures.new_place import Name, Organ, PlaceWishes, make_place_files
from webapp.procedures.new_place.sheets import write_place_sheet
from webapp.procedures.resolution import jurisdiction_path


def make_place(arguments: argparse.Namespace) -> int:
    """Write the files of a new place into a folder.

    Raises:
        RongcuoError: the place cannot be made, or a file of that name holds something else; nothing is written then.
    """
    settings = read_place(arguments)
    template = read_pack(arguments.template, settings.pack_root)
    organ = (
        Organ(Name(arguments.organ, arguments.organ_en or ""), arguments.mark or "")
        if arguments.organ
        else None
    )
    wishes = PlaceWishes(
        arguments.code,
        Name(arguments.zh, arguments.en),
        arguments.zone,
        organ,
        place_sheet=_read_sheet(arguments.sheet),
        list_sheet=_read_sheet(arguments.list),
    )
    made = make_place_files(template, wishes)
    root = Path(arguments.into)
    written = {
        path: content for path, content in made.pack.files.items() if not _is_there(root / path, content)
    }
    for path, content in written.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    own = jurisdiction_path(arguments.code)
    say(
        choose(
            arguments.language,
            f"已写入 {root}：{len(written)} 个文件。本地的名称、岗位和参数写在 {own}。",
            f"Written below {root}: {len(written)} file(s). The place's names, roles and parameters stand in {own}.",
        )
    )
    if made.left_out:
        names = [PurePosixPath(path).name for path in made.left_out]
        say(
            choose(
                arguments.language,
                f"模板的这些情景不再成立，没有带来，请重写：{'、'.join(names)}",
                f"These scenarios of the template no longer hold and were left out; write them anew: {', '.join(names)}",
            )
        )
    return DONE


def _read_sheet(file: str | None) -> tuple[str, bytes] | None:
    return (Path(file).name, read_sheet_file(Path(file))) if file else None


def write_sheet(arguments: argparse.Namespace) -> int:
    """Write the workbook of a template's roles, parameters and own days, to fill in for a new place.

    Raises:
        PackNotFound: there is no such place.
        ListFileExists: there is a file of that name.
    """
    template = read_pack(arguments.template, read_place(arguments).pack_root)
    write_new(Path(arguments.file), write_place_sheet(template))
    say(
        choose(
            arguments.language,
            f"{arguments.file}：已写出。改好后用 pack new --sheet 新建地方。",
            f"{arguments.file}: written. Change it, and make the place with pack new --sheet.",
        )
    )
    return DONE


def _is_there(target: Path, content: bytes) -> bool:
    """Whether a file is there already as it would be written.

    Raises:
        UsageRefused: it is there and holds something else.
    """
    if not target.exists():
        return False
    if target.read_bytes() != content:
        raise UsageRefused(
            reason_zh=f"{target} 已存在，内容不同，没有覆盖；什么也没有写入。请换一个文件夹。",
            reason_en=f"{target} exists with another content and was not overwritten; nothing was written. Choose another folder.",
        )
    return True
