"""The pages of the editors: a diagram, a decision file or a form of a draft, opened in the browser's editor.

The pages hold words and addresses; files, names and problems are fetched by the editors themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.people import PROCESS_DESIGNER
from webapp.procedures.drafts import Draft, get_draft
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.element_templates import element_templates
from webapp.procedures.resolution import find_lineage, locate_in
from webapp.views.errors import AddressMissing
from webapp.views.language import current_language
from webapp.views.platform import database, get_actor
from webapp.views.protection import DRAWING_POLICY, EDITOR_POLICY
from webapp.views.static_files import digest_of


@dataclass(frozen=True, slots=True)
class Editor:
    """One of the editors: which files it opens, and the bundle and script that make it."""

    id: str
    kind: str
    bundle: str
    script: str


DIAGRAMS = Editor("diagram", "bpmn", "diagram-editor", "diagram.js")
DECISIONS = Editor("decision", "dmn", "decision-editor", "decision.js")
FORMS = Editor("form", "forms", "form-editor", "form.js")


def edit_diagram(draft_id: int, name: str) -> ResponseReturnValue:
    """The diagram editor over the process ``name`` of a draft."""
    return _editor_page(DIAGRAMS, draft_id, name)


def edit_decisions(draft_id: int, name: str) -> ResponseReturnValue:
    """The editor of tables over the decision file ``name`` of a draft."""
    return _editor_page(DECISIONS, draft_id, name)


def edit_form(draft_id: int, name: str) -> ResponseReturnValue:
    """The form editor over the form ``name`` of a draft."""
    return _editor_page(FORMS, draft_id, name)


def list_element_templates() -> Response:
    """The element templates of the platform's operations, in the reader's language."""
    return jsonify(element_templates(current_language()))


def _editor_page(editor: Editor, draft_id: int, name: str) -> Response:
    with database().read() as session:
        draft = get_draft(session, draft_id)
    path = _find_file(draft, editor.kind, name)
    may_edit = draft.line.state == "open" and get_actor().has_product_role(PROCESS_DESIGNER)
    is_view = not may_edit or "view" in request.args
    page = render_template(
        "workbench/viewer.html" if is_view else "workbench/editor.html",
        editor=editor,
        draft=draft.line,
        draft_name=(draft.line.name_en or draft.line.name) if current_language() == "en" else draft.line.name,
        path=path,
        name=name,
        title=title_files(draft.pack)[path].name(current_language()) if path in draft.pack.files else name,
        may_edit=may_edit,
        decisions=_decisions_of(draft, path) if editor is DECISIONS else (),
        base=url_for("workbench.show_home"),
        is_bundled=bool(digest_of(f"vendor/{editor.bundle}.js")),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = DRAWING_POLICY if is_view else EDITOR_POLICY
    return response


def _find_file(draft: Draft, kind: str, name: str) -> str:
    """The file that the draft's place reads for this name: its own, or the one it shares."""
    lineage = find_lineage(draft.line.jurisdiction, draft.files.get, [])
    path = locate_in(draft.files, lineage)((kind, name))
    if path is None:
        raise AddressMissing
    return path


def _decisions_of(draft: Draft, path: str) -> tuple[str, ...]:
    """The decisions in a file, in the order of the file."""
    return tuple(id_ for id_, decision in draft.pack.decisions.decisions.items() if decision.file == path)
