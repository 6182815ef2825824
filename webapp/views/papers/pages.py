"""One paper: its print view, its document, its correction, its sealed form."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import EvidenceRefused, EvidenceTooLarge
from webapp.cases.evidence import LIMIT_BYTES
from webapp.cases.papers.errors import PaperReasonMissing
from webapp.cases.papers.reading import DOCX
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, new_submission_key


def show_paper(paper_id: int) -> ResponseReturnValue:
    """The paper as it prints, with its versions."""
    return _render(paper_id, request.args.get("version", type=int), new_submission_key())


def _render(
    paper_id: int,
    version: int | None,
    key: str,
    problem: str | None = None,
    typed: str = "",
    seal_problem: str | None = None,
) -> str:
    page = cases.get_paper_page(database(), get_actor(), paper_id, current_language(), version)
    return render_template(
        "papers/paper.html",
        page=page,
        submission_key=key,
        problem=problem,
        typed=typed,
        limit=cases.REASON_LIMIT,
        seal_problem=seal_problem,
        limit_mb=LIMIT_BYTES // 2**20,
    )


def download_paper(paper_id: int, version: int) -> Response:
    """The document of one version, to be printed, sealed or sent."""
    name, content = cases.get_paper_document(database(), get_actor(), paper_id, version, current_language())
    return send_file(BytesIO(content), mimetype=DOCX, as_attachment=True, download_name=name)


def seal_paper(paper_id: int, version: int) -> ResponseReturnValue:
    """Keep the sealed and signed form of a version."""
    upload, key = request.files.get("file"), request.form.get("submission_key", "")
    name = (upload.filename or "") if upload is not None else ""
    content = upload.read() if upload is not None else b""
    try:
        number = cases.seal_paper(
            database(), get_actor(), paper_id, version, name, content, submission_key=key
        )
    except (EvidenceRefused, EvidenceTooLarge) as refused:
        told = refused.text(current_language())
        return _render(paper_id, version, key, seal_problem=told), 422
    flash(translate("盖章签署件已保存为第 %(n)s 版，原来的版本保留。", n=number), "done")
    return redirect(url_for("papers.show_paper", paper_id=paper_id, version=number))


def download_sealed(paper_id: int, version: int) -> Response:
    """The sealed form as it was uploaded: always saved, never opened as a page of ours."""
    name, content = cases.get_sealed_file(database(), get_actor(), paper_id, version, current_language())
    return send_file(
        BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name
    )


def correct_paper(paper_id: int) -> ResponseReturnValue:
    """Ask for a corrected version."""
    key, reason = request.form.get("submission_key", ""), request.form.get("reason", "")
    try:
        number = cases.correct_paper(database(), get_actor(), paper_id, reason, submission_key=key)
    except PaperReasonMissing as refused:
        return _render(paper_id, None, key, refused.text(current_language()), reason), 422
    flash(translate("第 %(n)s 版正在生成，原来的版本保留。", n=number), "done")
    return redirect(url_for("papers.show_paper", paper_id=paper_id, version=number))


def make_again(paper_id: int) -> ResponseReturnValue:
    """Try again to make a paper that could not be made."""
    cases.make_again(database(), get_actor(), paper_id)
    flash(translate("正在重新生成。"), "done")
    return redirect(url_for("papers.show_paper", paper_id=paper_id))
