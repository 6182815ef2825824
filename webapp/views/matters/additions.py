"""What people add to a case: comments, evidence, messages such as a withdrawal."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import FactsRefused
from webapp.cases.pages import CasePage, MessageAction
from webapp.views.forms import PageForm, bind_typed, bind_untyped, read_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, new_submission_key


def add_comment(case_id: int) -> ResponseReturnValue:
    """Add a remark."""
    text = request.form.get("text", "")
    key = request.form.get("submission_key", "")
    cases.add_comment(database(), get_actor(), case_id, text, submission_key=key)
    return redirect(_back_to(case_id, "comments"))


def add_evidence(case_id: int) -> ResponseReturnValue:
    """Upload one file."""
    upload = request.files.get("file")
    name = (upload.filename or "") if upload is not None else ""
    cases.add_evidence(
        database(),
        get_actor(),
        case_id,
        name,
        upload.mimetype if upload is not None else "",
        upload.read() if upload is not None else b"",
        note=request.form.get("note", "").strip(),
        task_id=request.form.get("task_id", type=int),
    )
    flash(translate("材料已上传。"), "done")
    return redirect(_back_to(case_id, "evidence"))


def _back_to(case_id: int, part: str) -> str:
    task_id = request.form.get("task_id", type=int)
    if task_id is not None:
        return url_for("tasks.show_task", task_id=task_id, _anchor=part)
    return url_for("matters.show_case", case_id=case_id, _anchor=part)


def download_evidence(case_id: int, evidence_id: int) -> Response:
    """One file of the evidence list: always saved, never opened as a page of ours."""
    line, content = cases.get_evidence(database(), get_actor(), case_id, evidence_id)
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=line.file_name,
    )


def prepare_message(case_id: int, message: str) -> ResponseReturnValue:
    """The page on which a message, such as a withdrawal, is confirmed."""
    page, action = _get_message(case_id, message)
    bound = bind_untyped(action.form, action.context, {}) if action.form is not None else None
    return _render(page, action, bound, new_submission_key())


def send_message(case_id: int, message: str) -> ResponseReturnValue:
    """Send the message into the case."""
    key = request.form.get("submission_key", "")
    try:
        cases.send_message(database(), get_actor(), case_id, message, read_typed(), submission_key=key)
    except FactsRefused:
        page, action = _get_message(case_id, message)
        bound = bind_typed(action.form, action.context, with_errors=True) if action.form is not None else None
        return _render(page, action, bound, key), 422
    flash(translate("已提交，已记入案件经过。"), "done")
    return redirect(url_for("matters.show_case", case_id=case_id))


def _get_message(case_id: int, name: str) -> tuple[CasePage, MessageAction]:
    return cases.get_message_page(database(), get_actor(), case_id, name, current_language())


def _render(page: CasePage, action: MessageAction, bound: PageForm | None, key: str) -> str:
    return render_template("matters/message.html", case=page, action=action, bound=bound, submission_key=key)
