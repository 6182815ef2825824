"""The names that are offered while a draft is edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.procedures.small_pack import CODE, FILES, MATTER, OUTCOME
from webapp.procedures import Pack
from webapp.procedures.drafts.names import gather_names


def names_of(changes: Mapping[str, bytes] | None = None) -> Mapping[str, Any]:
    files = {path: content.encode() for path, content in FILES.items() if "unused" not in path}
    return gather_names(Pack(CODE, {**files, **(changes or {})}))


@pytest.fixture(scope="module")
def names() -> Mapping[str, Any]:
    return names_of()


def find(rows: list[dict[str, Any]], key: str, value: str) -> dict[str, Any]:
    return next(row for row in rows if row[key] == value)


def test_roles_parameters_messages_and_processes_are_offered_by_name(names: Mapping[str, Any]) -> None:
    assert find(names["roles"], "id", "intake") == {"id": "intake", "zh": "受理岗", "en": "Intake"}
    assert find(names["parameters"], "id", "accept_working_days") == {
        "id": "accept_working_days",
        "zh": "受理期限",
        "en": "Time to accept",
        "value": 5,
        "unit": "working_days",
        "source": "assumed",
    }
    assert find(names["messages"], "id", "withdraw")["form"] == "withdraw"
    assert find(names["processes"], "id", "archive")["zh"] == "归档"


def test_a_form_is_called_by_the_step_that_asks_it(names: Mapping[str, Any]) -> None:
    form = find(names["forms"], "id", "check_application")
    assert (form["zh"], form["en"], form["fields"]) == (
        "受理审查",
        "Check for acceptance",
        ["assessment.f_fault"],
    )


def test_a_decision_tells_what_it_reads(names: Mapping[str, Any]) -> None:
    decision = find(names["decisions"], "id", "outcome")
    assert (decision["zh"], decision["en"]) == ("认定建议", "Advice on the outcome")
    assert "assessment.f_fault" in decision["inputs"]


def test_operations_come_with_their_inputs_and_functions_with_their_parameters(
    names: Mapping[str, Any],
) -> None:
    inputs = {
        each["name"]: each["is_required"] for each in find(names["operations"], "id", "notify")["inputs"]
    }
    assert inputs["to"] is True
    assert find(names["functions"], "name", "add working days")["parameters"] == ["date", "n"]


def test_a_variable_tells_its_label_and_who_writes_it(names: Mapping[str, Any]) -> None:
    fault = find(names["variables"], "name", "assessment.f_fault")
    assert (fault["zh"], fault["en"]) == ("过失程度", "Degree of fault")
    assert fault["from"] == [{"file": MATTER, "element": "check_application", "name": "受理审查"}]
    assert find(names["variables"], "name", "case.no")["zh"] == "案号"


def test_an_element_is_offered_what_was_written_before_it(names: Mapping[str, Any]) -> None:
    at = names["scopes"][MATTER]
    assert "application.request_text" in at["mark_applied"]
    assert "assessment.f_fault" not in at["mark_applied"]
    assert "assessment.f_fault" in at["advise_outcome"]
    assert "advice" in at["is_tolerated"]
    assert "advice" in at["f6"], "a condition stands on a flow"
    assert "withdrawal" in at["keep_withdrawal"]
    assert "withdrawal" not in at["keep_advice"]


def test_an_element_is_offered_its_own_inputs(names: Mapping[str, Any]) -> None:
    assert "reason" in names["scopes"][MATTER]["keep_withdrawal"]
    assert "reason" not in names["scopes"][MATTER]["given_up"]


def test_a_called_process_is_offered_what_its_callers_hand_over(names: Mapping[str, Any]) -> None:
    at = names["scopes"]["bpmn/shared/archive.bpmn"]
    assert {"advice", "assessment.f_fault"} <= set(at["file_papers"])
    assert "archive_record.volume_no" in at["enter_archive"]


@pytest.mark.parametrize("content", [b"", b"<broken", b"\xff\xfe"])
def test_what_can_be_read_is_offered_while_the_rest_is_broken(content: bytes) -> None:
    broken = names_of({MATTER: content, OUTCOME: content})
    assert find(broken["roles"], "id", "intake")
    assert MATTER not in broken["scopes"]
    assert "file_papers" in broken["scopes"]["bpmn/shared/archive.bpmn"]
    assert broken["decisions"] == []
