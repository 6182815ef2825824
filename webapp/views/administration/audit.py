"""The record and its verification, for the audit administrator."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import audit
from webapp.keys import find_audit_key
from webapp.views.language import current_language
from webapp.views.lists import asked_page
from webapp.views.platform import database, platform

_PAGE_ROWS = 100


def show_record() -> ResponseReturnValue:
    """Whether every chain is whole; the entries of one, without the contents of cases."""
    asked = request.args.get("chain", "")
    settings = platform().settings
    file, secret = audit.CheckpointFile(settings.checkpoint_file), find_audit_key(settings)
    report = audit.verify_record(database(), file, audit.AuditKey(secret) if secret else None)
    with database().read() as session:
        tips = audit.list_tips(session)
        tip = next((tip for tip in tips if tip.chain == asked), None)
        pages = max(1, -(-tip.seq // _PAGE_ROWS)) if tip else 1
        page = min(asked_page(), pages)
        entries = (
            audit.list_entries(session, asked, after=(page - 1) * _PAGE_ROWS, limit=_PAGE_ROWS) if tip else []
        )
    return render_template(
        "administration/audit.html",
        report=report,
        findings=[finding.text(current_language()) for finding in report.findings],
        notes=[note.text(current_language()) for note in report.notes],
        newest=report.newest,
        tips=tips,
        chain=asked if tip else "",
        entries=entries,
        page=page,
        pages=pages,
    )
