"""Forms of a procedure on a page: bound to what the case holds, or to what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from webapp.cases import SubmissionReader
from webapp.feel import Value
from webapp.procedures.forms import BoundForm, FormSchema, Submission, bind_form, read_submission
from webapp.views.language import current_language

PageForm = BoundForm


def bind_untyped(schema: FormSchema, context: Mapping[str, Value], draft: Mapping[str, Any]) -> BoundForm:
    """The form as it is opened: the draft if there is one, else what the case holds and the defaults."""
    return bind_form(schema, context, current_language(), draft or None)


def bind_typed(schema: FormSchema, context: Mapping[str, Value], *, with_errors: bool = False) -> BoundForm:
    """The form with what was just typed, its conditions worked out anew; with or without the refusals."""
    bound = bind_form(schema, context, current_language(), request.form)
    if with_errors:
        bound.validate()
    return bound


def read_typed() -> SubmissionReader:
    """A reader of what was typed, for a use case to check inside its transaction."""
    typed, language = request.form, current_language()

    def read(schema: FormSchema, context: Mapping[str, Value]) -> Submission:
        return read_submission(schema, context, typed, language)

    return read
