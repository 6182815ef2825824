"""`rongcuo lists export` and `rongcuo lists import`. A mistake leaves everything as it was."""

from __future__ import annotations

import argparse
from pathlib import Path

from webapp.commands.console import DONE, choose, say
from webapp.commands.people import find_actor
from webapp.commands.place import open_place, read_place
from webapp.commands.versions import read_published, tell_published
from webapp.database import Database, now
from webapp.errors import Language, RongcuoError
from webapp.procedures import Pack, read_pack
from webapp.procedures.item_sheets.importing import (
    ListImport,
    export_list,
    plan_import,
    publish_import,
    write_import,
)
from webapp.procedures.item_sheets.workbook import read_sheet_file
from webapp.settings import Settings


class PublisherUnnamed(RongcuoError):
    """A new version is published by somebody; the option that names them is missing, or stands alone."""

    code = "RC-1921"
    zh = "--publish 和 --by 须一起用：发布新版本要指明系统管理员的登录名。"
    en = "Use --publish and --by together: a new version is published by a system administrator, named by login."


class RootBesideVersion(RongcuoError):
    """A list comes from a folder or from the published version, not from both."""

    code = "RC-1922"
    zh = "--root 不能与 --publish、--published 同用：清单要么取自文件夹，要么取自已发布的版本。"
    en = (
        "--root cannot be used with --publish or --published: a list is taken from a folder or from the published "
        "version."
    )


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
    if arguments.publish != bool(arguments.by):
        raise PublisherUnnamed
    if arguments.publish:
        _refuse_root(arguments)
        return _publish(arguments, open_place(settings))
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
        say(
            choose(
                arguments.language,
                "只是试行，没有写入。加 --write 写入文件夹，或加 --publish --by 登录名 发布新版本。",
                "Only tried, nothing was written. Add --write to write into the folder, or --publish --by LOGIN to "
                "publish a new version.",
            )
        )
    return DONE


def _publish(arguments: argparse.Namespace, database: Database) -> int:
    actor = find_actor(database, arguments.by)
    planned = _plan(arguments, read_published(database, arguments.jurisdiction))
    _tell(planned, arguments.language)
    if not planned.added:
        return DONE
    with database.write() as session:
        version = publish_import(session, planned, actor, now(session))
    tell_published(version, arguments.language)
    return DONE


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
