"""What a hostile or careless sender cannot do."""

from __future__ import annotations

import pytest
import wtforms

from tests.procedures.forms.making import CONTEXT, choice, component, form, hidden_when, source, submit
from webapp.feel import Value
from webapp.procedures.forms import FormRefused, bind_form, read_form, read_submission, validate_facts

OUTCOME = form(
    choice("select", "determination.outcome", "exempt", "deny", validate={"required": True}),
    component("textfield", "determination.decided_by", readonly=True),
    component("textfield", "determination.note", disabled=True, defaultValue="系统备注"),
)


def test_names_that_the_form_does_not_declare_are_ignored() -> None:
    attack = {
        "determination.outcome": "deny",
        "determination.outcome.x": "exempt",
        "determination": "exempt",
        "outcome": "exempt",
        "advice.outcome": "exempt",
        "case.no": "1",
        "__proto__.x": "1",
        "determination.is_final": "true",
        "determination.outcome-0-name": "x",
        "": "x",
    }
    taken = submit(OUTCOME, attack)
    assert taken.values == {
        "determination": {"outcome": "deny", "decided_by": None, "note": "系统备注"},
    }


def test_a_read_only_field_keeps_the_servers_value() -> None:
    context: dict[str, Value] = {"determination": {"decided_by": "区纪委常委会"}}
    sent = {
        "determination.outcome": "deny",
        "determination.decided_by": "我自己",
        "determination.note": "篡改",
    }
    taken = submit(OUTCOME, sent, context)
    assert taken.values["determination"] == {
        "outcome": "deny",
        "decided_by": "区纪委常委会",
        "note": "系统备注",
    }
    bound = bind_form(OUTCOME, CONTEXT | context, formdata=sent)
    assert bound.form["determination.decided_by"].data == "区纪委常委会"
    assert "readonly" in str(bound.form["determination.decided_by"]())


def test_a_field_may_be_read_only_by_a_condition() -> None:
    schema = form(component("textfield", "a.b", readonly="=locked", defaultValue="原值"))
    assert submit(schema, {"a.b": "新值"}, {"locked": True}).values == {"a": {"b": "原值"}}
    assert submit(schema, {"a.b": "新值"}, {"locked": False}).values == {"a": {"b": "新值"}}


def test_a_read_only_choice_may_hold_what_is_no_longer_offered() -> None:
    schema = form(choice("select", "a.b", "x", readonly=True))
    assert submit(schema, {"a.b": "x"}, {"a": {"b": "gone"}}).values == {"a": {"b": "gone"}}


def test_a_base_class_that_reads_the_request_cannot_bring_a_read_only_or_hidden_value_in() -> None:
    class Base(wtforms.Form):
        extra = wtforms.StringField()

    schema = form(
        component("textfield", "a.b", readonly=True, defaultValue="原值"),
        component("textfield", "a.c", **hidden_when("true = true")),
    )
    bound = bind_form(schema, {}, formdata={"a.b": "x", "a.c": "y", "extra": "z"}, base=Base)
    assert bound.form["extra"].data == "z"
    assert bound.form["a.b"].data == "原值"
    assert "a.c" not in bound.form
    assert bound.submission.values == {"a": {"b": "原值"}}


def test_a_complaint_of_the_base_class_refuses_the_form_too() -> None:
    def refuse(_form: wtforms.Form, _field: wtforms.Field) -> None:
        raise wtforms.ValidationError("forged")

    class Base(wtforms.Form):
        token = wtforms.StringField(validators=[refuse])

    bound = bind_form(form(component("textfield", "a.b")), {}, formdata={"a.b": "x"}, base=Base)
    assert not bound.validate()
    assert bound.errors == {"token": "forged"}


