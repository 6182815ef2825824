"""The notices of the reader: written by a procedure's steps, kept until they are marked as read."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import outbox
from webapp.cases.recusals import find_closed_cases, find_recused_cases
from webapp.outbox.notices import PAGE_ROWS
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor


def list_notices() -> ResponseReturnValue:
    """The reader's notices, newest first."""
    page = asked_page()
    with database().read() as session:
        closed = find_closed_cases(session, get_actor())
        recused = find_recused_cases(session, get_actor())
        found = outbox.list_notices(
            session, get_actor(), page=page, without_cases=closed, personal_in=recused
        )
        unread = outbox.count_unread(session, get_actor(), without_cases=closed, personal_in=recused)
    return render_template(
        "notices/list.html", notices=found, unread=unread, page=page, has_more=len(found) == PAGE_ROWS
    )


def read_notice(notice_id: int) -> ResponseReturnValue:
    """Note that the reader has read it."""
    with database().write() as session:
        outbox.mark_read(session, get_actor(), notice_id)
    return redirect(url_for("notices.list_notices"))
