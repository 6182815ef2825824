"""What would change a conclusion, and what can still be concluded: always told by the tables themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decisions.drawing import (
    Input,
    Output,
    Table,
    decision,
    definitions,
    feel,
    input_data,
    table_model,
)
from webapp.decisions import (
    DecisionError,
    DecisionNotFound,
    EvaluationLimitExceeded,
    FactsMissing,
    Model,
    load,
)
from webapp.decisions.what_if import MAX_CONCLUSIONS, MAX_TRIALS, WhatIf

REMEDY = Input("assessment.f_remedy", allowed='"full","active","passive","none"')
LOSS = Input("assessment.loss", "number")


def outcome_table(rows: list[list[str]], inputs: list[Input]) -> Model:
    return table_model(Table(inputs, rows, [Output("outcome", "string")]))


def ask(model: Model) -> WhatIf:
    return WhatIf(model, next(iter(model.decisions)))


def remedied() -> Model:
    return outcome_table(
        [
            ['"full","active"', "<= 100", '"exempt"'],
            ['"full","active"', "> 100", '"reduce"'],
            ['"passive","none"', "<= 100", '"light"'],
            ['"passive","none"', "> 100", '"deny"'],
        ],
        [REMEDY, LOSS],
    )


def test_each_change_names_the_fact_the_values_and_the_new_conclusion() -> None:
    question = ask(remedied())
    changes = question.nearest_changes({"assessment": {"f_remedy": "passive", "loss": 20}})
    assert [(change.path, change.fact, change.conclusion) for change in changes] == [
        ("assessment.f_remedy", "passive", "exempt"),
        ("assessment.loss", Decimal(20), "deny"),
    ]
    assert changes[0].values == ("active", "full")
    assert changes[0].is_listed


def test_an_interval_is_told_by_its_bounds_and_one_example() -> None:
    question = ask(remedied())
    [change] = [
        change
        for change in question.nearest_changes({"assessment": {"f_remedy": "full", "loss": 20}})
        if change.path == "assessment.loss"
    ]
    assert not change.is_listed
    assert (change.zh, change.en) == ("> 100", "> 100")
    assert question.conclude({"assessment": {"f_remedy": "full", "loss": change.values[0]}}) == "reduce"


def test_the_nearest_value_comes_first() -> None:
    table = outcome_table(
        [['"a"', '"1"'], ['"b"', '"1"'], ['"c"', '"2"'], ['"d"', '"2"']],
        [Input("grade", allowed='"a","b","c","d"')],
    )
    [change] = ask(table).nearest_changes({"grade": "a"})
    assert change.values == ("c", "d")
    assert change.distance == 2


def test_facts_that_change_nothing_are_not_named() -> None:
    table = outcome_table([["-", '"a"', '"1"'], ["-", 'not("a")', '"2"']], [Input("kind"), Input("grade")])
    changes = ask(table).nearest_changes({"kind": "x", "grade": "a"})
    assert {change.path for change in changes} == {"grade"}


def test_no_single_fact_may_be_enough() -> None:
    table = outcome_table(
        [["true", "true", '"deny"'], ["true", "false", '"exempt"'], ["false", "-", '"exempt"']],
        [Input("a", "boolean", "true,false"), Input("b", "boolean", "true,false")],
    )
    assert ask(table).nearest_changes({"a": False, "b": False}) == ()


def test_values_that_have_no_conclusion_are_no_change() -> None:
    table = outcome_table([['"a"', '"1"'], ['"b"', '"2"']], [Input("grade", allowed='"a","b","c"')])
    [change] = ask(table).nearest_changes({"grade": "a"})
    assert change.values == ("b",)


def test_facts_without_a_conclusion_are_asked_for_not_guessed() -> None:
    with pytest.raises(FactsMissing):
        ask(remedied()).nearest_changes(
            {"assessment": {"f_remedy": "full"}, "loss": 3, "x": 1} | {"assessment": {}}
        )


def test_days_are_cut_where_the_tables_cut_them() -> None:
    table = outcome_table(
        [['< date("2026-03-01")', '"early"'], ['>= date("2026-03-01")', '"late"']], [Input("on", "date")]
    )
    [change] = ask(table).nearest_changes({"on": date(2026, 2, 1)})
    assert change.conclusion == "late"
    assert change.zh == '>= @"2026-03-01"'


def two_files() -> Model:
    """``level`` decides from facts; ``outcome`` reads a fact named ``grade_found`` that a procedure took from it."""
    level = decision(
        "level",
        Table(
            [Input("assessment.f_remedy", allowed='"full","none"')],
            [['"full"', '"A"'], ['"none"', '"D"']],
            [Output("level", "string")],
        ),
    )
    outcome = decision(
        "outcome",
        Table(
            [Input("grade_found", allowed='"A","D"')],
            [['"A"', '"exempt"'], ['"D"', '"deny"']],
            [Output("outcome", "string")],
        ),
    )
    return load({"both.dmn": definitions(level, outcome).encode()})


def test_a_conclusion_that_feeds_another_is_decided_anew_not_varied() -> None:
    question = WhatIf(two_files(), "outcome", feeds={"grade_found": "level"})
    assert question.paths == ("assessment.f_remedy",)
    facts = {"assessment": {"f_remedy": "none"}, "grade_found": "A"}
    assert question.conclude(facts) == "deny"
    [change] = question.nearest_changes(facts)
    assert (change.path, change.values, change.conclusion) == ("assessment.f_remedy", ("full",), "exempt")


def test_without_feeds_the_other_conclusion_is_a_fact_like_any_other() -> None:
    question = WhatIf(two_files(), "outcome")
    assert question.paths == ("grade_found",)


def test_feeds_in_a_circle_come_to_an_end() -> None:
    question = WhatIf(two_files(), "outcome", feeds={"grade_found": "outcome"})
    assert question.paths == ("grade_found",)


def test_required_decisions_are_followed_to_the_facts() -> None:
    level = decision(
        "level",
        Table([LOSS], [["<= 5", '"A"'], ["> 5", '"D"']], [Output("level", "string")]),
        inputs=["assessment"],
    )
    outcome = decision(
        "outcome",
        Table(
            [Input("level", allowed='"A","D"')],
            [['"A"', '"exempt"'], ['"D"', '"deny"']],
            [Output("o", "string")],
        ),
        needs=["level"],
    )
    model = load({"one.dmn": definitions(input_data("assessment"), level, outcome).encode()})
    question = WhatIf(model, "outcome")
    assert question.paths == ("assessment.loss",)
    [change] = question.nearest_changes({"assessment": {"loss": 3}})
    assert change.conclusion == "deny"


def test_a_fact_read_inside_a_calculation_is_named_as_not_tried() -> None:
    table = outcome_table([["> 5", '"many"'], ["<= 5", '"few"']], [Input("count(items)", "number")])
    question = ask(table)
    assert question.paths == ()
    assert question.untried == ("items",)
    assert not question.still_possible({}).is_complete


def test_unknown_facts_leave_the_conclusions_that_the_known_ones_allow() -> None:
    question = ask(remedied())
    open_question = question.still_possible({"assessment": {"f_remedy": "full"}})
    assert open_question.unknown == ("assessment.loss",)
    assert [one.conclusion for one in open_question.conclusions] == ["exempt", "reduce"]
    assert open_question.is_complete


def test_each_possibility_comes_with_facts_that_reach_it() -> None:
    question = ask(remedied())
    for one in question.still_possible({}).conclusions:
        facts = {"f_remedy": one.example["assessment.f_remedy"], "loss": one.example["assessment.loss"]}
        assert question.conclude({"assessment": facts}) == one.conclusion


def test_an_unknown_fact_that_does_not_matter_leaves_one_conclusion() -> None:
    table = outcome_table(
        [["true", "-", '"deny"'], ["false", "> 1", '"a"'], ["false", "<= 1", '"b"']],
        [
            Input("prohibited", "boolean", "true,false"),
            Input("n", "number", ">= 0"),
        ],
    )
    found = ask(table).still_possible({"prohibited": True})
    assert [one.conclusion for one in found.conclusions] == ["deny"]
    assert found.unknown == ("n",)


def test_too_many_unknown_facts_are_tried_in_part_and_said_to_be() -> None:
    inputs = [Input(f"f{number}", allowed='"a","b","c","d"') for number in range(8)]
    table = outcome_table([["-"] * 8 + ['"same"']], inputs)
    found = ask(table).still_possible({})
    assert MAX_TRIALS < 4**8
    assert not found.is_complete
    assert [one.conclusion for one in found.conclusions] == ["same"]


def test_what_counts_as_the_conclusion_can_be_picked() -> None:
    table = table_model(
        Table(
            [REMEDY],
            [['"full"', '"x"', "1"], ['not("full")', '"x"', "2"]],
            [Output("a", "string"), Output("b", "number")],
        )
    )
    name = next(iter(table.decisions))
    facts = {"assessment": {"f_remedy": "full"}}
    assert len(WhatIf(table, name).nearest_changes(facts)) == 1
    assert (
        WhatIf(
            table, name, of=lambda value: value["a"] if isinstance(value, dict) else value
        ).nearest_changes(facts)
        == ()
    )


def test_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(DecisionNotFound):
        WhatIf(remedied(), "nothing")


def test_the_facts_given_are_left_as_they_are() -> None:
    facts: dict[str, Any] = {"assessment": {"f_remedy": "full", "loss": 1}}
    ask(remedied()).nearest_changes(facts)
    ask(remedied()).still_possible(facts)
    assert facts == {"assessment": {"f_remedy": "full", "loss": 1}}


def slow_model() -> Model:
    """A decision that counts far, and a table that asks for it."""
    table = Table(
        [Input(f"n{number}", "number") for number in range(4)],
        [[f"< {10 * row}", "-", "> 1", "-", "slow"] for row in range(20)] + [["-"] * 4 + ["0"]],
        policy="FIRST",
    )
    return load(
        {
            "a.dmn": definitions(
                decision("slow", feel("count(for i in 1..50000 return i)")),
                decision("it", table, needs=["slow"]),
            ).encode()
        }
    )


def test_a_question_that_would_take_too_long_has_no_nearest_change() -> None:
    facts = {f"n{number}": 5 for number in range(4)}
    with pytest.raises(EvaluationLimitExceeded) as raised:
        WhatIf(slow_model(), "it").nearest_changes(facts)
    assert "too much to try" in raised.value.text("en")


def test_what_could_be_tried_of_a_slow_question_is_told_as_a_part() -> None:
    found = WhatIf(slow_model(), "it").still_possible({})
    assert not found.is_complete
    assert found.conclusions


def test_a_chosen_part_of_more_combinations_than_numbers_can_count_is_tried() -> None:
    inputs = [Input(f"n{number}", "number") for number in range(12)]
    rows = [[*(f"[{row}..{row + place}]" for place in range(12)), "1"] for row in range(0, 600, 20)]
    tried = list(ask(table_model(Table(inputs, rows))).trials({}))
    assert len(tried) == MAX_TRIALS == len({str(facts) for facts in tried})


def test_requirements_that_meet_again_and_again_are_followed_once() -> None:
    layers = [decision("d0", Table([Input("x", allowed='"a","b"')], [['"a"', "1"], ['"b"', "2"]]))]
    layers.append(decision("e0", feel("d0"), needs=["d0"]))
    for n in range(1, 40):
        needs = [f"d{n - 1}", f"e{n - 1}"]
        layers += [decision(f"{kind}{n}", feel(" + ".join(needs)), needs=needs) for kind in "de"]
    question = WhatIf(load({"a.dmn": definitions(*layers).encode()}), "d39")
    assert question.paths == ("x",)
    assert [change.values for change in question.nearest_changes({"x": "a"})] == [("b",)]


def test_conclusions_without_number_are_told_in_part() -> None:
    rows = [[str(number), f'"{number}"'] for number in range(MAX_CONCLUSIONS + 20)]
    found = ask(table_model(Table([Input("n", "number")], rows))).still_possible({})
    assert len(found.conclusions) == MAX_CONCLUSIONS
    assert not found.is_complete


def test_it_is_said_where_some_facts_would_have_no_conclusion() -> None:
    grade = Input("grade", allowed='"a","b"')
    gap = outcome_table([['"a"', '"1"']], [grade])
    whole = outcome_table([['"a"', '"1"'], ['"b"', '"1"']], [grade])
    assert [ask(one).still_possible({}).may_fail for one in (gap, whole)] == [True, False]


ROW = st.tuples(
    st.sampled_from(["-", '"a"', '"b","c"', 'not("a")']),
    st.sampled_from(["-", "< 3", "[3..7]", "> 7", "5", "not(5)"]),
    st.sampled_from(["-", "true", "false"]),
    st.sampled_from(['"x"', '"y"', '"z"']),
)


@settings(max_examples=60)
@given(
    rows=st.lists(ROW, min_size=1, max_size=5),
    kind=st.sampled_from("abc"),
    number=st.integers(0, 10),
    flag=st.booleans(),
)
def test_every_change_is_true_and_none_is_overlooked(
    rows: list[tuple[str, str, str, str]], kind: str, number: int, flag: bool
) -> None:
    """Against trying every value one by one, on tables with gaps, overlaps and a default (hit policy FIRST)."""
    table = table_model(
        Table(
            [
                Input("kind", allowed='"a","b","c"'),
                Input("n", "number"),
                Input("flag", "boolean", "true,false"),
            ],
            [list(row) for row in rows],
            [Output("o", "string", default='"none"')],
            policy="FIRST",
        )
    )
    question = ask(table)
    facts: dict[str, Any] = {"kind": kind, "n": number, "flag": flag}
    now = question.conclude(facts)
    changes = question.nearest_changes(facts)
    for change in changes:
        for value in change.values:
            assert question.conclude({**facts, change.path: value}) == change.conclusion != now
    values: dict[str, list[Any]] = {
        "kind": ["a", "b", "c"],
        "n": [Decimal(half) / 2 for half in range(-2, 24)],
        "flag": [True, False],
    }
    for path, tried in values.items():
        reached = {question.conclude({**facts, path: value}) for value in tried} - {now}
        assert reached == {change.conclusion for change in changes if change.path == path}


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=4), kind=st.sampled_from("abc"))
def test_what_is_possible_is_what_trying_everything_reaches(
    rows: list[tuple[str, str, str, str]], kind: str
) -> None:
    table = table_model(
        Table(
            [
                Input("kind", allowed='"a","b","c"'),
                Input("n", "number"),
                Input("flag", "boolean", "true,false"),
            ],
            [list(row) for row in rows],
            [Output("o", "string")],
            policy="FIRST",
        )
    )
    question = ask(table)
    reached = set()
    fails = False
    for half in range(-2, 24):
        for flag in (True, False):
            try:
                reached.add(question.conclude({"kind": kind, "n": Decimal(half) / 2, "flag": flag}))
            except DecisionError:
                fails = True
    found = question.still_possible({"kind": kind})
    assert found.may_fail == fails
    assert {one.conclusion for one in found.conclusions} == reached
    assert found.is_complete
