"""Filling a place's list from a sheet: read and checked whole, tried on the pack, and only then written."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from webapp.errors import Problem
from webapp.procedures.checking import check_content
from webapp.procedures.item_sheets.checking import find_new_items
from webapp.procedures.item_sheets.errors import (
    ListChangedMeanwhile,
    ListItemsRefused,
    ListTableElsewhere,
)
from webapp.procedures.item_sheets.layout import Item, read_layout
from webapp.procedures.item_sheets.rewriting import add_rows, add_texts
from webapp.procedures.item_sheets.template import write_template
from webapp.procedures.item_sheets.workbook import read_sheet, write_new
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.packs import Pack
from webapp.procedures.proving import prove_pack
from webapp.procedures.resolution import texts_path


@dataclass(frozen=True)
class ListImport:
    """What an import would do: ``after`` is ``before`` with the new items."""

    before: Pack
    after: Pack
    decision_id: str
    added: tuple[Item, ...]

    @property
    def changed(self) -> Mapping[str, bytes]:
        """The files that differ, with their new content."""
        return {
            path: content
            for path, content in self.after.files.items()
            if self.before.files.get(path) != content
        }

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What the checks remark on the new items, such as a name without English."""
        known = {(each.code, each.file, each.element_id) for each in check_content(self.before)}
        return tuple(
            each for each in check_content(self.after) if (each.code, each.file, each.element_id) not in known
        )

    def difference(self) -> str:
        """The lines that change, as a unified difference; empty when nothing does."""
        parts: list[str] = []
        for path, content in self.changed.items():
            old = self.before.files.get(path, b"").decode("utf-8", "replace").splitlines()
            new = content.decode("utf-8", "replace").splitlines()
            parts += difflib.unified_diff(old, new, path, path, lineterm="")
        return "\n".join(parts)


def export_list(pack: Pack, target: Path, decision_id: str = MATCHING_DECISION) -> int:
    """Write the sheet of a list; returns how many items it holds already.

    Raises:
        ListFileExists: there is a file of that name.
        ListTableMissing, ListTableUnsuitable: the pack has no such list.
    """
    layout = read_layout(pack, decision_id)
    write_new(target, write_template(layout))
    return len(layout.items)


def plan_import(pack: Pack, content: bytes, file: str, decision_id: str = MATCHING_DECISION) -> ListImport:
    """Read a filled sheet, and try its new items on the pack: all checks and scenarios. Changes nothing.

    Raises:
        ListFileTooLarge, ListFileSwollen, ListFileUnreadable, ListFileActive: the file is not taken at all.
        ListItemsRefused: the sheet has mistakes; all of them are named.
        ListTableMissing, ListTableUnsuitable, ListTableElsewhere: the pack has no such list of its own.
        PackRefused: with the new items, a check or a scenario fails.
    """
    layout = read_layout(pack, decision_id)
    sheet = read_sheet(content, file, layout.columns)
    items, problems = find_new_items(layout, sheet)
    if problems:
        raise ListItemsRefused(file, problems)
    if not items:
        return ListImport(pack, pack, decision_id, ())
    table = layout.info.file
    folder = table.split("/")[1]
    if folder != pack.code:
        raise ListTableElsewhere(file=table, pack=pack.code)
    rows, english = add_rows(pack.files[table], layout, items)
    texts = texts_path(folder)
    files = {**pack.files, table: rows}
    if english:
        files[texts] = add_texts(pack.files.get(texts, b""), texts, table, english)
    after = Pack(pack.code, MappingProxyType(dict(sorted(files.items()))), pack.reading_problems)
    prove_pack(after)
    return ListImport(pack, after, decision_id, items)


def write_import(planned: ListImport, root: Path) -> None:
    """Write the changed files below ``root``: all of them, or none.

    Raises:
        ListChangedMeanwhile: a file is no longer as it was read.
        OSError: a file cannot be written; those before it are put back.
    """
    changed = planned.changed
    for path in changed:
        target = root / path
        found = target.read_bytes() if target.exists() else None
        if found != planned.before.files.get(path):
            raise ListChangedMeanwhile(pack=planned.before.code, what=path)
    done: list[str] = []
    try:
        for path, content in changed.items():
            _replace(root / path, content)
            done.append(path)
    except OSError:
        for path in done:
            _put_back(root / path, planned.before.files.get(path))
        raise


def _put_back(target: Path, content: bytes | None) -> None:
    if content is None:
        target.unlink()
    else:
        _replace(target, content)


def _replace(target: Path, content: bytes) -> None:
    """Write beside the file and swap: a reader sees the old or the new, never a part."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        else:
            beside.chmod(0o644)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
