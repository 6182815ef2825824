"""Which step of a draft issues which paper, and which papers the place does not issue: changed without opening a diagram or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.errors import Problem
from webapp.people import Actor
from webapp.procedures.diagram_outlines import Step
from webapp.procedures.draft_parts.errors import (
    IssuingNotPlain,
    IssuingRefused,
    PaperNotInDraft,
    ReasonMissing,
)
from webapp.procedures.draft_parts.papers import get_draft_paper
from webapp.procedures.drafts import Draft, SavedFile, get_draft, save_file
from webapp.procedures.drafts.fixes.xml_editing import find_element, find_extension, set_property, write_xml
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.drafts.paths import own_path
from webapp.procedures.outline_xml import iterate_elements, parse_file, tag_of
from webapp.procedures.packs import Pack
from webapp.procedures.papers.catalogue import NotIssued
from webapp.procedures.papers.checking import check_demands, is_filled_in
from webapp.procedures.papers.declared import declare_names
from webapp.procedures.papers.demands import PROPERTY, read_demand, with_paper, without_paper
from webapp.procedures.resolution import papers_path
from webapp.procedures.toml_changes import drop_entry, set_tables
from webapp.procedures.toml_tables import KeyPath, read_toml
from webapp.procedures.toml_writing import Plain

_TABLE = "not_issued"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A step that people fill in, which can issue papers. ``revision`` is that of the diagram as the place's own.

    ``demand`` is what its property says; ``issues`` are the papers that it can give.
    """

    file: str
    element_id: str
    name: str
    revision: int
    demand: str
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuingChange:
    """That a step is to issue a paper of this ``kind``, or is to no longer. ``revision`` is that of the diagram as the place's
    own, as the page showed it."""

    kind: str
    file: str
    element_id: str
    revision: int
    is_issued: bool


@dataclass(frozen=True, slots=True)
class UnissuedPaper:
    """A paper that the place does not issue, with the reason; ``is_own`` tells whether its own list says so."""

    paper: NotIssued
    is_own: bool


def list_issuers(draft: Draft) -> list[Issuer]:
    """The steps that can issue papers, by diagram and in its order."""
    jurisdiction, _ = draft.pack.read_jurisdiction()
    return [
        Issuer(
            path,
            step.id,
            step.name,
            draft.revisions.get(own_path(path, draft.line.jurisdiction), 0),
            step.papers,
            read_demand(step.papers).ids if step.papers else (),
        )
        for path in draft.pack.diagram_outlines
        for step in _steps_of(draft.pack, path)
        if is_filled_in(step, jurisdiction)
    ]


