"""Verification as the stories of several tests walk it: the facts of each step and the place that verifies."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from tests.engine.drawing import call, end
from tests.procedures.shared_place import bare_place, done
from webapp.procedures import Pack
from webapp.procedures.scenario_files import Person, Step

Facts = dict[str, Any]

MATTER: Facts = {
    "application.applicant_kind": "individual",
    "application.applicant_name": "申请人甲",
    "subject.name": "当事人甲",
    "subject.unit_code": "union",
}
WITH_PETITION: Facts = {**MATTER, "petition.exists": True}
TEAM: Facts = {"team.lead": "verifier", "team.member": "verifier2", "team.methods": ["documents"]}
REPORT: Facts = {
    "report.facts": "查明的事实。",
    "report.defence_considered": "采纳。",
    "report.unit_opinion_considered": "采纳。",
    "report.conclusion": "无意过失。",
}
DEFENCE: Facts = {"defence.method": "waived"}
OPINION: Facts = {
    "unit_opinion.opinion": "support",
    "unit_opinion.text": "情况属实。",
    "unit_opinion.habitual_grade": "good",
    "unit_opinion.signed_by": "单位负责人",
}
FOUND: Facts = {"verification.findings": "已查清。", "verification.timeline": "按时间列明。"}
ASKED: Facts = {"verification.extension_requested": True, "verification.extension_reason": "证人在外地。"}


@cache
def verifying(*, petition: bool = False) -> Pack:
    facts = WITH_PETITION if petition else MATTER
    return bare_place(call("call_verify", "verify"), end(), flows="start > call_verify > end", facts=facts)


def reviewed(*people: Facts) -> Step:
    return done("review_recusal", "handler", {"recusal_review.people": list(people)} if people else {})


def teamed(**facts: Any) -> Step:
    return done("form_team", "handler", {**TEAM, **facts})


def heard() -> list[Step]:
    """The defence and the unit's opinion are in."""
    return [done("state_defence", "applicant", DEFENCE), done("give_unit_opinion", "subject_unit", OPINION)]


def up_to_report() -> list[Step]:
    return [reviewed(), teamed(), *heard(), done("verify_facts", "verifier", FOUND)]


def someone(task: str, account: str, facts: Facts) -> Step:
    """A verifier beyond the two whom every role has."""
    step = done(task, "verifier", facts)
    return replace(step, person=Person(role="verifier", account=account))
