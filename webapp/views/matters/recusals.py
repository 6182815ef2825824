"""Standing aside in a case: asked for oneself, recorded of somebody else, lifted; each after a page that says what follows."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import (
    AssignmentNotPermitted,
    ReasonMissing,
    RecusalReasonUnknown,
    RecusalUnknownPerson,
    RecusedAlready,
)
from webapp.cases.recusal_pages import RecusalLine, RecusalPage
from webapp.errors import RongcuoError
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor

_TO_MEND = (ReasonMissing, RecusalReasonUnknown, RecusalUnknownPerson)


def _get_page(case_id: int) -> RecusalPage:
    return cases.get_recusal_page(database(), get_actor(), case_id, current_language())


def _get_assigners_page(case_id: int) -> RecusalPage:
    page = _get_page(case_id)
    if not page.may_record:
        raise AssignmentNotPermitted
    return page


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _problem(refused: RongcuoError) -> str:
    return refused.text(current_language())


def prepare_declaration(case_id: int) -> ResponseReturnValue:
    """What standing aside means, before one does."""
    page = _get_page(case_id)
    if not page.may_declare:
        raise RecusedAlready(person=get_actor().display_name)
    return render_template("matters/recusal.html", page=page, is_own=True, problem=None)


def declare(case_id: int) -> ResponseReturnValue:
    """Stand aside; the case is closed to oneself from here on."""
    try:
        cases.declare_recusal(database(), get_actor(), case_id, _typed("reason"), _typed("basis"))
    except _TO_MEND as refused:
        shown = render_template(
            "matters/recusal.html", page=_get_page(case_id), is_own=True, problem=_problem(refused)
        )
        return shown, 422
    flash(translate("您已回避，不再办理、查阅这个案件。"), "done")
    return redirect(url_for("tasks.list_tasks"))


def prepare_record(case_id: int) -> ResponseReturnValue:
    """Who stands aside, and why."""
    page = _get_assigners_page(case_id)
    return render_template("matters/recusal.html", page=page, is_own=False, problem=None)


def record(case_id: int) -> ResponseReturnValue:
    """Record that somebody else stands aside."""
    try:
        cases.record_recusal(
            database(), get_actor(), case_id, _typed("person"), _typed("reason"), _typed("basis")
        )
    except _TO_MEND as refused:
        page = _get_assigners_page(case_id)
        shown = render_template("matters/recusal.html", page=page, is_own=False, problem=_problem(refused))
        return shown, 422
    flash(translate("回避已登记，即时生效。"), "done")
    return redirect(url_for("matters.show_case", case_id=case_id, _anchor="recusal"))


def _get_line(case_id: int, recusal_id: int) -> tuple[RecusalPage, RecusalLine]:
    page = _get_assigners_page(case_id)
    return page, page.line(recusal_id)


def prepare_lift(case_id: int, recusal_id: int) -> ResponseReturnValue:
    """Whose recusal is lifted; a reason is asked for."""
    page, line = _get_line(case_id, recusal_id)
    return render_template("matters/lift_recusal.html", page=page, line=line, problem=None)


def lift(case_id: int, recusal_id: int) -> ResponseReturnValue:
    """Lift somebody else's recusal."""
    try:
        cases.lift_recusal(database(), get_actor(), case_id, recusal_id, _typed("reason"))
    except ReasonMissing as refused:
        page, line = _get_line(case_id, recusal_id)
        shown = render_template("matters/lift_recusal.html", page=page, line=line, problem=_problem(refused))
        return shown, 422
    flash(translate("回避已解除。"), "done")
    return redirect(url_for("matters.show_case", case_id=case_id, _anchor="recusal"))
