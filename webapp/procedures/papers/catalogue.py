"""What papers a pack has: ``forms/<place>/papers/papers.toml`` names them, the templates lie beside it.

A place's own file comes before those it extends and the shared one; each paper, and the place's organ and mark, is taken from
the nearest that has it. ``records`` are forms that nobody fills in: their fields name and word what
diagrams work out, such as the result of a vote, so that papers can print it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from webapp.errors import Language, Problem
from webapp.procedures.papers.findings import paper_finding
from webapp.procedures.resolution import PAPER_SUFFIX, papers_path
from webapp.procedures.toml_tables import TomlTable, read_toml


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. ``mark`` is its sign in the number (文号), ``file`` its template inside the pack."""

    id: str
    zh: str
    en: str
    mark: str
    file: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Who issues papers: the organ in their head, and its mark in their numbers."""

    organ: str
    organ_en: str
    mark: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one pack that have a template, and who issues them."""

    kinds: Mapping[str, PaperKind] = field(default_factory=dict)
    place: PaperPlace | None = None


def read_papers(files: Mapping[str, bytes], lineage: tuple[str, ...], problems: list[Problem]) -> Papers:
    """The papers whose templates are among ``files``; whatever is wrong is added to ``problems``."""
    templates: dict[str, str] = {}
    named: dict[str, tuple[str, str, str]] = {}
    place: PaperPlace | None = None
    for folder in lineage:
        for path in sorted(files):
            if path.startswith(f"forms/{folder}/papers/") and path.endswith(PAPER_SUFFIX):
                templates.setdefault(PurePosixPath(path).stem, path)
        content = files.get(papers_path(folder))
        top = read_toml(content, papers_path(folder), problems) if content is not None else None
        if top is None:
            continue
        if top.has("place"):
            found = _read_place(top.table("place"))
            place = place or found
        for paper_id, table in top.tables("papers"):
            row = (table.text("zh"), table.text("en"), table.text("mark"))
            table.close()
            named.setdefault(paper_id, row)
        for record in top.text_list("records", required=False):
            if not any(f"forms/{each}/{record}.form" in files for each in lineage):
                problems.append(paper_finding("PA-211", papers_path(folder), found=record))
        top.close()
    kinds = {}
    for paper_id, path in sorted(templates.items()):
        if paper_id in named:
            kinds[paper_id] = PaperKind(paper_id, *named[paper_id], path)
        else:
            problems.append(paper_finding("PA-203", path, found=paper_id))
    return Papers(kinds, place)


def _read_place(table: TomlTable) -> PaperPlace:
    place = PaperPlace(table.text("organ"), table.text("organ_en"), table.text("mark"))
    table.text("source")
    table.close()
    return place
