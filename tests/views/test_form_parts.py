"""A procedure's form on the page: every input has its label, its help, its error, and works without script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, render_template_string
from lxml import html

from webapp.procedures.forms import BoundForm, FormSchema, bind_form, read_form

COMPONENTS: list[dict[str, Any]] = [
    {"type": "text", "id": "intro", "text": "对照**五个方面**。"},
    {
        "type": "radio",
        "id": "motive",
        "key": "assessment.f_motive",
        "label": "动机态度",
        "description": "以会议纪要为证",
        "validate": {"required": True},
        "values": [
            {"value": "public_interest", "label": "出于公心"},
            {"value": "mixed", "label": "公私兼有"},
        ],
    },
    {
        "type": "textarea",
        "id": "reason",
        "key": "assessment.reason",
        "label": "理由 <b>",
        "description": "写明事实",
    },
    {
        "type": "select",
        "id": "procedure",
        "key": "assessment.f_procedure",
        "label": "程序方法",
        "validate": {"required": True},
        "values": [
            {"value": "collective", "label": "集体决策"},
            {"value": "minor_flaw", "label": "轻微瑕疵"},
        ],
    },
    {
        "type": "textfield",
        "id": "flaw",
        "key": "assessment.flaw",
        "label": "瑕疵是什么",
        "validate": {"required": True},
        "conditional": {"hide": '=assessment.f_procedure != "minor_flaw"'},
    },
    {
        "type": "group",
        "id": "loss_group",
        "label": "后果",
        "components": [
            {
                "type": "number",
                "id": "loss",
                "key": "assessment.loss",
                "label": "损失",
                "appearance": {"suffixAdorner": "元"},
            },
            {
                "type": "datetime",
                "subtype": "date",
                "id": "checked",
                "key": "assessment.checked_on",
                "dateLabel": "核实日期",
            },
            {
                "type": "checklist",
                "id": "kinds",
                "key": "assessment.kinds",
                "label": "涉及方面",
                "values": [{"value": "a", "label": "营商环境"}, {"value": "b", "label": "城市更新"}],
            },
        ],
    },
    {"type": "checkbox", "id": "heard", "key": "assessment.heard", "label": "已听取申辩"},
    {
        "type": "dynamiclist",
        "id": "events",
        "path": "assessment.events",
        "label": "时间轴",
        "components": [{"type": "textfield", "id": "what", "key": "what", "label": "事项"}],
    },
]


@pytest.fixture(scope="module")
def schema() -> FormSchema:
    source = json.dumps({"type": "default", "id": "assess", "components": COMPONENTS})
    return read_form(source.encode(), "forms/liwan/assess.form")


PAGE = (
    '{% import "form_parts.html" as forms with context %}'
    '<form>{{ forms.error_summary(bound) }}{{ forms.live_fields(bound, "/draft") }}{{ forms.draft_state("/draft") }}</form>'
)


def draw(app: Flask, bound: BoundForm) -> html.HtmlElement:
    with app.test_request_context():
        return html.fragment_fromstring(render_template_string(PAGE, bound=bound))


def bind(schema: FormSchema, typed: dict[str, Any] | None = None, *, refused: bool = False) -> BoundForm:
    bound = bind_form(schema, {}, "zh", typed)
    if refused:
        bound.validate()
    return bound


def inputs(form: html.HtmlElement) -> list[html.HtmlElement]:
    found = form.xpath(".//input[not(@type='hidden')] | .//select | .//textarea")
    assert found
    return list(found)


def test_every_input_has_a_label(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    for each in inputs(form):
        label = form.xpath(".//label[@for=$name]", name=each.get("id"))
        assert len(label) == 1, each.get("name")
        assert label[0].text_content().strip()


def test_ids_are_unique_and_descriptions_exist(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema, {"assessment.f_procedure": "minor_flaw"}, refused=True))
    ids = form.xpath(".//@id")
    assert len(ids) == len(set(ids))
    for described in form.xpath(".//@aria-describedby"):
        for each in described.split():
            assert each in ids, each


def test_the_error_summary_leads_to_each_field(app: Flask, schema: FormSchema) -> None:
    bound = bind(schema, {"assessment.f_procedure": "minor_flaw"}, refused=True)
    form = draw(app, bound)
    links = form.xpath(".//*[contains(@class, 'error-summary')]//a/@href")
    assert len(links) == len(bound.errors) == 2
    for link in links:
        assert form.xpath(".//*[@id=$name]", name=link.removeprefix("#")), link


def test_a_wrong_field_says_so_beside_itself(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema, {"assessment.loss": "很多"}, refused=True))
    field = form.xpath(".//input[@name='assessment.loss']")[0]
    assert field.get("aria-invalid") == "true"
    assert field.value == "很多"
    error = form.xpath(".//*[@id=$name]", name=field.get("aria-describedby").split()[-1])[0]
    assert error.text_content().strip()


def test_hidden_fields_are_not_on_the_page(app: Flask, schema: FormSchema) -> None:
    assert not draw(app, bind(schema)).xpath(".//*[@name='assessment.flaw']")
    shown = draw(app, bind(schema, {"assessment.f_procedure": "minor_flaw"}))
    assert shown.xpath(".//*[@name='assessment.flaw']")


def test_only_fields_on_which_others_depend_redraw_the_form(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    redrawing = form.xpath(".//div[@hx-post and contains(@class, 'field')]//@name")
    assert set(redrawing) == {"assessment.f_procedure"}


def test_text_being_typed_survives_a_redraw(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    assert form.xpath(".//textarea[@name='assessment.reason']/@hx-preserve") == ["true"]
    assert not form.xpath(".//select/@hx-preserve")


def test_labels_of_a_form_are_text_and_not_markup(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    label = form.xpath(".//label[@for='assessment-reason']")[0]
    assert "<b>" in label.text_content()
    assert not label.xpath(".//b")


def test_what_was_typed_is_shown_again(app: Flask, schema: FormSchema) -> None:
    typed = {
        "assessment.f_motive": "mixed",
        "assessment.reason": "如下",
        "assessment.kinds": ["b"],
        "assessment.events-0-what": "任命",
        "assessment.heard": "true",
    }
    form = draw(app, bind(schema, typed))
    assert form.xpath(".//input[@name='assessment.f_motive'][@checked]/@value") == ["mixed"]
    assert form.xpath(".//textarea[@name='assessment.reason']")[0].value.strip() == "如下"
    assert form.xpath(".//input[@name='assessment.kinds'][@checked]/@value") == ["b"]
    assert form.xpath(".//input[@name='assessment.events-0-what']/@value") == ["任命"]
    assert form.xpath(".//input[@name='assessment.heard'][@checked]")


def test_rows_are_added_and_removed_without_script(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema, {"assessment.events-0-what": "任命", "_add": "assessment.events"}))
    rows = form.xpath(".//*[contains(@class, 'list-row')]")
    assert len(rows) == 2
    assert form.xpath(".//button[@name='_add']/@formaction") == ["/draft"]
    assert form.xpath(".//button[@name='_remove']/@value") == ["assessment.events-0", "assessment.events-1"]


def test_enter_submits_and_does_not_press_a_row_button(app: Flask, schema: FormSchema) -> None:
    first = draw(app, bind(schema)).xpath(".//button")[0]
    assert first.get("name") is None
    assert first.get("formaction") is None


def test_choices_of_one_question_stand_together_under_its_words(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    group = form.xpath(".//fieldset[.//input[@name='assessment.f_motive']]")[0]
    assert group.xpath("normalize-space(legend)").startswith("动机态度")
    assert "会议纪要" in form.xpath("string(.//*[@id=$name])", name=group.get("aria-describedby"))


def test_what_is_optional_is_said(app: Flask, schema: FormSchema) -> None:
    form = draw(app, bind(schema))
    assert "选填" in form.xpath("string(.//label[@for='assessment-reason'])")
    assert "选填" not in form.xpath("string(.//label[@for='assessment-f_procedure'])")