def test_values_never_enter_the_page_unescaped() -> None:
    schema = form(
        component("textfield", "a.b", label="{{who}}", description="{{who}}"),
        component("text", text="{{who}} **{{who}}**"),
        component("html", content="<p>{{who}}</p>"),
        component("select", "a.c", valuesExpression="=[{value: who, label: who}]"),
    )
    evil = "<script>alert(1)</script>"
    bound = bind_form(schema, {"who": evil}, formdata={"a.b": evil, "a.c": evil})
    fields = "".join(str(field()) + str(field.label()) for field in bound.form)
    texts = "".join(str(item.html) for item in bound.components if item.kind == "text")  # type: ignore[union-attr]
    assert "<script" not in fields + texts
    assert "&lt;script&gt;" in fields
    assert "&lt;script&gt;" in texts


def test_a_condition_that_costs_too_much_refuses_the_submission() -> None:
    costly = "some x in 1..90000 satisfies some y in 1..90000 satisfies x = -1"
    schema = form(component("textfield", "a.b", **hidden_when(costly)))
    taken = submit(schema, {"a.b": "x"})
    assert "too complex" in taken.errors["_form"]


def test_ten_thousand_texts_under_one_name_are_refused() -> None:
    schema = form(choice("checklist", "a.b", "x"))
    assert "at most 500" in submit(schema, {"a.b": ["x"] * 10_000}).errors["a.b"]


def test_a_deep_or_large_file_is_refused_and_not_read() -> None:
    with pytest.raises(FormRefused, match="FM-103"):
        read_form(b'{"id":"x","components":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "x.form")
    with pytest.raises(FormRefused, match="FM-103"):
        read_form(b" " * 600_000, "x.form")
    with pytest.raises(FormRefused, match="FM-103"):
        read_form(source(*[component("textfield", f"a.f{n}") for n in range(501)]), "x.form")


def test_what_is_sent_may_be_a_mapping_of_texts_or_lists_or_anything_with_getlist() -> None:
    class Multi(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [self[name]]

    schema = form(component("textfield", "a.b"))
    for sent in ({"a.b": "x"}, {"a.b": ["x"]}, {"a.b": ("x",)}, Multi({"a.b": "x"})):
        assert read_submission(schema, {}, sent).values == {"a": {"b": "x"}}
    assert read_submission(schema, {}, {"a.b": 3}).values == {"a": {"b": None}}


# Facts, as scenarios state them


def test_facts_follow_the_same_rules() -> None:
    assert validate_facts(OUTCOME, {}, {"determination.outcome": "exempt"}).is_accepted
    assert (
        "moon"
        in validate_facts(OUTCOME, {}, {"determination.outcome": "moon"}).errors["determination.outcome"]
    )
    assert set(validate_facts(OUTCOME, {}, {}).errors) == {"determination.outcome"}


def test_facts_may_be_given_by_entity() -> None:
    nested = validate_facts(OUTCOME, {}, {"determination": {"outcome": "exempt"}})
    assert nested == validate_facts(OUTCOME, {}, {"determination.outcome": "exempt"})
    assert set(validate_facts(OUTCOME, {}, {"determination": {"outcom": "exempt"}}).errors) == {
        "determination.outcome",
        "determination.outcom",
    }
    assert "determination" in validate_facts(OUTCOME, {}, {"determination": "exempt"}).errors


def test_a_fact_that_nobody_could_state_on_the_page_is_an_error() -> None:
    schema = form(
        component("textfield", "a.b"), component("textfield", "a.c", **hidden_when('a.b != "show"'))
    )
    assert "no field" in validate_facts(schema, {}, {"a.x": 1}, "en").errors["a.x"]
    assert "not on the form" in validate_facts(schema, {}, {"a.c": "x"}, "en").errors["a.c"]
    assert validate_facts(schema, {}, {"a.b": "show", "a.c": "x"}).is_accepted
    facts = {"determination.outcome": "deny", "determination.note": "改"}
    assert "read-only" in validate_facts(OUTCOME, {}, facts, "en").errors["determination.note"]


def test_a_field_that_no_fact_names_keeps_what_the_page_shows() -> None:
    schema = form(component("textfield", "a.b", defaultValue="默认"), component("textfield", "a.c"))
    taken = validate_facts(schema, {"a": {"c": "已有"}}, {})
    assert taken.values == {"a": {"b": "默认", "c": "已有"}}
