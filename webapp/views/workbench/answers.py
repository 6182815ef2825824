"""Answers for the editors: plain JSON, also where something is refused, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.errors import RongcuoError
from webapp.procedures.drafts import FileChangedMeanwhile
from webapp.views.errors import RequestMalformed
from webapp.views.language import current_language
from webapp.views.refusals import status_of


def told_as_json(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A view whose refusals are JSON: ``code`` and ``message``, and who was first where somebody was."""

    @wraps(view)
    def answer(**arguments: Any) -> ResponseReturnValue:
        try:
            return view(**arguments)
        except RongcuoError as refused:
            return tell_refusal(refused)

    return answer


def tell_refusal(refused: RongcuoError) -> Response:
    """A refusal as JSON with its status."""
    told: dict[str, object] = {"code": refused.code, "message": refused.text(current_language())}
    if isinstance(refused, FileChangedMeanwhile):
        told |= {"by": refused.by, "at": refused.at.isoformat(), "revision": refused.revision}
    answer = jsonify(told)
    answer.status_code = status_of(refused)
    return answer


def sent_json() -> dict[str, Any]:
    """The object that was sent.

    Raises:
        RequestMalformed: it is none.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise RequestMalformed
    return sent
