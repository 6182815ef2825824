"""The case library."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.cases.library import list_library
from webapp.views.language import current_language
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor
from webapp.views.registers.asking import asked_library


def show_library() -> ResponseReturnValue:
    """Published cases by list item, outcome and words, or by what they share with one case."""
    asked = asked_library()
    page = list_library(database(), get_actor(), asked, language=current_language(), page=asked_page())
    narrowed = {
        "place": asked.place,
        "item": asked.item,
        "outcome": asked.outcome,
        "search": asked.search,
        "like": asked.like_case or "",
    }
    return render_template(
        "registers/library.html",
        library=page,
        asked=asked,
        narrowed={name: value for name, value in narrowed.items() if value},
    )
