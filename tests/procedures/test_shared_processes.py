"""The shared processes for petitions and for clearing a name, run by themselves in a bare place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.engine.drawing import call, element, end, io, message, user_task
from tests.procedures.shared_place import (
    CASE_NO,
    MONDAY,
    at,
    bare_place,
    done,
    later,
    notices_to,
    now,
    play,
    sent,
    story_fails,
)
from webapp.calendar import Holiday
from webapp.clock import MovableClock
from webapp.engine import CaseRun
from webapp.feel import FeelDate, Value
from webapp.procedures import Pack, check_content
from webapp.procedures.expectations import due_day
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar

PROCESSES = ("petition", "clarify", "review", "supervise")
INFORMANT, CONTENT = "举报人某", "反映某人擅自决定"

PETITION: dict[str, Any] = {
    "petition.exists": True,
    "petition.channel": "letter",
    "petition.received_on": date(2026, 2, 25),
    "petition.is_named": True,
    "petition.informant": INFORMANT,
    "petition.content": CONTENT,
    "petition.times": 1,
}
CHECKED: dict[str, Any] = {
    **PETITION,
    "subject.name": "当事人甲",
    "petition_check.finding": "mistaken",
    "petition_check.adverse_effect": False,
    "petition_check.reason": "查无此事。",
}
STUDY = {"petition_study.text": "与上次相比对照过。"}
CLEARING = {
    "clarification.modes": ["meeting", "written"],
    "clarification.scope": "本单位",
    "clarification.text": "经查，反映的问题不存在。",
    "clarification.done_by": "承办人甲",
}
REPEATED = {**PETITION, "petition.times": 3, "petition.earlier_case_no": "〔2025〕LIWAN-0009"}


def petition_place() -> Pack:
    """Registers the petition that came with the application."""
    return bare_place(
        call("call_petition", "petition"), end(), flows="start > call_petition > end", facts=REPEATED
    )


def test_a_first_petition_is_registered_and_goes_into_the_verification() -> None:
    registered = {
        "channel": "letter",
        "times": 1,
        "is_named": True,
        "informant": INFORMANT,
        "content": CONTENT,
    }
    play(
        petition_place(), PETITION, now(open=[], variables={"petition_no": f"{CASE_NO}-XF-01"}),
        ended=True, path=("petition:petition_logged",), registers={"petitions": [registered], "messages": []},
    )  # fmt: skip


def test_a_repeated_petition_without_anything_new_is_closed_as_a_repeat() -> None:
    play(
        petition_place(), REPEATED,
        now(open=["study_petition"], due={"study_petition": "2026-03-16", "study_due_soon": "2026-03-13", "study_overdue": "2026-03-16"}),
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "repeat"}, on="2026-03-05T10:00", open=[]),
        ended=True, path=("petition:log_study", "petition:repeat_closed"),
        registers={"petitions": [{"finding": "repeat", "closed_on": date(2026, 3, 5), "times": 3}], "messages": []},
    )  # fmt: skip


def test_a_repeated_petition_with_new_clues_joins_the_verification() -> None:
    play(
        petition_place(), REPEATED,
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "new_clues"}),
        ended=True, path=("petition:tell_new_clues", "petition:clues_passed_on"),
        registers={"petitions": [{"finding": "new_clues"}], "messages": notices_to("handler", "verifier")},
    )  # fmt: skip


def test_a_study_that_is_late_is_reminded_of_and_shown_to_inspection_and_goes_on() -> None:
    play(
        petition_place(), REPEATED,
        later("2026-03-14T09:00", open=["study_petition"], registers={"messages": notices_to("handler")}),
        later("2026-03-17T09:00", open=["study_petition"], registers={"messages": notices_to("handler", "inspector")}),
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "repeat"}),
        ended=True,
    )  # fmt: skip


FURTHER = {
    "further_petition.channel": "online",
    "further_petition.content": CONTENT,
    "further_petition.is_named": True,
    "further_petition.informant": INFORMANT,
}


def further_place() -> Pack:
    """A first petition is registered; more may come by message while somebody works."""
    return bare_place(
        call("call_petition", "petition"),
        user_task("answer_supervision", form="answer_supervision", groups="decider"),
        element("boundaryEvent", "on_petition", message("petition"), attachedToRef="answer_supervision", cancelActivity="false"),
        call("call_further", "petition", more=io({"petition": "=further_petition"}), propagateAllChildVariables="false"),
        end(), end("end_further"),
        flows="start > call_petition > answer_supervision > end\non_petition > call_further > end_further",
        facts=PETITION, messages=["petition"],
    )  # fmt: skip


def test_a_petition_received_on_the_way_is_always_studied_and_leaves_the_first_one_alone() -> None:
    play(
        further_place(), PETITION,
        sent("petition", "intake", FURTHER, open=["answer_supervision", "study_petition"]),
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "repeat"}, open=["answer_supervision"],
             variables={"petition_no": f"{CASE_NO}-XF-01", "petition.channel": "letter"}),
        registers={"petitions": [{"channel": "letter"}, {"channel": "online", "finding": "repeat"}]},
    )  # fmt: skip


# -- clearing a name ----------------------------------------------------------------------------


def clarify_place(files: dict[str, bytes] | None = None) -> Pack:
    """Registers a petition, then does what follows from what was found of it."""
    return bare_place(
        call("call_petition", "petition"), call("call_clarify", "clarify"), end(),
        flows="start > call_petition > call_clarify > end", facts=CHECKED, files=files or {},
    )  # fmt: skip


def found(finding: str, *, adverse_effect: bool = False) -> dict[str, Any]:
    return {**CHECKED, "petition_check.finding": finding, "petition_check.adverse_effect": adverse_effect}


@pytest.mark.parametrize(("finding", "row"), [("mistaken", 1), ("wrong", 1), ("partly", 2)])
def test_whatever_is_untrue_is_cleared_without_asking_for_harm(finding: str, row: int) -> None:
    play(
        clarify_place(), found(finding),
        now(open=["clarify_facts"], fired={"clarify": (row,)},
            due={"clarify_facts": "2026-03-16", "clarify_due_soon": "2026-03-13", "clarify_overdue": "2026-03-16"}),
        done("clarify_facts", "handler", CLEARING, on="2026-03-10T10:00"),
        ended=True, path=("clarify:log_clarification", "clarify:cleared"),
        registers={
            "petitions": [{"finding": finding, "closed_on": date(2026, 3, 2)}],
            "clarifications": [{"finding": finding, "modes": ["meeting", "written"], "adverse_effect": False, "informant_action": "none"}],
            "notices": [{"kind": "clarify", "to_body": "当事人甲", "sent_on": date(2026, 3, 10)}],
            "referrals": [], "messages": notices_to("@applicant"),
        },
    )  # fmt: skip


@pytest.mark.parametrize(("finding", "row"), [("true", 3), ("undetermined", 4)])
def test_what_is_true_or_not_excluded_is_not_cleared(finding: str, row: int) -> None:
    play(
        clarify_place(), found(finding),
        ended=True, fired={"clarify": (row,)}, path=("clarify:not_clarified",),
        registers={"petitions": [{"finding": finding}], "clarifications": [], "notices": []},
    )  # fmt: skip


def test_a_report_that_leaves_the_finding_open_is_held_until_it_is_given() -> None:
    facts = {key: value for key, value in CHECKED.items() if key != "petition_check.finding"}
    play(clarify_place(), facts, ended=False, incidents=("log_finding",), registers={"clarifications": []})


CONSENT = {
    "malicious_approval.reason": "有故意捏造的证据。",
    "malicious_approval.approved_by": "市纪检监察机关",
}


def test_a_malicious_report_with_consent_is_referred_and_the_person_cleared() -> None:
    referral = {"informant_referral.to_body": "公安机关", "informant_referral.reason": "涉嫌诬告陷害。"}
    play(
        clarify_place(), found("false_malicious"),
        now(open=["approve_malicious"], due={"approve_malicious": "2026-03-16"}, registers={"petitions": [{"times": 1}]}),
        done("approve_malicious", "city_organ", {**CONSENT, "malicious_approval.decision": "approved"}, on="2026-03-05T09:00", open=["refer_informant"]),
        done("refer_informant", "handler", referral, open=["clarify_facts"], due={"clarify_facts": "2026-03-19"}),
        done("clarify_facts", "handler", CLEARING),
        ended=True,
        registers={
            "petitions": [{"finding": "false_malicious"}],
            "referrals": [{"about": f"{CASE_NO}-XF-01", "approved_by": "市纪检监察机关", "approved_on": date(2026, 3, 5), "to_body": "公安机关"}],
            "clarifications": [{"finding": "false_malicious", "informant_action": "referred"}],
        },
    )  # fmt: skip


def test_a_malicious_report_without_consent_counts_as_wrong_and_the_person_is_cleared_all_the_same() -> None:
    play(
        clarify_place(), found("false_malicious"),
        done("approve_malicious", "city_organ", {**CONSENT, "malicious_approval.decision": "refused"}, open=["clarify_facts"],
             variables={"petition_check.finding": "wrong", "petition_check.proposed_finding": "false_malicious"}),
        done("clarify_facts", "handler", CLEARING),
        ended=True, path=("clarify:treat_as_wrong", "clarify:cleared"),
        registers={"petitions": [{"finding": "wrong"}], "referrals": [], "clarifications": [{"finding": "wrong", "informant_action": "none"}]},
    )  # fmt: skip


def test_who_worked_on_the_case_does_not_consent_to_calling_a_report_malicious() -> None:
    [failure, _] = story_fails(
        clarify_place(), {**found("false_malicious"), "petition.times": 2},
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "new_clues"}),
        done("approve_malicious", "city_organ", {**CONSENT, "malicious_approval.decision": "approved"}, account="handler"),
    )  # fmt: skip
    assert "in this case and may not do “Consent to call it malicious”" in failure


def test_consent_and_clearing_that_are_late_are_pressed_and_shown_to_inspection() -> None:
    play(
        clarify_place(), found("false_malicious"),
        later("2026-03-17T09:00", open=["approve_malicious"], registers={"messages": notices_to("city_organ")}),
        done("approve_malicious", "city_organ", {**CONSENT, "malicious_approval.decision": "refused"}),
        later("2026-04-02T09:00", open=["clarify_facts"], registers={"messages": notices_to("city_organ", "handler", "inspector")}),
        done("clarify_facts", "handler", CLEARING),
        ended=True,
    )  # fmt: skip


HARM_ONLY = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://test">
<decision id="clarify" name="clarify"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="a"><inputExpression id="a_x" typeRef="string"><text>petition_check.finding</text></inputExpression></input>
<input id="b"><inputExpression id="b_x" typeRef="boolean"><text>petition_check.adverse_effect</text></inputExpression></input>
<output id="o" name="needed" typeRef="boolean"/>
<rule id="r1"><inputEntry id="r1a"><text>"mistaken","wrong","false_malicious"</text></inputEntry><inputEntry id="r1b"><text>true</text></inputEntry><outputEntry id="r1o"><text>true</text></outputEntry></rule>
<rule id="r2"><inputEntry id="r2a"><text>"mistaken","wrong","false_malicious"</text></inputEntry><inputEntry id="r2b"><text>false</text></inputEntry><outputEntry id="r2o"><text>false</text></outputEntry></rule>
</decisionTable></decision></definitions>"""  # fmt: skip


