"""Consultation, publication and archiving as every place shares them, each run by itself in a bare place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.engine.drawing import call, end, script_task
from tests.procedures.shared_place import CASE_NO, bare_place, done, later, now, story_fails
from webapp.procedures import Pack
from webapp.procedures.scenario_files import Step

Facts = dict[str, Any]

MATTER: Facts = {"application.title": "某事项", "report.conclusion": "无意过失。"}
SILENT = {"opinion": "no_reply", "opinion_text": None, "signed_by": None}
MEETING: Facts = {
    "meeting.chair": "主持人",
    "meeting.present": "各会商单位",
    "meeting.minutes": "纪要。",
    "meeting.conclusion": "support",
}


@cache
def consulting(*bodies: str, level: str = "ordinary") -> Pack:
    listed = ", ".join(f'"{body}"' for body in bodies)
    return bare_place(
        script_task("name_bodies", f"={{consult_bodies: [{listed}]}}", "situation"),
        script_task("set_level", f'="{level}"', "consult_level"),
        call("call_consult", "consult"),
        end(),
        flows="start > name_bodies > set_level > call_consult > end",
        facts=MATTER,
    )


def answered(body: str, opinion: str = "support", on: str = "", **expected: Any) -> Step:
    facts: Facts = {"consultation.opinion": opinion, "consultation.signed_by": f"{body}联系人"}
    if opinion != "abstain":
        facts["consultation.opinion_text"] = "理由。"
    return replace(done("give_opinion", "consulted", facts, on=on, **expected), item=body)


# -- consultation -------------------------------------------------------------------------------


def test_each_body_is_asked_for_itself_and_all_opinions_are_kept_in_their_order() -> None:
    place = consulting("housing", "planning", "finance")
    opinions = [
        {"body": "housing", "opinion": "object"},
        {"body": "planning", "opinion": "abstain"},
        {"body": "finance", "opinion": "condition"},
    ]
    assert not story_fails(
        place, MATTER, now(open=["give_opinion"] * 3, due={"give_opinion[planning]": "2026-03-09"}),
        answered("finance", "condition", open=["give_opinion"] * 2), answered("housing", "object"), answered("planning", "abstain"),
        ended=True, variables={"opinions": opinions}, registers={"messages": []},
    )  # fmt: skip


def test_no_answer_in_time_counts_as_no_comment_and_the_handler_is_told() -> None:
    place = consulting("housing", "planning")
    opinions = [{"body": "housing", "opinion": "support"}, {"body": "planning", **SILENT}]
    told = {"to": "handler", "text": f"会商单位期满未答复，视为无意见：planning，{CASE_NO}"}
    assert not story_fails(
        place, MATTER, answered("housing", on="2026-03-09T20:00"), later("2026-03-09T23:59", open=["give_opinion"]), later("2026-03-10T00:01"),
        ended=True, variables={"opinions": opinions}, registers={"messages": [told]},
    )  # fmt: skip


def test_an_answer_after_the_time_is_not_taken() -> None:
    failures = story_fails(consulting("housing"), MATTER, later("2026-03-10T09:00"), answered("housing"))
    assert any("“Give an opinion”[housing] is not open" in failure for failure in failures)


def test_nobody_answers_for_another_body() -> None:
    step = answered("housing")
    assert step.person is not None
    stranger = replace(step, person=replace(step.person, by="", unit="planning"))
    failures = story_fails(consulting("housing", "planning"), MATTER, stranger)
    assert any(
        "may not do “Give an opinion”; these may: Consulted body@housing" in failure for failure in failures
    )


@pytest.mark.parametrize("level", ["ordinary", "multi_dept"])
def test_several_departments_meet_and_an_ordinary_matter_needs_no_meeting(level: str) -> None:
    place, asked = consulting("housing", "planning", level=level), [answered("housing"), answered("planning")]
    if level == "ordinary":
        assert not story_fails(place, MATTER, *asked, ended=True)
        return
    met = done("hold_meeting", "handler", MEETING)
    assert not story_fails(
        place, MATTER, *asked, now(open=["hold_meeting"], due={"hold_meeting": "2026-03-09"}), met, ended=True
    )


# -- publication --------------------------------------------------------------------------------


@cache
def publishing() -> Pack:
    return bare_place(
        call("call_publish", "publish_case"), end(), flows="start > call_publish > end", facts=MATTER
    )


def drafted(text: str, **expected: Any) -> Step:
    facts = {"publication.title": "标题", "publication.text": text, "publication.anonymised": True}
    return done("draft_publication", "publicity", facts, **expected)


def judged(decision: str, **expected: Any) -> Step:
    facts = {"publication_approval.decision": decision, "publication_approval.approved_by": "负责人"}
    if decision != "approved":
        facts["publication_approval.comment"] = "写明尺度。"
    return done("approve_publication", "decider", facts, **expected)


def test_an_approved_draft_goes_into_the_library_within_the_places_circle() -> None:
    published = {"title": "标题", "text": "经过。", "scope": "internal", "approved_by": "负责人"}
    assert not story_fails(
        publishing(), MATTER, drafted("经过。", open=["approve_publication"]), judged("approved"),
        ended=True, registers={"publications": [published]},
    )  # fmt: skip


def test_a_draft_sent_back_is_judged_anew() -> None:
    assert not story_fails(
        publishing(), MATTER, drafted("初稿。"), judged("revise", open=["draft_publication"], registers={"publications": []}),
        drafted("二稿。"), judged("approved"),
        ended=True, registers={"publications": [{"text": "二稿。"}]},
    )  # fmt: skip
    unjudged = done("approve_publication", "decider", {})
    failures = story_fails(
        publishing(), MATTER, drafted("初稿。"), judged("revise"), drafted("二稿。"), unjudged
    )
    assert any("publication_approval.decision" in failure for failure in failures)


def test_what_is_not_to_be_published_stays_out_of_the_library() -> None:
    assert not story_fails(
        publishing(), MATTER, drafted("初稿。"), judged("refused"),
        ended=True, path=("publish_case:not_published",), registers={"publications": []},
    )  # fmt: skip


def test_a_draft_that_still_names_people_is_not_handed_in() -> None:
    named = {"publication.title": "标题", "publication.text": "某某。", "publication.anonymised": False}
    failures = story_fails(publishing(), MATTER, done("draft_publication", "publicity", named))
    assert any("publication.anonymised" in failure for failure in failures)
