"""Steps that failed, for the system administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor


def list_incidents() -> ResponseReturnValue:
    """The steps that wait for a retry, and why they failed."""
    incidents = cases.list_incidents(database(), get_actor(), current_language())
    return render_template("administration/incidents.html", incidents=incidents)


def retry_incident(incident_id: int) -> ResponseReturnValue:
    """Try a failed step again."""
    if cases.retry_incident(database(), get_actor(), incident_id):
        flash(translate("重试成功，案件已继续。"), "done")
    else:
        flash(translate("重试后仍未成功，原因见下。"), "problem")
    return redirect(url_for("administration.list_incidents"))
