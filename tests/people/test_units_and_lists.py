"""Units, and accounts as the administrators' page lists them."""

from __future__ import annotations

import pytest

from tests.people.someone import make_account, make_actor, make_unit
from webapp.audit import PEOPLE, list_entries
from webapp.database import Database, count_statements
from webapp.people import (
    AccountNotFound,
    GrantLine,
    NotPermitted,
    UnitCodeRefused,
    UnitCodeTaken,
    UnitNotFound,
    create_unit,
    get_account_line,
    get_unit,
    list_accounts,
    list_units,
)
from webapp.people.lists import PAGE_ROWS


def test_units_are_listed_by_jurisdiction_and_code(database: Database) -> None:
    for code, jurisdiction in (("street", "liwan"), ("housing", "liwan"), ("audit", "xinzhou")):
        make_unit(database, code, jurisdiction)
    with database.read() as session:
        assert [unit.code for unit in list_units(session)] == ["housing", "street", "audit"]
        assert [unit.code for unit in list_units(session, "xinzhou")] == ["audit"]
        [unit] = list_units(session, "xinzhou")
    assert (unit.name, unit.name_en, unit.kind) == ("audit单位", "audit", "county_dept")


def test_a_system_administrator_adds_a_unit(database: Database) -> None:
    admin = make_actor(database, "system", roles=("system_admin",))
    with database.write() as session:
        create_unit(
            session, admin, jurisdiction="liwan", code="audit", name="审计局", name_en="Audit", kind="x"
        )
    with database.read() as session:
        assert get_unit(session, "liwan", "audit").name == "审计局"
        assert list_entries(session, PEOPLE)[-1].action == "create_unit"


def test_nobody_else_adds_units(database: Database) -> None:
    actor = make_actor(database, "security", roles=("security_admin",))
    with pytest.raises(NotPermitted), database.write() as session:
        create_unit(session, actor, jurisdiction="liwan", code="audit", name="", name_en="", kind="")


def test_a_code_is_used_once_in_a_jurisdiction(database: Database) -> None:
    make_unit(database, "audit")
    make_unit(database, "audit", "xinzhou")
    with pytest.raises(UnitCodeTaken):
        make_unit(database, "audit")


@pytest.mark.parametrize("code", ["", "Audit", "1audit", "a b", "a@b", "审计", "a\x00"])
def test_a_code_that_could_be_mistaken_is_refused(database: Database, code: str) -> None:
    with pytest.raises(UnitCodeRefused):
        make_unit(database, code)


def test_a_unit_that_is_not_there_is_refused(database: Database) -> None:
    with database.read() as session, pytest.raises(UnitNotFound):
        get_unit(session, "liwan", "nowhere")


def test_accounts_are_listed_with_unit_and_roles(database: Database) -> None:
    make_account(database, "liwei")
    make_account(database, "chenhua", name="陈华", roles=("liwan:handler", "inspector"), unit="audit")
    with database.read() as session:
        page = list_accounts(session)
    first, second = page.lines
    assert (first.login_name, first.display_name, first.unit_code) == ("chenhua", "陈华", "audit")
    assert first.grants == (GrantLine("*", "inspector", None), GrantLine("liwan", "handler", None))
    assert (second.login_name, second.unit_code, second.grants) == ("liwei", None, ())
    assert first.is_active
    assert not first.is_locked


def test_a_page_of_accounts_takes_four_statements_however_many_there_are(database: Database) -> None:
    for number in range(12):
        make_account(database, f"user{number}", roles=("liwan:handler",))
    with count_statements(database) as count, database.read() as session:
        assert len(list_accounts(session).lines) == 12
    assert len(count.statements) == 4


def test_accounts_come_in_pages(database: Database) -> None:
    for number in range(PAGE_ROWS + 3):
        make_account(database, f"user{number:03}")
    with database.read() as session:
        first, second, third = (list_accounts(session, page=page) for page in (1, 2, 3))
    assert [len(page.lines) for page in (first, second, third)] == [PAGE_ROWS, 3, 0]
    assert first.found == second.found == PAGE_ROWS + 3


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("chen", ["chenhua"]),
        ("CHEN", ["chenhua"]),
        ("李", ["liwei"]),
        ("", ["chenhua", "liwei"]),
        (" 李 ", ["liwei"]),
        ("%", []),
        ("_", []),
        ("a\x00", ["chenhua"]),
    ],
)
def test_accounts_are_searched_by_either_name(database: Database, search: str, found: list[str]) -> None:
    make_account(database, "chenhua", name="陈华")
    make_account(database, "liwei", name="李伟")
    with database.read() as session:
        assert [line.login_name for line in list_accounts(session, search=search).lines] == found


def test_an_account_is_found_by_its_number_however_many_names_hold_its_name(database: Database) -> None:
    sought = make_account(database, "zhao", roles=("liwan:intake",))
    for number in range(PAGE_ROWS + 1):
        make_account(database, f"a{number:02}zhao")
    with database.read() as session:
        line = get_account_line(session, sought)
        assert (line.login_name, line.grants) == ("zhao", (GrantLine("liwan", "intake", None),))
        with pytest.raises(AccountNotFound):
            get_account_line(session, 10**9)
