"""Form fields that stand in a diagram (Camunda 7, Flowable, Activiti), as a form of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

_TYPES = {
    "string": "textfield",
    "long": "number",
    "integer": "number",
    "double": "number",
    "boolean": "checkbox",
    "date": "datetime",
    "enum": "select",
}


def make_form(
    form_id: str, fields: Sequence[etree._Element], existing: bytes | None = None
) -> tuple[bytes, dict[str, str]]:
    """A form-js schema with a component for each field, behind those of ``existing``; and what each field is now called."""
    schema: dict[str, Any] = (
        json.loads(existing)
        if existing
        else {"type": "default", "id": form_id, "schemaVersion": 17, "components": []}
    )
    keys: dict[str, str] = {}
    for each in fields:
        component = _component(form_id, each, len(schema["components"]) + 1)
        schema["components"].append(component)
        keys[each.get("id", "")] = component["key"]
    return write_schema(schema), keys


def write_schema(schema: object) -> bytes:
    """A schema as the shipped forms are written."""
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _component(form_id: str, each: etree._Element, number: int) -> dict[str, Any]:
    kind = _TYPES.get(each.get("type", "string"), "textfield")
    label = each.get("label") or each.get("name") or each.get("id", "")
    component: dict[str, Any] = {
        "type": kind,
        "id": f"{form_id}_{number}",
        "key": f"{form_id}.{field_name(each.get('id', ''), number)}",
        "label": label,
    }
    if kind == "datetime":
        component |= {"subtype": "date", "dateLabel": label}
    if kind == "select":
        component["values"] = [
            {"value": value.get("id", ""), "label": value.get("name") or value.get("id", "")}
            for value in each.iterfind("{*}value")
        ]
    if _is_required(each):
        component["validate"] = {"required": True}
    return component


def _is_required(each: etree._Element) -> bool:
    constraints = {rule.get("name") for rule in each.iterfind(".//{*}constraint")}
    return each.get("required") == "true" or "required" in constraints


def field_name(text: str, number: int) -> str:
    """``reasonForLeave`` as ``reason_for_leave``; ``field_3`` for what has no Latin letters."""
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", text).lower()
    name = re.sub(r"[^a-z0-9]+", "_", spaced).strip("_")
    return name[:80] if name[:1].isalpha() else f"field_{number}"
