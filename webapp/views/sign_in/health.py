"""Whether the server can do its work: for load balancers and for the one who starts it."""

from __future__ import annotations

from flask import Response, jsonify, make_response

from webapp.database import DatabaseUnusable, now
from webapp.views.platform import database


def report_health() -> Response:
    """200 when the database answers, else 503 with the error's code."""
    try:
        with database().read() as session:
            now(session)
    except DatabaseUnusable as failure:
        return make_response(jsonify(status="unusable", code=failure.code), 503)
    return make_response(jsonify(status="ok"), 200)
