"""Which step issues a paper, and which papers a place does not issue: changed on the pages of papers."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.procedures.draft_parts.errors import IssuingNotPlain, IssuingRefused, ReasonMissing
from webapp.procedures.draft_parts.issuing import (
    IssuingChange,
    change_issuing,
    drop_unissued,
    state_unissued,
)
from webapp.procedures.drafts import FileChangedMeanwhile
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.errors import RequestMalformed
from webapp.views.language import translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import read_draft, sent_revision, sent_text, status_of, whole_number
from webapp.views.workbench.draft_papers import kind_page, list_page

_REFUSALS = (IssuingNotPlain, IssuingRefused, ReasonMissing, TomlNotChanged, FileChangedMeanwhile)


def add_issuer(draft_id: int, kind: str) -> ResponseReturnValue:
    """Let a step issue the paper."""
    return _change_step(draft_id, kind, is_issued=True)


def remove_issuer(draft_id: int, kind: str) -> ResponseReturnValue:
    """Let a step no longer issue the paper."""
    return _change_step(draft_id, kind, is_issued=False)


def _change_step(draft_id: int, kind: str, *, is_issued: bool) -> ResponseReturnValue:
    change = _sent_change(kind, is_issued=is_issued)
    try:
        with database().write() as session:
            change_issuing(session, draft_id, change, get_actor(), now(session))
    except _REFUSALS as refused:
        return kind_page(read_draft(draft_id), kind, refused), status_of(refused)
    flash(translate("已保存到草稿。共用的流程图已先成为本地自有的一份。"), "done")
    return redirect(url_for("workbench.show_paper_kind", draft_id=draft_id, kind=kind))


def _sent_change(kind: str, *, is_issued: bool) -> IssuingChange:
    """What the page sends as ``place``: revision, diagram and step.

    Raises:
        RequestMalformed: it is none of that form.
    """
    revision, _, rest = sent_text("place").partition("|")
    file, _, element_id = rest.rpartition("|")
    seen = whole_number(revision)
    if seen is None or not (file and element_id):
        raise RequestMalformed
    return IssuingChange(kind, file, element_id, seen, is_issued)


def save_unissued(draft_id: int) -> ResponseReturnValue:
    """State that the place does not issue a paper, and why."""
    reason = (sent_text("reason_zh"), sent_text("reason_en"))
    try:
        with database().write() as session:
            kind = sent_text("unissued")
            state_unissued(session, draft_id, kind, reason, sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return list_page(read_draft(draft_id), refused), status_of(refused)
    flash(translate("已保存到草稿。"), "done")
    return redirect(url_for("workbench.show_papers", draft_id=draft_id, _anchor="not-issued"))


def remove_unissued(draft_id: int) -> ResponseReturnValue:
    """Take the statement that the place does not issue a paper out."""
    try:
        with database().write() as session:
            kind = sent_text("unissued")
            drop_unissued(session, draft_id, kind, sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return list_page(read_draft(draft_id), refused), status_of(refused)
    flash(translate("已删去；模板写明不出具的，现在沿用模板的。"), "done")
    return redirect(url_for("workbench.show_papers", draft_id=draft_id, _anchor="not-issued"))
