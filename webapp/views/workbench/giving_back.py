"""Going back from the place's own copy of a file to the shared one: first what would be lost, then, once confirmed, it is done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.procedures.drafts import Draft, DraftFileNotFound, files_returned, return_to_shared
from webapp.procedures.drafts.adopting import count_texts
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.drafts.saving import shared_counterpart
from webapp.procedures.drafts.titles import title_files
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.comparisons import CHANGES, ROLES, ComparisonPage, Side, lay_out
from webapp.views.workbench.desk import demand_confirmation, head_of, read_draft, sent_revision
from webapp.views.workbench.people_named import PersonNames


def ask_give_back(draft_id: int) -> str:
    """What the place's own file says otherwise than the shared one, and the question whether it is to go."""
    path = request.args.get("path", "")
    draft = read_draft(draft_id)
    page = _compare(draft, path)
    title = title_files(draft.pack).get(path)
    line = next((each for each in draft.lines if each.path == path), None)
    if line is None:
        raise DraftFileNotFound(path=path[:120])
    with database().read() as session:
        changed_by = PersonNames(session).of(line.changed_by)
    return render_template(
        "workbench/give_back.html",
        head=head_of(draft),
        path=path,
        title=title.text(current_language()) if title is not None else path,
        shared=shared_counterpart(draft, path),
        line=line,
        changed_by=changed_by,
        texts=count_texts(draft.line.jurisdiction, draft.files, path),
        page=page,
        changes=CHANGES,
        roles=ROLES,
    )


def _compare(draft: Draft, path: str) -> ComparisonPage:
    shared = hold_pack(draft.line.jurisdiction, files_returned(draft, path))
    return lay_out(
        Side(f"shared:{draft.line.id}", translate("共用的"), shared),
        Side(f"draft:{draft.line.id}", translate("自有的"), draft.pack),
    )


def give_back(draft_id: int) -> ResponseReturnValue:
    """Remove the place's own copy, once the reader has confirmed it: the shared file is in force again."""
    revision = sent_revision()
    demand_confirmation()
    path = request.form.get("path", "")
    with database().write() as session:
        return_to_shared(session, draft_id, path, revision, get_actor(), now(session))
    flash(translate("已恢复为共用的文件，本地的副本已删去。"), "done")
    return redirect(url_for("workbench.show_draft", draft_id=draft_id))
