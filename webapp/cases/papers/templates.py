"""Replacing a paper's template for a place: upload, check, preview with made-up words, publish as a new version of the procedure.

Nothing changes before it is published: an upload is a draft that only its uploader sees. Matters under way keep their version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from webapp import audit
from webapp.cases.evidence import clean_file_name
from webapp.cases.papers.errors import TemplateChangedMeanwhile, TemplateNotFound
from webapp.cases.papers.models import PaperTemplateDraft
from webapp.database import Database, now
from webapp.errors import Language, Problem
from webapp.papers import PaperNotMade, make_paper, outline_templates
from webapp.people import SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures import Pack, current_packs, current_version, publish
from webapp.procedures.papers.catalogue import PaperKind
from webapp.procedures.papers.checking import check_template
from webapp.procedures.papers.declared import declare_names
from webapp.procedures.papers.words import sample_words
from webapp.procedures.proving import prove_pack
from webapp.procedures.resolution import PAPER_SUFFIX


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One paper of a place in the list of templates. ``is_own`` is false for one that several places share."""

    jurisdiction: str
    jurisdiction_name: str
    kind: str
    name: str
    mark: str
    file: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class PlaceTemplates:
    """The papers of one place: those it issues, and of the others the name and why it does not."""

    name: str
    lines: tuple[TemplateLine, ...]
    not_issued: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """One template: what is in force, and the uploaded draft with its check and its preview."""

    line: TemplateLine
    digest: str
    names: tuple[str, ...]
    draft_name: str
    draft_saved_at: datetime | None
    problems: tuple[str, ...]
    preview: dict[str, Any] | None


def list_templates(database: Database, actor: Actor, language: Language) -> tuple[PlaceTemplates, ...]:
    """The papers of every place's procedure in force, and what a place does not issue.

    Raises: `NotPermitted` (actor is no system administrator).
    """
    with database.read() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        packs = current_packs(session)
    return tuple(_of_place(pack, language) for pack in packs)


def _of_place(pack: Pack, language: Language) -> PlaceTemplates:
    papers = pack.papers
    return PlaceTemplates(
        pack.jurisdiction.name(language),
        tuple(
            _line(pack, kind, language) for kind in papers.kinds.values() if kind.id not in papers.not_issued
        ),
        tuple((each.name(language), each.reason(language)) for each in papers.not_issued.values()),
    )


def _line(pack: Pack, kind: PaperKind, language: Language) -> TemplateLine:
    return TemplateLine(
        pack.code,
        pack.jurisdiction.name(language),
        kind.id,
        kind.name(language),
        kind.mark,
        kind.file,
        kind.file.split("/")[1] == pack.code,
    )


def get_template_page(
    database: Database, actor: Actor, jurisdiction: str, kind: str, language: Language
) -> TemplatePage:
    """A template with the actor's draft of it, checked and filled with made-up words.

    Raises: `NotPermitted`, `TemplateNotFound`, `NothingPublished`.
    """
    with database.read() as session:
        pack, found = _find_kind(session, actor, jurisdiction, kind)
        draft = session.get(PaperTemplateDraft, (actor.account_id, jurisdiction, kind))
        content = draft.content if draft else pack.files[found.file]
    problems = check_new_template(pack, _own_path(pack, kind), content) if draft else []
    names = outline_templates({found.file: pack.files[found.file]})[found.file].placeholders
    return TemplatePage(
        line=_line(pack, found, language),
        digest=pack.digest,
        names=tuple(dict.fromkeys(each.name for each in names)),
        draft_name=draft.file_name if draft else "",
        draft_saved_at=draft.saved_at if draft else None,
        problems=tuple((each.en if language == "en" else each.zh) for each in problems),
        preview=None if problems else _preview(pack, kind, content),
    )


def _preview(pack: Pack, kind: str, content: bytes) -> dict[str, Any]:
    return make_paper(content, sample_words(pack, kind)).layout


def check_new_template(pack: Pack, path: str, content: bytes) -> list[Problem]:
    """What is wrong with a template for a pack: inside the file, in its names, and in what it makes when it is filled."""
    declared = declare_names(pack.forms, pack.jurisdiction.parameters)
    outline = outline_templates({path: content})[path]
    problems = list(check_template(path, outline, declared))
    if not problems:
        try:
            _preview(pack, PurePosixPath(path).stem, content)
        except PaperNotMade as refused:
            problems.append(
                Problem(refused.code, "error", path, None, None, refused.text("zh"), refused.text("en"))
            )
    return problems


