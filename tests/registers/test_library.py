"""The case library: published text alone, found by item and by facts in common, beside the row that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.practice_place import PracticePlace
from tests.registers.conftest import Records
from webapp.cases import claim_task, get_task_page
from webapp.cases.library_features import item_codes
from webapp.cases.models import RegisterEntry
from webapp.cases.replay import replay_scenario
from webapp.database import count_statements
from webapp.feel import from_python


def titles(records: Records, **asked: str) -> list[str]:
    return [case["title"] for case in records.json("handler", "library", **asked)["cases"]]


def test_published_cases_stand_in_it_newest_first_without_number_or_name(records: Records) -> None:
    told = records.text("handler", "/registers/library")
    published = records.json("handler", "library")["cases"]
    assert len(published) == 2
    assert all(case["title"] in told and case["text"] in told for case in published)
    for secret in ("LIWAN-000", "某项目负责人", "审批人"):
        assert secret not in told, secret


def test_a_case_whose_publication_was_refused_does_not_stand_in_it(records: Records) -> None:
    drafted = {"lw1_exempt", "multi_department", "departure"}
    with records.place.database.read() as session:
        rows = session.query(RegisterEntry.case_id).filter_by(register="publications")
        published = {row.case_id for row in rows}
    assert published == {records.cases[name] for name in drafted - {"departure"}}


def test_it_is_found_by_list_item_and_by_outcome(records: Records) -> None:
    (by_item,) = titles(records, item="liwan:ZDCQ")
    (by_outcome,) = titles(records, outcome="exempt")
    assert by_item == by_outcome
    assert titles(records, item="liwan:ZDCQ", outcome="mitigate_reduce") == []
    assert titles(records, search="查无此词") == []


def test_compared_with_a_case_those_with_more_facts_in_common_come_first(records: Records) -> None:
    like = str(records.cases["correction_followed_up"])
    cases = records.json("handler", "library", like=like)["cases"]
    shares = [len(case["shared"]) for case in cases]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] > 0
    assert all(case["compared"] >= len(case["shared"]) for case in cases)
    assert not any("认定" in label for case in cases for label in case["shared"])
    assert "相同事实多的在前" in records.text("handler", "/registers/library", like=like)


def test_a_published_case_is_not_compared_with_itself(records: Records) -> None:
    own = titles(records, item="liwan:ZDCQ")
    assert own[0] not in titles(records, like=str(records.cases["lw1_exempt"]))


def test_a_case_that_the_reader_may_not_open_compares_with_nothing(records: Records) -> None:
    case_id = records.cases["malicious_report"]
    assert records.get("publicity", f"/cases/{case_id}").status_code == 404
    assert records.get("publicity", "/registers/library", like=case_id).status_code == 404
    assert records.get("publicity", "/registers/library").status_code == 200


@pytest.mark.parametrize("login_name", ["applicant", "subject_unit", "corrector", "admin"])
def test_it_is_closed_to_who_neither_handles_nor_publishes(records: Records, login_name: str) -> None:
    assert records.get(login_name, "/registers/library").status_code == 404
    assert records.get(login_name, "/api/v1/library").status_code == 404


def test_published_cases_stand_beside_the_row_of_the_matching_table(records: Records) -> None:
    place: PracticePlace = records.place
    scenario = replace(place.scenario("lw1_exempt"), file="beside")
    step = next(at for at, each in enumerate(scenario.steps) if each.task == "decide_outcome")
    case_id = replay_scenario(
        place.database, place.pack, scenario, steps=scenario.steps[:step], move_clock=False
    )
    task = place.task(case_id, "decide_outcome")
    claim_task(place.database, place.actor("decider"), task.id)
    page = get_task_page(place.database, place.actor("decider"), task.id, "zh")
    beside = {
        rule.item: rule.precedents
        for advice in page.advice
        for each in advice.steps
        for rule in each.rules
        if rule.item
    }
    (precedent,) = beside["liwan:ZDCQ"]
    assert (precedent.title, precedent.outcome) == (*titles(records, item="liwan:ZDCQ"), "免责")
    assert precedent.shared == precedent.compared > 5
    told = records.text("decider", f"/tasks/{task.id}")
    assert "同一条目的公开案例" in told
    assert precedent.title in told


def test_a_page_of_the_library_takes_few_statements(records: Records) -> None:
    titles(records)
    with count_statements(records.place.database) as counted:
        assert len(titles(records)) == 2
    assert len(counted.statements) <= 12, "\n".join(counted.statements)


def test_items_are_found_in_every_shape_that_a_matching_table_concludes() -> None:
    shapes = ["a:1", ["a:1"], {"code": "a:1"}, [{"code": "a:1", "label": "x"}]]
    assert [list(item_codes(from_python(shape))) for shape in shapes] == [["a:1"]] * 4
    assert list(item_codes(None)) == []
