"""A submission in words, for people who read the case later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from webapp.errors import Language
from webapp.feel import Scope, Value, value_at
from webapp.procedures.forms.accepting import accept_value
from webapp.procedures.forms.display import option_key, show_value
from webapp.procedures.forms.evaluation import open_form_scope
from webapp.procedures.forms.options import list_options
from webapp.procedures.forms.schema import FieldComponent, FormSchema, ListComponent, Option, iterate_fields

_ROW = {"zh": "第 {number} 行", "en": "row {number}"}


def summarise(
    schema: FormSchema,
    facts: Mapping[str, Value | Mapping[str, Value]],
    language: Language = "zh",
    context: Mapping[str, Value] | None = None,
) -> list[tuple[str, str]]:
    """Label and text of every fact that was given, in the form's order.

    ``facts`` are a submission's values by entity and field. Options appear by their labels, days as 2026年3月2日
    or 2 Mar 2026. ``context`` holds the data that options come from; an option not found there appears by its
    code.
    """
    held: dict[str, Value] = {entity: _plain(value) for entity, value in facts.items()}
    scope = open_form_scope({**(context or {}), **held})
    rows: list[tuple[str, str]] = []
    for item in schema.fields:
        value = value_at(held, item.key)
        label = item.label.render(scope, language) or item.key
        if isinstance(item, ListComponent):
            rows.extend(_describe_rows(item, label, value, scope, language))
        elif text := describe(item, value, scope, language):
            rows.append((label, text))
    return rows


def _plain(value: Value | Mapping[str, Value]) -> Value:
    return dict(value) if isinstance(value, Mapping) else value


def _describe_rows(
    item: ListComponent, label: str, value: Value, scope: Scope, language: Language
) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(value if isinstance(value, list) else (), start=1):
        if not isinstance(row, dict):
            continue
        around = scope.inner()
        around.update(row)
        parts = [
            f"{field.label.render(around, language) or field.key}{_COLON[language]}{text}"
            for field in iterate_fields(item.children)
            if isinstance(field, FieldComponent)
            and (text := describe(field, row.get(field.key), around, language))
        ]
        where = _ROW[language].format(number=number)
        yield f"{label} {where}", _SEPARATOR[language].join(parts)


_COLON = {"zh": "\uff1a", "en": ": "}
_SEPARATOR = {"zh": "\uff1b", "en": "; "}


def describe(field: FieldComponent, value: Value, scope: Scope, language: Language) -> str:
    """One value of one field in words; empty when nothing was given."""
    if value is None or value in ("", []):
        return ""
    options = list_options(field, scope)
    if field.options is not None:
        return _name_options(value if isinstance(value, list) else [value], options, language)
    # What comes back from storage may hold a day as its text.
    accepted, refusal = accept_value(field, value, options)
    text = show_value(value if refusal else accepted, language)
    if field.type in ("number", "textfield"):
        text = f"{field.prefix.render(scope, language)}{text}{_spaced(field.suffix.render(scope, language))}"
    return text


def _spaced(suffix: str) -> str:
    return f" {suffix}" if suffix else ""


def _name_options(values: Sequence[Value], options: Sequence[Option], language: Language) -> str:
    labels = {option_key(option.value): option.label(language) for option in options}
    names = [labels.get(option_key(value), show_value(value, language)) for value in values]
    return ("、" if language == "zh" else ", ").join(names)
