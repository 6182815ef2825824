"""Takes a submission in: declared and visible fields only, checked, as FEEL values by entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.errors import Language
from webapp.feel import Value, from_python
from webapp.procedures.forms.entries import FormData, Stated, Typed
from webapp.procedures.forms.evaluation import is_exhausted
from webapp.procedures.forms.refusals import Refusal
from webapp.procedures.forms.schema import FormSchema, ListComponent, iterate_fields
from webapp.procedures.forms.settling import Settled, SettledField, SettledList, settle_form

#: The name under which an error stands that belongs to no single field.
FORM_ERROR = "_form"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a form yields: ``values`` by entity and field, and ``errors``, a text by input name.

    A hidden field is in neither; a visible one left blank is null. With errors, the values are not to be
    used.
    """

    values: Mapping[str, Mapping[str, Value]]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.errors


def read_submission(
    schema: FormSchema, context: Mapping[str, Value], formdata: Any, language: Language = "zh"
) -> Submission:
    """What a browser sent, checked.

    Names that the form does not declare are ignored, hidden fields are dropped, read-only ones keep the value
    that the context or the form gives them. ``formdata`` has ``getlist`` or maps input names to text or
    texts.
    """
    data = formdata if isinstance(formdata, FormData) else FormData(formdata)
    settled = settle_form(schema, context, Typed(data, is_redrawn=False))
    return Submission(collect_values(settled), dict(list_errors(settled, language)))


def validate_facts(
    schema: FormSchema, context: Mapping[str, Value], facts: Mapping[str, Any], language: Language = "zh"
) -> Submission:
    """Facts under the same rules as a submission; for scenarios. Keys are dotted, or entities that hold fields.

    A field that no fact names keeps what the page would show at first. A fact for a field that is not
    declared, not visible or read-only is an error here, because the scenario then describes a page that
    nobody sees.
    """
    stated = dict(_iterate_stated(facts))
    settled = settle_form(schema, context, Stated(stated))
    errors = dict(list_errors(settled, language))
    for key, value in stated.items():
        refusal = _find_misstatement(schema, settled, key, value)
        if refusal is not None:
            errors[key] = refusal.text(_label(schema, settled, key, language), language)
    return Submission(collect_values(settled), errors)


def _iterate_stated(facts: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for key, value in facts.items():
        if "." not in key and isinstance(value, Mapping):
            yield from ((f"{key}.{name}", from_python(item)) for name, item in value.items())
        else:
            yield key, from_python(value)


def _find_misstatement(schema: FormSchema, settled: Settled, key: str, value: Value) -> Refusal | None:
    if key not in schema.field_keys:
        return Refusal("not_declared", {"key": key})
    shown = settled.fields.get(key)
    if shown is None:
        return Refusal("not_shown")
    if isinstance(shown, SettledField):
        return Refusal("read_only") if shown.is_readonly and shown.value != value else None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return Refusal("not_rows") if value is not None else None
    known = {item.key for item in iterate_fields(shown.component.children)}
    strays = {name for row in value if isinstance(row, dict) for name in row} - known
    return Refusal("not_declared", {"key": f"{key}.{min(strays)}"}) if strays else None


def _label(schema: FormSchema, settled: Settled, key: str, language: Language) -> str:
    for item in schema.fields:
        if item.key == key:
            return item.label.render(settled.scope, language) or key
    return key


def collect_values(settled: Settled) -> dict[str, dict[str, Value]]:
    """The visible fields' values by entity and field; refused ones are left out."""
    values: dict[str, dict[str, Value]] = {}
    for key, item in settled.fields.items():
        if item.refusal is None:
            entity, _, name = key.partition(".")
            values.setdefault(entity, {})[name] = item.value
    return values


def list_errors(settled: Settled, language: Language, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The reasons why values are refused, by input name; the fields of a blank row are not asked for."""
    if not prefix and is_exhausted(settled.scope):
        yield FORM_ERROR, Refusal("too_complex").text("", language)
    for key, item in settled.fields.items():
        label = item.component.label.render(settled.scope, language) or key
        if item.refusal is not None:
            yield prefix + key, item.refusal.text(label, language)
        if isinstance(item, SettledList):
            yield from _list_row_errors(item, language, prefix)


def _list_row_errors(item: SettledList, language: Language, prefix: str) -> Iterator[tuple[str, str]]:
    for position, (number, row) in enumerate(item.rows, start=1):
        # A row that was begun must be finished; a value that could not be read also counts as begun.
        was_begun = not row.is_blank() or any(
            field.refusal is not None and not field.refusal.code.startswith("required")
            for field in row.fields.values()
        )
        if was_begun:
            for name, text in list_errors(row, language):
                reason = Refusal("row", {"row": position, "reason": text})
                yield f"{prefix}{row_prefix(item.component, number)}{name}", reason.text("", language)


def row_prefix(component: ListComponent, number: int) -> str:
    """What the input names of one row of a dynamic list begin with."""
    return f"{component.key}-{number}-"
