"""Rows of the same fields: entered, added, removed and refused, with and without JavaScript."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.procedures.forms.making import CONTEXT, Json, choice, component, form, hidden_when, submit
from webapp.feel import Value
from webapp.procedures.forms import BoundField, BoundList, BoundListRow, FormSchema, bind_form, validate_facts


def team(**more: Any) -> Json:
    return component(
        "dynamiclist",
        path="verification.team",
        label="核查组",
        components=[
            component("textfield", "name", validate={"required": True}),
            choice("select", "part", "lead", "member"),
            component("number", "age", **hidden_when('part != "lead"')),
            component("checkbox", "recused"),
        ],
        **more,
    )


TEAM = form(team())


def row(number: int, **texts: str) -> dict[str, str]:
    return {f"verification.team-{number}-{name}": text for name, text in texts.items()}


def bound_rows(
    schema: FormSchema, sent: Json | None = None, context: dict[str, Value] | None = None
) -> tuple[BoundListRow, ...]:
    (drawn,) = bind_form(schema, CONTEXT | (context or {}), formdata=sent).components
    assert isinstance(drawn, BoundList)
    return drawn.rows


def names_shown(rows: tuple[BoundListRow, ...]) -> list[str]:
    return [item.name for one in rows for item in one.components if isinstance(item, BoundField)]


def test_rows_become_a_list_of_contexts_in_their_order() -> None:
    taken = submit(TEAM, row(0, name="甲", part="lead", age="40") | row(7, name="乙", recused="y"))
    assert taken.is_accepted
    assert taken.values == {
        "verification": {
            "team": [
                {"name": "甲", "part": "lead", "age": Decimal(40), "recused": False},
                {"name": "乙", "part": None, "recused": True},
            ]
        }
    }


def test_the_list_is_the_declared_field() -> None:
    assert TEAM.field_keys == {"verification.team"}
    assert TEAM.entities == ("verification",)


def test_blank_rows_are_left_out_and_begun_rows_must_be_finished() -> None:
    taken = submit(TEAM, row(0, name="", part="") | row(1, name="", part="lead"))
    assert taken.errors == {"verification.team-1-name": "Row 2: Fill in “标签name”."}
    assert submit(TEAM, row(0, name=" ")).values == {"verification": {"team": []}}


def test_a_value_that_cannot_be_read_counts_as_begun() -> None:
    assert "Row 1" in submit(TEAM, row(0, name="", part="moon")).errors["verification.team-0-part"]


def test_a_hidden_field_of_a_row_is_not_accepted() -> None:
    taken = submit(TEAM, row(0, name="甲", part="member", age="40"))
    assert taken.values["verification"]["team"] == [{"name": "甲", "part": "member", "recused": False}]


def test_fields_that_a_row_does_not_declare_are_ignored() -> None:
    sent = row(0, name="甲") | {"verification.team-0-verdict": "x", "verification.team-0-name-0-x": "y"}
    assert submit(TEAM, sent).values["verification"]["team"] == [
        {"name": "甲", "part": None, "recused": False}
    ]


def test_a_required_list_needs_a_row() -> None:
    schema = form(team(validate={"required": True}))
    assert "at least one row" in submit(schema, {}).errors["verification.team"]
    assert submit(schema, row(0, name="甲")).is_accepted


def test_too_many_rows_are_refused_and_not_cut() -> None:
    sent: dict[str, str] = {}
    for number in range(201):
        sent |= row(number, name="甲")
    assert "at most 200" in submit(TEAM, sent).errors["verification.team"]


def test_a_row_sees_the_form_around_it() -> None:
    schema = form(
        choice("radio", "verification.kind", "short", "long"),
        component(
            "dynamiclist",
            path="verification.team",
            components=[component("textfield", "note", **hidden_when('verification.kind = "short"'))],
        ),
    )
    assert (
        submit(schema, {"verification.kind": "short"} | row(0, note="x")).values["verification"]["team"] == []
    )
    long = submit(schema, {"verification.kind": "long"} | row(0, note="x"))
    assert long.values["verification"]["team"] == [{"note": "x"}]


def test_a_condition_outside_reads_the_rows() -> None:
    schema = form(
        team(), component("textarea", "verification.why", **hidden_when("count(verification.team) >= 2"))
    )
    one = row(0, name="甲") | {"verification.why": "人手不足"}
    assert submit(schema, one).values["verification"]["why"] == "人手不足"
    assert "why" not in submit(schema, one | row(1, name="乙")).values["verification"]


# The page


def test_a_fresh_page_shows_as_many_rows_as_the_form_says() -> None:
    assert len(bound_rows(TEAM)) == 1
    assert len(bound_rows(form(team(defaultRepetitions=3)))) == 3
    assert bound_rows(form(team(defaultRepetitions=0))) == ()


def test_a_page_shows_the_rows_that_the_case_holds() -> None:
    held: dict[str, Value] = {"verification": {"team": [{"name": "甲"}, {"name": "乙", "part": "lead"}]}}
    bound = bind_form(TEAM, held)
    assert bound.form["verification.team-1-name"].data == "乙"
    assert "verification.team-1-age" in bound.form
    assert "verification.team-0-age" not in bound.form


def test_rows_are_added_and_removed_by_plain_buttons() -> None:
    sent: Json = row(0, name="甲") | row(1, name="乙")
    added = bind_form(TEAM, CONTEXT, formdata=sent | {"_add": "verification.team"})
    assert added.asks_for_rows
    assert "verification.team-2-name" in added.form
    removed = bind_form(TEAM, CONTEXT, formdata=sent | {"_remove": "verification.team-0"})
    assert removed.asks_for_rows
    assert "verification.team-0-name" not in removed.form
    assert removed.form["verification.team-1-name"].data == "乙"
    assert not bind_form(TEAM, CONTEXT, formdata=sent).asks_for_rows


def test_a_draft_keeps_declared_texts_without_removed_rows_and_with_added_ones() -> None:
    schema = form(
        team(), component("textfield", "a.b"), component("textfield", "a.c", **hidden_when("a.b = null"))
    )
    sent: Json = row(0, name="甲") | row(1, name="乙") | {"a.c": "暂时隐藏", "csrf_token": "x", "evil.x": "1"}
    removed = bind_form(schema, CONTEXT, formdata=sent | {"_remove": "verification.team-0"}).draft
    assert removed == {
        "verification.team-1-_row": [""],
        "verification.team-1-name": ["乙"],
        "a.c": ["暂时隐藏"],
    }
    added = bind_form(schema, CONTEXT, formdata=sent | {"_add": "verification.team"}).draft
    assert "verification.team-2-_row" in added
    again = bind_form(schema, CONTEXT, formdata=added)
    assert [name for name in again.form._fields if name.endswith("-name")] == [
        "verification.team-0-name",
        "verification.team-1-name",
        "verification.team-2-name",
    ]
    assert bind_form(schema, CONTEXT).draft == {"verification.team-0-_row": [""]}


def test_a_marker_keeps_a_row_of_unticked_boxes_on_the_page() -> None:
    (first,) = bound_rows(TEAM)
    assert first.marker == "verification.team-0-_row"
    assert len(bound_rows(TEAM, {first.marker: ""})) == 1
    assert bound_rows(TEAM, {"unrelated": ""}) == ()


def test_a_list_whose_rows_are_fixed_ignores_other_rows() -> None:
    schema = form(team(allowAddRemove=False, defaultRepetitions=2))
    taken = submit(schema, row(0, name="甲") | row(5, name="乙"))
    assert [item["name"] for item in taken.values["verification"]["team"]] == ["甲"]  # type: ignore[union-attr,index,call-overload]


def test_a_read_only_field_of_a_row_keeps_the_servers_value() -> None:
    schema = form(
        component(
            "dynamiclist",
            path="correction.items",
            allowAddRemove=False,
            components=[component("textfield", "duty", readonly=True), component("textfield", "done")],
        )
    )
    held: dict[str, Value] = {"correction": {"items": [{"duty": "甲"}, {"duty": "乙"}]}}
    sent = {"correction.items-1-duty": "篡改", "correction.items-1-done": "完成"}
    items = submit(schema, sent, held).values["correction"]["items"]
    assert items == [{"duty": "甲", "done": None}, {"duty": "乙", "done": "完成"}]


def test_only_fields_that_the_rest_of_the_row_depends_on_are_triggers() -> None:
    bound = bind_form(TEAM, CONTEXT)
    assert bound.triggers == {"verification.team-0-part"}
    (drawn,) = bound.components
    assert isinstance(drawn, BoundList)
    assert [item.is_trigger for item in drawn.rows[0].components if isinstance(item, BoundField)] == [
        False,
        True,
        False,
    ]


def test_errors_stand_beside_the_field_of_their_row() -> None:
    bound = bind_form(TEAM, CONTEXT, "en", row(3, part="lead", age="x"))
    assert not bound.validate()
    (drawn,) = bound.components
    assert isinstance(drawn, BoundList)
    errors = {item.name: item.error for item in drawn.rows[0].components if isinstance(item, BoundField)}
    assert "Fill in" in (errors["verification.team-3-name"] or "")
    assert "not a number" in (errors["verification.team-3-age"] or "")
    assert errors["verification.team-3-part"] is None


def test_the_browser_does_not_insist_on_a_field_in_a_blank_row() -> None:
    assert "required" not in str(bind_form(TEAM, CONTEXT).form["verification.team-0-name"]())


# Facts


def test_rows_are_stated_as_a_list_of_contexts() -> None:
    facts = {"verification.team": [{"name": "甲", "part": "lead", "age": 40}]}
    taken = validate_facts(TEAM, {}, facts)
    assert taken.is_accepted
    assert taken.values["verification"]["team"] == [
        {"name": "甲", "part": "lead", "age": Decimal(40), "recused": False}
    ]


def test_rows_stated_wrongly_are_errors() -> None:
    for wrong, said in (("甲", "list of rows"), (["甲"], "list of rows"), ([{"nme": "甲"}], "no field")):
        assert (
            said in validate_facts(TEAM, {}, {"verification.team": wrong}, "en").errors["verification.team"]
        )