def get_template_file(database: Database, actor: Actor, jurisdiction: str, kind: str) -> tuple[str, bytes]:
    """The template in force, with a file name, to be changed in Word or WPS.

    Raises: `NotPermitted`, `TemplateNotFound`, `NothingPublished`.
    """
    with database.read() as session:
        pack, found = _find_kind(session, actor, jurisdiction, kind)
        return f"{found.zh}.docx", pack.files[found.file]


def save_template_draft(
    database: Database, actor: Actor, jurisdiction: str, kind: str, file_name: str, content: bytes
) -> None:
    """Keep an uploaded template as the actor's draft. Whatever is wrong with it, the page then says.

    Raises: `NotPermitted`, `TemplateNotFound`, `NothingPublished`.
    """
    with database.write() as session:
        _find_kind(session, actor, jurisdiction, kind)
        draft = PaperTemplateDraft(
            account_id=actor.account_id,
            jurisdiction=jurisdiction,
            kind=kind,
            content=content,
            file_name=clean_file_name(file_name),
            saved_at=now(session),
        )
        session.merge(draft)


def discard_template_draft(database: Database, actor: Actor, jurisdiction: str, kind: str) -> None:
    """Drop the actor's draft of a template.

    Raises: `NotPermitted`, `TemplateNotFound`, `NothingPublished`.
    """
    with database.write() as session:
        _find_kind(session, actor, jurisdiction, kind)
        draft = session.get(PaperTemplateDraft, (actor.account_id, jurisdiction, kind))
        if draft is not None:
            session.delete(draft)


def publish_template(
    database: Database, actor: Actor, jurisdiction: str, kind: str, *, seen_digest: str
) -> str:
    """Publish the procedure with the actor's draft as its template. Returns the digest of the new version.

    ``seen_digest`` is the version that the page showed. All checks and scenarios run before anything is written.

    Raises: `NotPermitted`, `TemplateNotFound`, `TemplateChangedMeanwhile`, `PackRefused`, `NothingPublished`.
    """
    with database.read() as session:
        pack, found = _find_kind(session, actor, jurisdiction, kind)
        draft = session.get(PaperTemplateDraft, (actor.account_id, jurisdiction, kind))
        if draft is None:
            raise TemplateNotFound
        content = draft.content
    if pack.digest != seen_digest:
        raise TemplateChangedMeanwhile
    after = _with_template(pack, found, content)
    prove_pack(after)
    with database.write() as session:
        current, _ = _find_kind(session, actor, jurisdiction, kind)
        kept = session.get(PaperTemplateDraft, (actor.account_id, jurisdiction, kind))
        if current.digest != seen_digest or kept is None or kept.content != content:
            raise TemplateChangedMeanwhile
        at = now(session)
        facts = {
            "jurisdiction": jurisdiction,
            "paper": kind,
            "digest": after.digest,
            "replaces": current.digest,
        }
        entry = audit.Entry("replace_template", facts, actor.login_name, actor.display_name)
        audit.append(session, audit.PROCEDURES, [entry], at)
        publish(session, after, actor, at)
        session.delete(kept)
    return after.digest


def _own_path(pack: Pack, kind: str) -> str:
    return f"forms/{pack.code}/papers/{kind}{PAPER_SUFFIX}"


def _with_template(pack: Pack, kind: PaperKind, content: bytes) -> Pack:
    files = {path: held for path, held in pack.files.items() if path != kind.file}
    files[_own_path(pack, kind.id)] = content
    return Pack(pack.code, MappingProxyType(dict(sorted(files.items()))), pack.reading_problems)


def _find_kind(session: Session, actor: Actor, jurisdiction: str, kind: str) -> tuple[Pack, PaperKind]:
    require_product_role(session, actor, SYSTEM_ADMIN)
    pack = current_version(session, jurisdiction)
    found = pack.papers.kinds.get(kind)
    if found is None:
        raise TemplateNotFound
    return pack, found
