"""A form that asks for the facts a table reads, made from the fields by which the procedure's own forms ask for them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from webapp.decisions.what_if import FactValues
from webapp.feel import FeelDate, Value
from webapp.procedures.forms.schema import (
    FieldComponent,
    FormSchema,
    Limits,
    ListComponent,
    Option,
    OptionSource,
)
from webapp.procedures.forms.wording import NO_WORDS, Words, read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from webapp.decisions.what_if import WhatIf
    from webapp.procedures.packs import Pack

#: What the form calls the entity of facts that stand by themselves, such as counts that a diagram keeps.
_ALONE: Final = "alone"
#: A fact may be left open: a box that is not ticked would say "no".
_YES_NO: Final = OptionSource((Option(True, "是", "Yes"), Option(False, "否", "No")))


def make_fact_form(pack: Pack, question: WhatIf) -> FormSchema:
    """The facts that ``question`` depends on, one field each, none of them required.

    A fact that a form of the pack asks for looks as it does there, without its conditions and defaults; of any other the
    tables' own values are offered. A fact that stands by itself (``revisit_extras``) is a number that a diagram counts;
    `facts_filled_in` gives it back by its own name.
    """
    known = {
        item.key: item
        for schema in pack.forms.values()
        for item in schema.fields
        if isinstance(item, FieldComponent)
    }
    lists = {
        item.key
        for schema in pack.forms.values()
        for item in schema.fields
        if isinstance(item, ListComponent)
    }
    asked = [key for key in (*question.paths, *question.untried) if key not in lists]
    keys = [key for key in asked if key.count(".") == 1]
    counts = tuple(_count(key, pack) for key in dict.fromkeys(asked) if "." not in key)
    values = {fact.path: fact for fact in question.fact_values()}
    components = tuple(
        _loosened(known[key]) if key in known else _made(key, values.get(key), pack)
        for key in _in_order(keys, known)
    )
    return FormSchema(id="try_facts", file="", components=components + counts, source=b"units list_items")


def facts_filled_in(values: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """The facts that such a form was filled in with, as the tables read them."""
    facts: dict[str, Value] = {entity: dict(fields) for entity, fields in values.items() if entity != _ALONE}
    return {**facts, **values.get(_ALONE, {})}


def _count(name: str, pack: Pack) -> FieldComponent:
    """A field for a number that stands by itself."""
    key = f"{_ALONE}.{name}"
    return FieldComponent(
        type="number", id=key, line=0, label=_name_fact(name, pack), description=NO_WORDS, key=key
    )


def _name_fact(key: str, pack: Pack) -> Words:
    """What ``[terms]`` of the place calls a fact that no form asks for, else the column that asks for it, else its key."""
    term = pack.jurisdiction.terms.get(key)
    if term is not None:
        return Words(read_wording(term.zh), read_wording(term.en))
    for decision, info in pack.decisions.decisions.items():
        for column in info.inputs:
            if column.expression.strip() == key and column.label:
                chinese, english = (
                    pack.table_texts(decision, language).column(column.label) for language in ("zh", "en")
                )
                return Words(read_wording(chinese), read_wording(english))
    return Words(read_wording(key))


def _in_order(keys: Iterable[str], known: Iterable[str]) -> list[str]:
    """The keys in the order in which the forms ask for them, the others after them."""
    places = {key: number for number, key in enumerate(known)}
    return sorted(dict.fromkeys(keys), key=lambda key: places.get(key, len(places)))


def _loosened(field: FieldComponent) -> FieldComponent:
    """The field without what its own form demands of it."""
    plain = replace(field, limits=Limits(), hide=None, row=None, columns=None, default=None, readonly=False)
    if field.type == "checkbox":
        return replace(plain, type="radio", options=_YES_NO)
    return replace(plain, description=NO_WORDS)


def _made(key: str, fact: FactValues | None, pack: Pack) -> FieldComponent:
    """A field for a fact that no form asks for: a choice among what the tables tell apart, or a value of its type."""
    values = () if fact is None else fact.values
    is_listed = fact is not None and fact.is_listed
    label = _name_fact(key, pack)
    if values and all(isinstance(value, bool) for value in values):
        return FieldComponent(
            type="radio", id=key, line=0, label=label, description=NO_WORDS, key=key, options=_YES_NO
        )
    if is_listed:
        options = OptionSource(tuple(Option(value, str(value)) for value in values if value is not None))
        return FieldComponent(
            type="select", id=key, line=0, label=label, description=NO_WORDS, key=key, options=options
        )
    kind, subtype = _field_type(values)
    return FieldComponent(
        type=kind, id=key, line=0, label=label, description=NO_WORDS, key=key, subtype=subtype
    )


def _field_type(values: Iterable[Value]) -> tuple[str, str | None]:
    for value in values:
        if isinstance(value, Decimal):
            return "number", None
        if isinstance(value, FeelDate):
            return "datetime", "date"
    return "textfield", None
