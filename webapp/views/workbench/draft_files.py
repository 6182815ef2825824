"""The files of a draft as its page lists them: by kind, what is the place's own first, what it shares folded, looked up by a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from webapp.procedures.drafts import Draft, FileLine, shared_counterpart
from webapp.procedures.drafts.titles import (
    KIND_NAMES,
    FileKind,
    FileTitle,
    kind_of_file,
    name_kind,
    title_files,
)
from webapp.views.language import current_language
from webapp.views.workbench.people_named import PersonNames
from webapp.views.workbench.places import editor_address

#: What has a page of its own and is many: folded until something of it is changed.
_FOLDED = frozenset({"paper", "scenario"})
#: The pages on which the place's own settings are changed without their text.
_PAGES: Mapping[FileKind, str] = {
    "settings": "workbench.show_place",
    "texts": "workbench.show_words",
    "words": "workbench.show_wording",
    "papers": "workbench.show_papers",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a draft as its page shows it. ``edit`` is where it is changed, ``raw`` where its text is, if that is elsewhere.

    ``known_as`` is what it is looked up by.
    """

    line: FileLine
    title: str
    known_as: str
    edit: str | None
    raw: str | None
    changed_by: str
    is_in_use: bool
    has_shared: bool


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of one kind: the place's own, changed ones first, its own that are as in its template, and the shared ones."""

    id: FileKind
    name: str
    own: tuple[FileRow, ...]
    alike: tuple[FileRow, ...]
    shared: tuple[FileRow, ...]
    is_open: bool

    @property
    def changed(self) -> int:
        """How many are changed."""
        return sum(row.line.is_changed for row in self.own)


def group_files(draft: Draft, names: PersonNames, wanted: str = "") -> list[FileGroup]:
    """The files by kind, or those whose name or path holds ``wanted``."""
    titles = title_files(draft.pack)
    by_kind: dict[FileKind, list[FileRow]] = {}
    for line in draft.lines:
        row = _row(draft, line, titles, names)
        if _fits(row, wanted.casefold()):
            by_kind.setdefault(kind_of_file(line.path), []).append(row)
    return [_group(kind, by_kind[kind]) for kind in KIND_NAMES if kind in by_kind]


def _row(draft: Draft, line: FileLine, titles: dict[str, FileTitle], names: PersonNames) -> FileRow:
    title = titles.get(line.path)
    editor = editor_address(draft.line.id, line.path)
    page = _PAGES.get(kind_of_file(line.path)) if line.is_own else None
    return FileRow(
        line,
        title.name(current_language()) if title is not None else line.path,
        " ".join(
            (line.path, *((title.name("zh"), title.name("en")) if title is not None else ()))
        ).casefold(),
        url_for(page, draft_id=draft.line.id) if page is not None else editor,
        editor if page is not None else None,
        names.of(line.changed_by),
        line.path in draft.pack.files,
        line.is_own and shared_counterpart(draft, line.path) is not None,
    )


def _fits(row: FileRow, wanted: str) -> bool:
    return wanted in row.known_as


def _group(kind: FileKind, rows: list[FileRow]) -> FileGroup:
    own = tuple(sorted((row for row in rows if _is_ours(row) and not row.line.is_as_in_template), key=_order))
    alike = tuple(sorted((row for row in rows if row.line.is_as_in_template), key=_order))
    shared = tuple(sorted((row for row in rows if not _is_ours(row)), key=_order))
    is_changed = any(row.line.is_changed for row in own)
    is_open = is_changed or (bool(own) and kind not in _FOLDED)
    return FileGroup(kind, name_kind(kind, current_language()), own, alike, shared, is_open)


def _is_ours(row: FileRow) -> bool:
    return row.line.is_own or row.line.is_changed


def _order(row: FileRow) -> tuple[bool, bool, str]:
    return (not row.line.is_changed, not row.is_in_use, row.line.path)
