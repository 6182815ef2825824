"""Conditions, defaults and options that depend on the case and on other fields of the form."""

from __future__ import annotations

from tests.procedures.forms.making import CONTEXT, TODAY, Json, choice, component, form, hidden_when, submit
from webapp.feel import FeelDate, FeelDateTime, FeelTime, Value
from webapp.procedures.forms import BoundField, FormSchema, bind_form

MOTIVE = choice("select", "assessment.f_motive", "public_interest", "private_gain")
REASON = component(
    "textarea",
    "assessment.reason",
    validate={"required": True},
    **hidden_when('assessment.f_motive != "private_gain"'),
)


def shown(schema: FormSchema, sent: Json | None = None, context: dict[str, Value] | None = None) -> list[str]:
    """The names of the fields that a page shows."""
    bound = bind_form(schema, CONTEXT | (context or {}), formdata=sent)
    return [field.name for field in bound.form]


def value_shown(schema: FormSchema, name: str, context: dict[str, Value] | None = None) -> object:
    """What the input of a fresh page holds."""
    return bind_form(schema, CONTEXT | (context or {})).form[name].data


# Conditions


def test_a_field_comes_into_view_by_what_was_entered() -> None:
    schema = form(MOTIVE, REASON)
    assert shown(schema, {"assessment.f_motive": "public_interest"}) == ["assessment.f_motive"]
    assert shown(schema, {"assessment.f_motive": "private_gain"}) == [
        "assessment.f_motive",
        "assessment.reason",
    ]


def test_a_condition_may_read_a_field_further_down() -> None:
    schema = form(REASON, MOTIVE)
    assert shown(schema, {"assessment.f_motive": "private_gain"}) == [
        "assessment.reason",
        "assessment.f_motive",
    ]


def test_a_hidden_field_is_neither_accepted_nor_required() -> None:
    taken = submit(
        form(MOTIVE, REASON), {"assessment.f_motive": "public_interest", "assessment.reason": "偷偷填写"}
    )
    assert taken.is_accepted
    assert taken.values == {"assessment": {"f_motive": "public_interest"}}


def test_a_hidden_field_is_null_for_other_conditions_whatever_was_sent_or_stored() -> None:
    third = component("textfield", "assessment.third", **hidden_when("assessment.reason = null"))
    schema = form(MOTIVE, REASON, third)
    sent = {"assessment.f_motive": "public_interest", "assessment.reason": "x", "assessment.third": "y"}
    taken = submit(schema, sent, {"assessment": {"reason": "从前的理由"}})
    assert taken.values == {"assessment": {"f_motive": "public_interest"}}


def test_a_long_chain_of_conditions_settles_in_either_order() -> None:
    links = [component("textfield", "chain.f0")] + [
        component("textfield", f"chain.f{n}", **hidden_when(f"chain.f{n - 1} = null")) for n in range(1, 25)
    ]
    sent = {f"chain.f{n}": "x" for n in range(25) if n != 12}
    for order in (links, links[::-1]):
        taken = submit(form(*order), sent)
        filled = {key for key, value in taken.values["chain"].items() if value}
        assert filled == {f"f{n}" for n in range(12)}


def test_a_condition_reads_the_case_around_the_form() -> None:
    schema = form(component("textfield", "advice.note", **hidden_when("situation.complex != true")))
    assert shown(schema, context={"situation": {"complex": True}}) == ["advice.note"]
    assert shown(schema, context={"situation": {"complex": False}}) == []
    assert shown(schema) == []


def test_a_condition_that_has_no_answer_leaves_the_field_in_view() -> None:
    assert shown(form(component("textfield", "advice.note", **hidden_when("nowhere > 3")))) == ["advice.note"]


def test_a_group_hides_all_that_is_in_it() -> None:
    group = component(
        "group",
        components=[REASON | {"conditional": None}],
        **hidden_when('assessment.f_motive != "private_gain"'),
    )
    schema = form(MOTIVE, group)
    assert shown(schema, {"assessment.f_motive": "public_interest"}) == ["assessment.f_motive"]
    taken = submit(schema, {"assessment.f_motive": "public_interest", "assessment.reason": "x"})
    assert taken.values == {"assessment": {"f_motive": "public_interest"}}


def test_conditions_that_swing_end_hidden() -> None:
    # The options of each field depend on the other's value, so they never come to rest.
    first = component("select", "a.x", valuesExpression='=if a.y = "on" then ["off"] else ["on"]')
    second = component("select", "a.y", valuesExpression='=if a.x = "on" then ["on"] else ["off"]')
    third = component("textfield", "a.z", **hidden_when('a.x = "on"'))
    taken = submit(form(first, second, third), {"a.x": "on", "a.y": "on", "a.z": "z"})
    assert "a.z" not in taken.errors
    assert set(taken.values.get("a", {})) <= {"x", "y", "z"}


# Defaults


def test_a_default_is_shown_first_and_may_be_computed() -> None:
    schema = form(
        component("textfield", "acceptance.handler", defaultValue="值班员"),
        component("datetime", "acceptance.decided_on", subtype="date", defaultValue="=today()"),
        component("textfield", "acceptance.title", defaultValue='="关于" + subject.name'),
    )
    assert value_shown(schema, "acceptance.handler") == "值班员"
    assert value_shown(schema, "acceptance.decided_on") == "2026-03-02"
    assert value_shown(schema, "acceptance.title", {"subject": {"name": "某社区"}}) == "关于某社区"