@pytest.mark.parametrize(("harmed", "opened"), [(True, ["clarify_facts"]), (False, [])])
def test_another_place_asks_for_harm_by_a_table_of_its_own(harmed: bool, opened: list[str]) -> None:
    place = clarify_place({"dmn/bareplace/clarify.dmn": HARM_ONLY})
    play(place, found("mistaken", adverse_effect=harmed), open=opened)


def test_no_notice_says_what_a_petition_says_or_who_sent_it() -> None:
    secret = {"to": "inspector", "text": f"有一项研判逾期，请查看案件：{CASE_NO}"}
    passed = {"text": f"本案有新的情况需要一并查清，请查看案件：{CASE_NO}"}
    cleared = {"text": f"有关事项已经澄清，请查看案件：{CASE_NO}"}
    play(
        clarify_place(), {**found("wrong"), "petition.times": 2},
        later("2026-03-17T09:00"),
        done("study_petition", "handler", {**STUDY, "petition_study.finding": "new_clues"}),
        done("clarify_facts", "handler", CLEARING),
        ended=True,
        registers={"messages": [{"text": f"有一项研判期限将满，请查看案件：{CASE_NO}"}, secret, passed, passed, cleared], "notices": [{"text": None}]},
    )  # fmt: skip


# -- all four -----------------------------------------------------------------------------------


