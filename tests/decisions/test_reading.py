"""Reading decision files: what is accepted in which encoding, what is refused, and how the refusal is worded."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decisions.drawing import (
    DMN_13,
    Input,
    Output,
    Table,
    decision,
    definitions,
    feel,
    input_data,
    model,
)
from webapp.decisions import DecisionsRefused, Finding, load

GOOD = definitions(decision("it", feel('"通过"'), name="认定"))

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


def refusals(source: bytes | str) -> tuple[Finding, ...]:
    with pytest.raises(DecisionsRefused) as raised:
        load({"bad.dmn": source.encode() if isinstance(source, str) else source})
    return raised.value.findings


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    table = Table([Input("n", "number")], [["> 1", '"many"']])
    source = definitions(decision("it", table), dmn=namespace)
    assert load({"a.dmn": source.encode()}).decide("it", {"n": 2}) == "many"


def test_the_prefixed_types_of_dmn_1_1_are_understood() -> None:
    source = definitions(
        input_data("n", type_ref="feel:number"), decision("it", feel("n"), inputs=["n"]), dmn=VERSIONS[0]
    )
    source = source.replace(
        "<definitions", '<definitions xmlns:feel="http://www.omg.org/spec/FEEL/20140401"', 1
    )
    assert load({"a.dmn": source.encode()}).decide("it", {"n": 1}) == 1


@pytest.mark.parametrize("prefix", ["dmn", "semantic"])
def test_prefixed_elements_are_read(prefix: str) -> None:
    source = (
        GOOD.replace("<", f"<{prefix}:")
        .replace(f"<{prefix}:/", f"</{prefix}:")
        .replace("xmlns=", f"xmlns:{prefix}=")
    )
    assert load({"a.dmn": source.encode()}).decide("it", {}) == "通过"


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "GB18030", "GB2312", "UTF-16", "Big5"])
def test_any_declared_encoding_is_read(encoding: str) -> None:
    text = GOOD.replace("通过", "認定" if encoding == "Big5" else "通过").replace("认定", "x")
    source = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'.encode(encoding)
    assert load({"a.dmn": source}).decide("it", {}) == ("認定" if encoding == "Big5" else "通过")


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert load({"a.dmn": b"\xef\xbb\xbf" + GOOD.encode()}).decide("it", {}) == "通过"


def test_a_comment_inside_an_expression_does_not_cut_it() -> None:
    assert (
        model(
            decision("it", "<literalExpression><text>1 <!-- one --> + 2</text></literalExpression>")
        ).decide("it", {})
        == 3
    )


@pytest.mark.parametrize(
    "source", [b"", b"not xml", b"<definitions>", b"PK\x03\x04", b"\x00" * 50, "\ud7ff".encode("utf-16")]
)
def test_what_is_not_xml_is_refused(source: bytes) -> None:
    (finding,) = refusals(source)
    assert finding.code == "DM-101"
    assert "bad.dmn" in finding.text("zh")


def test_broken_xml_is_refused_with_its_line() -> None:
    (finding,) = refusals('<definitions\n  xmlns="x">\n<decision>\n</definitions>')
    assert (finding.code, finding.line) == ("DM-101", 4)


def test_bytes_that_are_not_in_the_declared_encoding_are_refused() -> None:
    (finding,) = refusals(b'<?xml version="1.0" encoding="UTF-8"?><definitions name="\xc8\xcf"/>')
    assert finding.code == "DM-101"


def test_an_unknown_encoding_is_refused() -> None:
    assert refusals(b'<?xml version="1.0" encoding="x-klingon"?><definitions/>')[0].code == "DM-101"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE definitions [<!ENTITY a "aaaa">]>',
        '<!DOCTYPE definitions [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE definitions SYSTEM "http://example.org/evil.dtd">',
        "<!DOCTYPE definitions>",
        '<!DOCTYPE d [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
    ],
)
def test_a_doctype_is_refused(doctype: str) -> None:
    (finding,) = refusals(doctype + GOOD)
    assert finding.code == "DM-103"
    assert "DOCTYPE" in finding.zh


def test_a_file_over_two_megabytes_is_refused_with_its_size() -> None:
    source = GOOD.replace("<decision", f"<!--{'x' * 3_000_000}--><decision", 1).encode()
    (finding,) = refusals(source)
    assert finding.code == "DM-102"
    assert str(len(source)) in finding.en


def test_very_deep_xml_is_refused() -> None:
    assert refusals("<a>" * 5000 + "</a>" * 5000)[0].code == "DM-101"


def test_very_deep_boxed_expressions_break_their_decision() -> None:
    logic = feel("1")
    for _ in range(60):
        logic = f"<list>{logic}</list>"
    assert model(decision("it", logic)).faults[0].code == "DM-105"


@pytest.mark.parametrize(
    "source",
    [
        "<definitions/>",
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        '<definitions xmlns="http://www.omg.org/spec/DMN/20130901"/>',
        f'<decision xmlns="{DMN_13}" id="a" name="a"/>',
    ],
)
def test_other_xml_is_refused_with_its_root(source: str) -> None:
    (finding,) = refusals(source)
    assert finding.code == "DM-104"
    assert finding.line == 1


def test_duplicate_ids_are_refused_with_both_lines() -> None:
    (finding,) = refusals(
        definitions(decision("it", feel("1"), name="a"), decision("it", feel("2"), name="b"))
    )
    assert (finding.code, finding.element_id, finding.line) == ("DM-107", "it", 3)
    assert "第 2 行" in finding.zh


def test_duplicate_names_are_refused() -> None:
    (finding,) = refusals(
        definitions(decision("a", feel("1"), name="等级"), decision("b", feel("2"), name="等级"))
    )
    assert finding.code == "DM-109"
    assert "等级" in finding.en


def test_several_faults_are_named_at_once() -> None:
    source = definitions(
        decision("a", feel("1"), name="same"),
        decision("b", feel("2"), name="same", needs=["gone"]),
        decision("b", feel("3")),
    )
    assert {finding.code for finding in refusals(source)} == {"DM-107", "DM-109", "DM-110"}


def test_the_error_itself_counts_and_quotes_the_first_fault() -> None:
    with pytest.raises(DecisionsRefused) as raised:
        load({"a.dmn": b"", "b.dmn": b""})
    assert "共 2 处" in raised.value.text("zh")
    assert "a.dmn" in raised.value.text("en")


def test_a_decision_without_id_is_called_by_its_name() -> None:
    source = definitions(decision("it", feel("1"), name="等级")).replace(' id="it"', "")
    assert load({"a.dmn": source.encode()}).decide("等级", {}) == 1


def test_a_decision_without_name_is_refused() -> None:
    source = definitions(f'<decision id="it">{feel("1")}</decision>')
    assert refusals(source)[0].code == "DM-108"


def test_elements_of_other_namespaces_are_passed_over() -> None:
    extension = '<x:extra xmlns:x="urn:x" id="it"><x:decision id="it"/></x:extra>'
    source = definitions(f"<extensionElements>{extension}</extensionElements>", decision("it", feel("1")))
    assert load({"a.dmn": source.encode()}).decide("it", {}) == 1


BROKEN = [
    ("DM-117", '<surprise id="s"/>'),
    ("DM-118", "<literalExpression><text> </text></literalExpression>"),
    ("DM-118", "<conditional><if><literalExpression><text>true</text></literalExpression></if></conditional>"),
    ("DM-119", feel("1 + ")),
    ("DM-119", feel("for x in")),
    ("DM-120", feel("1", "tNowhere")),
    ("DM-123", Table([], [["1"]], policy="BEST").xml()),
    ("DM-124", Table([], [["1"]], policy="COLLECT", aggregation="AVERAGE").xml()),
    ("DM-124", Table([], [["1"]], policy="FIRST", aggregation="SUM").xml()),
    ("DM-124", Table([], [["1", "2"]], [Output("a"), Output("b")], policy="COLLECT", aggregation="SUM").xml()),
    ("DM-125", Table([], [["1"]], policy="PRIORITY").xml()),
    ("DM-126", "<decisionTable/>"),
    ("DM-127", Table([], [["1", "2"]], [Output("a"), Output("")]).xml()),
    ("DM-128", Table([], [["1", "2"]], [Output("a"), Output("a")]).xml()),
    ("DM-129", Table([Input("n")], [["1"]]).xml()),
    ("DM-129", Table([Input("n")], [["-", "1", "one", "too many"]], annotations=["source"]).xml()),
    ("DM-130", Table([], [["1", "2"]], [Output("a", default="1"), Output("b")]).xml()),
    ("DM-132", feel("1") + feel("2")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "logic"), BROKEN)
def test_a_fault_in_one_decisions_logic_is_an_error_of_that_decision(code: str, logic: str) -> None:
    one = model(decision("it", logic), decision("other", feel("1")))
    assert code in {fault.code for fault in one.faults}
    for fault in one.faults:
        assert (fault.severity, fault.file, fault.line) == ("error", "file.dmn", 2)
        assert fault.decision_id in ("it", None)
        assert fault.zh != fault.en
    assert one.decide("other", {}) == 1
    explanation = one.explain("it", {})
    assert explanation.status == "failed"


def test_a_decision_without_any_logic_is_null_and_a_fault() -> None:
    one = model(
        decision("it", ""), decision("after", feel('if it = null then "open" else "closed"'), needs=["it"])
    )
    assert [fault.code for fault in one.faults] == ["DM-118"]
    explanation = one.explain("it", {})
    assert (explanation.value, explanation.steps[0].notes[0].en) == (
        None,
        "No decision logic is written; the result is null.",
    )
    assert one.decide("after", {}) == "open"


def test_a_knowledge_model_without_any_logic_gives_null() -> None:
    one = model('<businessKnowledgeModel id="f" name="f"/>', decision("it", feel("f() = null"), knows=["f"]))
    assert [fault.code for fault in one.faults] == ["DM-118"]
    assert one.decide("it", {}) is True


@pytest.mark.parametrize("name", ["a   b", "a&#10;b", " a b ", "a&#9;b"])
def test_white_space_in_names_counts_as_one_space(name: str) -> None:
    source = definitions(f'<inputData id="i" name="{name}"/>', decision("it", feel("a  b + 1"), inputs=["i"]))
    assert load({"a.dmn": source.encode()}).decide("it", {"a b": 1}) == 2


def test_a_row_without_annotation_cells_is_read_as_the_browsers_editor_leaves_it() -> None:
    table = Table([Input("n")], [["-", "1", "§3"], ["-", "2"]], policy="COLLECT", annotations=["source"])
    rules = model(decision("it", table)).explain("it", {}).steps[0].rules
    assert [rule.annotations["source"] for rule in rules] == ["§3", ""]


def test_an_unknown_type_in_an_item_definition_is_refused() -> None:
    source = definitions(
        '<itemDefinition name="t"><typeRef>gone</typeRef></itemDefinition>', decision("it", feel("1"))
    )
    assert refusals(source)[0].code == "DM-120"


def test_a_type_defined_twice_is_refused() -> None:
    twice = '<itemDefinition name="t"><typeRef>string</typeRef></itemDefinition>' * 2
    assert [fault.code for fault in refusals(definitions(twice, decision("it", feel("1"))))] == ["DM-122"]


def test_a_service_without_an_output_decision_is_refused() -> None:
    service = '<decisionService id="serve" name="serve"><encapsulatedDecision href="#it"/></decisionService>'
    assert [fault.code for fault in refusals(definitions(decision("it", feel("1")), service))] == ["DM-131"]


def test_a_type_that_is_only_itself_is_refused() -> None:
    source = definitions(
        '<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>', decision("it", feel("1"))
    )
    assert refusals(source)[0].code == "DM-121"


#: Made once: the ids in it are counted up, and a longer file would draw other places to damage.
SOUND_FILE = definitions(
    decision("it", Table([Input("n", "number")], [["> 1", '"x"']])), input_data("n")
).encode()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_or_read_but_never_crash(data: st.DataObject) -> None:
    source = bytearray(SOUND_FILE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(source) - 1))
        source[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=3))
    findings: Iterable[Finding] = ()
    try:
        findings = load({"a.dmn": bytes(source)}).verify()
    except DecisionsRefused as refused:
        findings = refused.findings
    assert all(finding.zh and finding.en for finding in findings)


def test_types_that_refer_to_each_other_without_end_in_sight_are_refused() -> None:
    types = [f'<itemDefinition name="t{n}"><typeRef>t{n + 1}</typeRef></itemDefinition>' for n in range(3000)]
    last = '<itemDefinition name="t3000"><typeRef>string</typeRef></itemDefinition>'
    assert refusals(definitions(*types, last, decision("it", feel("1"))))[0].code == "DM-133"
