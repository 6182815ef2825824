"""Handing a task to somebody else."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import PersonNotEligible, ReasonMissing, TaskRecused, TaskSeparated
from webapp.database import Database
from webapp.people import Actor
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor

_TO_MEND = (PersonNotEligible, ReasonMissing, TaskRecused, TaskSeparated)
HandOver = Callable[[Database, Actor, int, str, str], int]


def delegate(task_id: int) -> ResponseReturnValue:
    """Give a task that one holds to a colleague."""
    return _hand_over(cases.delegate_task, task_id)


def assign(task_id: int) -> ResponseReturnValue:
    """Give an open task to somebody who may do it."""
    return _hand_over(cases.assign_task, task_id)


def _hand_over(hand_over: HandOver, task_id: int) -> ResponseReturnValue:
    person, reason = request.form.get("person", ""), request.form.get("reason", "")
    try:
        case_id = hand_over(database(), get_actor(), task_id, person, reason)
    except _TO_MEND as refused:
        flash(refused.text(current_language()), "problem")
        return redirect(url_for("tasks.show_task", task_id=task_id, _anchor="handover"))
    flash(translate("已交办，对方会收到消息。"), "done")
    return redirect(url_for("matters.show_case", case_id=case_id))
