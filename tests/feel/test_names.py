"""Names: with spaces, with signs, in Chinese; what is in scope where; what an expression reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from tests.feel.evaluating import evaluate, shown
from webapp.feel import Value, compile_expression, compile_unary_tests, from_python, open_scope, to_text


def test_a_chinese_name_is_a_name() -> None:
    assert (
        shown('if 行为人.主观动机 = "为公" then "可容" else "不容"', {"行为人": {"主观动机": "为公"}})
        == '"可容"'
    )


def test_the_longest_name_in_scope_wins() -> None:
    facts = {"a": 1, "b": 2, "a-b": 40, "a b": 50}
    assert shown("a-b", facts) == "40"
    assert shown("a b", facts) == "50"
    assert shown("a  \n b", facts) == "50"


def test_white_space_tells_a_name_with_a_sign_from_an_operation() -> None:
    facts = {"a": 5, "b": 2, "a-b": 40}
    assert shown("a - b", facts) == "3"
    assert shown("a -b", facts) == "3"


def test_a_name_may_hold_reserved_words_and_the_names_of_functions() -> None:
    assert shown("date and time", {"date and time": 7}) == "7"
    assert shown("date of birth + 1", {"date of birth": 7}) == "8"
    assert shown("terms and conditions", {"terms and conditions": True}) == "true"


def test_a_variable_hides_a_function_of_the_same_name() -> None:
    assert shown("count + 1", {"count": 1}) == "2"
    assert shown("count([1])") == "1"


def test_a_function_of_several_words_does_not_swallow_the_name_of_a_member() -> None:
    assert shown("a.date and time", {"a": {"date": True}, "time": False}) == "false"


def test_a_name_with_full_width_signs_works_when_it_is_in_scope() -> None:
    assert shown("金额（万元） > 100", {"金额（万元）": 200}) == "true"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{first name: 1, next: first name + 1}.next", "2"),
        ('{"first name": 1}.first name', "1"),
        ("{a: {b c: 3}}.a.b c + 1", "4"),
        ("for my item in [1, 2] return my item * 2", "[2, 4]"),
        ("some one thing in [1, 2] satisfies one thing > 1", "true"),
        ("(function(first arg, b) first arg - b)(5, 2)", "3"),
        ("(function(first arg, b) first arg - b)(b: 2, first arg: 5)", "3"),
        ("[{a b: 1}, {a b: 2}][a b > 1]", '[{"a b": 2}]'),
        ("{甲: 1, 乙: 甲 + 1}", "{甲: 1, 乙: 2}"),
        ('{"甲": 1}.甲', "1"),
    ],
)
def test_declared_names_may_hold_spaces(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_members_with_spaces_and_signs_are_known_by_declaring_them() -> None:
    context = {"loan": from_python({"pre-bureau score": 7, "items": [{"a/b": 1}, {"a/b": 2}]})}
    members = ["pre-bureau score", "a/b"]
    assert compile_expression("loan.pre-bureau score + 1", ["loan"], members=members).evaluate(context) == 8
    assert compile_expression("count(loan.items[a/b > 1])", ["loan"], members=members).evaluate(context) == 1


def test_a_name_not_in_scope_is_null_and_is_referred_to() -> None:
    expression = compile_expression("unheard.of + 1")
    assert expression.evaluate({}) is None
    assert expression.references == {("unheard", "of")}


def test_a_name_given_only_at_evaluation_is_found() -> None:
    context: dict[str, Value] = {"x": from_python(2)}
    assert compile_expression("x + 1").evaluate(context) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b.c.d", {("a",), ("b", "c", "d")}),
        ("a[b > 1].c", {("a",), ("b",)}),
        ("a[unknown > 1]", {("a",)}),
        ("for i in a return i + b", {("a",), ("b",)}),
        ("some i in a.list satisfies i.x = b", {("a", "list"), ("b",)}),
        ("{x: a, y: x + b}", {("a",), ("b",)}),
        ("function(p) p + a", {("a",)}),
        ("count(a) + sum(b.c)", {("a",), ("b", "c")}),
        ("no such function(a)", {("a",)}),
        ("if a then b else c.d", {("a",), ("b",), ("c", "d")}),
        ("a.b instance of number", {("a", "b")}),
        ('date("2026-01-01")', set()),
        ("for i in 1..3 return partial[-1] + i", set()),
        ("[1, 2][item > a]", {("a",)}),
    ],
)
def test_references_are_the_free_names_with_their_paths(text: str, expected: set[tuple[str, ...]]) -> None:
    names = ["a", "b", "c", "no such function"]
    found = compile_expression(text, names).references
    assert found - {("no such function",)} == expected


def test_a_cell_refers_to_the_facts_it_reads_but_not_to_its_input() -> None:
    cell = compile_unary_tests("> limit.low, ? < limit.high", ["limit"])
    assert cell.references == {("limit", "low"), ("limit", "high")}


def test_a_call_by_name_may_name_parameters_with_signs() -> None:
    text = "(function(pre-score, b) pre-score - b)(pre-score: 5, b: 1)"
    assert evaluate(text) == 4


class Facts(Mapping[str, Value]):
    """Facts that tell which of them were read."""

    def __init__(self, **facts: Value) -> None:
        self.facts = facts
        self.read: list[str] = []

    def __getitem__(self, name: str) -> Value:
        self.read.append(name)
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def test_of_many_facts_only_those_are_read_that_the_text_names() -> None:
    facts = Facts(wanted="b", other=Decimal(1), rows=[{"kind": "a"}, {"kind": "b"}])
    assert compile_expression("rows[kind = wanted]").evaluate(facts) == [{"kind": "b"}]
    assert sorted(facts.read) == ["rows", "wanted"]
    facts.read.clear()
    assert compile_unary_tests("wanted").matches("b", facts) is True
    assert facts.read == ["wanted"]


@pytest.mark.parametrize(
    "text",
    [
        "rows[kind = wanted]",
        "rows[kind = kind2].size",
        "rows[item.kind = wanted]",
        "for row in rows, extra in others return row.size + extra + partial[-1]",
        "some row in rows satisfies row.kind = wanted",
        '{size: 3, both: [size, wanted], call: function(kind) kind + wanted}.call("x")',
        "(function(a) rows[size > a and kind = wanted])(1)",
        "count(rows) + sum(others)",
        "if wanted != null then wanted else nothing",
        "rows[if size > 1 then kind = wanted else kind = kind2].size",
        "sort(others, function(x, y) x > y and wanted != null)",
        "others[-1] in [1..limit]",
        "others[limit > item]",
        "date",
    ],
)
def test_a_text_says_the_same_over_all_facts_and_over_those_it_names(text: str) -> None:
    facts: dict[str, Value] = {
        "rows": [{"kind": "a", "size": Decimal(1)}, {"kind": "b", "size": Decimal(2)}, {"size": Decimal(3)}],
        "others": [Decimal(4), Decimal(2)],
        "wanted": "b",
        "kind2": "a",
        "kind": "outside",
        "limit": Decimal(3),
        "item": "outside",
        "date": "hides the function",
        "unused": Decimal(9),
    }
    expression = compile_expression(text, facts)
    assert to_text(expression.evaluate(facts)) == to_text(expression.evaluate(open_scope(facts)))
