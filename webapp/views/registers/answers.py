"""What counts for a person or unit in promotion, appraisal and awards."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.cases.effects.answers import answer_standing, prepare_standing
from webapp.cases.effects.pages import StandingQuestion
from webapp.views.language import current_language
from webapp.views.platform import database, get_actor
from webapp.views.registers.asking import asked_day, asked_text


def asked_question() -> StandingQuestion:
    """The question that the address carries. Raises: `webapp.views.errors.DayUnreadable`."""
    return StandingQuestion(asked_text("name"), asked_text("unit"), asked_day("on"), asked_text("place"))


def ask_standing() -> ResponseReturnValue:
    """The question, and below it the answer once somebody is named."""
    question = asked_question()
    language = current_language()
    form = prepare_standing(database(), get_actor(), language)
    is_asked = bool(question.name or question.unit)
    answer = answer_standing(database(), get_actor(), question, language) if is_asked else None
    return render_template("registers/standing.html", form=form, question=question, answer=answer)
