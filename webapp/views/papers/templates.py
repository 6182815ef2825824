"""The templates of a place's papers, for the system administrator: look, upload, preview, publish."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.papers.reading import DOCX
from webapp.procedures import PackRefused
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor


def list_templates() -> ResponseReturnValue:
    """Every place's papers."""
    places = cases.list_templates(database(), get_actor(), current_language())
    return render_template("papers/templates.html", places=places)


def show_template(jurisdiction: str, kind: str) -> ResponseReturnValue:
    """One template, with the draft that the reader uploaded."""
    return _render(jurisdiction, kind)


def _render(jurisdiction: str, kind: str, problems: tuple[str, ...] = ()) -> str:
    page = cases.get_template_page(database(), get_actor(), jurisdiction, kind, current_language())
    return render_template("papers/template.html", page=page, problems=problems or page.problems)


def download_template(jurisdiction: str, kind: str) -> Response:
    """The template in force, to be changed in Word or WPS."""
    name, content = cases.get_template_file(database(), get_actor(), jurisdiction, kind)
    return send_file(BytesIO(content), mimetype=DOCX, as_attachment=True, download_name=name)


def upload_template(jurisdiction: str, kind: str) -> ResponseReturnValue:
    """Keep an uploaded template as a draft; the page then says what is wrong with it, or shows it filled."""
    upload = request.files.get("file")
    content = upload.read() if upload is not None else b""
    name = (upload.filename or "") if upload is not None else ""
    cases.save_template_draft(database(), get_actor(), jurisdiction, kind, name, content)
    return _render(jurisdiction, kind)


def publish_template(jurisdiction: str, kind: str) -> ResponseReturnValue:
    """Publish the draft as a new version of the procedure."""
    seen = request.form.get("seen_digest", "")
    try:
        digest = cases.publish_template(database(), get_actor(), jurisdiction, kind, seen_digest=seen)
    except PackRefused as refused:
        language = current_language()
        return _render(jurisdiction, kind, tuple(each.text(language) for each in refused.problems)), 422
    flash(translate("已发布新版本 %(digest)s。办理中的案件仍用原来的版本。", digest=digest[:12]), "done")
    return redirect(url_for("papers.show_template", jurisdiction=jurisdiction, kind=kind))


def discard_template(jurisdiction: str, kind: str) -> ResponseReturnValue:
    """Drop the draft."""
    cases.discard_template_draft(database(), get_actor(), jurisdiction, kind)
    return redirect(url_for("papers.show_template", jurisdiction=jurisdiction, kind=kind))
