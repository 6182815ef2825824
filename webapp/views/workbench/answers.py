"""Answers for the editors: plain JSON, also where something is refused, in the reader's language."""

from __future__ import annotations

import re
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

_WAIT = re.compile(r"\bwait=(\d{1,3})\b")


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


def wished_patience() -> float | None:
    """Seconds that the asker would wait (``Prefer: wait=1``, RFC 7240); None where they wait for the answer."""
    wished = _WAIT.search(request.headers.get("Prefer", ""))
    return float(wished[1]) if wished else None


def come_again() -> Response:
    """The answer is being found: 202, and when to ask again, so that no thread of the server waits for it."""
    answer = jsonify({})
    answer.status_code = 202
    answer.headers["Retry-After"] = "1"
    return answer
