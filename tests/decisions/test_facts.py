"""Facts at a table's door: required ones, allowed values, types and conversions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.decisions.drawing import (
    Input,
    Output,
    Table,
    decision,
    definitions,
    feel,
    input_data,
    model,
    table_model,
)
from webapp.decisions import (
    FactNotAllowed,
    FactOfWrongType,
    FactsMissing,
    FactUnreadable,
    InputNotAllowed,
    InputOfWrongType,
    load,
)
from webapp.feel import from_python

MOTIVES = '"public","private"'
LEVEL = Table(
    [
        Input("assessment.f_motive", allowed=MOTIVES, label="动机态度"),
        Input("assessment.f_remedy", allowed='"full","none"', label="挽回损失"),
        Input("assessment.note", allowed='"ok", null', label="说明"),
    ],
    [['"public"', "-", "-", '"A"'], ['"private"', "-", "-", '"B"']],
)


def test_a_required_fact_that_is_not_known_makes_the_decision_incomplete() -> None:
    explanation = table_model(LEVEL).explain("it", {"assessment": {"f_motive": "public"}})
    assert explanation.status == "incomplete"
    assert explanation.missing == ("assessment.f_remedy",)
    assert explanation.value is None
    assert explanation.error is None


def test_all_missing_facts_are_named_at_once() -> None:
    assert table_model(LEVEL).explain("it", {}).missing == ("assessment.f_motive", "assessment.f_remedy")


def test_deciding_without_the_required_facts_raises_and_names_them() -> None:
    with pytest.raises(FactsMissing) as raised:
        table_model(LEVEL).decide("it", {"assessment": {}})
    assert raised.value.missing == ("assessment.f_motive", "assessment.f_remedy")
    assert "assessment.f_motive、assessment.f_remedy" in raised.value.text("zh")


def test_a_null_that_the_allowed_values_list_is_a_value_like_any_other() -> None:
    facts = {"assessment": {"f_motive": "public", "f_remedy": "none", "note": None}}
    assert table_model(LEVEL).decide("it", facts) == "A"


def test_without_allowed_values_an_unknown_fact_is_a_value_like_any_other() -> None:
    table = Table([Input("x.y")], [["null", '"unknown"'], ["not(null)", '"known"']])
    assert table_model(table).decide("it", {}) == "unknown"
    assert table_model(table).decide("it", {"x": {"y": "z"}}) == "known"


def test_a_computed_column_names_the_facts_behind_its_null() -> None:
    table = Table([Input("a.low + a.high", "number", allowed="[0..100]")], [["-", "1"]])
    assert table_model(table).explain("it", {"a": {"low": 1}}).missing == ("a.high",)


def test_a_computed_column_whose_facts_are_known_names_itself() -> None:
    table = Table([Input("a.low / a.high", "number", allowed="[0..100]")], [["-", "1"]])
    assert table_model(table).explain("it", {"a": {"low": 1, "high": 0}}).missing == ("a.low / a.high",)


def test_missing_facts_are_named_through_the_whole_requirement_graph() -> None:
    level = decision(
        "level", Table([Input("f.one", allowed='"x"'), Input("f.two", allowed='"x"')], [["-", "-", '"A"']])
    )
    gate = decision("gate", Table([Input("f.three", allowed='"x"')], [["-", '"pass"']]))
    outcome = Table(
        [Input("gate"), Input("level", allowed='"A"'), Input("f.four", allowed='"x"')],
        [["-", "-", "-", '"exempt"']],
    )
    explanation = model(level, gate, decision("outcome", outcome, needs=["level", "gate"])).explain(
        "outcome", {}
    )
    assert set(explanation.missing) == {"f.one", "f.two", "f.three", "f.four"}


def test_a_value_outside_the_allowed_ones_is_an_error_naming_column_and_value() -> None:
    facts = {"assessment": {"f_motive": "wilful", "f_remedy": "none"}}
    with pytest.raises(InputNotAllowed) as raised:
        table_model(LEVEL).decide("it", facts)
    assert raised.value.code == "DM-207"
    for language in ("zh", "en"):
        text = raised.value.text(language)
        assert "动机态度" in text
        assert '"wilful"' in text
        assert MOTIVES in text


def test_a_value_of_another_type_is_an_error_naming_column_and_type() -> None:
    table = Table([Input("n", "number", label="件数")], [["-", "1"]])
    with pytest.raises(InputOfWrongType) as raised:
        table_model(table).decide("it", {"n": "5"})
    assert "件数" in raised.value.text("zh")
    assert "a number" in raised.value.text("en")


def test_a_refused_value_is_refused_again_the_second_time() -> None:
    one = table_model(LEVEL)
    for _ in range(2):
        with pytest.raises(InputNotAllowed):
            one.decide("it", {"assessment": {"f_motive": "?", "f_remedy": "none"}})


def test_a_list_is_checked_item_by_item_against_the_allowed_values() -> None:
    table = Table(
        [Input("items", None, allowed='"a","b"')],
        [['list contains(?, "a")', "1"], ["-", "2"]],
        policy="FIRST",
    )
    assert table_model(table).decide("it", {"items": ["a", "b"]}) == 1
    with pytest.raises(InputNotAllowed):
        table_model(table).decide("it", {"items": ["a", "c"]})


def test_plain_python_values_are_taken_as_facts() -> None:
    table = Table(
        [Input("a.n", "number"), Input("a.on", "date"), Input("a.ok", "boolean")],
        [["2.5", '< @"2026-02-01"', "true", '"fits"']],
    )
    facts = {"a": {"n": 2.5, "on": dt.date(2026, 1, 31), "ok": True}}
    assert table_model(table).decide("it", facts) == "fits"
    assert table_model(table).decide("it", {"a": {**facts["a"], "n": Decimal("2.50")}}) == "fits"


def test_an_object_that_is_no_value_is_refused_by_name() -> None:
    facts = {"assessment": {"f_motive": object()}}
    with pytest.raises(FactUnreadable) as raised:
        table_model(LEVEL).decide("it", facts)
    assert "assessment" in raised.value.text("zh")
    explanation = table_model(LEVEL).explain("it", facts)
    assert (explanation.status, explanation.steps) == ("failed", ())


def test_facts_that_the_decision_does_not_read_are_not_looked_at() -> None:
    facts = {"assessment": {"f_motive": "public", "f_remedy": "none"}, "attachment": object()}
    assert table_model(LEVEL).decide("it", facts) == "A"


def test_a_fact_that_is_only_read_inside_a_filter_or_a_cell_is_seen() -> None:
    one = model(decision("it", feel("count(items[n > limit])")))
    assert one.decide("it", {"items": [{"n": 1}, {"n": 5}], "limit": 3}) == 1
    table = Table([Input("n", "number")], [["> floor.value", '"above"'], ["<= floor.value", '"below"']])
    assert table_model(table).decide("it", {"n": 4, "floor": {"value": 3}}) == "above"


def test_facts_are_not_changed() -> None:
    facts = {"assessment": {"f_motive": "public", "f_remedy": "none"}, "items": [1, 2]}
    table_model(LEVEL).explain("it", facts)
    assert facts == {"assessment": {"f_motive": "public", "f_remedy": "none"}, "items": [1, 2]}


def test_a_list_of_one_item_stands_for_its_item_and_a_date_for_its_midnight() -> None:
    table = Table(
        [Input("n", "number"), Input("at", "dateTime")], [["5", '@"2026-01-01T00:00:00Z"', '"fits"']]
    )
    assert table_model(table).decide("it", {"n": [5], "at": dt.date(2026, 1, 1)}) == "fits"


T_STATUS = '<itemDefinition name="tStatus"><typeRef>string</typeRef><allowedValues><text>"open","closed"</text></allowedValues></itemDefinition>'
T_PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)


def typed(type_ref: str, text: str, *types: str) -> object:
    return model(*types, input_data("fact", type_ref=type_ref), decision("it", feel(text), inputs=["fact"]))


def test_a_declared_input_is_converted_to_its_type() -> None:
    one = model(input_data("fact", type_ref="string"), decision("it", feel("fact"), inputs=["fact"]))
    assert one.decide("it", {"fact": ["x"]}) == "x"
    with pytest.raises(FactOfWrongType):
        one.decide("it", {"fact": {"a": 1}})
    with pytest.raises(FactOfWrongType) as raised:
        one.decide("it", {"fact": 5})
    assert "fact" in raised.value.text("en")


def test_a_declared_input_keeps_to_the_allowed_values_of_its_type() -> None:
    one = model(
        T_STATUS, input_data("fact", type_ref="tStatus"), decision("it", feel("fact"), inputs=["fact"])
    )
    assert one.decide("it", {"fact": "open"}) == "open"
    with pytest.raises(FactNotAllowed) as raised:
        one.decide("it", {"fact": "ajar"})
    assert '"open","closed"' in raised.value.text("zh")


def test_a_declared_context_that_lacks_a_component_is_partly_unknown() -> None:
    one = model(
        T_PERSON, input_data("p", type_ref="tPerson"), decision("it", feel("p.full name"), inputs=["p"])
    )
    assert one.decide("it", {"p": {"full name": "Li"}}) == "Li"
    assert one.decide("it", {"p": {"age": 3}}) is None


def test_the_allowed_values_of_a_columns_type_make_it_required() -> None:
    one = model(
        T_STATUS, decision("it", Table([Input("s", "tStatus")], [['"open"', "1"], ['"closed"', "2"]]))
    )
    assert one.explain("it", {}).missing == ("s",)
    with pytest.raises(InputNotAllowed):
        one.decide("it", {"s": "ajar"})


def test_a_result_is_converted_to_the_decisions_type_and_is_null_when_it_does_not_fit() -> None:
    assert model(decision("it", feel('["x"]'), type_ref="string")).decide("it", {}) == "x"
    explanation = model(decision("it", feel("1 + 1"), type_ref="string")).explain("it", {})
    assert explanation.value is None
    assert "2" in explanation.steps[-1].notes[0].en


def test_a_recursive_type_is_understood() -> None:
    tree = (
        '<itemDefinition name="tNode"><itemComponent name="label"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="below" isCollection="true"><typeRef>tNode</typeRef></itemComponent></itemDefinition>'
    )
    one = model(
        tree, decision("it", feel('{label: "a", below: [{label: "b", below: []}]}'), type_ref="tNode")
    )
    assert one.decide("it", {}) == {"label": "a", "below": [{"label": "b", "below": []}]}
    bad = model(tree, decision("it", feel('{label: "a", below: [{label: 1, below: []}]}'), type_ref="tNode"))
    assert bad.decide("it", {}) is None


def test_an_output_may_be_typed_by_an_item_definition() -> None:
    table = Table([], [['"open"']], [Output("s", "tStatus")])
    assert load({"a.dmn": definitions(T_STATUS, decision("it", table)).encode()}).decide("it", {}) == "open"


@pytest.mark.parametrize("number", [0, -7, 10**34 - 1, 1 - 10**34, 10**34, 10**34 + 1, -(10**40) - 1])
def test_a_whole_number_from_python_is_the_number_that_feel_makes_of_it(number: int) -> None:
    one = model(decision("n", feel("n + 0")))
    assert one.decide("n", {"n": number}) == from_python(number)