def change_issuing(
    session: Session, draft_id: int, change: IssuingChange, actor: Actor, now: datetime
) -> SavedFile:
    """Let a step issue a paper, or no longer, in the caller's transaction; a shared diagram becomes the place's own first.

    Raises:
        PaperNotInDraft: the draft has no such paper to issue, or no such step.
        IssuingNotPlain: the step chooses its papers by an expression that only a person can word.
        IssuingRefused: the checks find that it cannot be issued there.
        And what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    if change.is_issued:
        get_draft_paper(draft, change.kind)
    own = own_path(change.file, draft.line.jurisdiction)
    # Somebody may have made a shared diagram the place's own since the page was shown: its revision tells.
    file = own if own in draft.files else change.file
    step, root = _find_step(draft.pack, file, change.element_id), parse_file(draft.files.get(file, b""))
    element = find_element(root, change.element_id)
    if step is None or root is None or element is None:
        raise PaperNotInDraft(paper=f"{change.kind} · {change.element_id}"[:60])
    demand = (with_paper if change.is_issued else without_paper)(step.papers, change.kind)
    if demand is None:
        raise IssuingNotPlain(step=step.name)
    set_property(element, PROPERTY, demand)
    content = write_xml(root)
    _refuse_new_errors(draft, {file: content})
    return save_file(session, draft_id, file, content, change.revision, actor, now)


def _steps_of(pack: Pack, file: str) -> list[Step]:
    """The steps of a diagram, with the starts at which a form is filled in."""
    outline = pack.diagram_outlines.get(file)
    root = parse_file(pack.files.get(file, b""))
    if outline is None or root is None:
        return []
    known = {each.id for each in outline.steps}
    starts = [
        Step(identity, "startEvent", element.get("name") or identity, None, "", form_id)
        for element in iterate_elements(root)
        if tag_of(element) == "startEvent"
        and (identity := element.get("id") or "") not in known
        and (form_id := find_extension(element, "formDefinition", "formId"))
    ]
    return [*starts, *outline.steps]


def _find_step(pack: Pack, file: str, element_id: str) -> Step | None:
    return next((each for each in _steps_of(pack, file) if each.id == element_id), None)


def list_unissued(draft: Draft) -> list[UnissuedPaper]:
    """The papers that the place does not issue."""
    papers, _ = draft.pack.read_papers()
    own = _own_reasons(draft)
    return [UnissuedPaper(each, each.id in own) for each in papers.not_issued.values()]


def state_unissued(
    session: Session,
    draft_id: int,
    kind: str,
    reason: tuple[str, str],
    revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    """State in the place's own list that it does not issue a paper, and why, in the caller's transaction.

    The nearest list that gives reasons gives all of them: with the first own one, those in force come along.

    Raises:
        PaperNotInDraft: nothing names such a paper.
        ReasonMissing: the reason is blank in Chinese or in English.
        IssuingRefused: a step is certain to issue it.
        TomlNotChanged, and what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    zh, en = (" ".join(each.split()) for each in reason)
    papers, _ = draft.pack.read_papers()
    if kind not in papers.kinds and kind not in papers.not_issued:
        raise PaperNotInDraft(paper=kind[:60])
    if not (zh and en):
        raise ReasonMissing
    tables: dict[KeyPath, Mapping[str, Plain | None]] = {}
    if not _own_reasons(draft):
        for each in papers.not_issued.values():
            tables[_TABLE, each.id] = {"zh": each.reason_zh, "en": each.reason_en}
    tables[_TABLE, kind] = {"zh": zh, "en": en}
    path = papers_path(draft.line.jurisdiction)
    after = set_tables(draft.files.get(path, b""), path, tables)
    _refuse_new_errors(draft, {path: after})
    return save_file(session, draft_id, path, after, revision, actor, now)


def drop_unissued(
    session: Session, draft_id: int, kind: str, revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Take the place's own statement on a paper out, in the caller's transaction; with the last one those below hold again.

    Raises: `PaperNotInDraft`, `TomlNotChanged`, and what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    if kind not in _own_reasons(draft):
        raise PaperNotInDraft(paper=kind[:60])
    path = papers_path(draft.line.jurisdiction)
    after = drop_entry(draft.files.get(path, b""), path, (_TABLE, kind))
    return save_file(session, draft_id, path, after, revision, actor, now)


def _own_reasons(draft: Draft) -> list[str]:
    """The papers for which the place's own list gives a reason; none where it cannot be read, as the problems say then."""
    path = papers_path(draft.line.jurisdiction)
    top = read_toml(draft.files.get(path, b""), path, [])
    return top.table(_TABLE).keys if top is not None else []


def _refuse_new_errors(draft: Draft, changed: Mapping[str, bytes]) -> None:
    """What the checks of papers would find in addition is refused; what was wrong before stays the draft's matter."""
    code = draft.line.jurisdiction
    files = {**draft.files, **{own_path(path, code): content for path, content in changed.items()}}
    known = {(each.code, each.element_id, each.zh) for each in _errors(draft.pack)}
    after = _errors(hold_pack(code, files))
    new = [each for each in after if (each.code, each.element_id, each.zh) not in known]
    if new:
        raise IssuingRefused(new)


def _errors(pack: Pack) -> list[Problem]:
    jurisdiction, _ = pack.read_jurisdiction()
    papers, found = pack.read_papers()
    declared = declare_names(pack.read_forms()[0], jurisdiction.parameters)
    found += check_demands(papers, declared, jurisdiction, pack.diagram_outlines)
    return [each for each in found if each.severity == "error"]
