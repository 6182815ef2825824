"""A city comes in or goes out: import with its report, export, and which of its roles still lack people."""

from __future__ import annotations

from io import BytesIO

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.people import SECURITY_ADMIN, SYSTEM_ADMIN, count_holders
from webapp.procedures import Pack, current_version, list_current
from webapp.procedures.drafts import get_draft
from webapp.procedures.exporting import export_name, write_zip
from webapp.procedures.files import FolderFiles
from webapp.procedures.importing.archives import zip_folder
from webapp.procedures.importing.taking import PlannedImport, plan_import, store_import
from webapp.views.access import Access, meets
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, platform

ZIP = "application/zip"


def show_import() -> ResponseReturnValue:
    """The page on which a zip or file is handed in."""
    return _show_import()


def _show_import(planned: PlannedImport | None = None, refusal: str = "", draft_id: int | None = None) -> str:
    with database().read() as session:
        places = list_current(session)
    return render_template(
        "workbench/import.html",
        places=places,
        planned=planned,
        refusal=refusal,
        draft_id=draft_id,
        language=current_language(),
        purpose=request.form.get("purpose", "store"),
        place=request.values.get("place", ""),
    )


def take_import() -> ResponseReturnValue:
    """Read what was handed in and report on it; store it as a draft where that was asked for and may be."""
    files, folder = (
        [each for each in request.files.getlist(name) if each.filename] for name in ("file", "folder")
    )
    if bool(files) == bool(folder):
        return _show_import(refusal=translate("请选择一个文件，或者一个文件夹。")), 422
    planned: PlannedImport | None = None
    purpose = request.form.get("purpose", "store")
    try:
        content, name = (
            zip_folder((each.filename or "", each.read()) for each in folder)
            if folder
            else (files[0].read(), files[0].filename or "")
        )
        planned = plan_import(
            database(),
            content,
            name,
            request.form.get("place", "").strip() or None,
            FolderFiles(platform().settings.pack_root),
        )
        if purpose == "check":
            return _show_import(planned)
        with database().write() as session:
            line = store_import(
                session, planned, get_actor(), now(session), keep_with_errors=purpose == "keep"
            )
    except RongcuoError as refused:
        return _show_import(planned, refused.text(current_language())), 422
    return _show_import(planned, draft_id=line.id)


def export_version(jurisdiction: str) -> Response:
    """The version in force as a zip."""
    with database().read() as session:
        return _send(current_version(session, jurisdiction))


def export_draft(draft_id: int) -> Response:
    """A draft as a zip, to work on elsewhere."""
    with database().read() as session:
        return _send(get_draft(session, draft_id).pack)


def _send(pack: Pack) -> Response:
    return send_file(
        BytesIO(write_zip(pack.files)),
        mimetype=ZIP,
        as_attachment=True,
        download_name=export_name(pack.code, pack.digest),
    )


def list_open_roles(jurisdiction: str) -> ResponseReturnValue:
    """The roles of a place in force, with how many people hold each; those that nobody holds come first."""
    with database().read() as session:
        place = current_version(session, jurisdiction).jurisdiction
        holders = count_holders(session, jurisdiction)
    rows = [(role, holders.get(role.id, 0)) for role in place.roles.values()]
    actor = get_actor()
    return render_template(
        "workbench/roles.html",
        place=place,
        language=current_language(),
        rows=sorted(rows, key=lambda row: row[1] > 0),
        lacking=sum(count == 0 for _, count in rows),
        may_grant=actor.has_product_role(SECURITY_ADMIN),
        may_work=meets(actor, Access.WORKBENCH),
        may_list_units=actor.has_product_role(SYSTEM_ADMIN),
    )
