"""What each kind of field takes, and what it refuses with which words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.procedures.forms.making import CONTEXT, Json, choice, component, form, submit, submit_one
from webapp.feel import FeelDate, FeelDateTime, FeelTime, Value, compile_expression
from webapp.procedures.forms import BoundField, bind_form

KEY = "case_note.it"


def field(kind: str, **more: object) -> Json:
    return component(kind, KEY, **more)


# Text


@pytest.mark.parametrize("kind", ["textfield", "textarea"])
def test_text_is_taken_without_the_spaces_around_it(kind: str) -> None:
    assert submit_one(field(kind), "  出于公心 ") == ("出于公心", None)


@pytest.mark.parametrize("kind", ["textfield", "textarea", "number", "datetime"])
@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_blank_is_null(kind: str, blank: str) -> None:
    assert submit_one(field(kind), blank) == (None, None)


def test_a_text_area_keeps_its_lines_and_a_text_field_has_only_one() -> None:
    assert submit_one(field("textarea"), "一\r\n二\r三") == ("一\n二\n三", None)
    assert submit_one(field("textfield"), "一\r\n二") == ("一 二", None)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\ud800"])
def test_a_control_character_is_refused(sign: str) -> None:
    value, error = submit_one(field("textarea"), f"a{sign}b")
    assert value is None
    assert error is not None
    assert "control character" in error


@pytest.mark.parametrize(
    ("text", "said"), [("一", "at least 2"), ("一二三四", "at most 3"), ("一二", None), ("一二三", None)]
)
def test_lengths_count_characters(text: str, said: str | None) -> None:
    error = submit_one(field("textfield", validate={"minLength": 2, "maxLength": 3}), text)[1]
    assert said in error if error and said else error is said


@pytest.mark.parametrize(("kind", "limit"), [("textfield", 2_000), ("textarea", 50_000)])
def test_a_text_without_a_limit_of_its_own_is_still_limited(kind: str, limit: int) -> None:
    assert submit_one(field(kind), "字" * limit)[1] is None
    assert "at most" in (submit_one(field(kind), "字" * (limit + 1))[1] or "")


def test_a_pattern_is_sought_anywhere_unless_it_is_anchored() -> None:
    anchored = field("textfield", validate={"pattern": "^LW-[0-9]+$"})
    assert submit_one(anchored, "LW-12")[1] is None
    assert "expected form" in (submit_one(anchored, "xLW-12")[1] or "")
    assert submit_one(field("textfield", validate={"pattern": "[0-9]"}), "a1b")[1] is None


def test_a_pattern_that_would_stall_a_backtracking_matcher_is_decided_at_once() -> None:
    stalling = field("textfield", validate={"pattern": "^(a+)+$"})
    assert submit_one(stalling, "a" * 1_500 + "b")[1] is not None
    assert submit_one(stalling, "a" * 1_500)[1] is None


@pytest.mark.parametrize(
    ("text", "is_good"), [("a@b.cn", True), ("a@b", False), ("a b@c.cn", False), ("@b.cn", False)]
)
def test_an_email_address_has_its_shape(text: str, is_good: bool) -> None:
    assert (submit_one(field("textfield", validate={"validationType": "email"}), text)[1] is None) is is_good


@pytest.mark.parametrize(
    ("text", "is_good"), [("020-8188 0000", True), ("+86 20", True), ("电话", False), ("1", False)]
)
def test_a_telephone_number_has_its_shape(text: str, is_good: bool) -> None:
    assert (submit_one(field("textfield", validate={"validationType": "phone"}), text)[1] is None) is is_good


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3.50", "-3.50"),
        (".5", "0.5"),
        ("+7", "7"),
        (" 8 ", "8"),
        ("\uff11\uff12", "12"),
        ("007", "7"),
    ],
)
def test_a_number_is_exact(text: str, number: str) -> None:
    assert submit_one(field("number"), text) == (Decimal(number), None)


@pytest.mark.parametrize(
    "text",
    ["abc", "1e5", "NaN", "Infinity", "1,000", "--1", "1.2.3", "0x10", "1_000", "1 2", "٣", "9" * 5_000],
)
def test_what_is_not_a_plain_number_is_refused(text: str) -> None:
    value, error = submit_one(field("number"), text)
    assert value is None
    assert error is not None


def test_a_number_has_no_more_digits_than_anybody_needs() -> None:
    assert submit_one(field("number"), "9" * 18)[1] is None
    assert "too many digits" in (submit_one(field("number"), "9" * 19)[1] or "")
    assert "at most 10 decimal" in (submit_one(field("number"), "0." + "1" * 11)[1] or "")


@pytest.mark.parametrize(
    ("digits", "text", "said"),
    [
        (0, "3", None),
        (0, "3.0", None),
        (0, "3.5", "whole number"),
        (2, "3.25", None),
        (2, "3.255", "at most 2 decimal"),
    ],
)
def test_decimal_places_are_limited(digits: int, text: str, said: str | None) -> None:
    error = submit_one(field("number", decimalDigits=digits), text)[1]
    assert said in error if error and said else error is said


@pytest.mark.parametrize(
    ("text", "said"), [("-1", "below 0"), ("0", None), ("100", None), ("100.5", "above 100")]
)
def test_a_number_keeps_to_its_bounds(text: str, said: str | None) -> None:
    error = submit_one(field("number", validate={"min": 0, "max": "100"}), text)[1]
    assert said in error if error and said else error is said


def test_bounds_may_depend_on_other_fields() -> None:
    schema = form(
        component("number", "meeting.members"),
        component("number", "meeting.present", validate={"max": "=meeting.members"}),
    )
    assert submit(schema, {"meeting.members": "5", "meeting.present": "5"}).is_accepted
    assert (
        "above 5"
        in submit(schema, {"meeting.members": "5", "meeting.present": "6"}).errors["meeting.present"]
    )
    assert submit(schema, {"meeting.members": "", "meeting.present": "6"}).is_accepted


# Days and times


@pytest.mark.parametrize(
    "text", ["2026-03-02", "2026-3-2", "2026/3/2", "2026.03.02", "2026年3月2日", " 2026-03-02 "]
)
def test_a_day_may_be_written_in_the_usual_ways(text: str) -> None:
    assert submit_one(field("datetime", subtype="date"), text) == (FeelDate(2026, 3, 2), None)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "02/03/2026", "20260302", "tomorrow", "0001-01-01", "1" * 99]
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    assert "2026-03-02" in (submit_one(field("datetime", subtype="date"), text)[1] or "")


def test_a_time_has_hours_and_minutes() -> None:
    assert submit_one(field("datetime", subtype="time"), "9:30") == (FeelTime.of(9, 30), None)
    assert "09:30" in (submit_one(field("datetime", subtype="time"), "25:00")[1] or "")


@pytest.mark.parametrize("text", ["2026-03-02T09:30", "2026-03-02 09:30:00", "2026年3月2日 9:30"])
def test_a_day_with_a_time_is_an_instant_in_the_place(text: str) -> None:
    value, error = submit_one(field("datetime", subtype="datetime"), text)
    assert error is None
    assert isinstance(value, FeelDateTime)
    assert compile_expression('v = date and time("2026-03-02T01:30:00Z")').evaluate({"v": value}) is True


def test_a_day_keeps_to_its_bounds() -> None:
    schema = field("datetime", subtype="date", validate={"min": "2026-01-01", "max": "=today()"})
    assert submit_one(schema, "2026-03-02")[1] is None
    assert "after 2026-03-02" in (submit_one(schema, "2026-03-03")[1] or "")
    assert "before 2026-01-01" in (submit_one(schema, "2025-12-31")[1] or "")


def test_days_past_can_be_disallowed() -> None:
    schema = field("datetime", subtype="date", disallowPassedDates=True)
    assert submit_one(schema, "2026-03-02")[1] is None
    assert "before" in (submit_one(schema, "2026-03-01")[1] or "")


# Choices


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_one_of_the_options_is_taken(kind: str) -> None:
    assert submit_one(choice(kind, KEY, "a", "b"), "b") == ("b", None)


@pytest.mark.parametrize("kind", ["select", "radio", "checklist", "taglist"])
@pytest.mark.parametrize("stray", ["c", "A", "选项a", "a,b", "a\x00"])
def test_an_option_that_was_not_offered_is_refused(kind: str, stray: str) -> None:
    value, error = submit_one(choice(kind, KEY, "a", "b"), stray)
    assert not value
    assert "does not offer" in (error or "")


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_no_is_an_answer_to_a_required_choice_between_yes_and_no(kind: str) -> None:
    options = [{"value": True, "label": "是"}, {"value": False, "label": "否"}]
    made = component(kind, KEY, values=options, validate={"required": True})
    assert submit_one(made, "false") == (False, None)
    assert submit_one(made, "") == (None, "Choose “标签case_note.it”.")


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_only_one_option_can_be_chosen(kind: str) -> None:
    assert "only one" in (submit_one(choice(kind, KEY, "a", "b"), "a", "b")[1] or "")


@pytest.mark.parametrize("kind", ["checklist", "taglist"])
def test_several_options_are_a_list_each_once(kind: str) -> None:
    assert submit_one(choice(kind, KEY, "a", "b"), "b", "a", "b") == (["b", "a"], None)
    assert submit_one(choice(kind, KEY, "a", "b")) == ([], None)


def test_options_keep_the_type_they_have_in_the_form() -> None:
    made = component("radio", KEY, values=[{"value": 1, "label": "一"}, {"value": True, "label": "是"}])
    assert submit_one(made, "1") == (Decimal(1), None)
    assert submit_one(made, "true") == (True, None)


@pytest.mark.parametrize(
    ("sent", "value"), [((), False), (("y",), True), (("true",), True), (("false",), False)]
)
def test_a_checkbox_is_true_or_false(sent: tuple[str, ...], value: bool) -> None:
    assert submit_one(field("checkbox"), *sent) == (value, None)


def test_a_file_picker_takes_only_evidence_of_the_case() -> None:
    schema = form(field("filepicker", multiple=True))
    evidence: dict[str, Value] = {
        "evidence": [{"value": "e1", "label": "会议纪要.pdf"}, {"value": "e2", "label": "批示.pdf"}]
    }
    taken = submit(schema, {KEY: ["e1", "e2"]}, evidence)
    assert taken.values == {"case_note": {"it": ["e1", "e2"]}}
    assert "does not offer" in submit(schema, {KEY: ["e3"]}, evidence).errors[KEY]
    assert "only one" not in str(submit(form(field("filepicker")), {KEY: ["e1"]}, evidence).errors)


# Required


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (field("textfield", validate={"required": True}), "Fill in"),
        (field("textarea", validate={"required": True}), "Fill in"),
        (field("number", validate={"required": True}), "Fill in"),
        (field("datetime", validate={"required": True}), "Fill in"),
        (choice("select", KEY, "a", validate={"required": True}), "Choose"),
        (choice("radio", KEY, "a", validate={"required": True}), "Choose"),
        (choice("checklist", KEY, "a", validate={"required": True}), "Choose"),
        (choice("taglist", KEY, "a", validate={"required": True}), "Choose"),
        (field("checkbox", validate={"required": True}), "Tick"),
        (field("filepicker", validate={"required": True}), "Choose"),
    ],
)
def test_a_required_field_left_blank_is_asked_for_by_its_label(made: Json, said: str) -> None:
    error = submit_one(made)[1]
    assert error is not None
    assert said in error
    assert "标签case_note.it" in error


def test_zero_counts_as_filled_in() -> None:
    assert submit_one(field("number", validate={"required": True}), "0") == (Decimal(0), None)


# Every kind can be shown


@pytest.mark.parametrize(
    ("made", "widget"),
    [
        (field("textfield"), "text"),
        (field("textarea"), "textarea"),
        (field("number"), "number"),
        (field("datetime", subtype="date"), "date"),
        (field("datetime", subtype="time"), "time"),
        (field("datetime", subtype="datetime"), "datetime"),
        (choice("select", KEY, "a"), "select"),
        (choice("radio", KEY, "a"), "radio"),
        (choice("checklist", KEY, "a"), "checklist"),
        (choice("taglist", KEY, "a"), "taglist"),
        (field("checkbox"), "checkbox"),
        (field("filepicker"), "file"),
    ],
)
def test_every_kind_of_field_names_its_widget_and_draws(made: Json, widget: str) -> None:
    (drawn,) = bind_form(form(made), CONTEXT).components
    assert isinstance(drawn, BoundField)
    assert drawn.widget == widget
    assert drawn.visible
    assert 'name="case_note.it"' in str(drawn.field()) or not drawn.options
