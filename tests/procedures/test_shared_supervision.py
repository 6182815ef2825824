"""The shared process for supervision, run by itself in a bare place, also several times at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.drawing import call, element, end, io, message, user_task
from tests.procedures.shared_place import (
    bare_place,
    done,
    later,
    notices_to,
    play,
    sent,
    story_fails,
)
from tests.procedures.two_demands import TwoDemands
from webapp.procedures import Pack

APPLIED = {"application.title": "某事项"}
DEMAND = {
    "supervision.finding": "failure_to_apply",
    "supervision.basis": "符合条件而没有受理。",
    "supervision.demand": "依规受理并说明理由。",
}
ANSWER = {"supervision_answer.text": "属实。", "supervision_answer.measures": "已经受理。"}


def supervision_place() -> Pack:
    """Somebody works; meanwhile inspection may raise one demand after the other."""
    return bare_place(
        user_task("study_petition", form="study_petition"),
        element("boundaryEvent", "on_supervision", message("supervision"), attachedToRef="study_petition", cancelActivity="false"),
        call("call_supervise", "supervise", more=io({"supervision": "=supervision"}), propagateAllChildVariables="false"),
        end(), end("supervised"),
        flows="start > study_petition > end\non_supervision > call_supervise > supervised",
        facts=APPLIED, messages=["supervision"],
    )  # fmt: skip


def checked(result: str, **more: Any) -> dict[str, Any]:
    fields = {"result": result, "text": "核对意见", **more}
    return {f"supervision_check.{name}": value for name, value in fields.items()}


def test_a_demand_is_answered_sent_back_and_settled() -> None:
    play(
        supervision_place(), APPLIED,
        sent("supervision", "inspector", DEMAND, open=["study_petition", "answer_supervision"],
             due={"answer_supervision": "2026-03-16", "answer_due_soon": "2026-03-13", "answer_overdue": "2026-03-16"}),
        done("answer_supervision", "decider", ANSWER, on="2026-03-10T09:00", open=["study_petition", "check_supervision"], due={"check_supervision": "2026-03-24"}),
        done("check_supervision", "inspector", checked("send_back"), on="2026-03-11T09:00", due={"answer_supervision": "2026-03-25"}),
        done("answer_supervision", "decider", ANSWER),
        done("check_supervision", "inspector", checked("send_back", redo_due_on=date(2026, 3, 13)), due={"answer_supervision": "2026-03-13", "answer_overdue": "2026-03-13"}),
        done("answer_supervision", "decider", ANSWER, on="2026-03-12T09:00"),
        done("check_supervision", "inspector", checked("settled"), open=["study_petition"]),
        path=("supervise:set_new_limit", "supervise:set_new_limit", "supervise:supervision_settled"),
        registers={"supervisions": [{"finding": "failure_to_apply", "found_by": "监督检查", "result": "settled", "text": "核对意见", "closed_on": date(2026, 3, 12)}]},
    )  # fmt: skip


def test_a_demand_with_a_date_of_its_own_goes_by_it_and_may_end_in_a_report_upward() -> None:
    play(
        supervision_place(), APPLIED,
        sent("supervision", "inspector", {**DEMAND, "supervision.due_on": date(2026, 3, 6)}, due={"answer_supervision": "2026-03-06", "answer_due_soon": "2026-03-03"}),
        done("answer_supervision", "decider", ANSWER),
        done("check_supervision", "inspector", checked("escalated"), open=["study_petition"]),
        path=("supervise:tell_escalated", "supervise:supervision_escalated"),
        registers={"supervisions": [{"result": "escalated", "due_on": date(2026, 3, 6)}], "messages": notices_to("decider")},
    )  # fmt: skip


def test_an_answer_that_is_late_is_pressed_once_and_still_awaited() -> None:
    both = notices_to("decider", "decider", "inspector")
    play(
        supervision_place(), APPLIED,
        sent("supervision", "inspector", DEMAND),
        later("2026-03-20T09:00", open=["study_petition", "answer_supervision"], registers={"messages": both}),
        done("answer_supervision", "decider", ANSWER),
        done("check_supervision", "inspector", checked("settled")),
        registers={"supervisions": [{"result": "settled"}], "messages": both},
    )  # fmt: skip


@pytest.mark.parametrize("first", [0, 1])
def test_two_demands_at_the_same_time_keep_apart(first: int) -> None:
    two = TwoDemands(supervision_place())
    answered, waiting = (two.names[first], two.names[1 - first])
    two.answer(answered, "已经整改")
    assert two.seen_by("answer_supervision") == [(waiting, None)]
    assert two.seen_by("check_supervision") == [(answered, "已经整改")]
    two.answer(waiting, "正在整改")
    assert sorted(two.seen_by("check_supervision")) == sorted([(answered, "已经整改"), (waiting, "正在整改")])
    two.check(waiting, "send_back")
    two.check(answered, "settled")
    assert two.seen_by("answer_supervision") == [(waiting, "正在整改")]
    two.answer(waiting, "整改完毕")
    assert two.is_blank("check_supervision", "supervision_check")
    two.check(waiting, "settled")
    assert two.records() == {answered: "settled", waiting: "settled"}
    assert "supervision_no" not in two.run.variables()


def test_who_answered_does_not_check_the_answer() -> None:
    [failure, _] = story_fails(
        supervision_place(), APPLIED,
        sent("supervision", "inspector", DEMAND),
        done("answer_supervision", "decider", ANSWER),
        done("check_supervision", "inspector", checked("settled"), account="decider"),
    )  # fmt: skip
    assert "in this case and may not do “Check what was done”" in failure
