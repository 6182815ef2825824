"""Item definitions: allowed values and type constraints, facts known in part, functions, types of imported files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.decisions.drawing import decision, definitions, feel, input_data, knowledge, model
from webapp.decisions import FactNotAllowed, FactOfWrongType, Model, load


def item(name: str, type_ref: str = "", *, tests: str = "", parts: str = "", of_many: bool = False) -> str:
    """An item definition; ``tests`` is the whole element that restricts it."""
    many = ' isCollection="true"' if of_many else ""
    type_element = f"<typeRef>{type_ref}</typeRef>" if type_ref else ""
    return f'<itemDefinition name="{name}"{many}>{type_element}{tests}{parts}</itemDefinition>'


def allowed(text: str) -> str:
    return f"<allowedValues><text>{text}</text></allowedValues>"


def constraint(text: str) -> str:
    return f"<typeConstraint><text>{text}</text></typeConstraint>"


def reading(types: str) -> Model:
    """A model that gives back its only fact, ``fact`` of type ``tFact``."""
    return model(types, input_data("fact", type_ref="tFact"), decision("it", feel("fact"), inputs=["fact"]))


def test_allowed_values_look_at_each_item_of_a_collection() -> None:
    one = reading(item("tFact", "number", tests=allowed("&gt; 0"), of_many=True))
    assert one.decide("it", {"fact": [1, 2]}) == [1, 2]
    with pytest.raises(FactNotAllowed) as raised:
        one.decide("it", {"fact": [1, -2]})
    assert "fact[2]" in raised.value.text("en")
    assert "> 0" in raised.value.text("zh")


def test_a_type_constraint_looks_at_the_collection_as_a_whole() -> None:
    one = reading(item("tFact", "number", tests=constraint("count(?) &gt; 1"), of_many=True))
    assert one.decide("it", {"fact": [-1, 2]}) == [-1, 2]
    with pytest.raises(FactNotAllowed) as raised:
        one.decide("it", {"fact": [1]})
    assert "count(?) > 1" in raised.value.text("en")


def test_a_type_constraint_of_a_single_value_is_as_good_as_allowed_values() -> None:
    for tests in (allowed('"open", "closed"'), constraint('"open", "closed"')):
        one = reading(item("tFact", "string", tests=tests))
        assert one.decide("it", {"fact": "open"}) == "open"
        with pytest.raises(FactNotAllowed):
            one.decide("it", {"fact": "lost"})


def test_a_constraint_may_ask_anything_of_its_value() -> None:
    one = reading(item("tFact", "string", tests=constraint('matches(?, "^[0-9]{4}$")')))
    assert one.decide("it", {"fact": "2026"}) == "2026"
    with pytest.raises(FactNotAllowed):
        one.decide("it", {"fact": "26"})


def test_a_result_outside_its_types_constraint_is_null() -> None:
    types = item("tPair", "number", tests=constraint("count(?) = 2"), of_many=True)
    one = model(
        types,
        decision("two", feel("[1, 2]"), type_ref="tPair"),
        decision("one", feel("[1]"), type_ref="tPair"),
    )
    assert one.decide("two", {}) == [1, 2]
    assert one.decide("one", {}) is None


def test_a_collection_of_a_constrained_type_checks_each_item_of_it() -> None:
    one = reading(item("tGrade", "string", tests=allowed('"A", "B"')) + item("tFact", "tGrade", of_many=True))
    assert one.decide("it", {"fact": ["A", "B"]}) == ["A", "B"]
    with pytest.raises(FactNotAllowed):
        one.decide("it", {"fact": ["A", "C"]})


PERSON = item(
    "tFact",
    parts='<itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    f'<itemComponent name="grade"><typeRef>string</typeRef>{allowed("&quot;A&quot;, &quot;B&quot;")}</itemComponent>'
    '<itemComponent name="years" isCollection="true"><typeRef>number</typeRef></itemComponent>',
)


def test_a_fact_that_lacks_components_is_known_in_part() -> None:
    assert reading(PERSON).decide("it", {"fact": {"name": "Li"}}) == {"name": "Li"}
    assert reading(PERSON).decide("it", {"fact": {"grade": None}}) == {"grade": None}


def test_a_component_outside_its_allowed_values_is_named_even_where_others_are_lacking() -> None:
    with pytest.raises(FactNotAllowed) as raised:
        reading(PERSON).decide("it", {"fact": {"grade": "Z"}})
    assert "“fact.grade”" in raised.value.text("en")


def test_a_component_of_the_wrong_type_is_named() -> None:
    with pytest.raises(FactOfWrongType) as raised:
        reading(PERSON).decide("it", {"fact": {"name": "Li", "years": [2020, "x"]}})
    assert "“fact.years[2]”" in raised.value.text("zh")


FUNCTION = (
    '<itemDefinition name="tRule"><functionItem outputTypeRef="number">'
    '<parameters name="a" typeRef="number"/></functionItem></itemDefinition>'
)


def test_a_function_of_untold_result_is_taken_and_held_to_the_type_wanted() -> None:
    one = model(
        FUNCTION,
        knowledge("apply", ["rule:tRule"], feel("rule(2)")),
        decision("double", feel("apply(function(a: number) a * 2)"), knows=["apply"]),
        decision("text", feel('apply(function(a: number) "z")'), knows=["apply"]),
        decision("built_in", feel("apply(abs)"), knows=["apply"]),
        decision("two_parameters", feel("apply(function(a, b) a)"), knows=["apply"]),
    )
    assert one.decide("double", {}) == Decimal(4)
    assert one.decide("text", {}) is None
    assert one.decide("built_in", {}) == Decimal(2)
    assert one.decide("two_parameters", {}) is None


def nameless(namespace: str) -> str:
    return (
        f'<import name="" namespace="{namespace}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    )


def test_several_imports_without_a_name_all_bring_in_their_names_and_types() -> None:
    words = definitions(
        item("tWord", "string", tests=allowed('"a", "b"')),
        input_data("word", type_ref="tWord"),
        namespace="urn:w",
    )
    sums = definitions(item("tSum", "number"), input_data("sum of it", type_ref="tSum"), namespace="urn:s")
    top = definitions(
        nameless("urn:w"),
        nameless("urn:s"),
        decision("it", feel("word + string(sum of it)"), inputs=["urn:w#word", "urn:s#sum of it"]),
        decision("word_is", feel("word instance of tWord"), inputs=["urn:w#word"], type_ref="boolean"),
        decision("typed", feel('"a"'), type_ref="tWord"),
        decision("summed", feel("3"), type_ref="tSum"),
        namespace="urn:top",
    )
    one = load({"top.dmn": top.encode(), "w.dmn": words.encode(), "s.dmn": sums.encode()})
    facts = {"word": "a", "sum of it": 3}
    assert one.decide("it", facts) == "a3"
    assert one.decide("word_is", facts) is True
    assert one.decide("typed", {}) == "a"
    assert one.decide("summed", {}) == 3
    with pytest.raises(FactNotAllowed):
        one.decide("it", {"word": "z", "sum of it": 3})
