"""The WTForms fields of a bound form. What was typed is read elsewhere; these show it and report what was
refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import wtforms
from wtforms import widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import StopValidation

from webapp.errors import Language
from webapp.feel import Scope, Value
from webapp.procedures.forms.bound import BoundOption
from webapp.procedures.forms.display import input_text, option_key
from webapp.procedures.forms.limits import bound, length_bound
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.forms.settling import SettledField

_CHOOSE = {"zh": "请选择", "en": "Choose"}
_KINDS = {"textfield": "text", "filepicker": "file"}


class _Shown:
    """Shows what was settled, whatever the base class was given: a hidden or read-only value cannot slip
    in here."""

    default: Any

    def process(self, _formdata: Any, _data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002
        super().process(None, data=self.default)  # type: ignore[misc]  # mixed into wtforms.Field


class StringField(_Shown, wtforms.StringField):
    """One line; numbers and dates too, with the widget of their kind."""


class TextAreaField(_Shown, wtforms.TextAreaField):
    """Several lines."""


class SelectField(_Shown, wtforms.SelectField):
    """One of the options, from a drop-down list."""


class RadioField(_Shown, wtforms.RadioField):
    """One of the options, all in view."""


class SelectMultipleField(_Shown, wtforms.SelectMultipleField):
    """Several of the options."""


class BooleanField(_Shown, wtforms.BooleanField):
    """A box to tick."""


class _Refused:
    """Reports the reason why the submission is refused. The reason is asked for only when the form is
    validated."""

    def __init__(self, reason: Callable[[], str | None], flags: dict[str, Any]) -> None:
        self._reason = reason
        self.field_flags = flags

    def __call__(self, _form: wtforms.Form, _field: wtforms.Field) -> None:
        text = self._reason()
        if text is not None:
            raise StopValidation(text)


def widget_kind(component: FieldComponent) -> str:
    """How to draw the field: a word for templates."""
    if component.type == "datetime":
        return component.subtype or "date"
    return _KINDS.get(component.type, component.type)


def input_id(name: str) -> str:
    """The HTML id of an input: its name without the dots, which mean a class in CSS."""
    return name.replace(".", "-")


def make_field(
    name: str,
    item: SettledField,
    *,
    label: str,
    help_text: str,
    typed: Sequence[str] | None,
    refusal: Callable[[], str | None],
    scope: Scope,
    language: Language,
) -> Any:
    """An unbound WTForms field. ``typed`` is shown again as it was, so that a refused value can be mended."""
    component = item.component
    attributes: dict[str, Any] = {}
    if help_text:
        attributes["aria-describedby"] = f"{input_id(name)}-help"
    if component.type == "number":
        attributes["inputmode"] = "decimal"
    if item.is_readonly:
        attributes["readonly" if _holds_text(component) else "disabled"] = True
    common: dict[str, Any] = {
        "label": label,
        "description": help_text,
        "id": input_id(name),
        "render_kw": attributes,
        "validators": [_Refused(refusal, _flags(item, scope))],
    }
    if item.is_readonly or typed is None:
        typed = _shown_texts(item.value)
    return _make(component, item, common, typed, language)


def _make(
    component: FieldComponent,
    item: SettledField,
    common: dict[str, Any],
    texts: Sequence[str],
    language: Language,
) -> Any:
    first = texts[0] if texts else ""
    if component.type == "checkbox":
        return BooleanField(default=any(text not in ("", "false", "0") for text in texts), **common)
    if component.options is None:
        field_class = TextAreaField if component.type == "textarea" else StringField
        widget = _text_widget(component)
        return field_class(default=first, **({"widget": widget} if widget else {}), **common)
    choices = [SelectChoice(option_key(option.value), option.label(language)) for option in item.options]
    if component.takes_many:
        return SelectMultipleField(default=list(texts), choices=choices, validate_choice=False, **common)
    if component.type == "radio":
        return RadioField(default=first, choices=choices, validate_choice=False, **common)
    return SelectField(
        default=first,
        choices=[SelectChoice("", _CHOOSE[language]), *choices],
        validate_choice=False,
        **common,
    )


def _text_widget(component: FieldComponent) -> Any:
    if component.type == "number":
        # Not type=number: browsers then drop what they cannot read, and the person cannot see what to mend.
        return widgets.TextInput()
    kind = widget_kind(component)
    if kind == "date":
        return widgets.DateInput()
    if kind == "time":
        return widgets.TimeInput()
    return widgets.DateTimeLocalInput() if kind == "datetime" else None


def _holds_text(component: FieldComponent) -> bool:
    return component.options is None and component.type != "checkbox"


def _shown_texts(value: Value) -> list[str]:
    if isinstance(value, list):
        return [option_key(item) for item in value]
    if isinstance(value, bool):
        return ["true"] if value else []
    return [] if value is None else [input_text(value)]


def _flags(item: SettledField, scope: Scope) -> dict[str, Any]:
    """Hints for the browser; the server checks everything again."""
    component, limits = item.component, item.component.limits
    flags: dict[str, Any] = {}
    # A blank row of a list is left out, so the browser must not insist on its fields.
    is_in_row = "." not in component.key
    if limits.is_required and not component.takes_many and not item.is_readonly and not is_in_row:
        flags["required"] = True
    if component.options is None and component.type in ("textfield", "textarea"):
        flags["minlength"] = length_bound(limits.min_length, scope)
        flags["maxlength"] = length_bound(limits.max_length, scope)
    if component.type == "datetime":
        flags["min"] = _bound_text(limits.minimum, scope)
        flags["max"] = _bound_text(limits.maximum, scope)
    return {name: value for name, value in flags.items() if value}


def _bound_text(limit: Any, scope: Scope) -> str:
    return input_text(bound(limit, scope))


def bind_options(field: wtforms.Field, item: SettledField, language: Language) -> tuple[BoundOption, ...]:
    """The options with their marks, for templates that draw radio buttons and check lists themselves."""
    data = field.data
    chosen = {data} if isinstance(data, str) else set(data if isinstance(data, list) else ())
    keys = [option_key(option.value) for option in item.options]
    return tuple(
        BoundOption(key, option.label(language), key in chosen, f"{field.id}-{number}")
        for number, (key, option) in enumerate(zip(keys, item.options, strict=True))
    )
