"""What every request is held to before a view sees it, and what every answer carries: the content policy and the
other headers that a browser enforces for us."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from werkzeug.routing import IntegerConverter, Map

from webapp.views.errors import RequestMalformed

#: Scripts, styles and everything else come from this server only. The browser draws diagrams by setting style
#: properties from script, which this policy allows; style attributes in markup it refuses.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

#: For the pages of tables: the viewer of decision files puts style attributes into its markup. They can change how a page
#: looks, and nothing else; scripts stay as forbidden as everywhere.
DRAWING_POLICY = f"{CONTENT_POLICY}; style-src-attr 'unsafe-inline'"

#: For the pages of the workbench's editors. Their libraries put style attributes into their markup, as the viewer of
#: decision files does; scripts stay as forbidden as everywhere: nothing is evaluated, nothing comes from elsewhere. The
#: styles of the fields for expressions are adopted by script (webapp/static/bundles/style-mod.js), which needs no word here.
EDITOR_POLICY = DRAWING_POLICY

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class NumberInAddress(IntegerConverter):
    """``<int:…>`` as far as databases count: beyond that there is no such page."""

    def __init__(self, routes: Map, *args: Any, **options: Any) -> None:
        super().__init__(routes, *args, **{"max": 2**63 - 1, **options})


def _holds_nul() -> bool:
    """Whether a NUL sign was sent: no database keeps one, and no keyboard types one."""
    sent = (request.args, request.form)
    named = (str(value) for value in (request.view_args or {}).values())
    return any("\x00" in value for value in named) or any(
        "\x00" in text for values in sent for pair in values.items(multi=True) for text in pair
    )


def install(app: Flask) -> None:
    """Refuse what no page of ours sends; add the headers to every answer; keep case contents out of caches."""
    app.url_map.converters["int"] = NumberInAddress

    @app.before_request
    def refuse_malformed() -> None:
        if _holds_nul():
            raise RequestMalformed

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
