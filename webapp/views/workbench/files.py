"""The files of a draft, one by one, as the editors read and save them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from webapp.database import database_now, now
from webapp.procedures.drafts import copy_draft, note_presence, read_draft_file, save_file
from webapp.views.errors import RequestMalformed, RevisionMissing
from webapp.views.platform import database, get_actor
from webapp.views.workbench.answers import sent_json, told_as_json
from webapp.views.workbench.places import editor_address

_TYPES = {
    ".bpmn": "text/xml; charset=utf-8",
    ".dmn": "text/xml; charset=utf-8",
    ".form": "application/json",
    ".toml": "text/plain; charset=utf-8",
}
_ETAG = re.compile(r'"?(\d{1,9})"?')


@told_as_json
def read_file(draft_id: int, path: str) -> ResponseReturnValue:
    """The bytes of one file, with its revision as ``ETag``."""
    with database().read() as session:
        content, revision = read_draft_file(session, draft_id, path)
    name = PurePosixPath(path)
    response = make_response(content)
    response.headers["ETag"] = f'"{revision}"'
    response.headers["Content-Type"] = _TYPES.get(name.suffix, "application/octet-stream")
    # Opened by itself it is saved, not shown: it is somebody's text, and may be made to look like a page of ours.
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name.name)}"
    return response


@told_as_json
def write_file(draft_id: int, path: str) -> ResponseReturnValue:
    """Save one file over the revision that ``If-Match`` names; over any other nothing is written."""
    revision = _expected_revision()
    with database().write() as session:
        at = now(session)
        saved = save_file(session, draft_id, path, request.get_data(), revision, get_actor(), at)
    return _answer_saved(saved.path, saved.revision, at.isoformat())


@told_as_json
def save_in_copy(draft_id: int, path: str) -> ResponseReturnValue:
    """Save one file in a new draft that is otherwise like this one; tells where it is opened."""
    with database().write() as session:
        line, target = copy_draft(session, draft_id, path, request.get_data(), get_actor(), now(session))
    return jsonify(draft=line.id, path=target, url=editor_address(line.id, target))


@told_as_json
def tell_presence(draft_id: int) -> ResponseReturnValue:
    """Note that the reader has a file open, and tell who else has the draft open."""
    path = sent_json().get("path", "")
    if not isinstance(path, str) or len(path) > 500 or "\x00" in path:
        raise RequestMalformed
    with database().write() as session:
        others = note_presence(session, draft_id, path, get_actor(), database_now(session))
    return jsonify(
        others=[
            {
                "name": other.display_name,
                "path": other.path,
                "saved_at": other.saved_at.isoformat() if other.saved_at else None,
            }
            for other in others
        ]
    )


def _expected_revision() -> int:
    match = _ETAG.fullmatch(request.headers.get("If-Match", "").removeprefix("W/").strip())
    if match is None:
        raise RevisionMissing
    return int(match[1])


def _answer_saved(path: str, revision: int, saved_at: str) -> Response:
    response = jsonify(path=path, revision=revision, saved_at=saved_at)
    response.headers["ETag"] = f'"{revision}"'
    return response
