"""What the operations before an event, of a committee and of the accountability track leave in the registers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.procedures.operation_requests import DAY, FILING, REMINDER, TRACK, VOTE, Case
from webapp.procedures.errors import OperationInputInvalid, OperationInputMissing, RegisterEntryMissing
from webapp.procedures.registers import record_number

RELEASE = {"released_on": DAY, "release_reason": "申请人撤回"}


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_risk_filing_gets_a_number_and_later_its_result(case: Case) -> None:
    number = case.ask("record_risk_filing", **FILING)["filing_no"]
    assert case.records("risk_filings") == [FILING]
    case.ask(
        "settle_risk_filing", filing_no=number, result="filed", settled_on=DAY, valid_to=date(2027, 3, 2)
    )
    [record] = case.records("risk_filings")
    assert (record["result"], record["valid_to"], record["title"]) == (
        "filed",
        date(2027, 3, 2),
        "新模式投资",
    )


def test_a_filing_that_expires_keeps_how_its_review_ended(case: Case) -> None:
    number = case.ask("record_risk_filing", **FILING)["filing_no"]
    case.ask("settle_risk_filing", filing_no=number, result="monitored", settled_on=DAY, valid_to=DAY)
    case.ask("expire_risk_filing", filing_no=number, expired_on=date(2026, 3, 3))
    [record] = case.records("risk_filings")
    assert (record["result"], record["expired_on"]) == ("monitored", date(2026, 3, 3))


def test_a_filing_that_is_not_there_cannot_be_settled(case: Case) -> None:
    number = record_number(case.book.case_no, "risk_filings", 1)
    with pytest.raises(RegisterEntryMissing):
        case.ask("settle_risk_filing", filing_no=number, result="filed", settled_on=DAY)


def test_a_result_of_a_filing_that_promises_something_is_not_known(case: Case) -> None:
    number = case.ask("record_risk_filing", **FILING)["filing_no"]
    with pytest.raises(OperationInputInvalid):
        case.ask("settle_risk_filing", filing_no=number, result="exempted", settled_on=DAY)


def test_each_linked_filing_has_a_record_of_its_own_and_none_leaves_none(case: Case) -> None:
    linked = {"event_on": DAY, "note": "本案事项", "linked_by": "承办人", "linked_on": DAY}
    assert case.ask("link_risk_filings", filing_nos=None, **linked) == {"link_nos": []}
    case.ask("link_risk_filings", filing_nos=["FX-01", "FX-02"], **linked)
    assert case.records("filing_links") == [
        {"filing_no": "FX-01", **linked},
        {"filing_no": "FX-02", **linked},
    ]


def test_an_early_reminder_is_entered_and_closed_with_what_the_unit_did(case: Case) -> None:
    number = case.ask("record_early_reminder", **REMINDER)["reminder_no"]
    case.ask("close_early_reminder", reminder_no=number, measures="已自查", closed_on=DAY, closed_by="韦立")
    [record] = case.records("early_reminders")
    assert (record["problem"], record["measures"], record["closed_by"]) == ("补签", "已自查", "韦立")


def test_a_vote_is_entered_with_its_figures(case: Case) -> None:
    case.ask("record_vote", **VOTE, recused=["d"])
    [record] = case.records("votes")
    assert record == {**VOTE, "recused": ["d"]}


@pytest.mark.parametrize(("name", "value"), [("tolerate_no", -1), ("entitled", 2.5), ("result", "won")])
def test_a_vote_with_an_impossible_figure_is_refused(case: Case, name: str, value: object) -> None:
    with pytest.raises(OperationInputInvalid):
        case.ask("record_vote", **{**VOTE, name: value})


def test_the_accountability_track_ends_with_whether_it_followed_the_conclusion(case: Case) -> None:
    number = case.ask("record_accountability", **TRACK)["accountability_no"]
    with pytest.raises(OperationInputMissing):
        case.ask("close_accountability", accountability_no=number, result="exempted", concluded_on=DAY)
    case.ask(
        "close_accountability",
        accountability_no=number,
        result="sanctioned",
        concluded_on=DAY,
        follows_conclusion=False,
    )
    [record] = case.records("accountability")
    assert (record["result"], record["follows_conclusion"]) == ("sanctioned", False)


def test_a_track_on_record_waits_no_longer_and_keeps_what_it_said(case: Case) -> None:
    number = case.ask("record_accountability", **TRACK)["accountability_no"]
    assert case.ask("release_accountability", **RELEASE) == {"accountability_no": number}
    [record] = case.records("accountability")
    assert {name: record[name] for name in (*TRACK, *RELEASE)} == {**TRACK, **RELEASE}


def test_a_track_that_has_ended_or_was_released_is_not_released_again(case: Case) -> None:
    number = case.ask("record_accountability", **TRACK)["accountability_no"]
    case.ask(
        "close_accountability",
        accountability_no=number,
        result="ended",
        concluded_on=DAY,
        follows_conclusion=True,
    )
    case.ask("record_accountability", **TRACK)
    case.ask("release_accountability", **RELEASE)
    assert case.ask("release_accountability", **{**RELEASE, "release_reason": "再次"}) == {
        "accountability_no": None
    }
    ended, released = case.records("accountability")
    assert "released_on" not in ended
    assert released["release_reason"] == RELEASE["release_reason"]


def test_without_a_track_on_record_nothing_is_released_and_nothing_entered(case: Case) -> None:
    assert case.ask("release_accountability", **RELEASE) == {"accountability_no": None}
    assert case.records("accountability") == []
