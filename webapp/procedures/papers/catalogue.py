"""What papers a pack has: ``forms/<place>/papers/papers.toml`` names them, the templates lie beside it.

A place's own file comes before those it extends and the shared one; each paper, and what the place does not issue, is taken from
the nearest that has them. Organ and mark are the place's own alone. ``records`` are forms that nobody fills in: their fields
name and word what diagrams work out, such as the result of a vote, so that papers can print it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from webapp.errors import Language, Problem
from webapp.procedures.papers.findings import paper_finding
from webapp.procedures.resolution import PAPER_SUFFIX, papers_path
from webapp.procedures.toml_tables import TomlTable, read_toml, suggest


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. ``mark`` is its sign in the number (文号), ``file`` its template inside the pack.

    ``organ`` issues it where that is not the place's own. A conclusion names those with ``is_basis`` as what it rests on.
    """

    id: str
    zh: str
    en: str
    mark: str
    file: str
    organ: str = ""
    is_basis: bool = False

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Who issues papers: the organ in their head, and its mark in their numbers."""

    organ: str
    organ_en: str
    mark: str


@dataclass(frozen=True, slots=True)
class NotIssued:
    """A paper that other places issue and this one does not, and why: ``[not_issued.<id>]`` of ``papers.toml``."""

    id: str
    zh: str
    en: str
    reason_zh: str
    reason_en: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh

    def reason(self, language: Language = "zh") -> str:
        return self.reason_en if language == "en" else self.reason_zh


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one pack that have a template, who issues them, and those that it does not issue."""

    kinds: Mapping[str, PaperKind] = field(default_factory=dict)
    place: PaperPlace | None = None
    not_issued: Mapping[str, NotIssued] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """What ``[papers.<id>]`` says."""

    zh: str
    en: str
    mark: str
    organ: str
    is_basis: bool


@dataclass(slots=True)
class _Written:
    """What the files of papers say, folder after folder, the nearest first."""

    named: dict[str, _Row] = field(default_factory=dict)
    place: PaperPlace | None = None
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_papers(files: Mapping[str, bytes], lineage: tuple[str, ...], problems: list[Problem]) -> Papers:
    """The papers whose templates are among ``files``; whatever is wrong is added to ``problems``."""
    written = _Written()
    for folder in lineage:
        _read_folder(folder, files, lineage, written, problems)
    kinds = {}
    for paper_id, path in sorted(_list_templates(files, lineage).items()):
        if (row := written.named.get(paper_id)) is not None:
            kinds[paper_id] = PaperKind(paper_id, row.zh, row.en, row.mark, path, row.organ, row.is_basis)
        else:
            problems.append(paper_finding("PA-203", path, found=paper_id))
    return Papers(kinds, written.place, _name_not_issued(written, papers_path(lineage[0]), problems))


def find_mark(content: bytes) -> str | None:
    """The mark that the file of a published place's papers gives the place, if it gives one."""
    place = tomllib.loads(content.decode("utf-8-sig")).get("place", {})
    mark: str | None = place.get("mark")
    return mark


def _list_templates(files: Mapping[str, bytes], lineage: tuple[str, ...]) -> dict[str, str]:
    """The nearest template of each paper."""
    templates: dict[str, str] = {}
    for folder in lineage:
        for path in sorted(files):
            if path.startswith(f"forms/{folder}/papers/") and path.endswith(PAPER_SUFFIX):
                templates.setdefault(PurePosixPath(path).stem, path)
    return templates


def _read_folder(
    folder: str,
    files: Mapping[str, bytes],
    lineage: tuple[str, ...],
    written: _Written,
    problems: list[Problem],
) -> None:
    path = papers_path(folder)
    content = files.get(path)
    top = read_toml(content, path, problems) if content is not None else None
    if top is None:
        return
    if top.has("place"):
        found = _read_place(top.table("place"))
        # Nobody issues papers in another organ's name: its head and its mark are not handed down to whoever extends it.
        if folder == lineage[0]:
            written.place = found
    for paper_id, table in top.tables("papers"):
        written.named.setdefault(paper_id, _read_row(table))
    written.reasons = written.reasons or dict(_read_reasons(top))
    problems.extend(
        paper_finding("PA-211", path, found=record)
        for record in top.text_list("records", required=False)
        if not any(f"forms/{each}/{record}.form" in files for each in lineage)
    )
    top.close()


def _name_not_issued(written: _Written, path: str, problems: list[Problem]) -> dict[str, NotIssued]:
    not_issued = {}
    for paper_id, (zh, en) in written.reasons.items():
        if (row := written.named.get(paper_id)) is not None:
            not_issued[paper_id] = NotIssued(paper_id, row.zh, row.en, zh, en)
        else:
            hint = suggest(paper_id, written.named)
            problems.append(paper_finding("PA-209", path, element_id=None, line=None, found=paper_id, **hint))
    return not_issued


def _read_row(table: TomlTable) -> _Row:
    row = _Row(
        table.text("zh"),
        table.text("en"),
        table.text("mark"),
        table.text("organ", required=False),
        table.flag("basis") or False,
    )
    table.text("source", required=False)
    table.close()
    return row


def _read_reasons(top: TomlTable) -> Iterator[tuple[str, tuple[str, str]]]:
    if top.has("not_issued"):
        for paper_id, table in top.tables("not_issued"):
            yield paper_id, (table.text("zh"), table.text("en"))
            table.close()


def _read_place(table: TomlTable) -> PaperPlace:
    place = PaperPlace(table.text("organ"), table.text("organ_en"), table.text("mark"))
    table.text("source")
    table.close()
    return place
