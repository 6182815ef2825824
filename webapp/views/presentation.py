"""How sizes and source marks are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask

from webapp.procedures.forms import BoundField
from webapp.procedures.forms.inputs import input_id
from webapp.views.language import mark, translate

_ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One part of a source mark. ``is_assumed`` says that no source states the rule."""

    text: str
    is_assumed: bool


def source_parts(mark: str | None) -> list[SourcePart]:
    """A mark such as ``001 §2; assumed: ten days`` part by part."""
    parts = []
    for part in re.split(r"[;；]", mark or ""):
        text = part.strip()
        if text.startswith(_ASSUMED):
            remark = re.sub(r"^[\s:,\uff1a\uff0c]+", "", text.removeprefix(_ASSUMED))
            parts.append(SourcePart(remark, is_assumed=True))
        elif text:
            parts.append(SourcePart(text, is_assumed=False))
    return parts


#: How a table makes its conclusion of the rows that fit.
HIT_POLICIES = {
    "UNIQUE": mark("至多一行命中"),
    "ANY": mark("命中的行结论一致"),
    "PRIORITY": mark("取结论优先的一行"),
    "FIRST": mark("取先命中的一行"),
    "COLLECT": mark("汇总命中的各行"),
    "RULE ORDER": mark("按行序列出命中的各行"),
    "OUTPUT ORDER": mark("按结论次序列出命中的各行"),
}
#: Annotation columns that every shipped table has.
ANNOTATIONS = {"source": mark("依据"), "description": mark("说明")}


def hit_policy_name(policy: str) -> str:
    """A hit policy in words, with its aggregation (``COLLECT SUM``) as DMN names it."""
    for name, words in HIT_POLICIES.items():
        if policy == name or policy.startswith(f"{name} "):
            return f"{translate(words)}{policy.removeprefix(name)}"
    return policy


def annotation_name(column: str) -> str:
    """The heading of an annotation column."""
    return translate(ANNOTATIONS[column]) if column in ANNOTATIONS else column


def file_size(size_bytes: int) -> str:
    """``840 B``, ``12 KB``, ``3.4 MB``."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.0f} KB"
    return f"{size_bytes / 1_000_000:.1f} MB"


#: CSS classes of an input by the kind of its field.
_CLASSES = {
    "select": "form-select",
    "number": "form-control w-number",
    "date": "form-control w-date",
    "time": "form-control w-date",
    "datetime": "form-control w-date",
}


def input_attributes(part: BoundField, described: str) -> dict[str, Any]:
    """The HTML attributes of one input: looks, size, what describes it, whether it's wrong.

    Text that is being typed survives a redraw of the form around it (``hx-preserve``).
    """
    attributes: dict[str, Any] = {"class": _CLASSES.get(part.widget, "form-control")}
    if described:
        attributes["aria-describedby"] = described
    if part.error:
        attributes["aria-invalid"] = "true"
    if part.widget == "textarea":
        attributes["rows"] = 4
    if part.widget == "number":
        attributes["inputmode"] = "decimal"
    if part.widget in {"text", "textarea", "number"} and not part.is_readonly:
        attributes["hx-preserve"] = "true"
        attributes["autocomplete"] = "off"
    return attributes


def install(app: Flask) -> None:
    """Give templates these functions."""
    app.jinja_env.filters["hit_policy_name"] = hit_policy_name
    app.jinja_env.globals["annotation_name"] = annotation_name
    app.jinja_env.filters["input_id"] = input_id
    app.jinja_env.globals["input_attributes"] = input_attributes
    app.jinja_env.filters["source_parts"] = source_parts
    app.jinja_env.filters["file_size"] = file_size
