"""Answers to a saved draft: the whole page, its fields worked out anew, or one line that says it is kept."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.views.forms import PageForm, asks_for_part, asks_for_rows
from webapp.views.language import translate


def answer_draft(
    redraw: Callable[[], tuple[PageForm | None, Callable[[], str]]], page_url: str
) -> ResponseReturnValue:
    """Answer a draft that was just saved.

    ``redraw`` binds the form to what was typed and can draw the whole page with it: a browser without script
    that asked for another row needs that, since the row is not part of the draft.
    """
    part = asks_for_part()
    if part == "draft-state":
        return render_template("draft_state.html")
    if part or asks_for_rows():
        bound, show_page = redraw()
        return render_template("fields.html", bound=bound, draft_url=request.path) if part else show_page()
    flash(translate("草稿已保存。"), "done")
    return redirect(page_url)
