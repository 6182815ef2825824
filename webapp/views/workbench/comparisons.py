"""Two packs side by side on a page: which packs an address names, and how their differences are told and drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.papers import LineChange
from webapp.procedures import (
    Pack,
    VersionNotFound,
    current_version,
    find_current,
    get_version,
    read_pack,
)
from webapp.procedures.comparing import (
    SECTIONS,
    Change,
    FileChange,
    PackComparison,
    RowChange,
    Said,
    compare_packs,
    compare_with_template,
)
from webapp.procedures.drafts import get_draft, shared_files
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.drafts.titles import KIND_NAMES, FileTitle, name_kind, title_files
from webapp.procedures.extending import find_template
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.proposals import get_proposal
from webapp.views.errors import AddressMissing, RequestMalformed
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, platform
from webapp.views.workbench.desk import whole_number
from webapp.views.workbench.drawn_files import answer_diagram

_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What became of something, and the tone of its mark.
CHANGES = {
    "added": (mark("增加"), "green"),
    "removed": (mark("删去"), "red"),
    "changed": (mark("修改"), "amber"),
    "moved": (mark("移动"), "blue"),
}
ROLES = {"input": mark("条件"), "output": mark("结论"), "annotation": mark("批注")}
#: What a place says of itself stands in the file of which a draft speaks under this name.
_PLACE = Said(*KIND_NAMES["settings"])
#: Files or things that differ in one part, and elements or rows in one file, beyond which it is folded behind its counts.
_MOST_OPEN = 12
#: Files that are open at once of the kinds that take much room or time to show.
_MOST_OPEN_FILES = {"diagram": 3, "scenario": 3}


@dataclass(frozen=True, slots=True)
class Side:
    """A pack on one side: how addresses name it, and what people call it."""

    name: str
    label: str
    pack: Pack

    @property
    def is_beside(self) -> bool:
        """Whether the other side did not come after it: the shared files stand beside the place's own."""
        return self.name.startswith("shared:")

    def file_address(self, path: str) -> str:
        """Where the browser reads one of its files."""
        return url_for("workbench.read_compared_file", side=self.name, path=path)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that differs, with its title, and for a diagram what is marked on each of its two drawings."""

    change: FileChange
    title: str
    old_address: str | None
    new_address: str | None
    anchor: str

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to draw: a diagram whose content differs."""
        return self.change.file_kind == "diagram" and self.change.kind != "moved"

    @property
    def is_plain(self) -> bool:
        """Whether the line of the file says everything."""
        told = self.change
        has_more = told.changes or told.decisions or told.details or told.kind == "moved" or self.says_nothing
        return told.is_readable and not has_more and not self.is_drawn

    @property
    def says_nothing(self) -> bool:
        """Whether it differs in nothing that is compared: in a comment of the file, or a property that no page shows."""
        told = self.change
        is_told = told.changes or told.decisions or told.details or told.wording
        return told.kind == "changed" and told.is_readable and not is_told

    def ids(self, *kinds: str) -> str:
        """The elements with these changes, as the drawing takes them."""
        return " ".join(each.id for each in self.change.changes if each.kind in kinds)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many elements, fields, rows or paragraphs were added, removed, changed and moved."""
        rows = [row for table in self.change.decisions for row in table.rows]
        lines = self.change.wording.lines if self.change.wording is not None else ()
        return _count([*self.change.changes, *rows, *lines])

    @property
    def size(self) -> int:
        """How many elements, fields, rows or paragraphs differ."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a comparison: files of one kind, or what the place sets of one kind."""

    id: str
    name: str
    rows: tuple[FileRow, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of its files or things were added, removed, changed and moved."""
        return _count([*(row.change for row in self.rows), *self.changes])

    @property
    def size(self) -> int:
        """How many files or things differ."""
        return len(self.rows) + len(self.changes)

    @property
    def is_open(self) -> bool:
        """Whether it is short enough to be read at once; a longer one begins folded behind its counts."""
        return self.size <= _MOST_OPEN

    def opens(self, row: FileRow) -> bool:
        """Whether one of its files is open at once: the only one, or a short one among few."""
        few = _MOST_OPEN_FILES.get(self.id, _MOST_OPEN)
        return self.size == 1 or (self.size <= few and row.size <= _MOST_OPEN)


@dataclass(frozen=True, slots=True)
class AlikeFiles:
    """The files of one kind that are as in the template, each with its title."""

    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the differences of two packs look like: files by kind, then what the place sets by section.

    ``alike`` are the files that a place has as its template has them, where the former side is that.
    """

    old: Side | None
    new: Side
    parts: tuple[Part, ...]
    alike: tuple[AlikeFiles, ...] = ()

    @property
    def template(self) -> str:
        """The name of the template that the new side is compared with; empty where the former side is none."""
        return _name(self.old.pack) if self.old is not None and _is_template(self.old, self.new) else ""

    @property
    def alike_count(self) -> int:
        """How many files are as in the template."""
        return sum(len(each.files) for each in self.alike)

    @property
    def differing_paths(self) -> frozenset[str]:
        """The files of the new side that differ from the former one, and those that are read in layers."""
        alike = {path for each in self.alike for path, _ in each.files}
        former = self.old.pack.files if self.old is not None else {}
        files = self.new.pack.files
        return frozenset(path for path in files if path not in alike and files[path] != former.get(path))

    def column_name(self, decision_id: str, label: str) -> str:
        """What a column of a table is called in the reader's language."""
        language = current_language()
        names = (
            side.pack.table_texts(decision_id, language).column(label)
            for side in (self.new, self.old)
            if side is not None
        )
        return next((name for name in names if name != label), label)

    @property
    def is_of_two_places(self) -> bool:
        """Whether the sides are two places, neither of which came before the other."""
        return self.old is not None and self.old.pack.code != self.new.pack.code

    def name_side(self, side: Side) -> str:
        """What a side is called: the place where there are two, else what was before and what comes after."""
        if self.is_of_two_places or (self.old is not None and self.old.is_beside):
            return side.label
        if side is self.old:
            return translate("改前：%(name)s", name=side.label)
        return translate("改后：%(name)s", name=side.label)


def _count(things: Iterable[Change | FileChange | RowChange | LineChange]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter(each.kind for each in things)
    return [(kind, found[kind]) for kind in CHANGES if found[kind]]


def show_comparison() -> ResponseReturnValue:
    """The differences of what ``?old=`` and ``?new=`` name: versions, drafts, proposals, places, what came with the release."""
    with database().read() as session:
        old, new = (find_side(session, request.args.get(name, "")) for name in ("old", "new"))
    return render_template("workbench/comparison.html", page=lay_out(old, new), changes=CHANGES, roles=ROLES)


def read_compared_file(side: str, path: str) -> Response:
    """One file of a side: a diagram for the drawing in the browser, anything else to keep."""
    with database().read() as session:
        pack = find_side(session, side).pack
    if path not in pack.files:
        raise AddressMissing
    if path.endswith(".bpmn"):
        return answer_diagram(pack, path)
    answer = make_response(pack.files[path])
    answer.mimetype = "application/octet-stream"
    answer.headers["Content-Disposition"] = "attachment"
    return answer


def find_side(session: Session, name: str) -> Side:
    """The pack that ``kind:name`` names.

    Raises:
        RequestMalformed: it names none.
        RongcuoError: there is no such version, draft, proposal or place.
    """
    kind, _, rest = name.partition(":")
    number = whole_number(rest)
    if kind == "version":
        if _DIGEST.fullmatch(rest) is None:
            raise VersionNotFound(digest=rest[:64])
        pack = get_version(session, rest)
        label = translate("%(place)s 版本 %(digest)s", place=_name(pack), digest=rest[:12])
    elif kind == "draft" and number is not None:
        pack, label = get_draft(session, number).pack, translate("草稿 %(n)s", n=rest)
    elif kind == "shared" and number is not None:
        draft = get_draft(session, number)
        pack, label = hold_pack(draft.line.jurisdiction, shared_files(draft)), translate("共用的")
    elif kind == "proposal" and number is not None:
        pack, label = get_proposal(session, number).pack, translate("提案 %(n)s", n=rest)
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


def find_template_side(session: Session, place: Pack) -> Side | None:
    """What a place without a version was made from: in force, or as it came with the release; None where it extends none."""
    template = find_template(session, place, platform().settings.pack_root)
    if template is None:
        return None
    current = find_current(session, template.code)
    is_in_force = current is not None and current.digest == template.digest
    name = f"version:{template.digest}" if is_in_force else f"shipped:{template.code}"
    return Side(name, translate("模板“%(place)s”", place=_name(template)), template)


def lay_out(old: Side | None, new: Side) -> ComparisonPage:
    """The differences as the page shows them. Without ``old`` everything is new.

    Where ``old`` is a place that ``new`` extends, what is as in the template stands apart.
    """
    if old is not None and _is_template(old, new):
        comparison = compare_with_template(old.pack, new.pack)
    else:
        comparison = compare_packs(old.pack if old is not None else Pack(new.pack.code, {}), new.pack)
    titles = {**(title_files(old.pack) if old is not None else {}), **title_files(new.pack)}
    language = current_language()
    files = [
        Part(kind, name_kind(kind, language), rows=tuple(_row(each, titles, old, new) for each in rows))
        for kind in KIND_NAMES
        if (rows := comparison.of_kind(kind))
    ]
    return ComparisonPage(
        old, new, (*files, *_sections(comparison, titles)), tuple(_alike(comparison, titles))
    )


def _is_template(old: Side, new: Side) -> bool:
    return old.pack.code in new.pack.lineage[1:]


def _alike(comparison: PackComparison, titles: dict[str, FileTitle]) -> Iterable[AlikeFiles]:
    language = current_language()
    for kind in KIND_NAMES:
        paths = [each.new_path for each in comparison.alike if each.file_kind == kind and each.new_path]
        if paths:
            files = ((path, titles[path].name(language) if path in titles else path) for path in paths)
            yield AlikeFiles(name_kind(kind, language), tuple(files))


def _row(change: FileChange, titles: dict[str, FileTitle], old: Side | None, new: Side) -> FileRow:
    title = titles.get(change.path)
    return FileRow(
        change,
        title.name(current_language()) if title is not None else change.stem,
        old.file_address(change.old_path) if old is not None and change.old_path else None,
        new.file_address(change.new_path) if change.new_path else None,
        f"{change.file_kind}-{change.stem}",
    )


def _sections(comparison: PackComparison, titles: dict[str, FileTitle]) -> Iterable[Part]:
    language = current_language()
    for section, words in {"place": _PLACE, **SECTIONS}.items():
        if changes := comparison.settings.get(section):
            yield Part(section, words.text(language), changes=changes)
    if comparison.papers:
        yield Part("papers", Said("文书目录", "List of papers").text(language), changes=comparison.papers)
    if comparison.texts:
        texts = tuple(_with_title(each, titles) for each in comparison.texts)
        yield Part("texts", Said("英文文字", "English texts").text(language), changes=texts)


def _with_title(change: Change, titles: dict[str, FileTitle]) -> Change:
    """The texts of a file under the title of that file."""
    title = titles.get(change.id)
    return change if title is None else replace(change, name=Said(title.text("zh"), title.text("en")))
