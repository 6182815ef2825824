"""Random forms and random submissions: never an exception, never a key or option that the form does not declare."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.forms.making import CONTEXT, Json, choice, component, form, hidden_when
from webapp.feel import Value, to_json
from webapp.procedures.forms import FormSchema, bind_form, read_submission, summarise, validate_facts
from webapp.procedures.forms.schema import CHOICE_TYPES, FIELD_TYPES, SELECTION_TYPES

#: A file picker takes evidence, of which there is none here.
KINDS = sorted(FIELD_TYPES - {"filepicker"})
CHOOSING = CHOICE_TYPES | SELECTION_TYPES
KEYS = [f"{entity}.f{number}" for entity in ("a", "b") for number in range(4)]


@st.composite
def fields(draw: st.DrawFn, key: str, others: Sequence[str]) -> Json:
    """A field of any kind; its condition reads only fields before it, so that there is no circle."""
    kind = draw(st.sampled_from(KINDS))
    more: dict[str, Any] = {
        "validate": {"required": draw(st.booleans())},
        "readonly": draw(st.sampled_from([False, False, True])),
    }
    if more["readonly"]:
        more["validate"] = {}
    if len(others) > 0 and draw(st.booleans()):
        other = draw(st.sampled_from(others))
        more |= hidden_when(
            draw(st.sampled_from([f"{other} = null", f'{other} = "x"', f"{other} > 3", f"not({other})"]))
        )
    if kind == "datetime":
        more["subtype"] = draw(st.sampled_from(["date", "time", "datetime"]))
    return choice(kind, key, "x", "y", **more) if kind in CHOOSING else component(kind, key, **more)


@st.composite
def forms(draw: st.DrawFn) -> FormSchema:
    """A form over some of the keys, in any order, perhaps with a list and a group."""
    keys = draw(st.permutations(KEYS))[: draw(st.integers(1, 6))]
    made = [draw(fields(key, keys[:position])) for position, key in enumerate(keys)]
    made = list(draw(st.permutations(made)))
    if draw(st.booleans()):
        made.append(
            component(
                "dynamiclist", path="c.rows", components=[draw(fields("x", [])), draw(fields("y", ["x"]))]
            )
        )
    if len(made) > 1 and draw(st.booleans()):
        made = [component("group", components=made[:1]), *made[1:]]
    return form(*made)


texts = st.sampled_from(
    ["", "x", "y", "z", "3", "12.5", "2026-03-02", "09:30", "true", "NaN", "1e9", "\x00", "<b>"]
) | st.text(max_size=12)
names = st.sampled_from(
    [
        *KEYS,
        "a",
        "b",
        "c.rows",
        "c.rows-0-x",
        "c.rows-0-y",
        "c.rows-3-x",
        "c.rows-0-z",
        "c.rows-9999-x",
        "d.evil",
        "_add",
        "_remove",
    ]
) | st.text(max_size=8)
sent_texts = st.dictionaries(names, st.lists(texts, max_size=3), max_size=12)
values = st.none() | st.booleans() | st.integers(-5, 5).map(Decimal) | texts | st.lists(texts, max_size=2)
contexts = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.dictionaries(st.sampled_from(["f0", "f1", "f2", "rows"]), values, max_size=3),
    max_size=3,
)


def assert_declared(schema: FormSchema, found: Any) -> None:
    """Only declared keys; and options only from those offered, except what a read-only field already held."""
    editable = {
        item.key: item
        for item in schema.fields
        if item.type in CHOOSING and not getattr(item, "readonly", False)
    }
    for entity, facts in found.items():
        for name, value in facts.items():
            key = f"{entity}.{name}"
            assert key in schema.field_keys
            if key in editable:
                chosen = value if isinstance(value, list) else [value]
                assert set(chosen) <= {"x", "y", None}


@given(forms(), contexts, sent_texts)
def test_a_submission_never_yields_what_is_not_declared(
    schema: FormSchema, context: dict[str, Any], sent: dict[str, list[str]]
) -> None:
    taken = read_submission(schema, CONTEXT | context, sent)
    assert_declared(schema, taken.values)
    assert all(to_json(dict(facts)) is not None for facts in taken.values.values())
    assert all(taken.errors.values())


@given(forms(), contexts, sent_texts)
def test_a_page_draws_whatever_was_sent_and_agrees_with_the_submission(
    schema: FormSchema, context: dict[str, Any], sent: dict[str, list[str]]
) -> None:
    bound = bind_form(schema, CONTEXT | context, "en", sent)
    taken = read_submission(schema, CONTEXT | context, sent, "en")
    assert bound.validate() is taken.is_accepted
    assert bound.errors == taken.errors
    assert all(str(field()) for field in bound.form if field.type != "RadioField")
    assert bound.components is not None
    assert bound.triggers is not None


@given(forms(), contexts, sent_texts)
def test_the_same_submission_is_read_the_same_way_twice(
    schema: FormSchema, context: dict[str, Any], sent: dict[str, list[str]]
) -> None:
    once = read_submission(schema, CONTEXT | context, sent)
    assert once == read_submission(schema, CONTEXT | context, sent)


@given(forms(), contexts, st.dictionaries(names, values, max_size=8))
def test_facts_of_any_kind_are_taken_or_refused(
    schema: FormSchema, context: dict[str, Any], facts: dict[str, Any]
) -> None:
    taken = validate_facts(schema, CONTEXT | context, facts)
    assert_declared(schema, taken.values)
    assert set(facts) - schema.field_keys <= set(taken.errors)


@given(forms(), contexts)
def test_any_facts_can_be_told_in_words(schema: FormSchema, context: dict[str, Any]) -> None:
    for language in ("zh", "en"):
        told = summarise(schema, context, "en" if language == "en" else "zh")
        assert all(isinstance(text, str) for row in told for text in row)


@given(forms(), sent_texts)
def test_what_was_accepted_is_accepted_again_when_stated_as_facts(
    schema: FormSchema, sent: dict[str, list[str]]
) -> None:
    taken = read_submission(schema, CONTEXT, sent)
    if not taken.is_accepted:
        return
    facts: dict[str, Value] = {
        f"{entity}.{name}": value
        for entity, entered in taken.values.items()
        for name, value in entered.items()
    }
    again = validate_facts(schema, CONTEXT, facts)
    assert again.errors == {}
    assert again.values == taken.values
