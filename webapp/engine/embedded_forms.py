"""Forms that sit in the diagram (``zeebe:userTaskForm``): the fields they declare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webapp.engine.diagram import Process


def declared_fields(text: str) -> frozenset[str] | None:
    """The dotted field keys of a form-js schema; None when the text is none."""
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        return None
    return frozenset(_keys(schema["components"]))


def _keys(components: Sequence[Any]) -> Iterator[str]:
    """Keys of fields and paths of groups and lists, nested ones included."""
    open_ends = list(components)
    while open_ends:
        component = open_ends.pop()
        if not isinstance(component, dict):
            continue
        for name in ("key", "path"):
            value = component.get(name)
            if isinstance(value, str) and value:
                yield value
        inside = component.get("components")
        open_ends.extend(inside if isinstance(inside, list) else [])


def all_fields(
    processes: Sequence[Process], linked: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """The fields of every form that the processes may name: linked and embedded ones."""
    fields = dict(linked)
    for process in processes:
        for form_id, text in process.embedded_forms.items():
            fields.setdefault(form_id, declared_fields(text) or frozenset())
    return fields
