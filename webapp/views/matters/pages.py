"""The list of cases and the case page."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.procedures.operations import STATUSES
from webapp.views.language import current_language
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor, new_submission_key


def list_cases() -> ResponseReturnValue:
    """The cases that the reader may see."""
    asked = {"search": request.args.get("search", "").strip(), "status": request.args.get("status", "")}
    status = asked["status"] if asked["status"] in STATUSES else None
    language = current_language()
    found = cases.list_cases(
        database(), get_actor(), language=language, search=asked["search"], status=status, page=asked_page()
    )
    return render_template(
        "matters/list.html",
        cases=found,
        asked=asked,
        statuses=found.statuses,
        startable=cases.list_startable(database(), get_actor(), language),
    )


def show_case(case_id: int) -> ResponseReturnValue:
    """Everything about one case."""
    page = cases.get_case_page(database(), get_actor(), case_id, current_language())
    recusal = cases.get_recusal_page(database(), get_actor(), case_id, current_language())
    return render_template("matters/case.html", case=page, recusal=recusal, comment_key=new_submission_key())