#: What the four and their papers read and do not bring themselves, as a place's own steps must provide it.
PROVIDED = [
    *CHECKED, "subject.unit_code", "application.title", "petition.reference", "petition.earlier_case_no", "determination.outcome", "determination_no.text",
    "advice.outcome", "review.filed_by", "review.filed_on", "review.grounds",
    *(f"supervision.{name}" for name in ("finding", "basis", "demand", "found_by", "found_on", "due_on")),
]  # fmt: skip


def test_the_four_processes_pass_every_check_in_a_place_that_provides_what_they_read() -> None:
    calls = [call(f"call_{name}", name) for name in PROCESSES]
    flows = "start > " + " > ".join(f"call_{name}" for name in PROCESSES) + " > end"
    place = bare_place(*calls, end(), flows=flows, facts=dict.fromkeys(PROVIDED, ""))
    shared = {path for path in place.files if path.startswith(("bpmn/shared/", "forms/shared/", "dmn/"))}
    assert len(shared) >= len(PROCESSES) + 13
    assert [problem.text("en") for problem in check_content(place) if problem.file in shared] == []


def test_a_changed_calendar_moves_what_is_due() -> None:
    place = clarify_place()
    host = ScenarioHost(MovableClock(at(MONDAY)), packaged_calendar(), HeldRegisterBook(CASE_NO))
    check: dict[str, Value] = {"finding": "wrong", "reason": "查无此事。"}
    petition: dict[str, Value] = {"channel": "letter", "received_on": FeelDate(2026, 2, 25), "exists": True}
    variables: dict[str, Value] = {
        "petition": petition,
        "petition_check": check,
        "subject": {"name": "当事人甲"},
    }
    run = CaseRun.start(place.deployment, "matter", host=host, case={"no": CASE_NO}, variables=variables)
    former, shut = host.calendar, date(2026, 3, 10)
    year = former.years[2026]
    host.calendar = former.with_year(
        replace(year, holidays=(*year.holidays, Holiday("停电", "Power cut", shut, shut)))
    )
    moved = {
        each.element_id: (due_day(each.before), due_day(each.after or each.before))
        for each in run.reckon_deadlines(former)
    }
    assert moved == {
        "clarify_facts": ("2026-03-16", "2026-03-17"),
        "clarify_due_soon": ("2026-03-13", "2026-03-14"),
        "clarify_overdue": ("2026-03-16", "2026-03-17"),
    }
