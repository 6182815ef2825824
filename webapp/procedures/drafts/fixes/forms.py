"""Fixes of forms. A form is written out as the form editor writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.procedures.drafts.fixes.model import Answers, Ask, Case, Changes, Fix, Mender


def rename_form(case: Case) -> Iterator[Fix]:
    """Call a form after its file."""
    data = _read(case)
    if data is None or data.get("id") == case.stem:
        return

    def rename(_answers: Answers) -> Changes:
        return _write(case, {**data, "id": case.stem})

    yield Fix("rename", f"把表单标识改为 {case.stem}", f"Rename the form to {case.stem}", rename)


def add_label(case: Case) -> Iterator[Fix]:
    """Give a field the name that its readers see."""
    data = _read(case)
    if data is None or _find(data, case.element_id) is None:
        return

    def label(answers: Answers) -> Changes:
        fresh = _read(case)
        field = None if fresh is None else _find(fresh, case.element_id)
        if fresh is None or field is None:
            return {}
        field["label"] = answers.get("label", "").strip()
        return _write(case, fresh)

    yield Fix("label", "补上名称", "Add the label", label, (Ask("label", "名称", "Label (Chinese)"),))


def _read(case: Case) -> dict[str, Any] | None:
    try:
        data = json.loads(case.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _find(data: dict[str, Any], wanted: str) -> dict[str, Any] | None:
    """The component whose key or id is ``wanted``."""
    waiting: list[Any] = list(data.get("components") or [])
    while waiting and wanted:
        component = waiting.pop()
        if isinstance(component, dict):
            if wanted in (component.get("key"), component.get("id")):
                return component
            inside = component.get("components")
            waiting.extend(inside if isinstance(inside, list) else [])
    return None


def _write(case: Case, data: dict[str, Any]) -> Changes:
    return {case.file: (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()}


MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "FM-106": (rename_form,),
    "FM-115": (add_label,),
    "PK-204": (rename_form,),
}
