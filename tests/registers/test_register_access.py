"""Who reads which register: decided by the place's roles, default deny, and on record where few may know."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pytest

from tests.registers.conftest import Records
from webapp.cases.models import CaseRecusal, CaseTask
from webapp.cases.registers.access import reaches, reads_library
from webapp.cases.registers.catalogue import SHEETS
from webapp.cases.registers.listing import list_register
from webapp.people import Actor, get_actor
from webapp.procedures import Pack
from webapp.procedures.jurisdiction import Jurisdiction, Role

#: What the place's file gives to each role over the whole place.
WHOLE = {
    "org_dept": {"determinations", "effects", "education", "promotions", "revisits"},
    "applicant": set[str](),
    "corrector": set[str](),
    "subject_unit": set[str](),
    "consulted": set[str](),
    "verifier": set[str](),
}
KEPT = {"petitions", "referrals", "clarifications"}


def whole(records: Records, login_name: str) -> set[str]:
    """The registers that somebody reads over the whole place."""
    actor = records.place.actor(login_name)
    return {
        register
        for register in SHEETS
        for reach in reaches(actor, [records.place.pack], register)
        if reach.is_whole
    }


@pytest.mark.parametrize("role", WHOLE)
def test_a_role_reads_over_the_whole_place_what_its_file_says(records: Records, role: str) -> None:
    assert whole(records, role) == WHOLE[role]


def test_who_sees_every_case_reads_all_registers_but_those_under_a_rule(records: Records) -> None:
    assert whole(records, "inspector") == set(SHEETS) - KEPT
    assert whole(records, "handler") == set(SHEETS)
    assert whole(records, "intake") == set(SHEETS)


@pytest.mark.parametrize("login_name", ["admin", "security", "auditor"])
def test_administrators_read_no_register(records: Records, login_name: str) -> None:
    assert whole(records, login_name) == set()
    assert "没有可以查阅的台账" in records.text(login_name, "/registers")
    for register in SHEETS:
        assert records.get(login_name, f"/registers/{register}").status_code == 404
        assert records.get(login_name, f"/registers/{register}/export/csv").status_code == 404
    assert records.get(login_name, "/registers/standing").status_code == 404
    assert records.get(login_name, "/registers/library").status_code == 404
    assert records.get(login_name, "/registers/statistics").status_code == 404


@pytest.mark.parametrize("register", sorted(KEPT))
@pytest.mark.parametrize("login_name", ["org_dept", "inspector", "applicant", "publicity", "corrector"])
def test_petitions_and_informants_are_read_by_the_handling_organ_only(
    records: Records, login_name: str, register: str
) -> None:
    for address in (
        f"/registers/{register}",
        f"/registers/{register}/export/csv",
        f"/api/v1/registers/{register}",
    ):
        response = records.get(login_name, address)
        assert response.status_code == 404
        assert "诬告" not in response.text or register in response.text
    assert register not in {each["register"] for each in records.json(login_name, "registers")["registers"]}


@pytest.mark.parametrize(
    ("login_name", "register", "asked", "numbers"),
    [
        ("handler", "petitions", {}, ["〔2026〕LIWAN-0005-XF-01"]),
        ("org_dept", "determinations", {"category": "deny"}, ["〔2026〕LIWAN-0004-RD-01"]),
        ("org_dept", "determinations", {"subject": "查无此人"}, []),
    ],
)
def test_reading_a_register_is_on_record_page_by_page(
    records: Records, login_name: str, register: str, asked: dict[str, str], numbers: list[str]
) -> None:
    before = records.count_reads()
    records.page(login_name, f"/registers/{register}", **asked)
    entry = records.newest_read()
    assert records.count_reads() == before + 1
    assert (entry.action, entry.actor_account) == ("read_register", login_name)
    assert entry.facts == {
        "register": register,
        "asked": asked,
        "way": "page",
        "records": len(numbers),
        "numbers": numbers,
    }


def test_a_register_that_is_not_open_to_the_reader_leaves_no_record_of_having_been_read(
    records: Records,
) -> None:
    before = records.count_reads()
    assert records.get("org_dept", "/registers/petitions").status_code == 404
    assert records.count_reads() == before


def test_a_unit_reads_the_corrections_of_its_own_cases_alone(records: Records) -> None:
    found = set(records.numbers("corrector", "corrections"))
    assert found
    with records.place.database.read() as session:
        asked = {
            task.case_id
            for task in session.query(CaseTask)
            if any(name.startswith("liwan:corrector") for name in task.candidates.split(","))
        }
    told = records.json("handler", "registers/corrections")["records"]
    known = {record["number"] for record in told}
    assert found <= known
    numbers = {records.place.case(case_id).case_no for case_id in asked}
    assert {number.rpartition("-JC")[0] for number in found} <= numbers
    assert "只有您经手的案件" in records.text("corrector", "/registers/corrections")


def test_an_organisation_department_opens_no_case_that_it_has_no_part_in(records: Records) -> None:
    page = records.page("org_dept", "/registers/determinations")
    linked = page.xpath("//th[@scope='row']/a/@href")
    shown = page.xpath("//th[@scope='row']")
    assert len(linked) < len(shown)
    for address in linked:
        assert records.get("org_dept", address.partition("#")[0]).status_code == 200


def test_a_recusal_takes_the_case_out_of_every_register(records: Records) -> None:
    place = records.place
    with place.database.read() as session:
        standing = session.query(CaseRecusal).filter(CaseRecusal.ended_at.is_(None)).first()
        assert standing is not None
        case_id = standing.case_id
        recused = get_actor(session, standing.account_id)
    inspecting = replace(recused, groups=recused.groups | {"liwan:inspector"})
    case_no = place.case(case_id).case_no

    def found(actor: Actor) -> set[str]:
        page = list_register(place.database, actor, "determinations", language="zh")
        return {row.case_no for row in page.rows}

    assert case_no in found(place.actor("inspector"))
    assert case_no not in found(inspecting)
    assert found(inspecting)


def with_place(pack: Pack, place: Jurisdiction) -> Pack:
    """The same procedure with another ``jurisdiction.toml``."""
    changed = copy(pack)
    object.__setattr__(changed, "jurisdiction", place)
    return changed


def somebody(*groups: str) -> Actor:
    return Actor(999, "x", "甲", None, None, "zh", frozenset(groups), frozenset())


def test_a_role_held_at_a_unit_never_reads_the_whole_place(records: Records) -> None:
    pack = records.place.pack
    (reach,) = reaches(somebody("liwan:org_dept@street"), [pack], "determinations")
    assert not reach.is_whole
    (reach,) = reaches(somebody("liwan:org_dept"), [pack], "determinations")
    assert reach.is_whole


def test_petitions_without_a_rule_are_read_by_nobody(records: Records) -> None:
    pack = records.place.pack
    bare = with_place(pack, replace(pack.jurisdiction, need_to_know={}))
    for register in ("petitions", "referrals"):
        assert reaches(somebody("liwan:handler", "liwan:intake"), [bare], register) == ()
    assert reaches(somebody("liwan:handler"), [bare], "clarifications")


def test_a_register_given_to_a_role_against_a_rule_stays_closed(records: Records) -> None:
    place = records.place.pack.jurisdiction
    greedy = Role("org_dept", "组织", "Organisation", "involved", frozenset(), frozenset({"petitions"}))
    pack = with_place(records.place.pack, replace(place, roles={**place.roles, "org_dept": greedy}))
    assert reaches(somebody("liwan:org_dept"), [pack], "petitions") == ()


def test_a_role_of_another_place_opens_nothing(records: Records) -> None:
    for register in SHEETS:
        assert (
            reaches(somebody("elsewhere:handler", "elsewhere:org_dept"), [records.place.pack], register) == ()
        )


def test_the_library_is_open_to_who_reads_whole_files_and_to_who_publishes(records: Records) -> None:
    pack, place = records.place.pack, records.place
    assert all(
        reads_library(place.actor(name), pack) for name in ("handler", "decider", "verifier", "publicity")
    )
    assert not any(reads_library(place.actor(name), pack) for name in ("applicant", "subject_unit", "admin"))
