"""`rongcuo lists export` and `rongcuo lists import`. A mistake leaves everything as it was."""

from __future__ import annotations

import argparse
from pathlib import Path

from webapp.commands.console import DONE, choose, say
from webapp.commands.people import find_actor
from webapp.commands.place import open_place, read_place
from webapp.commands.versions import read_published, tell_stored
from webapp.database import Database, now
from webapp.errors import Language, RongcuoError
from webapp.procedures import Pack, read_pack
from webapp.procedures.draft_parts.lists import start_list_draft
from webapp.procedures.item_sheets.importing import (
    ListImport,
    export_list,
    plan_import,
    write_import,
)
from webapp.procedures.item_sheets.workbook import read_sheet_file
from webapp.settings import Settings


class RootBesideVersion(RongcuoError):
    """A list comes from a folder or from the published version, not from both."""

    code = "RC-1922"
    zh = "--root 不能与 --by、--published 同用：清单要么取自文件夹，要么取自已发布的版本。"
    en = "--root cannot be used with --by or --published: a list is taken from a folder or from the published version."


def export_sheet(arguments: argparse.Namespace) -> int:
    """Write the sheet of a place's list.

    Raises:
        RongcuoError: there is no such list, or a file of that name.
    """
    settings = read_place(arguments)
    if arguments.published:
        _refuse_root(arguments)
        pack = read_published(open_place(settings), arguments.jurisdiction)
    else:
        pack = read_pack(arguments.jurisdiction, _root(arguments, settings))
    count = export_list(pack, Path(arguments.file), arguments.decision)
    say(
        choose(
            arguments.language,
            f"{arguments.file}：已写出，现有 {count} 条。",
            f"{arguments.file}: written, with the {count} item(s) of the list.",
        )
    )
    return DONE


def import_sheet(arguments: argparse.Namespace) -> int:
    """Add the items of a filled sheet to a place's list, or show what that would change.

    Raises:
        RongcuoError: the sheet has mistakes, or the list cannot take it; nothing is changed then.
    """
    settings = read_place(arguments)
    if arguments.by or arguments.published:
        _refuse_root(arguments)
        return _import_into_version(arguments, open_place(settings))
    root = _root(arguments, settings)
    planned = _plan(arguments, read_pack(arguments.jurisdiction, root))
    _tell(planned, arguments.language)
    if not planned.added:
        return DONE
    if arguments.write:
        write_import(planned, root)
        paths = ", ".join(planned.changed)
        say(choose(arguments.language, f"已写入 {root}：{paths}", f"Written below {root}: {paths}"))
    else:
        _tell_tried(arguments.language)
    return DONE


def _import_into_version(arguments: argparse.Namespace, database: Database) -> int:
    """Try the sheet on the version in force, and keep it as a draft of it when somebody is named."""
    planned = _plan(arguments, read_published(database, arguments.jurisdiction))
    _tell(planned, arguments.language)
    if not planned.added:
        return DONE
    if arguments.by:
        actor = find_actor(database, arguments.by)
        with database.write() as session:
            line = start_list_draft(session, planned, actor, now(session))
        tell_stored(line, arguments.language)
    else:
        _tell_tried(arguments.language)
    return DONE


def _tell_tried(language: Language) -> None:
    say(
        choose(
            language,
            "只是试行，没有写入。加 --write 写入文件夹，或加 --by 登录名 存为现行版本的草稿。",
            "Only tried, nothing was written. Add --write to write into the folder, or --by LOGIN to store a draft of the "
            "version in force.",
        )
    )


def _plan(arguments: argparse.Namespace, pack: Pack) -> ListImport:
    path = Path(arguments.file)
    return plan_import(pack, read_sheet_file(path), path.name, arguments.decision)


def _tell(planned: ListImport, language: Language) -> None:
    if not planned.added:
        say(choose(language, "清单没有变化。", "The list is unchanged."))
        return
    say(planned.difference())
    for problem in planned.warnings:
        say(problem.text(language))
    count = len(planned.added)
    say(
        choose(
            language,
            f"增补 {count} 条；检查和情景全部通过。",
            f"{count} item(s) added; all checks and scenarios pass.",
        )
    )


def _root(arguments: argparse.Namespace, settings: Settings) -> Path:
    return Path(arguments.root) if arguments.root else settings.pack_root


def _refuse_root(arguments: argparse.Namespace) -> None:
    if arguments.root:
        raise RootBesideVersion
