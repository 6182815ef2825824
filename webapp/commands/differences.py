"""`rongcuo pack diff`: what differs between two folders, zips, shipped places or published versions, in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from webapp.commands.console import DONE, NOT_PASSED, UsageRefused, choose, say
from webapp.commands.place import open_place, read_place
from webapp.commands.swapping import read_handed_in
from webapp.database import Database
from webapp.errors import Language
from webapp.papers import Piece, TemplateComparison
from webapp.procedures import Pack, current_version, find_version
from webapp.procedures.comparing import (
    CHANGE_NAMES,
    SECTIONS,
    Change,
    ChangeKind,
    DecisionChange,
    Detail,
    FileChange,
    PackComparison,
    RowChange,
    Said,
    compare_packs,
)
from webapp.procedures.drafts.titles import KIND_NAMES, FileTitle, title_files
from webapp.procedures.files import FolderFiles
from webapp.procedures.importing.taking import gather_pack
from webapp.settings import Settings

#: What stands before a published version and before a place's version in force.
_VERSION, _PLACE = "version:", "place:"
#: Characters of a template that are told on either side of what differs.
_AROUND = 12
_ROLES = {
    "input": Said("条件", "input"),
    "output": Said("结论", "output"),
    "annotation": Said("批注", "annotation"),
}
_SECTIONS = {
    "place": Said(*KIND_NAMES["settings"]),
    **SECTIONS,
    "papers": Said("文书目录", "List of papers"),
    "texts": Said("译文和本地的说法", "English texts and the place's own words"),
}


def tell_differences(arguments: argparse.Namespace) -> int:
    """Print the differences of two packs; the exit code says whether there are any.

    Raises:
        RongcuoError: one of the two cannot be read or is not there.
    """
    settings = read_place(arguments)
    is_published = any(each.startswith((_VERSION, _PLACE)) for each in (arguments.old, arguments.new))
    database = open_place(settings) if is_published else None
    old, new = (
        _find_pack(each, arguments.place, settings, database) for each in (arguments.old, arguments.new)
    )
    comparison = compare_packs(old, new)
    for line in list_differences(comparison, arguments.language):
        say(line)
    return DONE if comparison.is_empty else NOT_PASSED


def _find_pack(name: str, place: str | None, settings: Settings, database: Database | None) -> Pack:
    if database is not None and name.startswith(_VERSION):
        with database.read() as session:
            return find_version(session, name.removeprefix(_VERSION))
    if database is not None and name.startswith(_PLACE):
        with database.read() as session:
            return current_version(session, name.removeprefix(_PLACE))
    content, file = read_handed_in(name, settings.pack_root)
    pack = gather_pack(content, file, place, FolderFiles(settings.pack_root))
    if pack.reading_problems:
        first = pack.reading_problems[0]
        raise UsageRefused(reason_zh=first.text("zh"), reason_en=first.text("en"))
    return pack


def list_differences(comparison: PackComparison, language: Language) -> Iterator[str]:
    """The differences, a line each; what belongs to a line stands below it, indented."""
    old, new = comparison.old, comparison.new
    yield choose(
        language,
        f"改前 {old.code} {old.digest[:12]}，改后 {new.code} {new.digest[:12]}",
        f"before {old.code} {old.digest[:12]}, after {new.code} {new.digest[:12]}",
    )
    if comparison.is_empty:
        yield choose(language, "两边没有差别。", "The two are the same.")
        return
    titles = {**title_files(old), **title_files(new)}
    for file in comparison.files:
        yield from _file(file, titles.get(file.path), language)
    for section, words in _SECTIONS.items():
        changes = {"papers": comparison.papers, "texts": comparison.texts}.get(
            section, comparison.settings.get(section, ())
        )
        if changes:
            yield words.text(language)
            yield from _changes(changes, language)


def _file(file: FileChange, title: FileTitle | None, language: Language) -> Iterator[str]:
    name = title.text(language) if title is not None else file.stem
    yield f"{_kind(file, language)} {name} {file.path}"
    if file.kind == "moved":
        yield f"    {file.old_path} → {file.new_path}"
    if not file.is_readable:
        yield choose(
            language,
            "    有一边的文件读不出来，不能逐项比较。",
            "    One side cannot be read: no more can be told.",
        )
    yield from _details(file.details, language, 1)
    yield from _wording(file.wording, language)
    yield from _changes(file.changes, language)
    for decision in file.decisions:
        yield from _decision(decision, language)


def _wording(wording: TemplateComparison | None, language: Language) -> Iterator[str]:
    """The lines of a template that differ: what went as [-...-], what came as {+...+}, a few words of the rest around it."""
    if wording is None:
        return
    if wording.unread is not None:
        why = wording.unread.en if language == "en" else wording.unread.zh
        yield choose(
            language, f"  模板的文字没有比较：{why}", f"  The words of the templates were not compared: {why}"
        )
    elif not wording.lines:
        yield choose(
            language,
            "  文字没有不同，不同的是格式、版面或文件本身。",
            "  The words are the same; the format, the layout or the file itself differs.",
        )
    for line in wording.lines:
        cells = " | ".join("".join(map(_piece, cell)) for cell in line.cells)
        word = choose(language, *CHANGE_NAMES[line.kind])
        yield f"  {word} {choose(language, line.zh, line.en)}{choose(language, '：', ': ')}{cells}"
    if wording.left_out:
        n = wording.left_out
        yield choose(
            language, f"  不同之处太多，另有 {n} 处没有列出。", f"  And {n} more, too many to be told."
        )


def _piece(piece: Piece) -> str:
    before, after = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}[piece.kind]
    is_long = piece.kind == "same" and len(piece.text) > 2 * _AROUND
    return before + (f"{piece.text[:_AROUND]}…{piece.text[-_AROUND:]}" if is_long else piece.text) + after


def _changes(changes: tuple[Change, ...], language: Language) -> Iterator[str]:
    for change in changes:
        at = f" ({change.id})" if change.id else ""
        yield f"  {_kind(change, language)} {_plain(change.name.text(language))}{at}"
        yield from _details(change.details, language, 2, change.kind)


def _decision(decision: DecisionChange, language: Language) -> Iterator[str]:
    yield f"  {_kind(decision, language)} {_plain(decision.name.text(language))} ({decision.id})"
    yield from _details(decision.details, language, 2, decision.kind)
    for column in decision.columns:
        if column.kind is not None:
            role = _ROLES[column.role].text(language)
            word = choose(language, *CHANGE_NAMES[column.kind])
            yield f"    {word} {role}{choose(language, '列', ' column')} {_plain(column.label)}"
            yield from _details(column.details, language, 3)
    for row in decision.rows:
        yield from _row(decision, row, language)


def _row(decision: DecisionChange, row: RowChange, language: Language) -> Iterator[str]:
    """A row, and below it each cell that differs by its column; of an added or removed row all that is written."""
    at = " → ".join(
        str(number) for number in dict.fromkeys((row.old_number, row.new_number)) if number is not None
    )
    yield f"    {_kind(row, language)} {choose(language, f'第 {at} 行', f'row {at}')}"
    for column, cell in zip(decision.columns, row.cells, strict=True):
        if cell.is_changed:
            what = Said(_plain(column.label), _plain(column.label))
            yield from _details((Detail(what, cell.before, cell.after),), language, 3)


def _details(
    details: tuple[Detail, ...], language: Language, depth: int, kind: ChangeKind = "changed"
) -> Iterator[str]:
    """Each property with what it was and is; of what is new or gone altogether only the one that there is."""
    none = choose(language, "（没有）", "(none)")
    for each in details:
        before, after = _plain(each.was(language)) or none, _plain(each.becomes(language)) or none
        sides = {"added": after, "removed": before}.get(kind, f"{before} → {after}")
        yield f"{'  ' * depth}{each.what.text(language)}{choose(language, '：', ': ')}{sides}"


def _kind(change: FileChange | Change | DecisionChange | RowChange, language: Language) -> str:
    return choose(language, *CHANGE_NAMES[change.kind])


def _plain(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
