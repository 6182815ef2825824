"""The shared process for reviews, run by itself in a bare place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.drawing import call, catch, end, gateway, io, message, service_task, timer, user_task
from tests.procedures.shared_place import (
    CASE_NO,
    bare_place,
    done,
    later,
    notices_to,
    play,
    sent,
    story_fails,
)
from webapp.procedures import Pack

DETERMINED: dict[str, Any] = {
    "determination.outcome": "deny",
    "determination.reasons": "认为不符合条件。",
    "determination.decided_by": "区纪检监察机关会议",
    "determination.decided_on": date(2026, 3, 2),
    "determination.publish": True,
    "determination.correction_needed": True,
    "advice.outcome": "deny",
}


def review_place() -> Pack:
    """A determination on record, and one wait: for a review asked for, or the end of its window."""
    determined = {
        name: f"=determination.{name}" for name in ("outcome", "reasons", "decided_by", "decided_on")
    }
    return bare_place(
        service_task("log_determination", "record_determination", more=io(determined)),
        gateway("eventBased", "await_review"),
        catch("on_review", message("review")),
        catch("window_ends", timer("timeDate", "=determination.decided_on + duration(parameters.review_window)")),
        call("call_review", "review"), end(), end("final"),
        flows="start > log_determination > await_review > on_review > call_review > end\nawait_review > window_ends > final",
        facts=DETERMINED, messages=["review"],
    )  # fmt: skip


GROUNDS = {"review.filed_by": "当事人甲", "review.grounds": "认为符合条件。"}
SERVED = {"review_notice.text": "复核决定", "review_notice.method": "in_person"}


def opinion(result: str) -> dict[str, Any]:
    return {"review_opinion.result": result, "review_opinion.text": "复核意见"}


def decision(result: str, **more: Any) -> dict[str, Any]:
    fields = {"result": result, "reasons": "复核理由", "decided_by": "区纪检监察机关会议", **more}
    return {f"review_decision.{name}": value for name, value in fields.items()}


def test_an_upheld_determination_stands() -> None:
    play(
        review_place(), DETERMINED,
        sent("review", "applicant", GROUNDS, on="2026-03-06T09:00", open=["review_determination"], status="reviewing",
             due={"review_determination": "2026-04-07", "review_due_soon": "2026-04-04", "review_overdue": "2026-04-07"}),
        done("review_determination", "reviewer", opinion("uphold"), open=["decide_review"],
             due={"decide_review": "2026-04-07", "decision_due_soon": "2026-04-04", "decision_overdue": "2026-04-07"}),
        done("decide_review", "decider", decision("uphold"), on="2026-03-20T09:00", open=["serve_review"], due={"serve_review": "2026-03-27"}),
        done("serve_review", "handler", SERVED),
        ended=True, status="reviewing",
        registers={
            "reviews": [{"filed_by": "当事人甲", "filed_on": date(2026, 3, 6), "result": "uphold", "reviewer": "复核承办", "decided_on": date(2026, 3, 20)}],
            "determinations": [{"outcome": "deny"}],
            "notices": [{"kind": "result", "to_body": "当事人甲"}],
        },
    )  # fmt: skip


def test_a_changed_determination_replaces_the_old_one_in_what_follows() -> None:
    changed = decision("change", outcome="mitigate_light", effect_until_on=date(2027, 3, 9))
    became = {
        "determination.outcome": "mitigate_light", "determination.reasons": "复核理由", "determination.effect_until_on": "2027-03-09",
        "determination.decided_on": "2026-03-09", "determination.correction_needed": False, "determination.publish": True,
        "review_result": "change", "determination_no": f"{CASE_NO}-RD-02",
    }  # fmt: skip
    play(
        review_place(), DETERMINED,
        sent("review", "intake", GROUNDS),
        done("review_determination", "reviewer", opinion("change")),
        done("decide_review", "decider", changed, on="2026-03-09T09:00", variables=became),
        done("serve_review", "handler", SERVED),
        ended=True, status="reviewing",
        path=("review:log_new_determination", "review:put_new_determination", "review:serve_review"),
        registers={
            "determinations": [
                {"outcome": "deny", "replaced_by": f"{CASE_NO}-RD-02"},
                {"outcome": "mitigate_light", "replaces": f"{CASE_NO}-RD-01", "differs": True, "difference_reason": "复核理由"},
            ]
        },
    )  # fmt: skip


@pytest.mark.parametrize("result", ["revoke", "remand"])
def test_a_revoked_or_remanded_determination_is_left_to_be_made_again(result: str) -> None:
    play(
        review_place(), DETERMINED,
        sent("review", "applicant", GROUNDS),
        done("review_determination", "reviewer", opinion(result)),
        done("decide_review", "decider", decision(result), variables={"review_result": result, "determination.outcome": "deny"}),
        done("serve_review", "handler", SERVED),
        ended=True, status="reviewing",
        registers={"reviews": [{"result": result}], "determinations": [{"outcome": "deny"}]},
    )  # fmt: skip


def test_more_to_put_right_is_asked_for_by_the_review_and_a_refusal_is_not_published() -> None:
    changed = decision("change", outcome="deny", correction_needed=True, correction_duties="补办手续。")
    play(
        review_place(), {**DETERMINED, "determination.outcome": "exempt"},
        sent("review", "applicant", GROUNDS),
        done("review_determination", "reviewer", opinion("change")),
        done("decide_review", "decider", changed, variables={
            "determination.correction_needed": True, "determination.correction_duties": "补办手续。", "determination.publish": False}),
        registers={"determinations": [{"outcome": "exempt"}, {"outcome": "deny", "differs": False}]},
    )  # fmt: skip


def test_a_changed_outcome_is_one_that_the_place_offers() -> None:
    [failure, _] = story_fails(
        review_place(), DETERMINED,
        sent("review", "applicant", GROUNDS),
        done("review_determination", "reviewer", opinion("change")),
        done("decide_review", "decider", decision("change", outcome="no_accountability")),
    )  # fmt: skip
    assert "review_decision.outcome" in failure


def test_a_review_that_is_late_is_reminded_of_and_shown_to_inspection() -> None:
    play(
        review_place(), DETERMINED,
        sent("review", "applicant", GROUNDS, due={"review_determination": "2026-04-01"}),
        later("2026-04-02T09:00", open=["review_determination"], registers={"messages": notices_to("reviewer", "inspector")}),
        done("review_determination", "reviewer", opinion("uphold"), open=["decide_review"]),
        later("2026-04-02T09:00", registers={"messages": notices_to("reviewer", "inspector", "decider", "inspector")}),
        done("decide_review", "decider", decision("uphold")),
        done("serve_review", "handler", SERVED),
        ended=True,
    )  # fmt: skip


def test_a_review_after_its_window_meets_nobody_who_waits() -> None:
    [failure, _] = story_fails(
        review_place(),
        DETERMINED,
        later("2026-04-03T09:00", ended=True),
        sent("review", "applicant", GROUNDS),
    )
    assert "nothing waits for the message “Ask for review” now" in failure
    play(review_place(), DETERMINED, sent("review", "applicant", GROUNDS, on="2026-04-02T23:00", open=["review_determination"]))  # fmt: skip


def handled_place() -> Pack:
    """As `review_place`, but the handler has worked on the case before."""
    return bare_place(
        user_task("serve_review", form="serve_review"),
        call("call_review", "review"), end(),
        flows="start > serve_review > call_review > end",
        facts={**DETERMINED, "review.filed_by": "当事人甲", "review.filed_on": date(2026, 3, 2)},
    )  # fmt: skip


def test_who_handled_the_case_does_not_review_it_and_who_gave_the_opinion_does_not_decide() -> None:
    facts = {**DETERMINED, "review.filed_by": "当事人甲", "review.filed_on": date(2026, 3, 2)}
    handled = done("serve_review", "handler", SERVED)
    for steps, kept_away in (
        (
            [done("review_determination", "reviewer", opinion("uphold"), account="handler")],
            "Review the determination",
        ),
        (
            [
                done("review_determination", "reviewer", opinion("uphold")),
                done("decide_review", "decider", decision("uphold"), account="reviewer"),
            ],
            "Decide on the review",
        ),
    ):
        [failure, _] = story_fails(handled_place(), facts, handled, *steps)
        assert f"in this case and may not do “{kept_away}”" in failure
