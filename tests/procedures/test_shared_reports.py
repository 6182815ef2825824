"""The verification report as every place shares it: written by the team, confirmed by another member than the writer."""

from __future__ import annotations

import pytest

from tests.engine.drawing import call, end
from tests.procedures.shared_place import bare_place, done, later, now, story_fails
from tests.procedures.verification_story import (
    ASKED,
    FOUND,
    MATTER,
    REPORT,
    WITH_PETITION,
    heard,
    reviewed,
    teamed,
    up_to_report,
    verifying,
)


def test_the_other_verifier_confirms_the_report() -> None:
    assert not story_fails(
        verifying(), MATTER, *up_to_report(),
        done("write_report", "verifier", REPORT, open=["confirm_report"], due={"confirm_report": "2026-03-05"}),
        done("confirm_report", "verifier2", {"report_check.decision": "confirm"}),
        ended=True, path=("verify:confirm_report", "verify:verified"),
    )  # fmt: skip


@pytest.mark.parametrize("writer", ["verifier", "verifier2"])
def test_nobody_confirms_their_own_report(writer: str) -> None:
    steps = [*up_to_report(), done("write_report", writer, REPORT)]
    own = done("confirm_report", writer, {"report_check.decision": "confirm"})
    assert any(
        f"({writer}) may not do “Confirm the report”" in failure
        for failure in story_fails(verifying(), MATTER, *steps, own)
    )


def test_the_confirmation_is_parted_from_the_writing_wherever_the_task_is_handed() -> None:
    confirm = verifying().deployment.processes["verify"].elements["confirm_report"]
    assert confirm.properties["separate_from"] == "write_report"


def test_a_report_sent_back_is_mended_by_its_writer_and_confirmed_again() -> None:
    back = done(
        "confirm_report",
        "verifier2",
        {"report_check.decision": "return", "report_check.comment": "补充依据。"},
        open=["write_report"],
    )
    steps = [*up_to_report(), done("write_report", "verifier", REPORT), back]
    assert not story_fails(
        verifying(), MATTER, *steps, done("write_report", "verifier", {"report.facts": "补充后的事实。"}), back,
        done("write_report", "verifier", {}),
        done("confirm_report", "verifier2", {"report_check.decision": "confirm"}),
        ended=True,
    )  # fmt: skip
    other = story_fails(verifying(), MATTER, *steps, done("write_report", "verifier2", REPORT))
    assert any(
        "Verification team (verifier2) may not do “Write the verification report”; these may: @verifier"
        in failure
        for failure in other
    )


def test_the_second_confirmation_begins_with_a_blank_form() -> None:
    back = {"report_check.decision": "return", "report_check.comment": "补充依据。"}
    steps = [
        *up_to_report(),
        done("write_report", "verifier", REPORT),
        done("confirm_report", "verifier2", back),
    ]
    again = [done("write_report", "verifier", {}), done("confirm_report", "verifier2", {})]
    assert any(
        "report_check.decision" in failure for failure in story_fails(verifying(), MATTER, *steps, *again)
    )


def test_sending_back_needs_a_comment() -> None:
    back = done("confirm_report", "verifier2", {"report_check.decision": "return"})
    steps = [*up_to_report(), done("write_report", "verifier", REPORT), back]
    assert any("report_check.comment" in failure for failure in story_fails(verifying(), MATTER, *steps))


@pytest.mark.parametrize(
    ("finding", "may_harm"),
    [
        ("true", False),
        ("partly", True),
        ("mistaken", True),
        ("wrong", True),
        ("false_malicious", True),
        ("undetermined", False),
    ],
)
def test_where_there_was_a_petition_the_report_says_what_was_found_of_it(
    finding: str, may_harm: bool
) -> None:
    checked = {"petition_check.finding": finding, "petition_check.reason": "逐项核对。"}
    harm = {"petition_check.adverse_effect": True}
    place, steps = verifying(petition=True), up_to_report()
    assert not story_fails(
        place, WITH_PETITION, *steps, done("write_report", "verifier", {**REPORT, **checked, **(harm if may_harm else {})}),
        variables={"petition_check.finding": finding, "petition_check.adverse_effect": True if may_harm else None},
    )  # fmt: skip
    if not may_harm:
        refused = story_fails(
            place, WITH_PETITION, *steps, done("write_report", "verifier", {**REPORT, **checked, **harm})
        )
        assert any("adverse_effect" in failure for failure in refused)
    unsaid = story_fails(place, WITH_PETITION, *steps, done("write_report", "verifier", REPORT))
    assert any("petition_check.finding" in failure for failure in unsaid)


def test_without_a_petition_nothing_is_found_of_one() -> None:
    checked = {**REPORT, "petition_check.finding": "mistaken"}
    failures = story_fails(verifying(), MATTER, *up_to_report(), done("write_report", "verifier", checked))
    assert any("petition_check.finding" in failure for failure in failures)


def test_what_is_verified_again_has_a_limit_and_an_extension_of_its_own() -> None:
    """As after a remand: the second round asks anew who stands aside, and nothing of the first one's extension is left."""
    twice = bare_place(
        call("first", "verify"),
        call("second", "verify"),
        end(),
        flows="start > first > second > end",
        facts=MATTER,
    )
    granted = {"extension.decision": "approved", "extension.days": 10}
    first = [
        reviewed({"account": "decider2", "reason": "relative"}), teamed(), *heard(), done("verify_facts", "verifier", ASKED), done("approve_extension", "decider", granted),
        done("verify_facts", "verifier", FOUND), done("write_report", "verifier", REPORT),
        done("confirm_report", "verifier2", {"report_check.decision": "confirm"}),
    ]  # fmt: skip
    assert not story_fails(
        twice, MATTER, *first, later("2026-05-06T09:00", open=["review_recusal"]), reviewed(), teamed(),
        now(due={"verify_facts": "2026-06-05"}),
        done("verify_facts", "verifier", {**ASKED, "verification.extension_requested": True}, due={"approve_extension": "2026-05-07"}),
        done("approve_extension", "decider", {"extension.decision": "refused"}), done("verify_facts", "verifier2", FOUND), *heard(),
        done("write_report", "verifier", REPORT), done("confirm_report", "verifier2", {"report_check.decision": "confirm"}),
        ended=True,
    )  # fmt: skip
