"""A diagram of a draft or version as the browser draws it."""

from __future__ import annotations

from flask import Response, make_response

from webapp.procedures import Pack
from webapp.views.language import current_language
from webapp.views.procedures.drawing import translate_drawing


def answer_diagram(pack: Pack, path: str) -> Response:
    """A diagram of a pack with its names in the reader's language; one that cannot be read, as it is."""
    content = pack.files[path]
    if path in pack.diagram_outlines:
        content = translate_drawing(content, pack.texts(current_language()).of_file(path))
    response = make_response(content)
    response.headers["Content-Type"] = "text/xml; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment"
    return response
