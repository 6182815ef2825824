"""How an error reaches the reader: a page with its text and code, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.database import DatabaseUnusable
from webapp.errors import Kind, Language, RongcuoError
from webapp.views.errors import (
    AddressForbidden,
    AddressMissing,
    DatabaseSilent,
    MethodNotAllowed,
    PageExpired,
    PlatformFailed,
    RequestMalformed,
    RequestTooLarge,
    SignedOutMeanwhile,
    TokenNeeded,
)
from webapp.views.language import HTML_LANG, current_language, translate
from webapp.views.platform import is_for_programs

log = logging.getLogger("rongcuo.views")

STATUS_BY_KIND: Mapping[Kind, int] = {
    "invalid": 400,
    "forbidden": 403,
    "missing": 404,
    "conflict": 409,
    "unavailable": 503,
}


def status_of(error: RongcuoError) -> int:
    """The HTTP status under which ``error`` is shown."""
    return 401 if isinstance(error, TokenNeeded | SignedOutMeanwhile) else STATUS_BY_KIND[error.kind]


def show_refusal(error: RongcuoError, *, status: int | None = None, reference: str | None = None) -> Response:
    """The page that states ``error`` in the reader's language."""
    status = status or status_of(error)
    if _is_for_scripts():
        return _tell_script(error, status)
    if is_for_programs():
        return _tell_program(error, status, reference)
    try:
        return make_response(_draw_page(error, status, reference), status)
    except DatabaseUnusable:
        # The head of every page asks who is reading and, in practice, what time it is.
        return make_response(_draw_bare_page(error, status, reference), status)


def _is_for_scripts() -> bool:
    """Whether one of our own pages asks in the background, to show the answer in its reader's language."""
    return request.accept_mimetypes.best == "application/json" and not is_for_programs()


def _tell_script(error: RongcuoError, status: int) -> Response:
    answer = jsonify(code=error.code, message=error.text(current_language()))
    answer.status_code = status
    return answer


def _tell_program(error: RongcuoError, status: int, reference: str | None) -> Response:
    """The same as JSON, in both languages: a program passes on the one that its reader speaks."""
    told = {"code": error.code, "zh": error.text("zh"), "en": error.text("en")}
    answer = jsonify(error=told if reference is None else {**told, "reference": reference})
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _draw_page(error: RongcuoError, status: int, reference: str | None) -> str:
    return render_template(
        "error.html",
        heading=_heading(status),
        message=error.text(current_language()),
        code=error.code,
        reference=reference,
        back_url=_way_back(),
    )


def _draw_bare_page(error: RongcuoError, status: int, reference: str | None) -> str:
    """The same words without anything that takes the database; in the visit's language."""
    language: Language = "en" if session.get("language") == "en" else "zh"
    g.language = language
    return current_app.jinja_env.get_template("error_bare.html").render(
        html_lang=HTML_LANG[language],
        heading=_heading(status),
        message=error.text(language),
        code=error.code,
        reference=reference,
    )


def _heading(status: int) -> str:
    return {
        403: translate("没有权限"),
        404: translate("没有找到"),
        409: translate("情况已经变化"),
        500: translate("系统出错"),
        503: translate("系统正忙"),
    }.get(status, translate("没有办成"))


def _way_back() -> str | None:
    """The page the reader came from, when it is one of ours."""
    if request.method == "GET" or not request.referrer:
        return None
    return request.referrer if request.referrer.startswith(request.host_url) else None


def install(app: Flask) -> None:
    """Answer every error with a page of its own status."""

    @app.errorhandler(RongcuoError)
    def refuse(error: RongcuoError) -> Response:
        return show_refusal(error)

    @app.errorhandler(DatabaseUnusable)
    def refuse_without_database(error: DatabaseUnusable) -> Response:
        reference = secrets.token_hex(4)
        log.error("reference %s: %s %s: %s", reference, request.method, request.path, error.text("en"))
        return show_refusal(DatabaseSilent(), reference=reference)

    @app.errorhandler(CSRFError)
    def refuse_expired(_error: CSRFError) -> Response:
        return show_refusal(PageExpired())

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        return show_refusal(_stated(error), status=error.code)

    @app.errorhandler(Exception)
    def refuse_failure(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.exception("reference %s: %s %s failed", reference, request.method, request.path, exc_info=error)
        return show_refusal(PlatformFailed(), status=500, reference=reference)


def _stated(error: HTTPException) -> RongcuoError:
    match error.code:
        case 401 | 403:
            return AddressForbidden()
        case 404:
            return AddressMissing()
        case 405:
            return MethodNotAllowed()
        case 413:
            limit = current_app.config["MAX_CONTENT_LENGTH"] or 0
            return RequestTooLarge(limit_mb=limit // (1024 * 1024))
        case _:
            return RequestMalformed()
