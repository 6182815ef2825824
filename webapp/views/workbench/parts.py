"""The diagrams, tables and forms of a draft as files: added empty or as a copy, removed, downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.draft_parts.errors import PartExists, PartNameRefused, PartNotCopied
from webapp.procedures.draft_parts.files import (
    PartKind,
    add_part,
    list_references,
    part_kind,
    remove_part,
)
from webapp.procedures.drafts import Draft, DraftFileNotFound, FileChangedMeanwhile
from webapp.procedures.drafts.paths import is_own
from webapp.procedures.drafts.titles import title_files
from webapp.views.errors import RequestMalformed
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import (
    demand_confirmation,
    head_of,
    read_draft,
    sent_revision,
    sent_text,
    tell_refusal,
)
from webapp.views.workbench.places import editor_address

_KINDS: dict[PartKind, str] = {"bpmn": mark("流程图"), "dmn": mark("判断表"), "forms": mark("表单")}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A file in the list, with the way to its editor and whether the place may rename or remove it."""

    path: str
    name: str
    kind: PartKind
    edit: str | None
    is_own: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A file that names another."""

    title: str
    url: str | None


def show_files(draft_id: int) -> str:
    """All diagrams, tables and forms by kind, and the form to add one."""
    return _list_page(read_draft(draft_id), "")


def add_file(draft_id: int) -> ResponseReturnValue:
    """Add one, and open its editor."""
    kind = sent_text("kind")
    if kind not in _KINDS:
        raise RequestMalformed
    wanted: PartKind = "bpmn" if kind == "bpmn" else "dmn" if kind == "dmn" else "forms"
    copy_of = sent_text(f"copy_{wanted}")
    try:
        with database().write() as session:
            path = add_part(
                session,
                draft_id,
                wanted,
                sent_text("name"),
                sent_text("zh"),
                copy_of,
                get_actor(),
                now(session),
            )
    except (PartNameRefused, PartExists, PartNotCopied) as refused:
        return _list_page(read_draft(draft_id), refused.text(current_language())), 422
    flash(translate("已加到草稿：%(path)s。还没有什么用到它，在流程图里引用它的代码。", path=path), "done")
    return redirect(editor_address(draft_id, path) or url_for("workbench.show_files", draft_id=draft_id))


def show_file(draft_id: int) -> str:
    """One file: what refers to it, and how to remove it."""
    return _file_page(read_draft(draft_id), request.args.get("path", ""))


def remove_file(draft_id: int) -> ResponseReturnValue:
    """Remove one of the place's own files, once that is confirmed."""
    demand_confirmation()
    path = sent_text("path")
    try:
        with database().write() as session:
            remove_part(session, draft_id, path, sent_revision(), get_actor(), now(session))
    except FileChangedMeanwhile as first:
        return _file_page(read_draft(draft_id), path, first), 409
    flash(translate("已删去 %(path)s。", path=path), "done")
    return redirect(url_for("workbench.show_files", draft_id=draft_id))


def _list_page(draft: Draft, refusal: str) -> str:
    language, code = current_language(), draft.line.jurisdiction
    titles = title_files(draft.pack)
    lines = []
    for path in sorted(draft.files):
        kind = part_kind(path)
        if kind is not None and path in titles:
            lines.append(
                PartLine(
                    path,
                    titles[path].name(language),
                    kind,
                    editor_address(draft.line.id, path),
                    is_own(path, code),
                    path in draft.pack.files,
                )
            )
    groups = [
        (kind, translate(name), [line for line in lines if line.kind == kind])
        for kind, name in _KINDS.items()
    ]
    return render_template(
        "workbench/parts.html",
        head=head_of(draft),
        groups=groups,
        refusal_text=refusal,
        typed=request.form,
    )


def _file_page(draft: Draft, path: str, refused: RongcuoError | None = None) -> str:
    if path not in draft.files or part_kind(path) is None:
        raise DraftFileNotFound(path=path[:120])
    language = current_language()
    titles = title_files(draft.pack)
    return render_template(
        "workbench/part.html",
        head=head_of(draft),
        path=path,
        title=titles[path].text(language) if path in titles else path,
        references=_references(draft, path),
        kind=part_kind(path),
        name=PurePosixPath(path).stem,
        edit=editor_address(draft.line.id, path),
        is_own=is_own(path, draft.line.jurisdiction),
        revision=draft.revisions.get(path, 0),
        refusal_text=tell_refusal(draft, refused),
    )


def _references(draft: Draft, path: str) -> tuple[ReferenceLine, ...]:
    titles, language = title_files(draft.pack), current_language()
    return tuple(
        ReferenceLine(
            titles[each].text(language) if each in titles else each, editor_address(draft.line.id, each)
        )
        for each in list_references(draft.pack, path)
    )
