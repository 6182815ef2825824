"""A submission in words."""

from __future__ import annotations

from decimal import Decimal

from tests.procedures.forms.making import choice, component, form, submit
from webapp.feel import FeelDate, Value, from_json, to_json
from webapp.procedures.forms import summarise

SCHEMA = form(
    component("text", text="说明"),
    choice("select", "assessment.f_motive", "public_interest", "private_gain"),
    choice("checklist", "assessment.f_list_codes", "a", "b"),
    component("checkbox", "assessment.f_prohibited", label="是否明令禁止"),
    component("number", "assessment.score", label="评分", appearance={"suffixAdorner": "分"}),
    component(
        "group", components=[component("datetime", "assessment.done_on", subtype="date", label="日期")]
    ),
    component("datetime", "assessment.held_at", subtype="datetime", label="时刻"),
    component("select", "assessment.unit", label="单位", valuesExpression="=units"),
    component("textarea", "assessment.reason", label="理由"),
    component(
        "dynamiclist",
        path="assessment.team",
        label="核查组",
        components=[
            component("textfield", "name", label="姓名"),
            choice("select", "part", "lead", label="分工"),
        ],
    ),
    english={"assessment.f_motive": "Motive", "assessment.f_motive.public_interest": "Public interest"},
)

FACTS: dict[str, dict[str, Value]] = {
    "assessment": {
        "f_motive": "public_interest",
        "f_list_codes": ["a", "b"],
        "f_prohibited": False,
        "score": Decimal("87.5"),
        "done_on": FeelDate(2026, 3, 2),
        "unit": "housing",
        "reason": "<b>理由</b>",
        "team": [{"name": "甲", "part": "lead"}, {"name": "乙", "part": None}],
    },
    "other": {"secret": "不在表单上"},
}
UNITS: dict[str, Value] = {"units": [{"value": "housing", "label": "住建局", "label_en": "Housing"}]}


def test_facts_are_told_in_chinese() -> None:
    assert summarise(SCHEMA, FACTS, "zh", UNITS) == [
        ("标签assessment.f_motive", "选项public_interest"),
        ("标签assessment.f_list_codes", "选项a、选项b"),
        ("是否明令禁止", "否"),
        ("评分", "87.5 分"),
        ("日期", "2026年3月2日"),
        ("单位", "住建局"),
        ("理由", "<b>理由</b>"),
        ("核查组 第 1 行", "姓名\uff1a甲\uff1b分工\uff1a选项lead"),
        ("核查组 第 2 行", "姓名\uff1a乙"),
    ]


def test_facts_are_told_in_english() -> None:
    told = dict(summarise(SCHEMA, FACTS, "en", UNITS))
    assert told["Motive"] == "Public interest"
    assert told["是否明令禁止"] == "No"
    assert told["日期"] == "2 Mar 2026"
    assert told["单位"] == "Housing"
    assert told["核查组 row 1"] == "姓名: 甲; 分工: 选项lead"


def test_an_option_that_is_not_known_any_more_appears_by_its_code() -> None:
    assert dict(summarise(SCHEMA, FACTS))["单位"] == "housing"


def test_what_was_left_blank_is_left_out() -> None:
    assert (
        summarise(SCHEMA, {"assessment": {"f_motive": None, "reason": "", "f_list_codes": [], "team": []}})
        == []
    )
    assert summarise(SCHEMA, {}) == []


def test_days_and_instants_that_come_back_from_storage_as_text_are_told_alike() -> None:
    taken = submit(SCHEMA, {"assessment.done_on": "2026-03-02", "assessment.held_at": "2026-03-02T09:30"})
    told = dict(summarise(SCHEMA, taken.values))
    assert (told["日期"], told["时刻"]) == ("2026年3月2日", "2026年3月2日 09:30")
    stored = {name: to_json(value) for name, value in taken.values["assessment"].items()}
    returned = {name: from_json(value) for name, value in stored.items()}
    assert dict(summarise(SCHEMA, {"assessment": returned})) == told
    plain: dict[str, Value] = {"done_on": "2026-03-02", "held_at": "2026-03-02T09:30:00+08:00"}
    assert dict(summarise(SCHEMA, {"assessment": plain})) == {"日期": told["日期"], "时刻": told["时刻"]}


def test_a_value_of_another_type_than_the_form_now_says_is_still_told() -> None:
    assert dict(summarise(SCHEMA, {"assessment": {"score": "viele", "done_on": "gestern"}})) == {
        "评分": "viele 分",
        "日期": "gestern",
    }
