"""Two packs side by side on a page: which packs an address names, and how their differences are told and drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.procedures import Pack, VersionNotFound, current_version, get_version, read_pack
from webapp.procedures.comparing import SECTIONS, Change, FileChange, PackComparison, Said, compare_packs
from webapp.procedures.drafts import get_draft
from webapp.procedures.drafts.titles import KIND_NAMES, FileKind, FileTitle, title_files
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.proposals import get_proposal
from webapp.views.errors import AddressMissing, RequestMalformed
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, platform

_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What became of something, and the tone of its mark.
CHANGES = {
    "added": (mark("新增"), "green"),
    "removed": (mark("删去"), "red"),
    "changed": (mark("修改"), "amber"),
    "moved": (mark("移动"), "blue"),
}
ROLES = {"input": mark("条件"), "output": mark("结论"), "annotation": mark("批注")}
_PLACE = Said("地方", "Place")


@dataclass(frozen=True, slots=True)
class Side:
    """A pack on one side: how addresses name it, and what people call it."""

    name: str
    label: str
    pack: Pack

    def file_address(self, path: str) -> str:
        """Where the browser reads one of its files."""
        return url_for("workbench.read_compared_file", side=self.name, path=path)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that differs, with its title, and for a diagram what is marked on each of its two drawings."""

    change: FileChange
    title: str
    old_drawing: str | None
    new_drawing: str | None
    anchor: str

    def ids(self, *kinds: str) -> str:
        """The elements with these changes, as the drawing takes them."""
        return " ".join(each.id for each in self.change.changes if each.kind in kinds)


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the differences of two packs look like: files by kind, then what the place sets by section."""

    old: Side | None
    new: Side
    groups: list[tuple[str, list[FileRow]]]
    sections: list[tuple[str, tuple[Change, ...]]]
    is_empty: bool

    @property
    def has_drawings(self) -> bool:
        return any(row.old_drawing or row.new_drawing for _, rows in self.groups for row in rows)


def show_comparison() -> ResponseReturnValue:
    """The differences of what ``?old=`` and ``?new=`` name: versions, drafts, proposals, places, what came with the release."""
    with database().read() as session:
        old, new = (find_side(session, request.args.get(name, "")) for name in ("old", "new"))
    return render_template("workbench/comparison.html", page=lay_out(old, new), changes=CHANGES, roles=ROLES)


def read_compared_file(side: str, path: str) -> Response:
    """One file of a side, for the drawing in the browser."""
    with database().read() as session:
        content = find_side(session, side).pack.files.get(path)
    if content is None:
        raise AddressMissing
    answer = make_response(content)
    answer.mimetype = "application/xml" if path.endswith((".bpmn", ".dmn")) else "application/octet-stream"
    answer.headers["Content-Disposition"] = "attachment"
    return answer


def find_side(session: Session, name: str) -> Side:
    """The pack that ``kind:name`` names.

    Raises:
        RequestMalformed: it names none.
        RongcuoError: there is no such version, draft, proposal or place.
    """
    kind, _, rest = name.partition(":")
    if kind == "version":
        if _DIGEST.fullmatch(rest) is None:
            raise VersionNotFound(digest=rest[:64])
        pack = get_version(session, rest)
        label = translate("%(place)s 版本 %(digest)s", place=_name(pack), digest=rest[:12])
    elif kind == "draft" and rest.isdigit() and len(rest) < 10:
        pack, label = get_draft(session, int(rest)).pack, translate("草稿 %(n)s", n=rest)
    elif kind == "proposal" and rest.isdigit() and len(rest) < 10:
        pack, label = get_proposal(session, int(rest)).pack, translate("提案 %(n)s", n=rest)
    elif kind == "place" and is_jurisdiction_code(rest):
        pack = current_version(session, rest)
        label = translate("%(place)s 现行版本", place=_name(pack))
    elif kind == "shipped" and is_jurisdiction_code(rest):
        pack = read_pack(rest, platform().settings.pack_root)
        label = translate("%(place)s 随本次发行附带的规程", place=_name(pack))
    else:
        raise RequestMalformed
    return Side(name, label, pack)


def _name(pack: Pack) -> str:
    return pack.read_jurisdiction()[0].name(current_language()) or pack.code


def lay_out(old: Side | None, new: Side) -> ComparisonPage:
    """The differences as the page shows them. Without ``old`` everything is new."""
    comparison = compare_packs(old.pack if old is not None else Pack(new.pack.code, {}), new.pack)
    titles = {**(title_files(old.pack) if old is not None else {}), **title_files(new.pack)}
    language = current_language()
    groups = [
        (names[language == "en"], [_row(each, titles, old, new) for each in rows])
        for kind, names in KIND_NAMES.items()
        if (rows := _of_kind(comparison, kind))
    ]
    return ComparisonPage(old, new, groups, list(_sections(comparison)), comparison.is_empty)


def _of_kind(comparison: PackComparison, kind: FileKind) -> tuple[FileChange, ...]:
    return comparison.of_kind(kind)


def _row(change: FileChange, titles: dict[str, FileTitle], old: Side | None, new: Side) -> FileRow:
    title = titles.get(change.path)
    is_drawn = change.file_kind == "diagram" and change.kind != "moved"
    return FileRow(
        change,
        title.name(current_language()) if title is not None else change.stem,
        old.file_address(change.old_path) if is_drawn and old is not None and change.old_path else None,
        new.file_address(change.new_path) if is_drawn and change.new_path else None,
        f"{change.file_kind}-{change.stem}",
    )


def _sections(comparison: PackComparison) -> Iterable[tuple[str, tuple[Change, ...]]]:
    language = current_language()
    for section, words in {"place": _PLACE, **SECTIONS}.items():
        if changes := comparison.settings.get(section):
            yield words.text(language), changes
    if comparison.papers:
        yield Said("文书目录", "List of papers").text(language), comparison.papers
    if comparison.texts:
        yield Said("英文文字", "English texts").text(language), comparison.texts
