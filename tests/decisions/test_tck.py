"""Running a kit of decision tests: the layout, every kind of value, what counts as agreeing, and the counts told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.decisions.drawing import Input, Table, decision, definitions, feel, input_data, knowledge
from webapp.cli import main
from webapp.decisions.tck import CaseFileUnreadable, KitEmpty, KitReport, read_case_file, run_kit
from webapp.decisions.tck.values import agrees
from webapp.feel import Value, compile_expression

HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)
NIL = '<value xsi:nil="true"/>'


def value(text: object, kind: str = "decimal") -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def result(name: str, inner: str, *, is_error: bool = False) -> str:
    error = ' errorResult="true"' if is_error else ""
    return f'<resultNode name="{name}" type="decision"{error}><expected>{inner}</expected></resultNode>'


def case(id_: str, *parts: str, invocable: str = "") -> str:
    service = f' type="decisionService" invocableName="{invocable}"' if invocable else ""
    return f'<testCase id="{id_}"{service}>{"".join(parts)}</testCase>'


def write_kit(folder: Path, drawn: str, *cases: str, name: str = "0001-own", labels: str = "") -> Path:
    """One model with its cases, in the kit's layout; returns its folder."""
    folder = folder / name
    folder.mkdir(parents=True)
    (folder / f"{name}.dmn").write_text(drawn, "utf-8")
    text = f"{HEAD}<modelName>{name}.dmn</modelName>{labels}{''.join(cases)}</testCases>"
    (folder / f"{name}-test-01.xml").write_text(text, "utf-8")
    return folder


def run_one(folder: Path, expression: str, expected: str, *, is_error: bool = False) -> KitReport:
    """A kit of one case: a decision of this expression, and the result expected of it."""
    drawn = definitions(decision("asked", feel(expression)))
    return run_kit(write_kit(folder, drawn, case("001", result("asked", expected, is_error=is_error))))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 1", value(2)),
        ("2.50", value("2.5", "double")),
        ("3", value(3, "integer")),
        ('"甲 "', value("甲 ", "string")),
        ('""', value("", "string")),
        ("1 = 1", value("true", "boolean")),
        ('date("2026-03-01")', value("2026-03-01", "date")),
        ('time("10:00:00")', value("10:00:00", "time")),
        ('date and time("2026-03-01T10:00:00Z")', value("2026-03-01T10:00:00Z", "dateTime")),
        ('duration("P3M")', value("P3M", "duration")),
        ('duration("PT36H")', value("P1DT12H", "duration")),
        ("null", NIL),
        ("[1, 2]", f"<list><item>{value(1)}</item><item>{value(2)}</item></list>"),
        ("[]", "<list/>"),
        ("{a: 1, b: [null]}", f'<component name="a">{value(1)}</component><component name="b"><list><item>{NIL}</item></list></component>'),
        ("[{a: 1}]", f'<list><item><component name="a">{value(1)}</component></item></list>'),
        ("{a: {b: true}}", f'<component name="a"><component name="b">{value("true", "boolean")}</component></component>'),
    ],
)  # fmt: skip
def test_a_value_of_each_kind_agrees_with_itself(tmp_path: Path, expression: str, expected: str) -> None:
    assert run_one(tmp_path, expression, expected).text("en").startswith("level -: 1 of 1 passed")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", value(2)),
        ("1", value("1", "string")),
        ("1", value("NaN", "double")),
        ('"1"', value(1)),
        ("1", NIL),
        ("null", value(0)),
        ("[1]", value(1)),
        ("1", f"<list><item>{value(1)}</item></list>"),
        ("[1, 2]", f"<list><item>{value(2)}</item><item>{value(1)}</item></list>"),
        ("{a: 1, b: 2}", f'<component name="a">{value(1)}</component>'),
        ('date("2026-03-01")', value("2026-03-01", "string")),
        ('date("2026-03-01")', value("2026-03-01T00:00:00", "dateTime")),
        ("false", NIL),
    ],
)
def test_another_value_does_not_pass(tmp_path: Path, expression: str, expected: str) -> None:
    report = run_one(tmp_path, expression, expected)
    assert not report.passed
    assert "0001-own-test-01.xml 001 asked: expected " in report.text("en")


def worth(text: str) -> Value:
    return compile_expression(text).evaluate({})


def test_numbers_agree_to_eight_places_and_nothing_else_is_rounded() -> None:
    third = Decimal(1) / Decimal(3)
    assert agrees(Decimal("0.33333333"), third)
    assert not agrees(Decimal("0.3333333"), third)
    assert not agrees(worth('duration("PT1S")'), worth('duration("PT1.000000001S")'))


def test_an_error_counts_as_null_and_not_as_a_value(tmp_path: Path) -> None:
    gap = decision("asked", Table([Input("n", "number")], [["1", "2"]]), inputs=["n"])
    drawn = definitions(input_data("n", type_ref="number"), gap)
    three = f'<inputNode name="n">{value(3)}</inputNode>'
    report = run_kit(
        write_kit(
            tmp_path,
            drawn,
            case("null", three, result("asked", NIL)),
            case("error", three, result("asked", NIL, is_error=True)),
            case("value", three, result("asked", value(2))),
            case("fits", f'<inputNode name="n">{value(1)}</inputNode>', result("asked", value(2))),
        )
    )
    assert [outcome.passed for outcome in report.outcomes] == [True, True, False, True]
    assert "DM-204" in report.text("zh")


def test_a_model_that_is_refused_fails_every_case_that_expects_a_value(tmp_path: Path) -> None:
    folder = write_kit(tmp_path, "<no/>", case("1", result("x", value(1))), case("2", result("x", NIL)))
    report = run_kit(folder)
    assert [outcome.passed for outcome in report.outcomes] == [False, True]
    assert "DM-001" in report.text("en")


