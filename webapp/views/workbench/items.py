"""The list items of a draft as a spreadsheet: download, fill in, upload; what is wrong is told line by line."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures import PackRefused
from webapp.procedures.draft_parts.lists import own_list, plan_list, read_list, store_list, write_list
from webapp.procedures.drafts import Draft
from webapp.procedures.item_sheets.errors import ListItemsRefused
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import head_of, read_draft
from webapp.views.workbench.places import editor_address

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_lists(draft_id: int) -> str:
    """The draft's list, with the way out and in."""
    return _page(read_draft(draft_id))


def download_list(draft_id: int) -> Response:
    """The list as a spreadsheet to fill in."""
    draft = read_draft(draft_id)
    name = f"{draft.line.jurisdiction}-list.xlsx"
    return send_file(BytesIO(write_list(draft)), mimetype=XLSX, as_attachment=True, download_name=name)


def take_over_list(draft_id: int) -> ResponseReturnValue:
    """Make a shared list the place's own, so that items can be added."""
    with database().write() as session:
        own_list(session, draft_id, get_actor(), now(session))
    flash(translate("清单已成为本地自有的，现在可以导入条目。"), "done")
    return redirect(url_for("workbench.show_lists", draft_id=draft_id))


def upload_list(draft_id: int) -> ResponseReturnValue:
    """Add the new items of a filled sheet to the draft; all of them, or none with every finding."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(read_draft(draft_id), translate("请选择一个文件。")), 422
    language = current_language()
    try:
        planned = plan_list(read_draft(draft_id), upload.read(), upload.filename)
        with database().write() as session:
            store_list(session, draft_id, planned, get_actor(), now(session))
    except (ListItemsRefused, PackRefused) as refused:
        lines = tuple(each.text(language) for each in refused.problems)
        told = translate("有 %(n)s 处问题，一条也没有导入。", n=len(lines))
        return _page(read_draft(draft_id), told, lines), 422
    except RongcuoError as refused:
        if refused.kind == "forbidden":
            raise
        return _page(read_draft(draft_id), refused.text(language)), 409 if refused.kind == "conflict" else 422
    flash(translate("已加进 %(n)s 条，存在草稿里。", n=len(planned.added)), "done")
    return redirect(url_for("workbench.show_lists", draft_id=draft_id))


def _page(draft: Draft, refusal: str = "", lines: tuple[str, ...] = ()) -> str:
    language = current_language()
    layout, missing = None, ""
    try:
        layout = read_list(draft)
    except PackRefused:
        missing = translate("判断表里有错误，现在读不出清单。请先看问题清单，改好判断表。")
    except RongcuoError as refused:
        missing = refused.text(language)
    return render_template(
        "workbench/items.html",
        head=head_of(draft),
        layout=layout,
        missing=missing,
        is_own=layout is not None and layout.info.file.split("/")[1] == draft.line.jurisdiction,
        edit=editor_address(draft.line.id, layout.info.file) if layout is not None else None,
        refusal_text=refusal,
        refusal_lines=lines,
        language=language,
    )
