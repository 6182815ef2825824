"""Opening a matter: choosing the procedure, filling in its first form."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import FactsRefused
from webapp.cases.pages import StartPage
from webapp.views.drafts import answer_draft
from webapp.views.forms import PageForm, bind_typed, bind_untyped, read_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, new_submission_key


def choose_procedure() -> ResponseReturnValue:
    """The procedures under which the reader may open a matter; the only one is opened at once."""
    startable = cases.list_startable(database(), get_actor(), current_language())
    return render_template("matters/choose.html", startable=startable)


def prepare_case(jurisdiction: str) -> ResponseReturnValue:
    """The first form of a procedure, with the reader's draft."""
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language())
    bound = bind_untyped(page.form, page.context, page.draft)
    return _render(page, bound, new_submission_key())


def save_draft(jurisdiction: str) -> ResponseReturnValue:
    """Keep what was typed: nobody but the one who typed it sees it."""
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language())
    bound = bind_typed(page.form, page.context)
    cases.save_matter_draft(database(), get_actor(), jurisdiction, bound.draft)
    return answer_draft(bound, url_for("matters.prepare_case", jurisdiction=jurisdiction))


def open_case(jurisdiction: str) -> ResponseReturnValue:
    """Submit the application; what is refused comes back with what was typed."""
    key = request.form.get("submission_key", "")
    try:
        opened = cases.open_case(database(), get_actor(), jurisdiction, read_typed(), submission_key=key)
    except FactsRefused:
        return _show_typed_again(jurisdiction, key), 422
    flash(translate("申请已提交，案号 %(case_no)s。", case_no=opened.case_no), "done")
    return redirect(url_for("matters.show_case", case_id=opened.case_id))


def _show_typed_again(jurisdiction: str, key: str) -> str:
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language())
    return _render(page, bind_typed(page.form, page.context, with_errors=True), key)


def _render(page: StartPage, bound: PageForm, key: str) -> str:
    return render_template("matters/start.html", start=page, bound=bound, submission_key=key)
