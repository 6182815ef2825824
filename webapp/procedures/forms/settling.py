"""Works out what a form shows and holds: which components are visible, which options are offered, which
values stand.

Conditions, options and defaults may depend on other fields, so they are evaluated in document order again and
again until nothing changes. The checker refuses conditions that go round in a circle; should one slip
through, the components that keep changing are hidden, because what is hidden is not accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.feel import Expression, Scope, Value, value_at
from webapp.procedures.forms.entries import MAX_ROWS, Entry
from webapp.procedures.forms.evaluation import evaluate, open_form_scope
from webapp.procedures.forms.limits import find_refusal
from webapp.procedures.forms.options import list_options
from webapp.procedures.forms.refusals import Refusal
from webapp.procedures.forms.schema import (
    Component,
    FieldComponent,
    FormSchema,
    GroupComponent,
    ListComponent,
    Option,
    iterate_components,
)

#: More rounds than any chain of conditions that a person could follow.
MAX_ROUNDS = 30


@dataclass(slots=True)
class SettledField:
    """A visible field: its value, the reason when that is not acceptable, and the options offered."""

    component: FieldComponent
    value: Value
    refusal: Refusal | None
    options: tuple[Option, ...]
    is_readonly: bool


@dataclass(slots=True)
class SettledList:
    """A visible dynamic list with its rows."""

    component: ListComponent
    rows: list[tuple[int, Settled]]
    refusal: Refusal | None = None

    @property
    def value(self) -> list[Value]:
        """The rows in which something was filled in."""
        return [row.values() for _, row in self.rows if not row.is_blank()]


@dataclass(slots=True)
class Settled:
    """A form, or a row of a list, at rest. ``scope`` is what its expressions see."""

    scope: Scope
    visible: set[str] = field(default_factory=set)
    fields: dict[str, SettledField | SettledList] = field(default_factory=dict)

    def values(self) -> dict[str, Value]:
        """The values of the visible fields by key."""
        return {key: item.value for key, item in self.fields.items()}

    def is_blank(self) -> bool:
        """Whether nothing was filled in."""
        return all(value in (None, False, "", []) for value in self.values().values())


def settle_form(schema: FormSchema, context: Mapping[str, Value], entry: Entry) -> Settled:
    """Evaluate a form over the context and the entry until nothing changes."""
    return _settle(schema.components, open_form_scope(context), entry)


def _settle(components: Sequence[Component], context: Scope, entry: Entry) -> Settled:
    conditional = [item for item in iterate_components(tuple(components)) if item.hide is not None]
    hidden_for_good: set[str] = set()
    previous: Settled | None = None
    scope = context.inner()
    for round_number in range(MAX_ROUNDS + len(conditional) + 1):
        now = Settled(scope)
        _pass_over(components, entry, context, now, hidden_for_good)
        if previous is not None and now.visible == previous.visible and now.values() == previous.values():
            return now
        if previous is not None and round_number >= MAX_ROUNDS:
            hidden_for_good |= now.visible ^ previous.visible
        previous = now
        scope = now.scope.inner()
    return now


def _pass_over(
    components: Sequence[Component], entry: Entry, context: Scope, now: Settled, hidden_for_good: set[str]
) -> None:
    for component in components:
        hide = component.hide
        if component.id in hidden_for_good or (hide is not None and evaluate(hide, now.scope) is True):
            _forget(component, now)
            continue
        now.visible.add(component.id)
        if isinstance(component, GroupComponent):
            _pass_over(component.children, entry, context, now, hidden_for_good)
        elif isinstance(component, FieldComponent):
            settled = _settle_field(component, entry, context, now.scope)
            now.fields[component.key] = settled
            place(now.scope, component.key, settled.value)
        elif isinstance(component, ListComponent):
            rows = _settle_list(component, entry, context, now.scope)
            now.fields[component.key] = rows
            place(now.scope, component.key, rows.value)


def _forget(component: Component, now: Settled) -> None:
    """A hidden field is null for every expression, whatever was typed or stored."""
    for item in iterate_components((component,)):
        if isinstance(item, FieldComponent | ListComponent):
            place(now.scope, item.key, None)
        if isinstance(item, ListComponent):
            break


def _settle_field(component: FieldComponent, entry: Entry, context: Scope, scope: Scope) -> SettledField:
    options = list_options(component, scope)
    held = value_at(context, component.key) if "." in component.key else entry.start_value(component)
    server = _default(component, scope) if held is None else held
    readonly = component.readonly
    if isinstance(readonly, Expression):
        readonly = evaluate(readonly, scope) is True
    if readonly:
        return SettledField(component, server, None, options, is_readonly=True)
    value, refusal = entry.read(component, options, server)
    if refusal is None:
        refusal = find_refusal(component, value, scope)
    return SettledField(component, value, refusal, options, is_readonly=False)


def _default(component: FieldComponent, scope: Scope) -> Value:
    if isinstance(component.default, Expression):
        return evaluate(component.default, scope)
    return component.default


def _settle_list(component: ListComponent, entry: Entry, context: Scope, scope: Scope) -> SettledList:
    held = value_at(context, component.key)
    server = held if isinstance(held, list) and held else [{}] * component.default_rows
    entries = entry.rows(component, server[:MAX_ROWS])
    # A row sees the form around it; the names of its own fields never reach outside for a value.
    around = scope.inner()
    around.update({item.key: None for item in _fields_of(component)})
    settled = SettledList(
        component, [(number, _settle(component.children, around, row)) for number, row in entries[:MAX_ROWS]]
    )
    if len(entries) > MAX_ROWS:
        settled.refusal = Refusal("too_many", {"limit": MAX_ROWS})
    elif component.is_required and not settled.value:
        settled.refusal = Refusal("required_row")
    return settled


def _fields_of(component: ListComponent) -> list[FieldComponent]:
    return [item for item in iterate_components(component.children) if isinstance(item, FieldComponent)]


def place(scope: dict[str, Value], key: str, value: Value) -> None:
    """Put a value under a dotted key, leaving every context already handed out as it was."""
    entity, dot, name = key.partition(".")
    if not dot:
        scope[entity] = value
        return
    held = scope.get(entity)
    scope[entity] = {**(held if isinstance(held, dict) else {}), name: value}
