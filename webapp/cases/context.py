"""What the expressions of a form see: the case's variables, and the choices that the platform offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, CaseTask, Evidence, RegisterEntry
from webapp.cases.reading import ReadingRights, hidden_evidence, rights_of_roles
from webapp.cases.recusals import recused_accounts
from webapp.cases.terms import read_record_values
from webapp.clock import PLACE_ZONE, place_day
from webapp.feel import Value, from_python
from webapp.people import Actor, Colleague, list_colleagues, list_units
from webapp.procedures import Pack
from webapp.procedures.filing_choices import RISK_FILINGS, offer_risk_filing
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import Entrance
from webapp.procedures.knowledge import variables_behind


def form_context(
    session: Session,
    pack: Pack,
    schema: FormSchema,
    at: datetime,
    actor: Actor,
    case: CaseFile | None = None,
    variables: Mapping[str, Value] | None = None,
) -> Mapping[str, Value]:
    """The FEEL context of ``schema``: the variables in scope, ``actor``, ``now``, ``today``, and what is offered to choose from.

    ``units`` are the place's units, ``list_items`` the rows of its lists, ``people`` those who hold a role there,
    ``risk_filings`` what was put on file there in advance, ``evidence`` the case's files so far; what takes a statement is looked up only for a form that mentions it.
    What is kept from all roles of ``actor``, and what a table concluded from it, is not among the variables: a form that
    mentions it shows nothing of it.
    """
    rights = None if case is None else rights_of_roles(actor, case, pack)
    choices: dict[str, Value] = {}
    if b"units" in schema.source or b"list_items" in schema.source:
        choices.update(_place_choices(session, pack))
    if _mentions_people(schema):
        choices["people"] = list_people_choices(session, pack.jurisdiction.code, case)
    if RISK_FILINGS.encode() in schema.source:
        choices[RISK_FILINGS] = list_filing_choices(session, pack.jurisdiction.code)
    if case is not None and rights and (b"evidence" in schema.source or b"filepicker" in schema.source):
        choices["evidence"] = list_evidence_choices(session, case, pack, rights, variables or {})
    kept = variables_behind(pack, rights.kept_entities) if rights else frozenset()
    return {
        **choices,
        "parameters": dict(pack.parameter_values),
        "actor": {"account": actor.login_name, "name": actor.display_name, "unit": actor.unit_code},
        "now": from_python(at.astimezone(PLACE_ZONE)),
        "today": from_python(place_day(at)),
        **{name: value for name, value in (variables or {}).items() if name not in kept},
    }


def offered_choices(session: Session, pack: Pack) -> Mapping[str, Value]:
    """What the options of a form come from, beside the case's own facts, for telling later what was chosen.

    ``people`` are then all of the place, with every role: a name once chosen is shown as a name, whatever became of
    its bearer. ``parameters`` are there because a place may offer some of a shared form's options only.
    """
    choices: dict[str, Value] = {"parameters": dict(pack.parameter_values), **_place_choices(session, pack)}
    if any(_mentions_people(schema) for schema in pack.forms.values()):
        everybody = list_colleagues(session, pack.jurisdiction.code, with_disabled=True)
        roles = tuple(pack.jurisdiction.roles)
        choices["people"] = [_person_choice(person, roles, is_recused=False) for person in everybody]
    return choices


def _mentions_people(schema: FormSchema) -> bool:
    return b"people" in schema.source


def list_people_choices(session: Session, jurisdiction: str, case: CaseFile | None) -> list[Value]:
    """Those who hold a role in the place, as options; ``is_recused`` marks who stands aside in ``case``."""
    recused = frozenset[int]() if case is None else recused_accounts(case)
    return [
        _person_choice(person, person.roles, is_recused=person.account_id in recused)
        for person in list_colleagues(session, jurisdiction)
    ]


def _person_choice(person: Colleague, roles: tuple[str, ...], *, is_recused: bool) -> Value:
    name = person.display_name
    return {
        "value": person.login_name,
        "label": f"{name}（{person.unit_name}）" if person.unit_name else name,
        "label_en": f"{name} ({person.unit_name_en})" if person.unit_name_en else name,
        "roles": list(roles),
        "unit": person.unit_code,
        "is_recused": is_recused,
    }


def _place_choices(session: Session, pack: Pack) -> Mapping[str, Value]:
    units = list_units(session, pack.jurisdiction.code)
    return {
        "units": [
            {"value": unit.code, "label": unit.name, "label_en": unit.name_en, "kind": unit.kind}
            for unit in units
        ],
        "list_items": list(pack.list_items),
    }


def list_filing_choices(session: Session, jurisdiction: str) -> list[Value]:
    """The risks put on file in advance in the place, oldest first, as options with the unit and the person concerned."""
    entries = session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.register == RISK_FILINGS, RegisterEntry.jurisdiction == jurisdiction)
        .order_by(RegisterEntry.id)
    )
    offered = (offer_risk_filing(entry.number, read_record_values(entry.record)) for entry in entries)
    return [each for each in offered if each is not None]


def list_evidence_choices(
    session: Session,
    case: CaseFile,
    pack: Pack,
    rights: ReadingRights,
    variables: Mapping[str, Value],
) -> list[Value]:
    """The files of the case that may be read, as options: their ids and names."""
    found = (
        select(Evidence, CaseTask)
        .outerjoin(CaseTask, CaseTask.id == Evidence.task_id)
        .where(Evidence.case_id == case.id)
        .order_by(Evidence.id)
    )
    rows = session.execute(found).all()
    files, tasks = [file for file, _ in rows], [task for _, task in rows if task]
    hidden = hidden_evidence(files, tasks, pack, rights, [variables])
    return [{"value": str(file.id), "label": file.file_name} for file, _ in rows if file.id not in hidden]


def start_form_of(pack: Pack, entrance: Entrance) -> FormSchema:
    """The form that a matter is opened with; publishing refuses an entrance without one."""
    process = pack.deployment.processes[entrance.process_id]
    if process.start_form_id is None:
        raise LookupError(f"{process.id} has no start form")
    return pack.forms[process.start_form_id]