def test_a_case_passes_only_when_all_its_results_do(tmp_path: Path) -> None:
    drawn = definitions(decision("one", feel("1")), decision("two", feel("2")))
    both = case("both", result("one", value(1)), result("two", value(2)))
    half = case("half", result("one", value(1)), result("two", value(3)))
    report = run_kit(write_kit(tmp_path, drawn, both, half))
    assert [outcome.passed for outcome in report.outcomes] == [True, False]


SERVICE = '<decisionService id="s" name="both"><outputDecision href="#one"/><outputDecision href="#two"/></decisionService>'


def test_a_decision_service_is_asked_by_its_name_and_each_of_its_decisions_looked_at(tmp_path: Path) -> None:
    drawn = definitions(decision("one", feel("1")), decision("two", feel("2")), SERVICE)
    right = case("right", result("one", value(1)), result("two", value(2)), invocable="both")
    wrong = case("wrong", result("one", value(2)), invocable="both")
    report = run_kit(write_kit(tmp_path, drawn, right, wrong))
    assert [outcome.passed for outcome in report.outcomes] == [True, False]


def test_a_business_knowledge_model_is_asked_by_its_name_with_the_inputs_as_arguments(tmp_path: Path) -> None:
    drawn = definitions(knowledge("double", ["n:number"], feel("n * 2")))
    two = f'<inputNode name="n">{value(2)}</inputNode>'
    report = run_kit(
        write_kit(tmp_path, drawn, case("1", two, result("double", value(4)), invocable="double"))
    )
    assert report.passed, report.text("en")


def test_a_model_may_import_one_that_stands_beside_it(tmp_path: Path) -> None:
    importing = (
        '<import name="other" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        '<decision id="asked" name="asked"><variable name="asked"/>'
        '<informationRequirement id="r"><requiredDecision href="urn:other#one"/></informationRequirement>'
        "<literalExpression><text>other.one + 1</text></literalExpression></decision>"
    )
    folder = write_kit(tmp_path, definitions(importing), case("1", result("asked", value(2))))
    (folder / "other.dmn").write_text(definitions(decision("one", feel("1")), namespace="urn:other"), "utf-8")
    report = run_kit(folder)
    assert report.passed, report.text("en")


def test_cases_are_counted_by_level_and_those_with_a_value_beside_them(tmp_path: Path) -> None:
    two, three = tmp_path / "compliance-level-2", tmp_path / "compliance-level-3"
    drawn = definitions(decision("asked", feel("1")))
    write_kit(two, drawn, case("1", result("asked", value(1))), case("2", result("asked", NIL)))
    write_kit(three, drawn, case("1", result("asked", value(1))), case("2", result("asked", value(2))))
    told = run_kit(tmp_path).text("en").splitlines()
    assert told[-2:] == [
        "level 2: 1 of 2 passed, 1 of 1 where a value other than null is expected",
        "level 3: 1 of 2 passed, 1 of 2 where a value other than null is expected",
    ]
    assert told[0] == "compliance-level-2/0001-own/0001-own-test-01.xml 2 asked: expected null, got 1"


def test_a_single_level_or_model_keeps_the_level_of_the_folder_above_it(tmp_path: Path) -> None:
    drawn = definitions(decision("asked", feel("1")))
    folder = write_kit(tmp_path / "compliance-level-3", drawn, case("1", result("asked", value(1))))
    for part in (folder, folder.parent):
        assert [count.level for count in run_kit(part).count_levels()] == ["3"]


def test_where_no_folder_names_a_level_the_label_does(tmp_path: Path) -> None:
    labels = "<labels><label>Hit Policy: UNIQUE</label><label>Compliance Level 2</label></labels>"
    drawn = definitions(decision("asked", feel("1")))
    folder = write_kit(tmp_path, drawn, case("1", result("asked", value(1))), labels=labels)
    assert [count.level for count in run_kit(folder).count_levels()] == ["2"]


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<other/>", "utf-8")
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(KitEmpty) as refused:
            run_kit(folder)
        assert refused.value.code == "DM-002"
        assert str(folder) in refused.value.text("en")


@pytest.mark.parametrize(
    "content",
    [
        "<testCases",
        f"{HEAD}</testCases>",
        "<other><testCases/></other>",
        '<!DOCTYPE testCases [<!ENTITY x "y">]><testCases><modelName>&x;</modelName></testCases>',
    ],
)
def test_a_file_of_cases_that_cannot_be_read_fails_the_run_and_stops_nothing(
    tmp_path: Path, content: str
) -> None:
    write_kit(tmp_path, definitions(decision("asked", feel("1"))), case("1", result("asked", value(1))))
    odd = tmp_path / "odd.xml"
    odd.write_text(content, "utf-8")
    with pytest.raises(CaseFileUnreadable) as refused:
        read_case_file(odd, odd.read_bytes(), tmp_path)
    assert refused.value.code == "DM-003"
    report = run_kit(tmp_path)
    assert not report.passed
    assert [outcome.passed for outcome in report.outcomes] == [True]
    assert report.text("zh").startswith("测试用例文件 odd.xml 无法读取：")


def test_the_command_fails_when_a_case_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = definitions(decision("asked", feel("1")))
    good = write_kit(tmp_path / "compliance-level-2", drawn, case("1", result("asked", value(1))))
    assert main(["tck", str(good)]) == 0
    assert capsys.readouterr().out == "第 2 级：通过 1/1，其中应得非空值的 1/1\n"
    bad = write_kit(tmp_path / "compliance-level-3", drawn, case("1", result("asked", value(2))))
    assert main(["tck", str(bad)]) == 1
    assert "应为 2，得到 1" in capsys.readouterr().out
    assert main(["tck", str(tmp_path / "missing")]) == 2
