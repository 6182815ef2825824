"""Files that are plain text (TOML), edited on a page that needs no script; two people on one are told apart as anywhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.procedures.drafts import DraftFileNotFound, FileChangedMeanwhile, get_draft, save_file
from webapp.procedures.drafts.titles import title_files
from webapp.views.errors import AddressMissing, RequestMalformed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.problems import draft_name


def edit_text(draft_id: int, path: str) -> ResponseReturnValue:
    """One text file of a draft, at a line where ``?line=`` names one."""
    with database().read() as session:
        draft = get_draft(session, draft_id)
    content = draft.files.get(path)
    if not path.endswith(".toml"):
        raise AddressMissing
    if content is None:
        raise DraftFileNotFound(path=path)
    return _page(draft_id, path, content.decode("utf-8", errors="replace"), draft.revisions.get(path, 0))


def save_text(draft_id: int, path: str) -> ResponseReturnValue:
    """Save it over the revision that was shown; where somebody was first, show both."""
    revision = request.form.get("revision", type=int)
    if revision is None or not path.endswith(".toml"):
        raise RequestMalformed
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        with database().write() as session:
            save_file(session, draft_id, path, text.encode(), revision, get_actor(), now(session))
    except FileChangedMeanwhile as first:
        return _page(draft_id, path, text, first.revision, first), 409
    flash(translate("已保存到草稿。"), "done")
    return redirect(url_for("workbench.edit_text", draft_id=draft_id, path=path))


def _page(
    draft_id: int, path: str, text: str, revision: int, first: FileChangedMeanwhile | None = None
) -> str:
    with database().read() as session:
        draft = get_draft(session, draft_id)
    title = title_files(draft.pack).get(path)
    line = request.args.get("line", type=int)
    return render_template(
        "workbench/text.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        path=path,
        title=title.text(current_language()) if title is not None else path,
        text=text,
        revision=revision,
        refusal=first.text(current_language()) if first is not None else "",
        theirs=draft.files.get(path, b"").decode("utf-8", errors="replace") if first is not None else "",
        line=line,
        shown_line=_line_of(text, line),
        may_edit=draft.line.state == "open",
    )


def _line_of(text: str, line: int | None) -> str:
    lines = text.splitlines()
    return lines[line - 1] if line and 0 < line <= len(lines) else ""
