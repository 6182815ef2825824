"""What the expressions of a form see: the case's variables, and the choices that the platform offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.clock import place_day
from webapp.feel import Value, from_python
from webapp.people import Actor, list_units
from webapp.procedures import Pack
from webapp.procedures.forms import FormSchema


def form_context(
    session: Session, pack: Pack, at: datetime, actor: Actor, variables: Mapping[str, Value] | None = None
) -> Mapping[str, Value]:
    """The FEEL context of a form: variables in scope, ``units``, ``list_items``, ``parameters``, ``actor``, ``today``."""
    units = list_units(session, pack.jurisdiction.code)
    return {
        "units": [{"value": unit.code, "label": unit.name, "kind": unit.kind} for unit in units],
        "list_items": list(pack.list_items),
        "parameters": dict(pack.parameter_values),
        "actor": {"account": actor.login_name, "name": actor.display_name, "unit": actor.unit_code},
        "today": from_python(place_day(at)),
        **(variables or {}),
    }


def start_form_of(pack: Pack) -> FormSchema:
    """The form that opens a matter; publishing refuses a procedure without one."""
    process = pack.deployment.processes[pack.jurisdiction.root_process]
    if process.start_form_id is None:
        raise LookupError(f"{process.id} has no start form")
    return pack.forms[process.start_form_id]
