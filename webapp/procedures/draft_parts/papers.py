"""The papers of a draft: which step issues each, its template replaced after a check, kinds added and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.errors import Problem
from webapp.papers import PaperNotMade, make_paper, outline_templates
from webapp.people import Actor
from webapp.procedures.draft_parts.errors import (
    PaperNotInDraft,
    PaperWordsMissing,
    PartExists,
    PartNameRefused,
    TemplateRefused,
)
from webapp.procedures.drafts import Draft, SavedFile, get_draft, save_files
from webapp.procedures.jurisdiction import ID
from webapp.procedures.packs import Pack
from webapp.procedures.papers.catalogue import PaperKind, read_papers
from webapp.procedures.papers.checking import check_template
from webapp.procedures.papers.declared import declare_names
from webapp.procedures.papers.demands import read_demand
from webapp.procedures.papers.words import sample_words
from webapp.procedures.resolution import papers_path
from webapp.procedures.toml_changes import drop_entry, set_values
from webapp.procedures.toml_writing import Plain, TomlNotChanged, read_text


@dataclass(frozen=True, slots=True)
class IssuingStep:
    """A step that makes a paper: the diagram's file, the step's id and Chinese name."""

    file: str
    element_id: str
    name: str


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A kind of paper in a draft. ``is_own_template`` and ``is_own_row`` tell what the place's own files hold of it.

    ``row`` is what the nearest list of papers says of it, as written there.
    """

    kind: PaperKind
    is_own_template: bool
    is_own_row: bool
    row: Mapping[str, Any]
    steps: tuple[IssuingStep, ...]


@dataclass(frozen=True, slots=True)
class TemplateTrial:
    """A template tried on a draft: what is wrong with it, else what it makes of sample words."""

    problems: tuple[Problem, ...]
    preview: dict[str, Any] | None


def own_template_path(code: str, kind: str) -> str:
    """Where the place's own template of a paper lies."""
    return f"forms/{code}/papers/{kind}.docx"


def list_draft_papers(draft: Draft) -> list[DraftPaper]:
    """All kinds of paper that have a template and a name, by id; also shared ones that no step issues any more."""
    papers = read_papers(draft.files, draft.pack.lineage, [])
    issuing = _issuing_steps(draft.pack)
    code = draft.line.jurisdiction
    lists = [(folder, _read_list(draft, folder)) for folder in draft.pack.lineage]
    listed = []
    for kind in papers.kinds.values():
        folder, row = next((folder, rows[kind.id]) for folder, rows in lists if kind.id in rows)
        own_template = kind.file == own_template_path(code, kind.id)
        listed.append(DraftPaper(kind, own_template, folder == code, row, tuple(issuing.get(kind.id, ()))))
    return listed


def _read_list(draft: Draft, folder: str) -> Mapping[str, Any]:
    """What one folder's list says of each paper; nothing for a list that cannot be read."""
    path = papers_path(folder)
    try:
        papers = read_text(draft.files.get(path, b""), path)[1].get("papers", {})
    except TomlNotChanged:
        return {}
    return {name: row for name, row in papers.items() if isinstance(row, dict)}


def get_draft_paper(draft: Draft, kind: str) -> DraftPaper:
    """One kind of paper.

    Raises:
        PaperNotInDraft: the draft has none of that id.
    """
    found = next((each for each in list_draft_papers(draft) if each.kind.id == kind), None)
    if found is None:
        raise PaperNotInDraft(paper=kind[:60])
    return found


def _issuing_steps(pack: Pack) -> Mapping[str, list[IssuingStep]]:
    found: dict[str, list[IssuingStep]] = {}
    for path, outline in pack.diagram_outlines.items():
        for step in outline.steps:
            for paper in read_demand(step.papers).ids if step.papers else ():
                found.setdefault(paper, []).append(IssuingStep(path, step.id, step.name))
    return found