def test_what_the_case_holds_goes_before_the_default() -> None:
    schema = form(component("textfield", "acceptance.handler", defaultValue="值班员"))
    assert value_shown(schema, "acceptance.handler", {"acceptance": {"handler": "张三"}}) == "张三"


def test_a_default_that_was_cleared_stays_cleared() -> None:
    schema = form(component("textfield", "acceptance.handler", defaultValue="值班员"))
    assert submit(schema, {"acceptance.handler": ""}).values == {"acceptance": {"handler": None}}
    assert (
        bind_form(schema, CONTEXT, formdata={"acceptance.handler": ""}).form["acceptance.handler"].data == ""
    )


def test_a_field_that_comes_into_view_shows_its_default() -> None:
    schema = form(MOTIVE, REASON | {"defaultValue": "经查"})
    bound = bind_form(schema, CONTEXT, formdata={"assessment.f_motive": "private_gain"})
    assert bound.form["assessment.reason"].data == "经查"


def test_the_clock_is_the_hosts() -> None:
    schema = form(component("textfield", "a.b", defaultValue="=string(today()) + string(now())"))
    now = FeelDateTime(FeelDate(2030, 1, 2), FeelTime.of(3, 4, offset=0))
    assert value_shown(schema, "a.b", {"now": now, "today": TODAY}) == "2026-03-022030-01-02T03:04:00Z"


def test_without_a_host_clock_the_machines_is_used() -> None:
    schema = form(component("textfield", "a.b", defaultValue="=string(today() = date(now()))"))
    assert bind_form(schema, {}).form["a.b"].data == "true"


# Options from data


UNITS: dict[str, Value] = {
    "units": [
        {"value": "housing", "label": "住建局", "label_en": "Housing Bureau", "kind": "county_dept"},
        {"value": "street", "label": "某街道", "kind": "street"},
    ]
}


def test_options_come_from_the_data_by_name_or_by_expression() -> None:
    for made in (
        component("select", "situation.unit", valuesKey="units"),
        component("select", "situation.unit", valuesExpression="=units"),
        component("select", "situation.unit", valuesExpression='=units[kind = "county_dept"]'),
    ):
        assert submit(form(made), {"situation.unit": "housing"}, UNITS).is_accepted
        assert not submit(form(made), {"situation.unit": "moon"}, UNITS).is_accepted


def test_options_may_depend_on_another_field() -> None:
    schema = form(
        choice("radio", "situation.kind", "street", "county_dept"),
        component("checklist", "situation.bodies", valuesExpression="=units[kind = situation.kind]"),
    )
    good = submit(schema, {"situation.kind": "street", "situation.bodies": ["street"]}, UNITS)
    assert good.values == {"situation": {"kind": "street", "bodies": ["street"]}}
    stale = submit(schema, {"situation.kind": "street", "situation.bodies": ["housing"]}, UNITS)
    assert "does not offer" in stale.errors["situation.bodies"]


def test_options_have_english_labels_when_the_data_do() -> None:
    schema = form(component("select", "situation.unit", valuesExpression="=units"))
    (drawn,) = bind_form(schema, UNITS, "en").components
    assert isinstance(drawn, BoundField)
    assert [option.label for option in drawn.options] == ["Housing Bureau", "某街道"]


def test_plain_values_are_options_too_and_odd_ones_are_left_out() -> None:
    schema = form(
        component("select", "a.b", valuesExpression='=["x", 2, null, [1], {"label": "no value"}, "x"]')
    )
    (drawn,) = bind_form(schema, {}).components
    assert isinstance(drawn, BoundField)
    assert [option.value for option in drawn.options] == ["x", "2"]


def test_missing_data_offer_nothing() -> None:
    schema = form(component("select", "a.b", valuesKey="list_items"))
    assert "does not offer" in submit(schema, {"a.b": "x"}).errors["a.b"]
    assert submit(schema, {"a.b": ""}).is_accepted


# What to redraw


def test_a_field_that_narrows_what_another_offers_is_a_trigger() -> None:
    lead = choice("select", "team.lead", "a", "b")
    member = component(
        "select",
        "team.member",
        valuesExpression="=people[not(item.is_recused) and not(item.value = team.lead)]",
    )
    bound = bind_form(form(lead, member), CONTEXT | {"people": []})
    assert bound.triggers == {"team.lead"}


def test_fields_that_others_depend_on_are_named_as_triggers() -> None:
    schema = form(
        MOTIVE,
        REASON,
        component("number", "meeting.members"),
        component("number", "meeting.present", validate={"max": "=meeting.members"}),
        component("text", text="共 {{meeting.present}} 人"),
        component("textfield", "meeting.place"),
    )
    bound = bind_form(schema, CONTEXT)
    assert bound.triggers == {"assessment.f_motive", "meeting.members", "meeting.present"}
    drawn = {item.name: item.is_trigger for item in bound.components if isinstance(item, BoundField)}
    assert drawn["assessment.f_motive"]
    assert not drawn["meeting.place"]


def test_an_expression_that_reads_a_whole_entity_depends_on_all_its_fields() -> None:
    schema = form(
        component("textfield", "a.b"), component("textfield", "a.c"), component("text", text="{{string(a)}}")
    )
    assert bind_form(schema, {}).triggers == {"a.b", "a.c"}
