"""Units of a place, kept by the system administrator."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp.people import find_unit

UNIT = {
    "jurisdiction": "xiaocheng",
    "name": "某局",
    "name_en": "Some bureau",
    "code": "some_bureau",
    "kind": "county_dept",
}


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    """The system administrator."""
    visitor = Visitor(app)
    visitor.sign_in("admin")
    return visitor


def test_a_unit_is_added_and_listed(administrator: Visitor, town: PracticePlace) -> None:
    assert administrator.post("/administration/units/new", UNIT).status_code == 302
    assert "某局" in administrator.get("/administration/units").text
    with town.database.read() as session:
        assert find_unit(session, "xiaocheng", "some_bureau") is not None


@pytest.mark.parametrize(
    ("sought", "is_found"), [("某局", True), ("SOME", True), ("小城", True), (" ", True), ("别处", False)]
)
def test_the_form_comes_first_and_units_are_found_by_name_code_and_place(
    administrator: Visitor, sought: str, is_found: bool
) -> None:
    administrator.post("/administration/units/new", UNIT)
    page = read(administrator.get(f"/administration/units?search={sought}"))
    assert page.xpath("//main//form/@action")[0] == "/administration/units/new"
    assert ("some_bureau" in page.xpath("//td/code/text()")) is is_found
    assert bool(page.xpath("//strong[contains(., '没有符合条件的单位')]")) is not is_found


def test_a_code_in_use_is_refused_in_words_and_nothing_is_lost(administrator: Visitor) -> None:
    administrator.post("/administration/units/new", UNIT)
    again = administrator.post("/administration/units/new", {**UNIT, "name": "另一个局"})
    assert again.status_code == 422
    assert "另一个局" in again.text
    assert "some_bureau" in again.text


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("code", ""), ("kind", "castle"), ("jurisdiction", "atlantis")]
)
def test_what_is_missing_or_unknown_is_refused(
    administrator: Visitor, town: PracticePlace, field: str, typed: str
) -> None:
    assert administrator.post("/administration/units/new", {**UNIT, field: typed}).status_code == 422
    with town.database.read() as session:
        assert find_unit(session, "xiaocheng", "some_bureau") is None


def test_nobody_else_keeps_units(app: Flask) -> None:
    for name in ("security", "auditor", "intake"):
        visitor = Visitor(app)
        visitor.sign_in(name)
        assert visitor.get("/administration/units").status_code == 403
        assert visitor.post("/administration/units/new", UNIT).status_code == 403
