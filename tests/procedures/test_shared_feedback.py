"""Feedback as every place shares it: both are served, and the time for review runs from service."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.engine.drawing import call, end, io, service_task
from tests.procedures.shared_place import bare_place, done, later, now, story_fails
from webapp.procedures import Pack

Facts = dict[str, Any]

DECIDED: Facts = {
    "application.applicant_kind": "individual",
    "application.applicant_name": "申请人甲",
    "subject.name": "当事人甲",
    "subject.unit_code": "union",
    "determination.outcome": "exempt",
    "determination.reasons": "出于公心。",
    "determination.decided_by": "会议",
    "determination.decided_on": date(2026, 3, 2),
}
TO_APPLICANT: Facts = {
    "applicant_notice.text": "免责。",
    "applicant_notice.method": "in_person",
    "applicant_notice.review_notified": True,
}
TO_UNIT: Facts = {"unit_notice.text": "免责。", "unit_notice.method": "official_letter"}


@cache
def feeding_back() -> Pack:
    fields = ("outcome", "reasons", "decided_by", "decided_on")
    return bare_place(
        service_task(
            "log", "record_determination", more=io({name: f"=determination.{name}" for name in fields})
        ),
        call("call_feedback", "feedback"),
        end(),
        flows="start > log > call_feedback > end",
        facts=DECIDED,
    )


def test_both_are_served_and_the_service_is_kept_with_the_determination() -> None:
    assert not story_fails(
        feeding_back(), DECIDED, now(open=["inform_applicant", "inform_unit"], due={"inform_unit": "2026-03-09"}),
        done("inform_applicant", "handler", {**TO_APPLICANT, "applicant_notice.served_on": date(2026, 3, 2)}, open=["inform_unit"],
             registers={"determinations": [{"appeal_until": None}]}),
        done("inform_unit", "handler", TO_UNIT),
        ended=True, variables={"feedback.appeal_until": "2026-04-02"},
        registers={
            "determinations": [{"served_on": "2026-03-02", "appeal_until": "2026-04-02"}],
            "notices": [{"kind": "result", "to_body": "申请人甲"}, {"kind": "appeal_rights", "text": "对结论不服的，可在 2026-04-02 前（含当日）申请复核。"}, {"kind": "result", "to_body": "union"}],
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("served_on", "until"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2026-03-04", "2026-04-07"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-02", "2026-04-02"),
    ],
    ids=["a month's end, worked in exchange", "Qingming", "a Saturday", "an ordinary day"],
)
def test_the_time_for_review_is_a_month_from_service_and_ends_on_a_working_day(
    served_on: str, until: str
) -> None:
    served = {**TO_APPLICANT, "applicant_notice.served_on": date.fromisoformat(served_on)}
    assert not story_fails(
        feeding_back(), DECIDED, done("inform_unit", "handler", TO_UNIT), later("2026-03-09T09:00"),
        done("inform_applicant", "handler", served),
        variables={"feedback.served_on": served_on, "feedback.appeal_until": until}, ended=True,
    )  # fmt: skip


def test_where_the_organ_started_by_itself_the_subject_is_served() -> None:
    facts = {**DECIDED, "application.applicant_kind": "organ_self"}
    assert not story_fails(
        feeding_back(), facts, done("inform_applicant", "handler", TO_APPLICANT),
        registers={"notices": [{"kind": "result", "to_body": "当事人甲"}, {"kind": "appeal_rights", "to_body": "当事人甲"}]},
    )  # fmt: skip


def test_service_without_word_of_the_right_to_review_is_refused() -> None:
    silent = {**TO_APPLICANT, "applicant_notice.review_notified": False}
    failures = story_fails(feeding_back(), DECIDED, done("inform_applicant", "handler", silent))
    assert any("review_notified" in failure for failure in failures)


def test_a_second_conclusion_is_served_with_a_date_of_its_own() -> None:
    """As after a review: nothing of the first service is offered again."""
    fields = ("outcome", "reasons", "decided_by", "decided_on")
    log = service_task(
        "log", "record_determination", more=io({name: f"=determination.{name}" for name in fields})
    )
    twice = bare_place(
        log, call("first", "feedback"), call("second", "feedback"), end(), flows="start > log > first > second > end", facts=DECIDED
    )  # fmt: skip
    first = [done("inform_applicant", "handler", TO_APPLICANT), done("inform_unit", "handler", TO_UNIT)]
    assert not story_fails(
        twice, DECIDED, *first, later("2026-05-06T09:00"), *first,
        ended=True, registers={"determinations": [{"served_on": "2026-05-06", "appeal_until": "2026-06-08"}]},
    )  # fmt: skip
    silent = done(
        "inform_applicant", "handler", {"applicant_notice.text": "免责。", "applicant_notice.method": "post"}
    )
    assert any("review_notified" in failure for failure in story_fails(twice, DECIDED, *first, silent))
