"""The names that a paper's template may use: the fields of the pack's forms, and what the platform gives."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from webapp.papers import LOOP_ITEM
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms.schema import FieldComponent, ListComponent, iterate_fields

#: What the platform gives: name → fields. A field with fields of its own can be gone through with ``for``.
PLATFORM_NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "case": {"no": (), "title": (), "subject_name": (), "opened_on": (), "jurisdiction": ()},
        "place": {"name": (), "organ": ()},
        "paper": {"no": (), "title": (), "issued_on": (), "version": (), "corrects": ()},
        "actor": {"name": (), "unit": (), "account": ()},
        # ``basis``: the papers of the case so far that a conclusion rests on, such as the verification report.
        "record": {"entry": (), "seal": (), "basis": ("title",)},
        "item": {"name": ()},
        "volume": {"papers": ("no", "title", "issued_on"), "evidence": ("name", "by", "on")},
    }
)
#: Names that tell nothing of a case's file beyond what stands on the papers of everybody.
LOCAL_NAMES = frozenset({"case", "place", "paper", "actor", "record", "item", "parameters"})
_SEVERAL = frozenset({"checklist", "taglist", "filepicker"})

Declared = Mapping[tuple[str, ...], bool]


def declare_names(forms: Mapping[str, FormSchema], parameters: Mapping[str, object]) -> Declared:
    """Every path that a placeholder may have, and whether it can be gone through with ``for``."""
    declared: dict[tuple[str, ...], bool] = {("parameters", name): False for name in parameters}
    for name, fields in PLATFORM_NAMES.items():
        for field, inner in fields.items():
            declared[name, field] = bool(inner)
            declared.update({(name, field, LOOP_ITEM, each): False for each in inner})
    for schema in forms.values():
        for component in schema.fields:
            path = tuple(component.key.split("."))
            is_list = isinstance(component, ListComponent)
            is_several = isinstance(component, FieldComponent) and component.type in _SEVERAL
            declared[path] = declared.get(path, False) or is_list or is_several
            if is_several:
                declared[*path, LOOP_ITEM] = False
            if isinstance(component, ListComponent):
                for child in iterate_fields(component.children):
                    if isinstance(child, FieldComponent):
                        declared[*path, LOOP_ITEM, *child.key.split(".")] = False
    return declared
