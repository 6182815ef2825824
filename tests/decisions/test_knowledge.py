"""Business knowledge models asked by themselves: the facts are the arguments."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.decisions.drawing import Input, Table, decision, feel, knowledge, model
from webapp.decisions import DecisionError, DecisionNotFound

DOUBLE = knowledge("double", ["n:number"], feel("n * 2"))


def test_it_is_invoked_with_the_facts_as_its_parameters() -> None:
    asked = model(DOUBLE, knowledge("add", ["a", "b"], feel("double(a) + b"), knows=["double"]))
    assert asked.decide("double", {"n": 3}) == Decimal(6)
    assert asked.decide("add", {"b": 1, "a": 2, "other": 9}) == Decimal(5)


def test_a_fact_is_converted_to_the_type_of_its_parameter() -> None:
    assert model(DOUBLE).decide("double", {"n": [3]}) == Decimal(6)


def test_a_fact_that_does_not_fit_its_parameter_makes_null_with_a_note() -> None:
    explanation = model(DOUBLE).explain("double", {"n": "three"})
    assert (explanation.status, explanation.value) == ("concluded", None)


def test_a_parameter_without_a_fact_is_null() -> None:
    assert model(knowledge("given", ["n"], feel("n = null"))).decide("given", {}) is True


def test_a_table_inside_shows_its_rows() -> None:
    table = Table([Input("n", "number")], [["< 5", '"low"'], [">= 5", '"high"']])
    asked = model(knowledge("band", ["n:number"], table))
    explanation = asked.explain("band", {"n": 7})
    assert explanation.value == "high"
    assert [rule.number for step in explanation.steps for rule in step.rules] == [2]
    with pytest.raises(DecisionError):
        asked.decide("band", {"n": None})


def test_it_is_no_decision() -> None:
    asked = model(DOUBLE, decision("d", feel("1")))
    assert set(asked.decisions) == {"d"}
    with pytest.raises(DecisionNotFound):
        asked.node("double")


def test_one_that_cannot_be_read_is_broken() -> None:
    with pytest.raises(DecisionError) as refused:
        model(knowledge("odd", ["n"], feel("n +"))).decide("odd", {"n": 1})
    assert refused.value.code == "DM-216"
