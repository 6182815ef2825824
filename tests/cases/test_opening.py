"""Opening a matter: once per submission, by those who may, with everything written together."""

from __future__ import annotations

import pytest

from tests.cases.matters import start_facts
from tests.practice_place import PLACE, PracticePlace
from webapp import audit
from webapp.cases import FactsRefused, ProcedureNotPublished, StartNotPermitted, open_case
from webapp.cases.models import CaseFile
from webapp.cases.replay import facts_reader
from webapp.clock import place_day


def count_cases(place: PracticePlace) -> int:
    with place.database.read() as session:
        return session.query(CaseFile).count()


def test_a_new_matter_has_a_number_a_status_its_first_task_and_a_record(place: PracticePlace) -> None:
    case = place.case(place.open_matter(start_facts(place)))
    year = place_day(place.now()).year
    assert case.case_no == f"〔{year}〕{PLACE.upper()}-0001"
    assert case.status == "applied"
    assert case.pack_digest == place.pack.digest
    assert place.open_elements(case.id)
    with place.database.read() as session:
        entries = audit.list_entries(session, f"case:{case.case_no}")
        assert [entry.action for entry in entries] == ["open_case", "issue_paper"]
        assert entries[0].actor_account == "applicant"
        assert audit.verify(session).is_intact


def test_numbers_follow_one_another_within_a_year(place: PracticePlace) -> None:
    first = place.case(place.open_matter(start_facts(place), key="first-key"))
    second = place.case(place.open_matter(start_facts(place), key="second-key"))
    assert (first.case_no[-4:], second.case_no[-4:]) == ("0001", "0002")


def test_a_repeated_submission_finds_the_case_it_had_opened(place: PracticePlace) -> None:
    first = place.open_matter(start_facts(place), key="the-same-key")
    assert place.open_matter(start_facts(place), key="the-same-key") == first
    assert count_cases(place) == 1


def test_a_role_that_may_not_open_matters_is_refused_in_words(place: PracticePlace) -> None:
    with pytest.raises(StartNotPermitted) as refused:
        place.open_matter(start_facts(place), by="archivist")
    assert "security administrator" in refused.value.text("en")
    assert count_cases(place) == 0


def test_an_administrator_cannot_open_a_matter(place: PracticePlace) -> None:
    with pytest.raises(StartNotPermitted):
        place.open_matter(start_facts(place), by="admin")


def test_an_unknown_jurisdiction_is_named(place: PracticePlace) -> None:
    with pytest.raises(ProcedureNotPublished) as refused:
        open_case(place.database, place.actor("applicant"), "nowhere", facts_reader({}), submission_key="k")
    assert "nowhere" in refused.value.text("zh")


def test_facts_that_the_form_refuses_leave_nothing_behind(place: PracticePlace) -> None:
    with pytest.raises(FactsRefused) as refused:
        place.open_matter({})
    assert refused.value.errors
    assert count_cases(place) == 0
    # The key is free again: the mended page is submitted with the same one.
    place.open_matter(start_facts(place))
    assert count_cases(place) == 1


def test_the_opener_cannot_pass_for_somebody_else(place: PracticePlace) -> None:
    """``application.account`` is no field of the form: a smuggled one is refused or ignored, never believed."""
    facts = {**start_facts(place), "application.account": "decider"}
    try:
        case_id = place.open_matter(facts)
    except FactsRefused:
        return
    with place.database.read() as session:
        record = audit.list_entries(session, f"case:{session.get_one(CaseFile, case_id).case_no}")
    assert record[0].facts["facts"]["application"].get("account") != "decider"