def try_template(pack: Pack, kind: str, path: str, content: bytes) -> TemplateTrial:
    """Check a template for a pack, in the child process that reads Word files, and fill it with sample words."""
    jurisdiction, _ = pack.read_jurisdiction()
    forms, _ = pack.read_forms()
    declared = declare_names(forms, jurisdiction.parameters)
    problems = list(check_template(path, outline_templates({path: content})[path], declared))
    if problems:
        return TemplateTrial(tuple(problems), None)
    try:
        return TemplateTrial((), make_paper(content, sample_words(pack, kind)).layout)
    except PaperNotMade as refused:
        told = Problem(refused.code, "error", path, None, None, refused.text("zh"), refused.text("en"))
        return TemplateTrial((told,), None)


def replace_template(
    session: Session, draft_id: int, kind: str, content: bytes, revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Put another template in the place of a paper's, as the place's own, in the caller's transaction.

    Raises:
        PaperNotInDraft: the draft has no such paper.
        TemplateRefused: the template cannot be used; nothing is saved.
        And what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    get_draft_paper(draft, kind)
    path = own_template_path(draft.line.jurisdiction, kind)
    _refuse_template(draft.pack, kind, path, content)
    return save_files(session, draft_id, {path: content}, {path: revision}, actor, now)[0]


def add_paper(
    session: Session,
    draft_id: int,
    kind: str,
    words: Mapping[str, str],
    content: bytes,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a kind of paper: its names, mark and source, and its template, in the caller's transaction.

    ``words`` are ``zh``, ``en``, ``mark`` and ``source``; ``revision`` is that of the place's list of papers.

    Raises:
        PartNameRefused, PartExists, PaperWordsMissing, TemplateRefused: it cannot be taken.
        And what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    if ID.fullmatch(kind) is None:
        raise PartNameRefused(found=kind[:80])
    path = own_template_path(draft.line.jurisdiction, kind)
    if kind in draft.pack.read_papers()[0].kinds or path in draft.files:
        raise PartExists(path=path)
    row = _row(words)
    _refuse_template(draft.pack, kind, path, content)
    listing = papers_path(draft.line.jurisdiction)
    listed = set_values(draft.files.get(listing, b""), listing, ("papers", kind), row)
    save_files(session, draft_id, {path: content, listing: listed}, {path: 0, listing: revision}, actor, now)


def name_paper(
    session: Session,
    draft_id: int,
    kind: str,
    words: Mapping[str, str],
    revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    """Change a paper's names, mark and source in the place's own list, in the caller's transaction.

    Raises: `PaperNotInDraft`, `PaperWordsMissing`, `TomlNotChanged`, and what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    paper = get_draft_paper(draft, kind)
    # The nearest list that names a paper says all of it.
    row = {**paper.row, **_row(words)}
    listing = papers_path(draft.line.jurisdiction)
    after = set_values(draft.files.get(listing, b""), listing, ("papers", kind), row)
    return save_files(session, draft_id, {listing: after}, {listing: revision}, actor, now)[0]


def remove_paper(
    session: Session, draft_id: int, kind: str, revision: int, actor: Actor, now: datetime
) -> list[SavedFile]:
    """Take out what the place's own files hold of a paper, in the caller's transaction; a shared one is in force again.

    Raises: `PaperNotInDraft`, `TomlNotChanged`, and what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    paper = get_draft_paper(draft, kind)
    code = draft.line.jurisdiction
    listing, path = papers_path(code), own_template_path(code, kind)
    contents: dict[str, bytes | None] = {}
    if paper.is_own_template:
        contents[path] = None
    if paper.is_own_row:
        contents[listing] = drop_entry(draft.files.get(listing, b""), listing, ("papers", kind))
    if not contents:
        raise PaperNotInDraft(paper=kind)
    expected = {path: draft.revisions.get(path, 0), listing: revision}
    return save_files(session, draft_id, contents, expected, actor, now)


def _row(words: Mapping[str, str]) -> dict[str, Plain | None]:
    row = {key: " ".join(words.get(key, "").split()) for key in ("zh", "en", "mark", "source")}
    if not (row["zh"] and row["en"] and row["mark"]):
        raise PaperWordsMissing
    return {key: value or None for key, value in row.items()}


def _refuse_template(pack: Pack, kind: str, path: str, content: bytes) -> None:
    problems = try_template(pack, kind, path, content).problems
    if problems:
        raise TemplateRefused(problems)
