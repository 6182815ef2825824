"""Makes forms for tests: one function per kind of component, each overridable by keyword."""

from __future__ import annotations

import json
from typing import Any

from webapp.errors import Problem
from webapp.feel import FeelDate, Value
from webapp.procedures.forms import FormSchema, Submission, check_form, read_form, read_submission

FILE = "forms/liwan/assess_factors.form"
TODAY = FeelDate(2026, 3, 2)
CONTEXT: dict[str, Value] = {"today": TODAY}

Json = dict[str, Any]


def component(kind: str, key: str | None = None, **more: Any) -> Json:
    """One component; a field gets a label."""
    made: Json = {"type": kind}
    if key is not None:
        made |= {"key": key, "label": f"标签{key}"}
    return made | more


def choice(kind: str, key: str, *values: str, **more: Any) -> Json:
    """A field that offers options."""
    return component(
        kind, key, values=[{"value": value, "label": f"选项{value}"} for value in values], **more
    )


def hidden_when(condition: str) -> Json:
    """The property that hides a component."""
    return {"conditional": {"hide": f"={condition}"}}


def source(*components: Json, form_id: str = "assess_factors") -> bytes:
    """The text of a form, one property a line."""
    form = {"id": form_id, "type": "default", "schemaVersion": 16, "components": list(components)}
    return json.dumps(form, ensure_ascii=False, indent=1).encode()


def form(*components: Json, english: dict[str, str] | None = None) -> FormSchema:
    """A form that was read."""
    return read_form(source(*components), FILE, english or {})


def findings(*components: Json) -> list[Problem]:
    """What the checker says about a form."""
    return check_form(source(*components), FILE)


def codes(*components: Json) -> list[str]:
    """The codes of what the checker says."""
    return [problem.code for problem in findings(*components)]


def submit(schema: FormSchema, sent: dict[str, Any], context: dict[str, Value] | None = None) -> Submission:
    """Submit texts by input name, with English messages."""
    return read_submission(schema, CONTEXT | (context or {}), sent, "en")


def submit_one(made: Json, *texts: str) -> tuple[Value, str | None]:
    """Submit one field ``case_note.it``: its value and its error."""
    taken = submit(form(made), {made["key"]: list(texts)})
    entity, name = made["key"].split(".")
    return taken.values.get(entity, {}).get(name), taken.errors.get(made["key"])
