"""What the verification finds in tables, by hit policy, with rows, examples and words in both languages."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from tests.decisions.drawing import (
    Input,
    Output,
    Table,
    decision,
    definitions,
    feel,
    input_data,
    knowledge,
    model,
    table_model,
)
from webapp.decisions import DecisionError, Finding, load
from webapp.feel import from_python

KIND = '"a","b","c"'


def verify(table: Table, *, but: Sequence[str] = ()) -> list[Finding]:
    """The findings of a table, less those whose code is in ``but``."""
    one = table_model(table)
    assert not one.faults
    return [finding for finding in one.verify() if finding.code not in but]


def codes(found: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_complete_table_without_overlap_has_no_findings() -> None:
    inputs = [
        Input("f.kind", allowed=KIND),
        Input("f.n", "number"),
        Input("f.ok", "boolean", allowed="true,false"),
    ]
    rows = [
        ['"a"', "-", "-", "1"],
        ['not("a")', "> 5", "-", "2"],
        ['not("a")', "<= 5", "true", "3"],
        ['not("a")', "<= 5", "false", "4"],
    ]
    assert codes(verify(Table(inputs, [*rows, ['not("a")', "null", "-", "5"]]))) == []


def test_a_gap_is_an_error_with_an_example_that_indeed_fits_no_rule() -> None:
    table = Table(
        [Input("kind", allowed=KIND, label="类别"), Input("n", "number", label="件数")],
        [['"a"', "-", "1"], ['"b"', "< 5", "2"]],
    )
    found = verify(table)
    assert set(codes(found)) == {"DM-301"}
    assert {finding.severity for finding in found} == {"error"}
    for finding in found:
        assert finding.example is not None
        with pytest.raises(DecisionError):
            table_model(table).decide("it", finding.example)
    words = found[0].zh + found[0].en
    assert "类别" in words
    assert "Add a rule" in words


def test_neighbouring_gaps_are_told_as_one_box() -> None:
    table = Table([Input("n", "number")], [["< 1", "1"], ["> 9", "2"], ["null", "3"]])
    (finding,) = verify(table)
    assert "[1..9]" in finding.en


def test_the_ends_of_ranges_are_not_forgotten() -> None:
    (finding,) = verify(Table([Input("n", "number")], [["< 5", "1"], ["> 5", "2"], ["null", "3"]]))
    assert finding.example == {"n": from_python(5)}
    assert "n: 5" in finding.en


def test_null_counts_as_a_value_where_nothing_says_otherwise() -> None:
    (finding,) = verify(Table([Input("ok", "boolean")], [["true", "1"], ["false", "2"]]))
    assert finding.example == {"ok": None}
    assert "not known" in finding.en
    assert "未知" in finding.zh


def test_null_does_not_count_where_the_fact_is_required() -> None:
    assert (
        verify(Table([Input("ok", "boolean", allowed="true,false")], [["true", "1"], ["false", "2"]])) == []
    )


def test_null_counts_where_the_allowed_values_list_it() -> None:
    (finding,) = verify(Table([Input("k", allowed='"a", null')], [['"a"', "1"]]))
    assert finding.example == {"k": None}


def test_any_other_text_is_a_value_where_no_values_are_listed() -> None:
    found = verify(Table([Input("k")], [['"a"', "1"], ["null", "2"]]), but=["DM-315"])
    assert codes(found) == ["DM-301"]
    assert "any other value" in found[0].en


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
def test_a_default_output_closes_every_gap(policy: str) -> None:
    outputs = [Output(allowed="1, 9", default="9")]
    assert verify(Table([Input("n", "number")], [["< 1", "1"]], outputs, policy=policy)) == []


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_lists_of_hits_may_have_gaps_and_overlaps(policy: str) -> None:
    rows = [["< 5", "1"], ["< 3", "1"]]
    assert verify(Table([Input("n", "number")], rows, [Output(allowed="1")], policy=policy)) == []


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", ["DM-301"]), ("MAX", ["DM-301"]), ("COUNT", [])]
)
def test_an_aggregation_that_needs_a_hit_must_have_no_gap(aggregation: str, expected: list[str]) -> None:
    table = Table(
        [Input("ok", "boolean", allowed="true,false")],
        [["true", "1"]],
        policy="COLLECT",
        aggregation=aggregation,
    )
    assert codes(verify(table)) == expected


def test_overlapping_rules_of_a_unique_table_are_an_error_with_rows_and_an_example_that_fits_both() -> None:
    table = Table(
        [Input("k", allowed=KIND), Input("n", "number", allowed="[0..100]")],
        [['"a","b"', "< 60", "1"], ['"b","c"', ">= 50", "2"]],
    )
    found = [finding for finding in verify(table) if finding.code == "DM-304"]
    (finding,) = found
    assert (finding.severity, finding.rules) == ("error", (1, 2))
    assert finding.example is not None
    with pytest.raises(DecisionError) as raised:
        table_model(table).decide("it", finding.example)
    assert raised.value.code == "DM-205"
    assert "[50..60[" in finding.en


def test_rules_that_touch_only_in_a_point_overlap_in_it() -> None:
    found = verify(Table([Input("n", "number", allowed="[0..9]")], [["<= 5", "1"], [">= 5", "2"]]))
    assert codes(found) == ["DM-304"]
    assert found[0].example == {"n": from_python(5)}


def test_any_rules_may_overlap_when_their_outputs_agree() -> None:
    rows = [['"a","b"', '"x"'], ['"b","c"', '"x"']]
    assert verify(Table([Input("k", allowed=KIND)], rows, policy="ANY")) == []


def test_any_rules_that_overlap_with_different_outputs_are_an_error() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [['"a","b"', '"x"'], ['"b","c"', '"y"']], policy="ANY"))
    assert codes(found) == ["DM-306"]
    assert (found[0].rules, found[0].example) == ((1, 2), {"k": "b"})


def test_any_rules_whose_outputs_are_computed_are_only_pointed_at() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [["-", "k"], ["-", '"y"']], policy="ANY"))
    assert [(finding.code, finding.severity) for finding in found] == [("DM-307", "warning")]


def test_a_first_rule_that_earlier_ones_cover_together_is_dead() -> None:
    rows = [["<= 5", "1"], ["> 3", "2"], ["[1..9]", "3"], ["-", "4"]]
    found = verify(Table([Input("n", "number")], rows, policy="FIRST"))
    (finding,) = found
    assert (finding.code, finding.rules, finding.severity) == ("DM-309", (3, 1, 2), "error")
    assert "Rule 3" in finding.en


def test_a_first_rule_that_is_reached_somewhere_is_not_dead() -> None:
    rows = [["< 5", "1"], ["> 5", "2"], ["-", "3"]]
    assert verify(Table([Input("n", "number")], rows, policy="FIRST")) == []


def test_a_priority_rule_that_better_ones_cover_is_masked() -> None:
    rows = [['"a"', '"low"'], ["-", '"high"']]
    found = verify(
        Table([Input("k", allowed=KIND)], rows, [Output(allowed='"high","low"')], policy="PRIORITY")
    )
    assert [(finding.code, finding.rules) for finding in found] == [("DM-310", (1, 2))]


def test_equal_priority_with_different_further_outputs_is_pointed_at() -> None:
    outputs = [Output("one", allowed='"x"'), Output("two")]
    found = verify(
        Table(
            [Input("k", allowed=KIND)], [["-", '"x"', "1"], ['"a"', '"x"', "2"]], outputs, policy="PRIORITY"
        )
    )
    assert "DM-319" in codes(found)


def test_an_any_rule_inside_another_with_the_same_output_is_redundant() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [["-", "1"], ['"a"', "1"]], policy="ANY"))
    assert [(finding.code, finding.rules, finding.severity) for finding in found] == [
        ("DM-311", (2, 1), "warning")
    ]


def test_of_two_equal_rules_only_the_later_is_redundant() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [["-", "1"], ["-", "1"]], policy="ANY"))
    assert [finding.rules for finding in found] == [(2, 1)]


@pytest.mark.parametrize("cell", ['"z"', "5", '> "x"', "true"])
def test_a_cell_that_no_allowed_value_meets_makes_its_rule_dead(cell: str) -> None:
    found = verify(Table([Input("k", allowed=KIND, label="类别")], [[cell, "1"], ["-", "2"]], policy="FIRST"))
    if cell != "true":  # A true condition lets every text through: it is the second rule that is dead.
        assert codes(found) == ["DM-308"]
        assert found[0].rules == (1,)
        assert "类别" in found[0].zh


def test_a_value_beside_the_allowed_ones_is_noticed_though_the_cell_still_fits() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [['"a","zz"', "1"], ['not("a")', "2"]]))
    assert codes(found) == ["DM-316"]
    assert '"zz"' in found[0].en


def test_an_output_outside_its_allowed_values_is_an_error() -> None:
    found = verify(Table([], [['"exemt"']], [Output("o", allowed='"exempt","deny"', label="结论")]))
    assert [(finding.code, finding.rules) for finding in found] == [("DM-312", (1,))]
    assert "结论" in found[0].zh
    assert '"exempt","deny"' in found[0].en


def test_an_output_of_the_wrong_type_is_an_error() -> None:
    assert codes(verify(Table([], [["5"]], [Output("o", "string")]))) == ["DM-313"]


def test_an_empty_output_is_pointed_at() -> None:
    found = verify(Table([], [[""]], [Output("o", "string")]))
    assert [(finding.code, finding.severity) for finding in found] == [("DM-314", "warning")]


def test_a_default_outside_the_allowed_values_is_an_error() -> None:
    found = verify(Table([Input("n")], [["-", '"a"']], [Output("o", allowed='"a"', default='"b"')]))
    assert "DM-321" in codes(found)


def test_a_text_column_without_listed_values_is_pointed_at() -> None:
    found = verify(Table([Input("k", label="领域")], [['"a"', "1"], ['not("a")', "2"]]))
    assert [(finding.code, finding.severity) for finding in found] == [("DM-315", "warning")]
    assert "领域" in found[0].zh


def test_a_table_without_rules_is_an_error_unless_it_has_a_default() -> None:
    assert codes(verify(Table([Input("n")], []))) == ["DM-320"]
    assert verify(Table([Input("n")], [], [Output(default="1")])) == []


def test_a_cell_that_computes_counts_as_not_fitting_for_gaps_and_as_fitting_for_overlaps() -> None:
    table = Table([Input("n", "number", allowed="[0..9]")], [["modulo(?, 2) = 0", "1"], ["> 5", "2"]])
    found = verify(table)
    assert codes(found) == ["DM-317", "DM-302", "DM-305"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "cannot be analysed" in found[0].en


def test_a_gap_that_no_computation_can_close_stays_an_error() -> None:
    inputs = [Input("n", "number", allowed="[0..9]"), Input("k", allowed=KIND)]
    table = Table(inputs, [["modulo(?, 2) = 0", '"a"', "1"], ["-", '"b"', "2"]])
    assert [code for code in codes(verify(table)) if code.startswith("DM-30")] == ["DM-301", "DM-302"]


def test_a_cell_that_cannot_be_analysed_is_not_mentioned_where_nothing_hangs_on_it() -> None:
    assert verify(Table([Input("xs", None)], [['list contains(?, "a")', "1"]], policy="COLLECT")) == []


def test_two_columns_that_ask_the_same_are_taken_together() -> None:
    inputs = [Input("n", "number", allowed="[0..9]"), Input("n", "number", allowed="[0..9]")]
    assert verify(Table(inputs, [[">= 3", "<= 5", "1"], ["< 3", "-", "2"], ["-", "> 5", "3"]])) == []


@pytest.mark.parametrize(
    ("type_", "low", "high"),
    [
        ("date", '< @"2026-01-01"', '>= @"2026-01-01"'),
        ("date", '<= date("2026-01-01")', '>= date("2026-01-02")'),
        ("dateTime", '< @"2026-01-01T00:00:00Z"', '>= @"2026-01-01T00:00:00Z"'),
        ("time", '< @"12:00:00"', '>= @"12:00:00"'),
        ("yearMonthDuration", '<= duration("P3M")', '>= duration("P4M")'),
        ("dayTimeDuration", '< duration("P3D")', '>= duration("P3D")'),
        ("string", '< "m"', '>= "m"'),
        ("number", "? < 5 and ? < 7", "not(? < 5)"),
        ("number", "[0..5[", "not([0..5[), null"),
    ],
)
def test_halves_that_meet_exactly_leave_no_gap(type_: str, low: str, high: str) -> None:
    found = verify(Table([Input("x", type_)], [[low, "1"], [high, "2"]]))
    assert all(finding.example == {"x": None} for finding in found if finding.code == "DM-301")
    assert codes(found).count("DM-304") == 0


def test_the_day_between_two_days_is_found() -> None:
    found = verify(
        Table([Input("x", "date")], [['< @"2026-01-01"', "1"], ['> @"2026-01-01"', "2"], ["null", "3"]])
    )
    assert '@"2026-01-01"' in found[0].en


def test_tables_inside_functions_are_verified_too() -> None:
    table = Table([Input("n", "number", allowed="[0..9]")], [["< 5", "1"]])
    one = model(knowledge("f", ["n"], table), decision("it", feel("f(1)"), knows=["f"]))
    assert [(finding.code, finding.decision_id) for finding in one.verify()] == [("DM-301", "f")]


def test_findings_tell_file_and_line() -> None:
    source = definitions("", decision("it", Table([Input("n", "number")], [["< 5", "1"]])))
    (gap, *_) = load({"liwan/x.dmn": source.encode()}).verify()
    assert (gap.file, gap.line, gap.decision_id) == ("liwan/x.dmn", 3, "it")
    assert gap.text("zh").startswith("liwan/x.dmn:3 ")


def test_many_findings_are_listed_in_part_and_counted() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [["-", str(n)] for n in range(20)]))
    assert codes(found).count("DM-304") == 12
    assert codes(found)[-1] == "DM-303"
    assert "178" in found[-1].en


LIWAN_LEVEL = [
    ['"collective","emergency_reported"', '"none","minor"', "-", '"A"'],
    ['"collective","emergency_reported"', '"general"', '"full","active"', '"A"'],
    ['"collective","emergency_reported"', '"general"', '"passive","none"', '"B"'],
    ['"collective","emergency_reported"', '"serious"', '"full","active"', '"B"'],
    ['"collective","emergency_reported"', '"serious"', '"passive","none"', '"C"'],
    ['"minor_flaw"', '"none","minor"', "-", '"B"'],
    ['"minor_flaw"', '"general"', '"full","active"', '"B"'],
    ['"minor_flaw"', '"general"', '"passive","none"', '"C"'],
    ['"minor_flaw"', '"serious"', '"full","active"', '"C"'],
    ['"minor_flaw"', '"serious"', '"passive","none"', '"D"'],
    ['"bypassed"', 'not("major_accident")', "-", '"D"'],
    ["-", '"major_accident"', "-", '"X"'],
]
LIWAN_INPUTS = [
    Input("assessment.f_procedure", allowed='"collective","emergency_reported","minor_flaw","bypassed"'),
    Input("assessment.f_consequence", allowed='"none","minor","general","serious","major_accident"'),
    Input("assessment.f_remedy", allowed='"full","active","passive","none"'),
]


def test_the_level_table_is_complete_and_free_of_overlap() -> None:
    assert (
        verify(Table(LIWAN_INPUTS, LIWAN_LEVEL, [Output("level", "string", allowed='"A","B","C","D","X"')]))
        == []
    )


@pytest.mark.parametrize("left_out", range(12))
def test_each_row_of_the_level_table_is_missed_when_it_is_gone(left_out: int) -> None:
    rows = [row for number, row in enumerate(LIWAN_LEVEL) if number != left_out]
    assert set(codes(verify(Table(LIWAN_INPUTS, rows)))) == {"DM-301"}


def test_fifty_rules_of_seven_inputs_are_verified_in_milliseconds() -> None:
    values = [f'"v{n}"' for n in range(8)]
    inputs = [Input(f"f.c{n}", allowed=",".join(values)) for n in range(7)]
    rows = [
        [
            *(
                values[(row * (column + 3) + column) % 8] if (row + column) % 3 else "-"
                for column in range(7)
            ),
            str(row),
        ]
        for row in range(50)
    ]
    one = table_model(Table(inputs, rows, policy="FIRST"))
    started = time.process_time()
    one.verify()
    assert time.process_time() - started < 20  # Hanging, that is; it takes a few milliseconds.


TANGLED = Table(
    [Input(f"c{n}", "number") for n in range(4)], [[f"< {n}", f"> {n}", f"< {n}", "-", "1"] for n in range(6)]
)


@pytest.mark.parametrize("limit", ["MAX_STEPS", "MAX_BITS"])
def test_a_table_too_large_to_search_is_said_to_be_so(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "tables" if limit == "MAX_BITS" else "coverage"
    monkeypatch.setattr(f"webapp.decisions.verification.{module}.{limit}", 10)
    found = [finding for finding in verify(TANGLED) if finding.code == "DM-318"]
    assert found
    assert found[0].severity == "warning"
    assert "Split the table" in found[0].en


def test_a_hostile_table_does_not_hold_up_the_verification() -> None:
    rows = [[f"[{n}..{n + 3000}]", str(n)] for n in range(2000)]
    one = table_model(Table([Input("n", "number")], rows))
    started = time.process_time()
    assert "DM-318" in codes(one.verify())
    assert time.process_time() - started < 20


def test_of_two_rules_one_inside_the_other_the_narrower_is_redundant() -> None:
    found = verify(Table([Input("k", allowed=KIND)], [['"a"', "1"], ["-", "1"]], policy="ANY"))
    assert [finding.rules for finding in found] == [(1, 2)]


def test_a_word_without_quotes_is_an_error_not_a_null() -> None:
    table = Table([Input("k", allowed=KIND, label="类别")], [["a, b", '"x"'], ['not("a","b")', "exempt"]])
    found = [finding for finding in verify(table) if finding.code == "DM-322"]
    assert [(finding.rules, finding.severity) for finding in found] == [
        ((2,), "error"),
        ((1,), "error"),
        ((1,), "error"),
    ]
    assert "加英文双引号" in found[0].zh
    assert "double quotes" in found[0].en


def test_a_word_that_names_a_fact_is_no_mistake() -> None:
    table = Table(
        [Input("k.one", allowed=KIND), Input("k.two", allowed=KIND)],
        [["k", "-", "k"], ["-", "other", "other"]],
    )
    one = model(decision("it", table, inputs=["other"]), input_data("other"))
    assert "DM-322" not in codes(one.verify())


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY"])
def test_thousands_of_equal_rules_are_given_up_in_time(policy: str) -> None:
    rows = [["-", "1"] for _ in range(3000)]
    one = table_model(Table([Input("n", "number")], rows, [Output(allowed="1")], policy=policy))
    started = time.process_time()
    assert "DM-318" in codes(one.verify())
    assert time.process_time() - started < 20


def test_the_tables_of_a_model_share_one_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.decisions.verification.tables.MAX_MODEL_STEPS", 30)
    one = model(*(decision(f"t{n}", TANGLED) for n in range(3)))
    assert "DM-318" in codes(one.verify())


def test_a_table_of_many_conditions_is_looked_at_in_part_and_said_to_be() -> None:
    rows = [[f"? < {number} or ? > {number + 5}", str(number)] for number in range(500)]
    found = table_model(Table([Input("n", "number")], rows, policy="FIRST")).verify()
    assert "DM-318" in {finding.code for finding in found}


def test_many_allowed_values_and_as_many_cells_that_leave_one_out_are_all_looked_at() -> None:
    words = [f'"{number:04x}"' for number in range(1500)]
    rows = [[f"not({words[number]})", str(number)] for number in range(500)]
    one = table_model(Table([Input("k", allowed=",".join(words))], rows, policy="FIRST"))
    dead = [finding.rules[0] for finding in one.verify() if finding.code == "DM-309"]
    # The first two rows take everything.
    assert dead[:3] == [3, 4, 5]
    assert not [finding for finding in one.verify() if finding.code == "DM-318" and "cells" in finding.en]
