"""A new place from the template: nothing but names is enough, and what is asked for stands in its own files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.practice_place import ROOT
from tests.procedures.importing.conftest import NOW, Office, office, person
from tests.procedures.lists.sheets import filled
from webapp.calendar import CalendarTextUnclear, OwnDays
from webapp.errors import RongcuoError
from webapp.people import NotPermitted
from webapp.procedures import Pack, check_content, prove_pack, read_pack
from webapp.procedures.drafts import get_draft
from webapp.procedures.item_sheets import ListItemsRefused
from webapp.procedures.item_sheets.layout import read_layout
from webapp.procedures.item_sheets.template import write_template
from webapp.procedures.new_place import (
    MadePlace,
    Name,
    Organ,
    ParameterWish,
    PlaceWishes,
    YearWish,
    errors,
    make_place_files,
    show_parameter,
    store_new_place,
)
from webapp.procedures.new_place.sheets import write_place_sheet
from webapp.procedures.new_place.wishes import read_parameter

__all__ = ["office"]

WISHES = PlaceWishes("newtown", Name("新城县", "Newtown"))


@cache
def template() -> Pack:
    return read_pack("framework", ROOT)


@cache
def few_stories() -> Pack:
    """The template with three of its scenarios: enough to see which of them no longer hold."""
    kept = ("late_supplement.toml", "wilful.toml", "table_gate.toml")
    files = template().files
    return Pack(
        "framework",
        {path: files[path] for path in files if not path.startswith("tests/") or path.endswith(kept)},
    )


def make(source: Pack | None = None, **wishes: Any) -> MadePlace:
    return make_place_files(source or few_stories(), replace(WISHES, **wishes))


@pytest.fixture(scope="module")
def plain() -> MadePlace:
    return make(template())


def test_nothing_but_names_makes_a_place_that_can_be_published(plain: MadePlace) -> None:
    prove_pack(plain.pack)
    place = plain.pack.jurisdiction
    assert (place.code, place.zh, place.en, place.extends) == ("newtown", "新城县", "Newtown", "framework")
    assert plain.left_out == ()
    assert len(plain.pack.scenarios) == len(template().scenarios)


def test_it_says_that_it_was_made_from_a_template(plain: MadePlace) -> None:
    note = plain.pack.jurisdiction.say_note("zh") or ""
    assert template().jurisdiction.zh in note
    assert "自拟" in note


def test_only_what_differs_stands_in_its_own_files(plain: MadePlace) -> None:
    assert {path for path in plain.own if not path.startswith("tests/")} == {"bpmn/newtown/jurisdiction.toml"}


def test_no_paper_goes_out_in_the_name_of_the_templates_organ(plain: MadePlace) -> None:
    assert template().papers.place is not None
    assert plain.pack.papers.place is None, "its papers bear its own name and code until it names an organ"


def test_names_of_roles_the_organ_and_the_zone_are_taken_over() -> None:
    roles = {
        "intake": Name("县委组织部受理岗", "Intake of the county"),
        "inspector": Name("督查", "Inspection"),
    }
    organ = Organ(
        Name("中共新城县委组织部", "Organisation Department of Newtown"), "新组容", "local §2; assumed"
    )
    made = make(roles=roles, organ=organ, zone="Asia/Urumqi", sources={"local": Name("办法", "Measures")})
    place, before = made.pack.jurisdiction, template().jurisdiction
    assert place.roles["intake"].zh == "县委组织部受理岗"
    assert place.roles["inspector"] == replace(before.roles["inspector"], zh="督查", en="Inspection")
    assert place.roles["org_dept"] == before.roles["org_dept"]
    assert made.pack.papers.place is not None
    assert (made.pack.papers.place.organ, made.pack.papers.place.mark) == ("中共新城县委组织部", "新组容")
    assert place.zone.key == "Asia/Urumqi"
    assert {each.code for each in check_content(made.pack) if each.file.split("/")[1] == "newtown"} <= {
        "PA-208"
    }


def test_changed_parameters_carry_their_source_and_leave_out_what_no_longer_holds() -> None:
    made = make(
        parameters={
            "supplement_working_days": ParameterWish("20", "local §5"),
            "publish_cases": ParameterWish("false", "assumed"),
            "tracked_by": ParameterWish("handler、third_party", ""),
        },
        sources={"local": Name("办法", "Measures")},
    )
    parameters = made.pack.jurisdiction.parameters
    changed = parameters["supplement_working_days"]
    assert (changed.value, changed.source) == (20, "local §5")
    assert parameters["publish_cases"].value is False
    assert parameters["tracked_by"] == template().jurisdiction.parameters["tracked_by"], (
        "nothing was asked of it"
    )
    assert made.left_out == ("tests/scenarios/framework/late_supplement.toml",)
    prove_pack(made.pack)


@pytest.mark.parametrize("name", ["publish_cases", "tracked_by", "accept_working_days", "filing_body"])
def test_what_the_page_shows_of_a_parameter_means_the_same_when_it_comes_back(name: str) -> None:
    parameter = template().jurisdiction.parameters[name]
    assert read_parameter(parameter, ParameterWish(show_parameter(parameter.value), "")) == parameter.value


REFUSED = [
    (errors.NewPlaceCodeRefused, {"code": "shared"}),
    (errors.NewPlaceCodeRefused, {"code": "framework"}),
    (errors.NewPlaceCodeRefused, {"code": "../../etc"}),
    (errors.PlaceNameMissing, {"name": Name("新城", "  ")}),
    (errors.PlaceNameMissing, {"roles": {"intake": Name("", "x")}}),
    (errors.TemplateHasNo, {"roles": {"mayor": Name("市长", "Mayor")}}),
    (errors.TemplateHasNo, {"parameters": {"colour": ParameterWish("red", "assumed")}}),
    (errors.ZoneUnknown, {"zone": "Mars/Olympus"}),
    (errors.ZoneUnknown, {"zone": "../../etc/passwd"}),
    (errors.ParameterValueRefused, {"parameters": {"accept_working_days": ParameterWish("-1", "assumed")}}),
    (errors.ParameterValueRefused, {"parameters": {"accept_working_days": ParameterWish("1.5", "assumed")}}),
    (errors.ParameterValueRefused, {"parameters": {"accept_working_days": ParameterWish("sNaN", "assumed")}}),
    (
        errors.ParameterValueRefused,
        {"parameters": {"accept_working_days": ParameterWish("1E999999", "assumed")}},
    ),
    (errors.ParameterValueRefused, {"parameters": {"publish_cases": ParameterWish("maybe", "assumed")}}),
    (errors.ParameterSourceMissing, {"parameters": {"accept_working_days": ParameterWish("9", " ")}}),
    (errors.YearRefused, {"calendar": (YearWish("明年", "3月3日"),)}),
    (errors.YearRefused, {"calendar": (YearWish("2027", "2028-03-03"),)}),
    (errors.YearRefused, {"calendar": (YearWish("2027", "3月3日", "3月3日"),)}),
    (errors.YearRefused, {"calendar": (YearWish("2027", "3月3日", source=" "),)}),
    (CalendarTextUnclear, {"calendar": (YearWish("2027", "三月街"),)}),
]


@pytest.mark.parametrize(
    ("refusal", "wishes"), REFUSED, ids=[f"{each[0].__name__} {each[1]}"[:60] for each in REFUSED]
)
def test_wishes_that_cannot_be_met_are_refused(refusal: type[RongcuoError], wishes: dict[str, Any]) -> None:
    with pytest.raises(refusal):
        make(**wishes)


def test_list_items_from_a_sheet_become_rows_of_the_places_own_table() -> None:
    sheet = filled(
        write_template(read_layout(template())),
        ("newtown:XC-1", "试点中的失误", "Errors in trials", "-", "assumed", None, None),
    )
    made = make(list_sheet=("清单.xlsx", sheet))
    codes = [item.code for item in read_layout(made.pack).items]
    assert codes == [*(item.code for item in read_layout(template()).items), "newtown:XC-1"]
    assert made.pack.locate("dmn", "match") == "dmn/newtown/match.dmn"
    wrong = filled(write_template(read_layout(template())), ("x", "", "", "-", "", None, None))
    with pytest.raises(ListItemsRefused) as refused:
        make(list_sheet=("清单.xlsx", wrong))
    assert "清单.xlsx" in refused.value.text("zh")


def days(made: MadePlace) -> OwnDays:
    return made.pack.jurisdiction.own_days


def test_days_of_its_own_are_taken_as_lists_or_in_the_words_of_a_notice() -> None:
    lists = YearWish("2027", days_off="2027-03-03 至 2027-03-05", works_on="3月7日", source="002 放假")
    notice = YearWish("2027", notice="地方节日：3月3日至5日放假，共3天。3月7日（星期日）上班。")
    holiday = frozenset(date(2027, 3, day) for day in (3, 4, 5))
    for wish in (lists, notice):
        made = make(calendar=(wish,))
        assert check_content(made.pack) == []
        assert days(made) == OwnDays(holiday, frozenset({date(2027, 3, 7)}))
    assert make(calendar=(lists,)).pack.jurisdiction.calendar["2027"].source == "002 放假"


def test_days_that_move_a_time_limit_leave_out_the_scenarios_that_no_longer_hold() -> None:
    made = make(calendar=(YearWish("2026", days_off="2026-03-03 至 2026-03-20"),))
    assert made.left_out
    prove_pack(made.pack)


#: The time to accept, in the workbook of the template.
ACCEPT_ROW = list(template().jurisdiction.parameters).index("accept_working_days") + 2


def change_sheet(content: bytes, *changes: tuple[str, str, str]) -> bytes:
    """The workbook with other texts in some cells: sheet, cell, text."""
    book = load_workbook(BytesIO(content))
    for sheet, cell, text in changes:
        book[sheet][cell] = text
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_gives_roles_parameters_and_days_at_once() -> None:
    sheet = change_sheet(
        write_place_sheet(template()),
        ("岗位", "B2", "容错申请人"),
        ("参数", f"C{ACCEPT_ROW}", "7"),
        ("参数", f"D{ACCEPT_ROW}", "002 受理"),
        ("本地日历", "A2", "2028"),
        ("本地日历", "B2", "3月3日"),
        ("本地日历", "D2", "assumed"),
    )
    made = make(place_sheet=("新城.xlsx", sheet))
    place = made.pack.jurisdiction
    role, parameter = next(iter(template().jurisdiction.roles)), "accept_working_days"
    assert place.roles[role].zh == "容错申请人"
    assert (place.parameters[parameter].value, place.parameters[parameter].source) == (7, "002 受理")
    assert days(made) == OwnDays(frozenset({date(2028, 3, 3)}))
    written = made.own["bpmn/newtown/jurisdiction.toml"].decode()
    assert written.count("[roles.") == written.count("[parameters.") == 1, (
        "what was left as it is, is the template's"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("岗位", "A2", "nobody"), errors.TemplateHasNo),
        (("参数", f"C{ACCEPT_ROW}", "soon"), errors.ParameterValueRefused),
        (("本地日历", "A2", "next"), errors.YearRefused),
        (("岗位", "B2", "=1+1"), ListItemsRefused),
        (("岗位", "B1", "别的"), ListItemsRefused),
    ],
)
def test_a_workbook_with_mistakes_is_refused(
    change: tuple[str, str, str], refusal: type[RongcuoError]
) -> None:
    sheet = change_sheet(write_place_sheet(template()), change)
    with pytest.raises(refusal) as refused:
        make(place_sheet=("x.xlsx", sheet))
    assert refused.value.text("zh")
    assert refused.value.text("en")


def test_two_rows_of_one_year_are_refused_and_none_is_lost() -> None:
    days_of_spring = (("本地日历", "A2", "2028"), ("本地日历", "B2", "3月3日"), ("本地日历", "D2", "assumed"))
    days_of_autumn = (("本地日历", "A3", "2028"), ("本地日历", "B3", "9月3日"), ("本地日历", "D3", "assumed"))
    sheet = change_sheet(write_place_sheet(template()), *days_of_spring, *days_of_autumn)
    with pytest.raises(ListItemsRefused) as refused:
        make(place_sheet=("x.xlsx", sheet))
    assert [(each.code, each.element_id) for each in refused.value.problems] == [("LI-110", "本地日历!A3")]


def test_a_name_cannot_write_anything_but_itself() -> None:
    evil = 'x"\nroot_process = "other"\n[roles.evil]\nzh = "\\u0000'
    made = make(name=Name(evil, "ok"))
    assert made.pack.jurisdiction.zh == evil.strip()
    assert "evil" not in made.pack.jurisdiction.roles


def test_a_new_place_is_stored_as_a_draft_by_those_who_may(office: Office, plain: MadePlace) -> None:
    with pytest.raises(NotPermitted), office.database.write() as session:
        store_new_place(session, plain, person(office.database, "security"), NOW)
    actor = person(office.database, "admin")
    with office.database.write() as session:
        line = store_new_place(session, plain, actor, NOW)
    assert (line.jurisdiction, line.name, line.base_digest) == ("newtown", "新城县", None)
    with office.database.read() as session:
        assert get_draft(session, line.id).pack.digest == plain.pack.digest


def test_a_place_in_force_is_not_made_again(office: Office) -> None:
    made = make(code=office.pack.code)
    actor = person(office.database, "admin")
    with pytest.raises(errors.PlaceExists), office.database.write() as session:
        store_new_place(session, made, actor, NOW)
