"""Requirement graphs: across decisions, across files, through imports, and never round in a circle."""

from __future__ import annotations

from pathlib import Path

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
)
from webapp.decisions import DecisionNameAmbiguous, DecisionNotFound, DecisionsRefused, load

LEVEL = Table([Input("f_procedure")], [['"collective"', '"A"'], ['"bypassed"', '"D"']])
OUTCOME = Table([Input("level")], [['"A"', '"exempt"'], ['"D"', '"deny"']])


def codes(refused: pytest.ExceptionInfo[DecisionsRefused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_a_required_decision_is_decided_first_and_read_by_its_name() -> None:
    one = model(decision("level", LEVEL), decision("outcome", OUTCOME, needs=["level"]))
    assert one.decide("outcome", {"f_procedure": "collective"}) == "exempt"


def test_a_required_decision_is_read_by_its_id_where_its_name_is_chinese() -> None:
    by_name = Table([Input("容错等级")], [['"A"', '"exempt"']])
    one = model(
        decision("level", LEVEL, name="容错等级"),
        decision("a", OUTCOME, needs=["level"]),
        decision("b", by_name, needs=["level"]),
    )
    assert one.decide("a", {"f_procedure": "collective"}) == "exempt"
    assert one.decide("b", {"f_procedure": "collective"}) == "exempt"


def test_a_required_decision_comes_before_a_fact_of_the_same_name() -> None:
    one = model(decision("level", LEVEL), decision("outcome", OUTCOME, needs=["level"]))
    assert one.decide("outcome", {"f_procedure": "collective", "level": "D"}) == "exempt"


def test_a_decision_can_be_asked_by_id_or_by_name() -> None:
    one = model(decision("level", LEVEL, name="容错等级"))
    assert (
        one.decide("level", {"f_procedure": "bypassed"})
        == one.decide("容错等级", {"f_procedure": "bypassed"})
        == "D"
    )


def test_an_unknown_decision_is_named_with_those_there_are() -> None:
    with pytest.raises(DecisionNotFound) as raised:
        model(decision("level", LEVEL)).decide("lvl", {})
    assert "level" in raised.value.text("zh")


def test_a_name_that_two_files_use_must_be_asked_by_id() -> None:
    files = {f"{id_}.dmn": definitions(decision(id_, LEVEL, name="等级")).encode() for id_ in ("one", "two")}
    with pytest.raises(DecisionNameAmbiguous) as raised:
        load(files).decide("等级", {})
    assert "one、two" in raised.value.text("zh")


def test_a_decision_that_is_required_but_not_read_is_not_evaluated() -> None:
    impossible = decision("level", Table([], []))
    one = model(impossible, decision("it", feel('"no need"'), needs=["level"]))
    explanation = one.explain("it", {})
    assert explanation.value == "no need"
    assert [step.decision_id for step in explanation.steps] == ["it"]


def test_a_decision_that_two_others_require_is_evaluated_once() -> None:
    base = decision("base", feel("1"))
    left, right = (
        decision("left", feel("base"), needs=["base"]),
        decision("right", feel("base"), needs=["base"]),
    )
    one = model(base, left, right, decision("top", feel("left + right"), needs=["left", "right"]))
    steps = [step.decision_id for step in one.explain("top", {}).steps]
    assert steps == ["base", "left", "right", "top"]


def test_a_decision_without_its_facts_is_looked_at_once_however_many_require_it() -> None:
    layers = [decision("d0", Table([Input("x", allowed='"a"')], [["-", "1"]]))]
    layers += [decision("e0", feel("d0"), needs=["d0"])]
    for n in range(1, 25):
        layers += [
            decision(f"{kind}{n}", feel(f"d{n - 1} + e{n - 1}"), needs=[f"d{n - 1}", f"e{n - 1}"])
            for kind in "de"
        ]
    explanation = model(*layers).explain("d24", {})
    assert explanation.missing == ("x",)
    assert len(explanation.steps) == 1


def test_requirements_reach_across_files() -> None:
    files = {
        "shared/level.dmn": definitions(decision("level", LEVEL)).encode(),
        "liwan/outcome.dmn": definitions(decision("outcome", OUTCOME, needs=["level"])).encode(),
    }
    one = load(files)
    assert one.decide("outcome", {"f_procedure": "bypassed"}) == "deny"
    assert [step.file for step in one.explain("outcome", {"f_procedure": "bypassed"}).steps] == list(files)


def test_a_folder_is_read_with_all_its_files_and_imports_beside_it(tmp_path: Path) -> None:
    (tmp_path / "own" / "deep").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (tmp_path / "own" / "deep" / "outcome.dmn").write_text(
        definitions(decision("outcome", OUTCOME, needs=["level"]))
    )
    (tmp_path / "own" / "notes.txt").write_text("not a table")
    (tmp_path / "shared" / "level.dmn").write_text(definitions(decision("level", LEVEL)))
    one = load(tmp_path / "own", [tmp_path / "shared"])
    assert one.decide("outcome", {"f_procedure": "collective"}) == "exempt"
    assert set(one.files) == {"deep/outcome.dmn", "level.dmn"}
    alone = load(tmp_path / "shared" / "level.dmn")
    assert alone.decide("level", {"f_procedure": "collective"}) == "A"


def test_what_stands_beside_a_file_and_is_not_referred_to_does_not_matter(tmp_path: Path) -> None:
    for name, value in (("one", "1"), ("two", "2")):
        (tmp_path / f"{name}.dmn").write_text(
            definitions(decision("it", feel(value)), namespace=f"urn:{name}")
        )
    java = (
        '<decision id="j" name="j"><functionDefinition kind="Java"><context/></functionDefinition></decision>'
    )
    (tmp_path / "java.dmn").write_text(definitions(java, namespace="urn:java"))
    (tmp_path / "torn.dmn").write_text("<definitions>")
    two = load(tmp_path / "two.dmn", [tmp_path])
    assert two.decide("it", {}) == 2
    assert set(two.files) == {"two.dmn"}


def test_what_is_referred_to_is_found_beside_the_file_however_far_the_way(tmp_path: Path) -> None:
    (tmp_path / "far.dmn").write_text(definitions(decision("far", feel("1")), namespace="urn:far"))
    (tmp_path / "middle.dmn").write_text(
        definitions(decision("middle", feel("far + 1"), needs=["urn:far#far"]), namespace="urn:middle")
    )
    (tmp_path / "near.dmn").write_text(
        definitions(decision("near", feel("middle + 1"), needs=["urn:middle#middle"]), namespace="urn:near")
    )
    assert load(tmp_path / "near.dmn", [tmp_path]).decide("near", {}) == 3


def test_a_torn_file_beside_is_told_where_something_is_lacking(tmp_path: Path) -> None:
    (tmp_path / "near.dmn").write_text(definitions(decision("near", feel("far"), needs=["urn:far#far"])))
    (tmp_path / "far.dmn").write_text("<definitions>")
    with pytest.raises(DecisionsRefused) as raised:
        load(tmp_path / "near.dmn", [tmp_path])
    assert {finding.code for finding in raised.value.findings} == {"DM-101", "DM-110"}


def test_a_decision_of_the_file_itself_comes_before_an_imported_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a.dmn").write_text(definitions(decision("a1", feel("1"), name="level"), namespace=A))
    importing = definitions(
        imports(base=A), decision("b1", feel("base.level + 1"), needs=[f"{A}#a1"], name="level")
    )
    (tmp_path / "b.dmn").write_text(importing)
    assert load(tmp_path / "b.dmn", [tmp_path]).decide("level", {}) == 2


def test_a_folder_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DecisionsRefused) as raised:
        load(tmp_path / "nowhere.dmn")
    assert codes(raised) == ["DM-100"]
    assert "nowhere.dmn" in raised.value.text("zh")


A, B, C = "urn:a", "urn:b", "urn:c"


def imports(**names: str) -> str:
    return "".join(
        f'<import name="{name}" namespace="{namespace}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        for name, namespace in names.items()
    )


GREETING = definitions(
    '<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent></itemDefinition>',
    input_data("person", "Person name", "string"),
    decision("greet", feel('"Hello, " + Person name'), name="Greet Person", inputs=["person"]),
    knowledge("salute", ["who:tPerson"], feel('"Dear " + who.name')),
    namespace=A,
).encode()


def test_an_imported_decision_function_and_type_are_called_behind_the_imports_name() -> None:
    importing = definitions(
        imports(base=A),
        input_data("p", "p", "base.tPerson"),
        decision(
            "it",
            feel('base.salute(p) + "! " + base.Greet Person'),
            needs=[f"{A}#greet"],
            knows=[f"{A}#salute"],
            inputs=["p"],
        ),
        namespace=B,
    ).encode()
    one = load({"b.dmn": importing, "a.dmn": GREETING})
    assert one.decide("it", {"p": {"name": "Li"}, "Person name": "Wang"}) == "Dear Li! Hello, Wang"


def test_facts_under_the_imports_name_come_before_plain_ones() -> None:
    importing = definitions(
        imports(base=A), decision("it", feel("base.Greet Person"), needs=[f"{A}#greet"]), namespace=B
    )
    one = load({"b.dmn": importing.encode(), "a.dmn": GREETING})
    assert one.decide("it", {"base": {"Person name": "Li"}, "Person name": "Wang"}) == "Hello, Li"
    assert one.decide("it", {"base.Person name": "Zhao"}) == "Hello, Zhao"


def test_a_model_imported_twice_sees_the_facts_of_each_path() -> None:
    def middle(namespace: str, id_: str) -> bytes:
        return definitions(
            imports(inner=A),
            decision(id_, feel("inner.Greet Person"), needs=[f"{A}#greet"]),
            namespace=namespace,
        ).encode()

    top = definitions(
        imports(left=B, right=C),
        decision("it", feel('left.one + "; " + right.two'), needs=[f"{B}#one", f"{C}#two"]),
        namespace="urn:top",
    ).encode()
    one = load({"top.dmn": top, "b.dmn": middle(B, "one"), "c.dmn": middle(C, "two"), "a.dmn": GREETING})
    nested = {"left": {"inner": {"Person name": "Li"}}, "right": {"inner": {"Person name": "Wang"}}}
    flat = {"left.inner.Person name": "Li", "right.inner.Person name": "Wang"}
    assert one.decide("it", nested) == one.decide("it", flat) == "Hello, Li; Hello, Wang"


def test_an_imported_input_is_read_behind_the_imports_name() -> None:
    importing = definitions(
        imports(base=A), decision("it", feel("base.Person name"), inputs=[f"{A}#person"]), namespace=B
    )
    one = load({"b.dmn": importing.encode(), "a.dmn": GREETING})
    assert one.decide("it", {"base": {"Person name": "Li"}}) == "Li"


def test_an_import_without_name_brings_the_names_in_bare() -> None:
    importing = definitions(
        f'<import name="" namespace="{A}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        decision("it", feel("Greet Person"), needs=[f"{A}#greet"]),
        namespace=B,
    )
    assert (
        load({"b.dmn": importing.encode(), "a.dmn": GREETING}).decide("it", {"Person name": "Li"})
        == "Hello, Li"
    )


def test_an_import_of_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(DecisionsRefused) as raised:
        load({"b.dmn": definitions(imports(base="urn:gone"), decision("it", feel("1"))).encode()})
    assert codes(raised) == ["DM-113"]
    assert "urn:gone" in raised.value.text("en")


def test_files_that_import_each_other_are_refused() -> None:
    files = {
        "a.dmn": definitions(imports(b=B), decision("one", feel("1")), namespace=A).encode(),
        "b.dmn": definitions(imports(a=A), decision("two", feel("2")), namespace=B).encode(),
    }
    with pytest.raises(DecisionsRefused) as raised:
        load(files)
    assert "DM-114" in codes(raised)


def test_a_missing_requirement_is_refused_with_place_and_way_to_mend() -> None:
    with pytest.raises(DecisionsRefused) as raised:
        model(decision("outcome", OUTCOME, needs=["level"]))
    (finding,) = raised.value.findings
    assert (finding.code, finding.file, finding.line, finding.decision_id) == (
        "DM-110",
        "file.dmn",
        2,
        "outcome",
    )
    assert "#level" in finding.zh
    assert "remove this requirement" in finding.en


def test_a_requirement_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(DecisionsRefused) as raised:
        model(decision("outcome", OUTCOME, needs=["f"]), input_data("f"))
    assert codes(raised) == ["DM-111"]
    assert "输入数据" in raised.value.findings[0].zh


@pytest.mark.parametrize("ring", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_decisions_that_require_each_other_in_a_circle_are_refused(ring: list[str]) -> None:
    followers = [*ring[1:], ring[0]]
    with pytest.raises(DecisionsRefused) as raised:
        model(
            *(decision(id_, feel(other), needs=[other]) for id_, other in zip(ring, followers, strict=True))
        )
    assert codes(raised) == ["DM-112"]
    assert " → ".join([*ring, ring[0]]) in raised.value.findings[0].en


def test_a_long_chain_of_requirements_is_no_circle() -> None:
    chain = [decision("d0", feel("0"))]
    chain += [decision(f"d{n}", feel(f"d{n - 1} + 1"), needs=[f"d{n - 1}"]) for n in range(1, 60)]
    assert model(*chain).decide("d59", {}) == 59


def test_a_chain_too_deep_to_follow_is_an_error_not_a_crash() -> None:
    chain = [decision("d0", feel("0"))]
    chain += [decision(f"d{n}", feel(f"d{n - 1} + 1"), needs=[f"d{n - 1}"]) for n in range(1, 2000)]
    one = model(*chain)
    explanation = one.explain("d1999", {})
    assert explanation.status == "failed"
    assert explanation.error is not None
    assert explanation.error.code == "DM-214"


def test_the_same_decision_id_in_two_files_is_refused() -> None:
    files = {f"{name}.dmn": definitions(decision("level", LEVEL)).encode() for name in ("one", "two")}
    with pytest.raises(DecisionsRefused) as raised:
        load(files)
    assert codes(raised) == ["DM-107"]
    assert "one.dmn:2" in raised.value.findings[0].en


def test_what_is_broken_in_one_decision_leaves_the_others_usable() -> None:
    one = model(
        decision("good", feel("1")), decision("bad", Table([Input("x")], [["[1..", '"?"']], [Output("o")]))
    )
    assert one.decide("good", {}) == 1
    (fault,) = one.faults
    assert (fault.code, fault.severity, fault.decision_id, fault.line) == ("DM-119", "error", "bad", 3)
    assert "第 1 行的“x”" in fault.zh
    assert fault in one.verify()
    explanation = one.explain("bad", {"x": "y"})
    assert explanation.status == "failed"
    assert explanation.error is not None
    assert explanation.error.code == "DM-216"


def test_a_decision_that_requires_a_broken_one_fails_with_its_fault() -> None:
    one = model(decision("bad", feel("1 +")), decision("it", feel("bad"), needs=["bad"]))
    error = one.explain("it", {}).error
    assert error is not None
    assert "“bad”" in error.text("en")
