"""Answers to a saved draft: the page again, its fields worked out anew, or one line that says it is kept."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.views.forms import PageForm
from webapp.views.language import translate


def answer_draft(bound: PageForm | None, page_url: str) -> ResponseReturnValue:
    """Answer a draft that was just saved from ``bound``; a browser without script gets the page at ``page_url``.

    With script, the browser names the part that it wants back (``HX-Target``).
    """
    part = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    if part == "draft-state":
        return render_template("draft_state.html")
    if part:
        return render_template("fields.html", bound=bound, draft_url=request.path)
    flash(translate("草稿已保存。"), "done")
    return redirect(page_url)
