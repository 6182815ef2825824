"""Procedures to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.cases import ProcedureNotPublished
from webapp.procedures import Pack, current_version, get_version, list_current
from webapp.procedures.errors import VersionNotFound
from webapp.views.errors import AddressMissing, ProcedureFileMissing
from webapp.views.language import current_language
from webapp.views.platform import database
from webapp.views.procedures.drawing import translate_drawing
from webapp.views.procedures.reading import read_procedure, read_table


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A place with a procedure in force."""

    code: str
    name: str
    digest: str
    published_at: datetime


def list_procedures() -> ResponseReturnValue:
    """The places whose procedure is in force."""
    with database().read() as session:
        entries = [
            ProcedureLine(
                version.jurisdiction,
                (version.name_en or version.name) if current_language() == "en" else version.name,
                version.digest,
                version.published_at,
            )
            for version in list_current(session)
        ]
    return render_template("procedures/list.html", entries=entries)


def _get_current(session: Session, jurisdiction: str) -> Pack:
    if jurisdiction not in {version.jurisdiction for version in list_current(session)}:
        raise ProcedureNotPublished(jurisdiction=jurisdiction)
    return current_version(session, jurisdiction)


def show_procedure(jurisdiction: str) -> ResponseReturnValue:
    """Diagrams, tables, parameters and roles of the procedure in force."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
    return render_template("procedures/procedure.html", procedure=read_procedure(pack, current_language()))


def show_table(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """One decision table, row by row."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
    table = read_table(pack, decision, current_language())
    if table is None:
        raise AddressMissing
    name = pack.jurisdiction.name(current_language())
    return render_template(
        "procedures/table.html", table=table, jurisdiction=jurisdiction, procedure_name=name
    )


def show_file(digest: str, path: str) -> Response:
    """A diagram of a published version, for the browser to draw; its names in the reader's language."""
    try:
        with database().read() as session:
            pack = get_version(session, digest)
    except VersionNotFound as missing:
        raise ProcedureFileMissing from missing
    if path not in pack.files or not path.endswith(".bpmn"):
        raise ProcedureFileMissing
    source = translate_drawing(pack.files[path], pack.texts(current_language()).of_file(path))
    response = make_response(source)
    response.headers["Content-Type"] = "text/xml; charset=utf-8"
    return response
