"""Contexts, lists, relations, invocations, functions, services, conditionals, filters and iterators."""

from __future__ import annotations

import pytest

from tests.decisions.drawing import Input, Table, decision, definitions, feel, input_data, knowledge, model
from webapp.decisions import DecisionsRefused, load
from webapp.feel import Limits, from_python, host_function


def entry(name: str | None, logic: str, type_ref: str | None = None) -> str:
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{name}"{kind}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def context(*entries: str) -> str:
    return f"<context>{''.join(entries)}</context>"


def decide(logic: str, **facts: object) -> object:
    one = model(decision("it", logic))
    assert not one.faults
    return one.decide("it", facts)


def test_a_context_without_result_entry_is_its_entries() -> None:
    assert decide(context(entry("a", feel("1")), entry("b b", feel("a + 1")))) == {"a": 1, "b b": 2}


def test_a_contexts_nameless_entry_is_its_result_and_sees_the_others() -> None:
    assert decide(context(entry("net sum", feel("n * 2")), entry(None, feel("net sum + 1"))), n=3) == 7


def test_a_typed_entry_is_converted_or_null() -> None:
    assert decide(context(entry("a", feel('["x"]'), "string"), entry("b", feel("1"), "string"))) == {
        "a": "x",
        "b": None,
    }


def test_a_function_in_a_context_may_call_itself() -> None:
    body = (
        "<functionDefinition><formalParameter name='n'/>"
        + feel("if n < 2 then 1 else n * fac(n - 1)")
        + "</functionDefinition>"
    )
    assert decide(context(entry("fac", body), entry(None, feel("fac(10)")))) == 3628800


def test_a_list_and_a_relation_hold_expressions() -> None:
    assert decide(f"<list>{feel('n')}{feel('n + 1')}</list>", n=1) == [1, 2]
    relation = (
        "<relation><column name='code'/><column name='full name'/>"
        f"<row>{feel(chr(34) + 'A' + chr(34))}{feel('n')}</row><row>{feel('null')}{feel('2')}</row></relation>"
    )
    assert decide(relation, n=1) == [{"code": "A", "full name": 1}, {"code": None, "full name": 2}]


def test_an_invocation_calls_a_function_by_its_parameters_names() -> None:
    call = f"<invocation>{feel('minus')}<binding><parameter name='b'/>{feel('n')}</binding><binding><parameter name='a'/>{feel('10')}</binding></invocation>"
    one = model(knowledge("minus", ["a", "b"], feel("a - b")), decision("it", call, knows=["minus"]))
    assert one.decide("it", {"n": 4}) == 6


def test_an_invocation_of_something_that_is_no_function_is_null_with_a_note() -> None:
    call = f"<invocation>{feel('n')}</invocation>"
    explanation = model(decision("it", call)).explain("it", {"n": 4})
    assert explanation.value is None
    assert "not a function" in explanation.steps[0].notes[0].en


def test_knowledge_may_call_other_knowledge_and_itself() -> None:
    even = knowledge("even", ["n"], feel("if n = 0 then true else odd(n - 1)"), knows=["odd"])
    odd = knowledge("odd", ["n"], feel("if n = 0 then false else even(n - 1)"), knows=["even"])
    assert model(even, odd, decision("it", feel("even(10)"), knows=["even"])).decide("it", {}) is True


def test_knowledge_sees_its_parameters_and_not_the_facts() -> None:
    one = model(knowledge("f", ["n"], feel("n + outside")), decision("it", feel("f(1)"), knows=["f"]))
    assert one.decide("it", {"outside": 5}) is None


def test_a_parameter_of_another_type_makes_the_call_null() -> None:
    one = model(knowledge("f", ["n:number"], feel('"called"')), decision("it", feel("f(x)"), knows=["f"]))
    assert one.decide("it", {"x": 1}) == "called"
    assert one.decide("it", {"x": "a"}) is None


def test_knowledge_that_holds_a_table_fails_like_a_table() -> None:
    one = model(
        knowledge("f", ["n"], Table([Input("n", "number")], [["> 0", '"yes"']])),
        decision("it", feel("f(n)"), knows=["f"]),
    )
    assert one.decide("it", {"n": 1}) == "yes"
    explanation = one.explain("it", {"n": -1})
    assert explanation.error is not None
    assert explanation.error.code == "DM-204"


def test_missing_facts_are_named_from_inside_a_function_too() -> None:
    table = Table([Input("p.x", allowed='"a"')], [["-", "1"]])
    one = model(knowledge("f", ["p"], table), decision("it", feel("f({x: null})"), knows=["f"]))
    assert one.explain("it", {}).missing == ("p.x",)


def test_endless_calls_end_as_an_error() -> None:
    one = model(
        knowledge("f", ["n"], feel("f(n + 1)"), knows=["f"]), decision("it", feel("f(1)"), knows=["f"])
    )
    error = one.explain("it", {}).error
    assert error is not None
    assert error.code == "DM-214"


def conditional(condition: str) -> str:
    return f"<conditional><if>{feel(condition)}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>"


@pytest.mark.parametrize(("condition", "expected"), [("true", 1), ("false", 2), ("null", 2), ('"abc"', None)])
def test_a_conditional_takes_a_branch_by_its_condition(condition: str, expected: object) -> None:
    assert decide(conditional(condition)) == expected


