"""Opening a matter: choosing the procedure, filling in its first form."""

from __future__ import annotations

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import FactsRefused
from webapp.cases.pages import StartPage
from webapp.procedures.jurisdiction import MAIN_ENTRANCE
from webapp.views.drafts import answer_draft
from webapp.views.forms import PageForm, bind_typed, bind_untyped, read_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, new_submission_key


def choose_procedure() -> ResponseReturnValue:
    """The places in which the reader may open a matter, each with its entrances."""
    startable = cases.list_startable(database(), get_actor(), current_language())
    places = [list(lines) for _, lines in groupby(startable, key=lambda line: line.jurisdiction)]
    return render_template("matters/choose.html", places=places)


def prepare_case(jurisdiction: str, entrance: str = MAIN_ENTRANCE) -> ResponseReturnValue:
    """The first form of a procedure, with the reader's draft."""
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language(), entrance)
    bound = bind_untyped(page.form, page.context, page.draft)
    return _render(page, bound, new_submission_key())


def save_draft(jurisdiction: str, entrance: str = MAIN_ENTRANCE) -> ResponseReturnValue:
    """Keep what was typed: nobody but the one who typed it sees it."""
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language(), entrance)
    bound = bind_typed(page.form, page.context)
    cases.save_matter_draft(database(), get_actor(), jurisdiction, bound.draft, entrance)
    return answer_draft(bound, _address("matters.prepare_case", jurisdiction, entrance))


def open_case(jurisdiction: str, entrance: str = MAIN_ENTRANCE) -> ResponseReturnValue:
    """Submit the application; what is refused comes back with what was typed."""
    key = request.form.get("submission_key", "")
    try:
        opened = cases.open_case(
            database(), get_actor(), jurisdiction, read_typed(), submission_key=key, entrance=entrance
        )
    except FactsRefused:
        return _show_typed_again(jurisdiction, entrance, key), 422
    flash(translate("申请已提交，案号 %(case_no)s。", case_no=opened.case_no), "done")
    return redirect(url_for("matters.show_case", case_id=opened.case_id))


def _show_typed_again(jurisdiction: str, entrance: str, key: str) -> str:
    page = cases.get_start_page(database(), get_actor(), jurisdiction, current_language(), entrance)
    return _render(page, bind_typed(page.form, page.context, with_errors=True), key)


def _render(page: StartPage, bound: PageForm, key: str) -> str:
    return render_template(
        "matters/start.html",
        start=page,
        bound=bound,
        submission_key=key,
        open_at=_address("matters.open_case", page.jurisdiction, page.entrance),
        draft_at=_address("matters.save_draft", page.jurisdiction, page.entrance),
    )


def _address(endpoint: str, jurisdiction: str, entrance: str) -> str:
    """The address of a page of an entrance; that of the main one names none."""
    return url_for(endpoint, jurisdiction=jurisdiction, entrance=entrance or None)
