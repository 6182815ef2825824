"""`rongcuo pack import`, `pack export` and `pack publish`: a place's procedures come in and go out."""

from __future__ import annotations

import argparse
from pathlib import Path

from webapp.commands.console import DONE, NOT_PASSED, UsageRefused, choose, say
from webapp.commands.people import find_actor
from webapp.commands.place import open_place, read_place
from webapp.commands.versions import read_published, tell_published, tell_stored
from webapp.database import Database, now
from webapp.errors import Language
from webapp.procedures import read_pack
from webapp.procedures.exporting import write_zip
from webapp.procedures.files import FolderFiles
from webapp.procedures.importing.archives import MAX_ARCHIVE_BYTES, read_folder
from webapp.procedures.importing.taking import PlannedImport, plan_import, publish_import, store_import
from webapp.settings import Settings


def import_procedures(arguments: argparse.Namespace) -> int:
    """Take a zip, a folder or a file in as a draft, or only say what is wrong with it.

    Raises:
        RongcuoError: it is not taken; nothing is stored then.
    """
    settings = read_place(arguments)
    database = open_place(settings)
    planned = _plan(arguments, settings, database)
    _tell(planned, arguments.language)
    if not arguments.by:
        say(
            choose(
                arguments.language,
                "只是试读，没有存下。加 --by 登录名 存为草稿。",
                "Only tried, nothing was stored. Add --by LOGIN to store a draft.",
            )
        )
        return NOT_PASSED if planned.errors else DONE
    actor = find_actor(database, arguments.by)
    with database.write() as session:
        line = store_import(session, planned, actor, now(session), keep_with_errors=arguments.keep_errors)
    tell_stored(line, arguments.language)
    return DONE


def publish_procedures(arguments: argparse.Namespace) -> int:
    """Publish what a place begins with, in the name of a system administrator: a zip, a folder or a shipped place.

    Raises:
        RongcuoError: it has errors, a scenario fails, the person may not, or another version is in force; nothing is
            changed then.
    """
    settings = read_place(arguments)
    database = open_place(settings)
    actor = find_actor(database, arguments.by)
    planned = _plan(arguments, settings, database)
    _tell(planned, arguments.language)
    with database.write() as session:
        version = publish_import(session, planned, actor, now(session))
    tell_published(version, arguments.language)
    return DONE


def export_procedures(arguments: argparse.Namespace) -> int:
    """Write a place's procedures as a zip.

    Raises:
        RongcuoError: there is no such place, or a file of that name.
    """
    settings = read_place(arguments)
    if arguments.published:
        pack = read_published(open_place(settings), arguments.code)
    else:
        pack = read_pack(arguments.code, settings.pack_root)
    target = Path(arguments.file)
    try:
        with target.open("xb") as stream:
            stream.write(write_zip(pack.files))
    except FileExistsError as error:
        raise UsageRefused(
            reason_zh=f"{target} 已存在，没有覆盖。请换一个文件名。",
            reason_en=f"{target} exists and was not overwritten. Choose another name.",
        ) from error
    say(
        choose(
            arguments.language,
            f"{target}：已写出版本 {pack.digest[:12]}，{len(pack.files)} 个文件。",
            f"{target}: written, version {pack.digest[:12]} with {len(pack.files)} file(s).",
        )
    )
    return DONE


def _plan(arguments: argparse.Namespace, settings: Settings, database: Database) -> PlannedImport:
    content, name = read_handed_in(arguments.path, settings.pack_root)
    return plan_import(database, content, name, arguments.place, FolderFiles(settings.pack_root))


def read_handed_in(path_or_code: str, root: Path) -> tuple[bytes, str]:
    """What a person names, a zip, a folder, a file or a shipped place, as the bytes of a zip or file, and what to call it.

    Raises:
        ImportRefused: the folder holds what is not taken.
        PackNotFound: it is none of these.
    """
    path = Path(path_or_code)
    if path.is_dir():
        return write_zip(read_folder(path).files), path.name
    if path.is_file():
        with path.open("rb") as stream:
            return stream.read(MAX_ARCHIVE_BYTES + 1), path.name
    return write_zip(read_pack(path_or_code, root).files), path_or_code


def _tell(planned: PlannedImport, language: Language) -> None:
    for remark in planned.remarks:
        say(f"  {remark.text(language)}")
    for problem in planned.problems:
        word = choose(language, "错误" if problem.severity == "error" else "提醒", problem.severity)
        say(f"  {word}: {problem.text(language)}")
    warnings = len(planned.problems) - len(planned.errors)
    say(
        choose(
            language,
            f"{planned.code} {planned.pack.digest[:12]}：{len(planned.errors)} 处错误，{warnings} 处提醒",
            f"{planned.code} {planned.pack.digest[:12]}: errors: {len(planned.errors)}, warnings: {warnings}",
        )
    )