def filtered(source: str, match: str) -> str:
    return f"<filter><in>{feel(source)}</in><match>{feel(match)}</match></filter>"


def test_a_filter_keeps_the_items_that_match_and_sees_their_entries() -> None:
    assert decide(filtered("[1,2,3]", "item > 1")) == [2, 3]
    assert decide(filtered("rows", "n > least"), rows=[{"n": 1}, {"n": 5}], least=2) == [{"n": 5}]
    assert decide(filtered("[1,null,3]", "item > 1")) == [3]
    assert decide(filtered("[1,2]", '"no"')) is None
    assert decide(filtered("null", "true")) in ([], None)


def iterator(kind: str, source: str, body: str) -> str:
    tag = "return" if kind == "for" else "satisfies"
    return f"<{kind} iteratorVariable='one'><in>{feel(source)}</in><{tag}>{feel(body)}</{tag}></{kind}>"


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1,2]", "one * k", [10, 20]),
        ("for", "[1..3]", "one", [1, 2, 3]),
        ("for", "[1,2,3]", "count(partial)", [0, 1, 2]),
        ("some", "[1,2]", "one > 1", True),
        ("some", "[1,2]", "one > 2", False),
        ("some", "[]", "true", False),
        ("some", "[1,2]", "if one = 2 then true else 5", None),
        ("some", "[1,null]", "one > 1", None),
        ("every", "[1,2]", "one > 0", True),
        ("every", "[1,2]", "one > 1", False),
        ("every", "[]", "false", True),
        ("every", "[2,null]", "one > 1", None),
    ],
)
def test_iterators_go_through_their_list(kind: str, source: str, body: str, expected: object) -> None:
    assert decide(iterator(kind, source, body), k=10) == expected


def test_a_boxed_loop_keeps_to_the_limits() -> None:
    one = load(
        {"a.dmn": definitions(decision("it", iterator("for", "numbers", "one"))).encode()},
        limits=Limits(steps=100),
    )
    assert one.decide("it", {"numbers": list(range(50))}) == list(range(50))
    error = one.explain("it", {"numbers": list(range(500))}).error
    assert error is not None
    assert error.code == "DM-214"


SERVICE = (
    '<decisionService id="judge" name="judge"><variable name="judge"/><outputDecision href="#verdict"/>'
    '<encapsulatedDecision href="#inner"/><inputDecision href="#level"/><inputData href="#n"/></decisionService>'
)


def test_a_service_is_called_with_its_inputs_then_its_decisions_and_sees_nothing_else() -> None:
    one = model(
        SERVICE,
        input_data("n", type_ref="number"),
        decision("level", feel('"asked outside"')),
        decision("inner", feel("n * 2"), inputs=["n"]),
        decision("verdict", feel("level + string(inner)"), needs=["level", "inner"]),
        decision("it", feel('judge(5, "A")'), knows=["judge"]),
        decision("named", feel('judge(level: "B", n: 1)'), knows=["judge"]),
        decision("wrong", feel('judge("x", "A")'), knows=["judge"]),
    )
    assert one.decide("it", {"n": 100}) == "A10"
    assert one.decide("named", {}) == "B2"
    assert one.decide("wrong", {}) is None
    assert one.decide("judge", {"n": 2, "level": "C"}) == "C4"
    assert one.explain("judge", {"n": 2, "level": "C"}).status == "concluded"


def test_a_service_of_several_decisions_gives_a_context() -> None:
    service = '<decisionService id="s" name="s"><outputDecision href="#a"/><outputDecision href="#b"/></decisionService>'
    assert model(service, decision("a", feel("1")), decision("b", feel("2"))).decide("s", {}) == {
        "a": 1,
        "b": 2,
    }


def test_the_hosts_functions_are_called_from_any_expression() -> None:
    functions = {"add working days": host_function(["date", "n"], lambda date, n: f"{date}+{n}")}
    one = load(
        {"a.dmn": definitions(decision("it", feel('add working days("d", 5)'))).encode()}, functions=functions
    )
    assert one.decide("it", {}) == from_python("d+5")


@pytest.mark.parametrize("kind", ["Java", "PMML", "java"])
def test_java_and_pmml_functions_are_refused_with_the_reason(kind: str) -> None:
    function = f'<functionDefinition kind="{kind}"><context/></functionDefinition>'
    with pytest.raises(DecisionsRefused) as raised:
        model(decision("it", context(entry("f", function), entry(None, feel("f(1)")))))
    (finding,) = raised.value.findings
    assert (finding.code, finding.line, finding.decision_id) == ("DM-116", 2, "it")
    assert "出于安全" in finding.zh
    assert kind in finding.en


@pytest.mark.parametrize("language", ["juel", "http://www.python.org", "javascript"])
def test_expressions_in_another_language_are_refused(language: str) -> None:
    logic = f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>'
    with pytest.raises(DecisionsRefused) as raised:
        model(decision("it", logic))
    assert raised.value.findings[0].code == "DM-115"


@pytest.mark.parametrize(
    "language",
    ["feel", "FEEL", "https://www.omg.org/spec/DMN/20230324/FEEL/", "http://www.omg.org/spec/FEEL/20140401"],
)
def test_every_spelling_of_feel_is_understood(language: str) -> None:
    assert (
        decide(f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>') == 1
    )
