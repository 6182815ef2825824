"""Procedures to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.cases import ProcedureNotPublished
from webapp.cases.context import form_context
from webapp.database import now
from webapp.decisions.examples import Example
from webapp.people import PROCESS_DESIGNER
from webapp.procedures import Pack, current_version, get_version, list_current
from webapp.procedures.drafts import DraftLine, list_drafts
from webapp.procedures.errors import VersionNotFound
from webapp.procedures.fact_forms import facts_filled_in
from webapp.procedures.forms import FormSchema
from webapp.procedures.table_examples import example_of_facts, list_pack_examples
from webapp.procedures.table_scenario_files import write_table_scenario
from webapp.views.errors import AddressMissing, ProcedureFileMissing
from webapp.views.forms import PageForm, bind_typed, bind_untyped
from webapp.views.language import current_language
from webapp.views.platform import database, get_actor
from webapp.views.procedures.drawing import translate_drawing
from webapp.views.procedures.reading import read_procedure, read_table
from webapp.views.procedures.trying import TrialPage, describe_trial, fact_form
from webapp.views.protection import DRAWING_POLICY


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
    """One decision table, row by row, beside a form to try facts on it."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
        context = form_context(session, pack, _fact_form(pack, decision), now(session), get_actor())
    return _table_page(pack, decision, bind_untyped(_fact_form(pack, decision), context, {}), None)


def try_table(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """The same page with what the table says to the facts that were filled in. Nothing is kept."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
        schema = _fact_form(pack, decision)
        at = now(session)
        context = form_context(session, pack, schema, at, get_actor())
        others = [
            current_version(session, version.jurisdiction)
            for version in list_current(session)
            if version.jurisdiction != jurisdiction
        ]
    bound = bind_typed(schema, context, with_errors=True)
    if not bound.submission.is_accepted:
        return _table_page(pack, decision, bound, None)
    facts = facts_filled_in(bound.submission.values)
    trial = describe_trial(pack, decision, facts, others, current_language(), at)
    return _table_page(pack, decision, bound, trial)


def keep_facts(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """The facts that were filled in, and what the table says to them, as a scenario file to keep."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
        schema = _fact_form(pack, decision)
        context = form_context(session, pack, schema, now(session), get_actor())
    bound = bind_typed(schema, context, with_errors=True)
    if not bound.submission.is_accepted:
        return _table_page(pack, decision, bound, None)
    facts = facts_filled_in(bound.submission.values)
    return _scenario_file(pack, decision, [example_of_facts(pack, decision, facts)], "try")


def download_examples(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """A scenario file with one case for each row, boundary and gap of the table."""
    with database().read() as session:
        pack = _get_current(session, jurisdiction)
    if decision not in pack.decisions.decisions:
        raise AddressMissing
    return _scenario_file(pack, decision, list_pack_examples(pack, decision), "examples")


def _scenario_file(pack: Pack, decision: str, examples: Iterable[Example], kind: str) -> Response:
    info = pack.decisions.decisions[decision]
    english = pack.texts("en").text(info.file, decision, info.name)
    response = make_response(write_table_scenario(info.name, english, decision, examples))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{decision}_{kind}.toml"'
    return response


def _fact_form(pack: Pack, decision: str) -> FormSchema:
    if decision not in pack.decisions.decisions:
        raise AddressMissing
    return fact_form(pack, decision)


def _table_page(pack: Pack, decision: str, bound: PageForm, trial: TrialPage | None) -> Response:
    table = read_table(pack, decision, current_language())
    assert table is not None  # noqa: S101 - the form was made for this decision.
    page = render_template(
        "procedures/table.html",
        table=table,
        decision=decision,
        jurisdiction=pack.jurisdiction.code,
        procedure_name=pack.jurisdiction.name(current_language()),
        bound=bound,
        trial=trial,
        digest=pack.digest,
        drafts=_open_drafts(pack.code),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = DRAWING_POLICY
    return response


def _open_drafts(code: str) -> list[DraftLine]:
    """The drafts of the place that the reader may keep a scenario in."""
    if not get_actor().has_product_role(PROCESS_DESIGNER):
        return []
    with database().read() as session:
        return [line for line in list_drafts(session, code) if line.state == "open"]


def show_file(digest: str, path: str) -> Response:
    """A diagram or decision file of a published version, for the browser to draw; a diagram's names in the reader's language."""
    try:
        with database().read() as session:
            pack = get_version(session, digest)
    except VersionNotFound as missing:
        raise ProcedureFileMissing from missing
    if path not in pack.files or not path.endswith((".bpmn", ".dmn")):
        raise ProcedureFileMissing
    source = pack.files[path]
    if path.endswith(".bpmn"):
        source = translate_drawing(source, pack.texts(current_language()).of_file(path))
    response = make_response(source)
    response.headers["Content-Type"] = "text/xml; charset=utf-8"
    return response
