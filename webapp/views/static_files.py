"""Scripts, styles and pictures: ours alone, named with their digest, kept until they change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory, url_for

from webapp.views.access import Access, declare

STATIC = Path(__file__).parents[1] / "static"
#: The folder also holds the lock file and the installed libraries; only these of its folders are served.
SERVED = frozenset({"css", "img", "js", "vendor"})
_A_YEAR = 365 * 24 * 3600


@cache
def digest_of(name: str) -> str:
    """The first characters of the file's SHA-256; empty when the file is missing."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def asset(name: str) -> str:
    """The address of a static file, with its digest."""
    return url_for("static", filename=name, v=digest_of(name))


def install(app: Flask) -> None:
    """Serve ``/static/…`` and give templates ``asset()``."""

    def static(filename: str) -> Response:
        parts = filename.split("/")
        if parts[0] not in SERVED or ".." in parts:
            abort(404)
        is_named = request.args.get("v") == digest_of(filename) != ""
        response = send_from_directory(STATIC, filename, max_age=_A_YEAR if is_named else 0)
        if is_named:
            response.cache_control.immutable = True
        return response

    app.add_url_rule("/static/<path:filename>", "static", static)
    declare(app, {"static": Access.EVERYBODY})
    app.jinja_env.globals["asset"] = asset
