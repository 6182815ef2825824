"""Binds a form to one request: a WTForms form over the visible fields, and the components for the template.

The values and their errors come from `settling` and `submitting`; WTForms draws the inputs and brings what a
base class adds, such as the check against forged requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import wtforms

from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.forms.bound import BoundComponent
from webapp.procedures.forms.dependencies import list_row_triggers, list_triggers
from webapp.procedures.forms.drawing import Drawer
from webapp.procedures.forms.entries import ROW_MARKER, Entry, FormData, Typed, Untouched, asks_for_rows
from webapp.procedures.forms.inputs import make_field
from webapp.procedures.forms.schema import FormSchema, iterate_fields
from webapp.procedures.forms.settling import Settled, SettledField, SettledList, settle_form
from webapp.procedures.forms.submitting import Submission, read_submission, row_prefix


class BoundForm:
    """A form for one request.

    ``components`` for the template; ``form`` is the WTForms instance (``form.hidden_tag()`` and the like);
    ``triggers`` are the names of inputs after whose change the form is to be redrawn.
    """

    def __init__(
        self,
        schema: FormSchema,
        context: Mapping[str, Value],
        language: Language,
        data: FormData | None,
        base: type[wtforms.Form],
    ) -> None:
        self.schema = schema
        self.language = language
        self._context = context
        self._data = data
        entry: Entry = Untouched() if data is None else Typed(data, is_redrawn=True)
        self._settled = settle_form(schema, context, entry)
        self._is_validated = False
        self.form = self._make_form(base)

    @cached_property
    def submission(self) -> Submission:
        """What the sender's texts amount to, with errors for all that is missing or wrong."""
        return read_submission(self.schema, self._context, self._data or FormData({}), self.language)

    @property
    def asks_for_rows(self) -> bool:
        """Whether a row was added or removed: redraw, do not complete."""
        return self._data is not None and asks_for_rows(self._data)

    @property
    def triggers(self) -> frozenset[str]:
        """The names of inputs on which other parts of the form depend, rows included."""
        names = set(list_triggers(self.schema) & self._settled.fields.keys())
        for item in self._settled.fields.values():
            if isinstance(item, SettledList):
                keys = list_row_triggers(item.component)
                names |= {row_prefix(item.component, number) + key for number, _ in item.rows for key in keys}
        return frozenset(names)

    @property
    def draft(self) -> dict[str, list[str]]:
        """What was typed, by input name, to be kept and bound again: declared fields only, hidden ones too (they
        may come back), without removed rows and with added ones.
        """
        data = self._data or FormData({})
        texts = {name: data.getlist(name) for name in data if name in self.schema.field_keys}
        for item in self._settled.fields.values():
            if isinstance(item, SettledList):
                texts |= self._draft_rows(item)
        return texts

    def _draft_rows(self, item: SettledList) -> dict[str, list[str]]:
        data = self._data or FormData({})
        texts: dict[str, list[str]] = {}
        keys = [field.key for field in iterate_fields(item.component.children)]
        for number, _ in item.rows:
            prefix = row_prefix(item.component, number)
            texts[prefix + ROW_MARKER] = [""]
            texts |= {prefix + key: data.getlist(prefix + key) for key in keys if prefix + key in data}
        return texts

    def validate(self) -> bool:
        """Whether the submission is accepted; afterwards ``components`` and ``errors`` tell what to mend."""
        self._is_validated = True
        return bool(self.form.validate()) and self.submission.is_accepted

    @property
    def errors(self) -> Mapping[str, str]:
        """After `validate`: what is wrong, by input name; the base class's own complaints under its
        fields' names."""
        if not self._is_validated:
            return {}
        found = dict(self.submission.errors)
        for field in self.form:
            if field.errors and field.name not in found:
                found[field.name] = str(field.errors[0])
        return found

    @property
    def components(self) -> tuple[BoundComponent, ...]:
        """The visible components, in document order."""
        drawer = Drawer(self.form, self.language, self.errors, list_triggers(self.schema))
        return drawer.draw(self.schema.components, self._settled)

    def _make_form(self, base: type[wtforms.Form]) -> wtforms.Form:
        members: dict[str, object] = {}
        for prefix, settled in _iterate_levels(self._settled):
            for key, item in settled.fields.items():
                if isinstance(item, SettledField):
                    members[prefix + key] = self._make_field(prefix + key, item, settled)
        bound_class = type(f"{self.schema.id}_form", (base,), members)
        # The base class reads its own fields from what was sent; ours were read already.
        form = bound_class(formdata=self._data)
        assert isinstance(form, wtforms.Form)  # noqa: S101 - made one line above; for the type checker.
        return form

    def _make_field(self, name: str, item: SettledField, settled: Settled) -> object:
        component = item.component
        return make_field(
            name,
            item,
            label=component.label.render(settled.scope, self.language),
            help_text=component.description.render(settled.scope, self.language),
            typed=self._data.getlist(name) if self._data is not None and name in self._data else None,
            refusal=lambda: self.submission.errors.get(name),
            scope=settled.scope,
            language=self.language,
        )


def bind_form(
    schema: FormSchema,
    context: Mapping[str, Value],
    language: Language = "zh",
    formdata: Any = None,
    base: type[wtforms.Form] = wtforms.Form,
) -> BoundForm:
    """Bind the form for one request.

    Without ``formdata`` the page shows what the context holds, else the defaults. ``formdata`` is what was
    sent or drafted: anything with ``getlist``, or a mapping of input names to text or texts.
    """
    data = formdata if formdata is None or isinstance(formdata, FormData) else FormData(formdata)
    return BoundForm(schema, context, language, data, base)


def _iterate_levels(settled: Settled) -> Iterator[tuple[str, Settled]]:
    """The form itself and each row of its lists, with what the names of their inputs begin with."""
    yield "", settled
    for item in settled.fields.values():
        if isinstance(item, SettledList):
            for number, row in item.rows:
                yield row_prefix(item.component, number), row
