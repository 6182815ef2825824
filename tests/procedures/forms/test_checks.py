"""What the checker finds in a form, where, and that its words are in both languages."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.forms.making import (
    FILE,
    Json,
    choice,
    codes,
    component,
    findings,
    form,
    hidden_when,
    source,
)
from webapp.procedures.forms import FormRefused, check_form, read_form
from webapp.procedures.forms.findings import CATALOGUE

GOOD = component("textfield", "a.b")
ITEMS = component("dynamiclist", path="a.items", components=[component("textfield", "name")])

#: Each finding with a form that calls it forth.
CASES: list[tuple[str, Json]] = [
    ("FM-110", component("iframe", "a.b")),
    ("FM-110", {"key": "a.b", "label": "没有类型"}),
    ("FM-111", component("textfield")),
    ("FM-111", component("dynamiclist", components=[GOOD])),
    ("FM-112", component("textfield", "motive")),
    ("FM-112", component("textfield", "a.b.c")),
    ("FM-112", component("textfield", "A.b")),
    ("FM-112", component("textfield", "a.动机")),
    ("FM-112", component("textfield", "a._hidden")),
    ("FM-114", component("dynamiclist", path="a.items", components=[component("textfield", "a.b")])),
    ("FM-115", {"type": "textfield", "key": "a.b"}),
    ("FM-116", component("dynamiclist", path="a.items", components=[ITEMS])),
    ("FM-117", component("group", components=[])),
    ("FM-117", component("dynamiclist", path="a.items", components=[])),
    ("FM-118", component("textfield", "a.b", layout={"columns": 17})),
    ("FM-120", component("textfield", "a.b", **hidden_when("a. = "))),
    ("FM-120", component("textfield", "a.b", defaultValue="=1 +")),
    ("FM-120", component("text", text="共 {{1 +}} 人")),
    ("FM-121", component("textfield", "a.b", conditional={"hide": "a.c = 1"})),
    ("FM-121", component("select", "a.b", valuesExpression="units")),
    ("FM-121", component("table", dataSource="rows")),
    ("FM-121", component("table")),
    ("FM-123", component("textfield", "a.b", validate={"required": True}, **hidden_when("true"))),
    (
        "FM-123",
        component(
            "group",
            components=[component("textfield", "a.b", validate={"required": True})],
            **hidden_when("1 = 1"),
        ),
    ),
    ("FM-124", component("textfield", "a.b", **hidden_when("true"))),
    ("FM-130", component("number", "a.b", validate={"min": 5, "max": 4})),
    ("FM-130", component("textfield", "a.b", validate={"minLength": 5, "maxLength": 4})),
    ("FM-130", component("datetime", "a.b", validate={"min": "2026-02-01", "max": "2026-01-01"})),
    ("FM-131", component("textfield", "a.b", validate={"pattern": "("})),
    ("FM-132", component("select", "a.b")),
    ("FM-132", component("radio", "a.b", values=[])),
    ("FM-133", choice("radio", "a.b", "x", "y", "x")),
    ("FM-134", choice("radio", "a.b", "x", defaultValue="z")),
    ("FM-134", component("number", "a.b", defaultValue="viele")),
    ("FM-134", component("datetime", "a.b", defaultValue="morgen")),
    ("FM-134", component("checkbox", "a.b", defaultValue="maybe")),
    ("FM-135", component("textfield", "a.b", readonly=True, validate={"required": True})),
    ("FM-136", choice("select", "a.b", *[str(n) for n in range(2_001)])),
    ("FM-140", component("html", content="<p onclick=x()>a</p>")),
    ("FM-103", component("text", text="字" * 20_001)),
    ("FM-104", component("textfield", "a.b", validate={"required": "yes"})),
    ("FM-104", component("textfield", "a.b", validate=[])),
    ("FM-104", component("textfield", "a.b", label=3)),
    ("FM-104", component("textfield", "a.b", validate={"maxLength": "many"})),
    ("FM-104", component("number", "a.b", decimalDigits=-1)),
    ("FM-104", component("datetime", "a.b", subtype="week")),
    ("FM-104", component("datetime", "a.b", validate={"min": "morgen"})),
    ("FM-104", component("radio", "a.b", values=["x"])),
    ("FM-104", component("radio", "a.b", values=[{"label": "x"}])),
    ("FM-104", component("group", components="x")),
]


@pytest.mark.parametrize(("code", "made"), CASES)
def test_each_slip_is_found_and_told_in_both_languages(code: str, made: Json) -> None:
    found = [problem for problem in findings(GOOD | {"key": "other.field"}, made) if problem.code == code]
    assert found
    for problem in found:
        assert problem.severity == CATALOGUE[code].severity
        assert problem.file == FILE
        assert problem.line is not None
        assert problem.zh != problem.en
        assert "{" not in problem.zh.replace("{{", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"{", "FM-101"),
        (b'{"id": "x", "components": [NaN]}', "FM-101"),
        ('{"id": "表单"}'.encode("gbk"), "FM-102"),
        (b"[]", "FM-104"),
        (b'{"id": "x", "id": "y", "components": []}', "FM-105"),
        (b'{"components": []}', "FM-106"),
        (b'{"id": "Big-Form", "components": []}', "FM-106"),
        (b'{"id": "x", "components": []}', "FM-117"),
        (b'{"id": "x"}', "FM-117"),
    ],
)
def test_a_file_that_is_no_form_is_found(text: bytes, code: str) -> None:
    assert code in [problem.code for problem in check_form(text, FILE)]


@pytest.mark.parametrize(
    "held",
    [
        [component("textfield", "motive")],
        [component("group", components=[component("textfield", "motive")])],
        [component("dynamiclist", path="a.items", components=[component("textfield", "a.b")])],
    ],
)
def test_what_holds_a_component_with_a_mistake_is_not_said_to_be_empty(held: list[Json]) -> None:
    found = set(codes(*held))
    assert "FM-117" not in found
    assert found & {"FM-112", "FM-114"}


def test_every_finding_of_the_catalogue_is_proved_by_a_test() -> None:
    proved = {code for code, _ in CASES} | {"FM-101", "FM-102", "FM-105", "FM-106", "FM-113", "FM-122"}
    assert set(CATALOGUE) == proved


def test_a_key_used_twice_names_the_line_of_the_first() -> None:
    (problem,) = findings(GOOD, choice("radio", "a.b", "x"))
    assert (problem.code, problem.element_id) == ("FM-113", "a.b")
    assert "line 6" in problem.en
    assert problem.line == 11


def test_the_line_is_that_of_the_component_even_after_braces_in_texts() -> None:
    (problem,) = findings(component("text", text='{ "{" \\" } {'), component("textfield", "motive"))
    text = source(component("text", text='{ "{" \\" } {'), component("textfield", "motive")).decode()
    assert problem.line is not None
    assert '"textfield"' in text.splitlines()[problem.line]


def test_conditions_that_go_in_a_circle_are_named_in_order() -> None:
    (problem,) = findings(
        component("textfield", "a.x", **hidden_when("a.z = 1")),
        component("textfield", "a.y", **hidden_when("a.x = 1")),
        component("textfield", "a.z", **hidden_when("a.y = 1")),
    )
    assert problem.code == "FM-122"
    assert "a.x → a.z → a.y → a.x" in problem.en


def test_a_condition_on_the_field_itself_is_a_circle() -> None:
    assert codes(component("textfield", "a.x", **hidden_when("a.x = 1"))) == ["FM-122"]


def test_a_circle_through_a_group_or_inside_a_list_is_found() -> None:
    group = component("group", components=[component("textfield", "a.x")], **hidden_when("a.x = 1"))
    assert codes(group) == ["FM-122"]
    inside = [
        component("textfield", "x", **hidden_when("y = 1")),
        component("textfield", "y", **hidden_when("x = 1")),
    ]
    assert codes(component("dynamiclist", path="a.items", label="行", components=inside)) == ["FM-122"]


def test_a_good_form_has_no_findings() -> None:
    everything = [
        component("text", text="# 标题"),
        component("html", content="<p>段落</p>"),
        component("separator"),
        component("spacer", height=20),
        component("button", label="提交"),
        component(
            "textfield",
            "a.text",
            validate={"required": True, "minLength": 1, "maxLength": 9, "pattern": "^.*$"},
        ),
        component("number", "a.number", decimalDigits=2, increment="0.01", validate={"min": "0", "max": 9}),
        component("datetime", "a.day", subtype="date", label=None, dateLabel="日期"),
        component("datetime", "a.time", subtype="time", label=None, timeLabel="时间"),
        choice("taglist", "a.tags", "x", "y", defaultValue=["x"]),
        component("select", "a.unit", valuesExpression="=units", defaultValue="housing"),
        component("select", "a.item", valuesKey="list_items"),
        component("filepicker", "a.files", multiple=True, accept=".pdf"),
        component(
            "group", id="frame", label="一组", path="subject", components=[component("textfield", "name")]
        ),
        component("table", dataSource="=list_items", columns=[{"key": "label", "label": "名称"}]),
        ITEMS | {"label": "行"},
    ]
    assert findings(*everything) == []
    assert "subject.name" in form(*everything).field_keys


def test_warnings_do_not_keep_a_form_from_being_used() -> None:
    assert form({"type": "textfield", "key": "a.b"}).field_keys == {"a.b"}


def test_errors_do_and_the_refusal_holds_all_problems() -> None:
    with pytest.raises(FormRefused) as caught:
        read_form(
            source(component("textfield", "x"), component("textfield"), {"type": "textfield", "key": "a.b"}),
            FILE,
        )
    assert [problem.code for problem in caught.value.problems] == ["FM-112", "FM-111", "FM-115"]
    assert "2" in caught.value.text("zh")
    assert FILE in caught.value.text("en")


# Whatever the file holds

_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["=1", "=", "={", "a.b", "textfield"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from(
    [
        "type",
        "key",
        "id",
        "label",
        "description",
        "validate",
        "conditional",
        "values",
        "valuesKey",
        "valuesExpression",
        "defaultValue",
        "readonly",
        "layout",
        "components",
        "path",
        "columns",
        "dataSource",
        "text",
        "content",
        "subtype",
        "appearance",
        "decimalDigits",
        "increment",
        "properties",
    ]
)
_types = st.sampled_from(
    ["textfield", "number", "datetime", "select", "group", "dynamiclist", "table", "text", "html"]
)
_component = st.dictionaries(_names, _json, max_size=6).flatmap(
    lambda made: st.builds(
        lambda kind, key: made | {"type": kind, "key": key}, _types, st.sampled_from(["a.b", "c.d", "x"])
    )
)


@given(st.lists(_component, max_size=4))
def test_any_components_are_checked_without_an_exception(components: list[dict[str, Any]]) -> None:
    text = source(*components)
    problems = check_form(text, FILE)
    refused = any(problem.severity == "error" for problem in problems)
    with suppress(FormRefused):
        read_form(text, FILE)
        assert not refused


@given(st.binary(max_size=200))
def test_any_bytes_are_checked_without_an_exception(text: bytes) -> None:
    assert check_form(text, FILE)
