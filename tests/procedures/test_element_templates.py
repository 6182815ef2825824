"""The steps that the diagram editor offers ready-made: every operation, as the checks want it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice_place import ROOT
from webapp.errors import Language
from webapp.procedures.element_templates import CALLED_PROCESSES, PREFIX, element_templates
from webapp.procedures.operations import OPERATIONS


def by_id(language: Language = "zh") -> dict[str, dict[str, Any]]:
    return {each["id"].removeprefix(PREFIX): each for each in element_templates(language)}


def bound(template: dict[str, Any], kind: str, key: str) -> dict[str, dict[str, Any]]:
    """The properties of one kind of binding, by the name that each binds."""
    return {each["binding"][key]: each for each in template["properties"] if each["binding"]["type"] == kind}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda each: each.type)
def test_an_operation_is_offered_with_its_declared_inputs_and_no_other(operation: Any) -> None:
    template = by_id()[operation.type]
    assert template["elementType"] == {"value": "bpmn:ServiceTask"}
    assert bound(template, "zeebe:taskDefinition", "property")["type"]["value"] == operation.type
    offered = bound(template, "zeebe:input", "name")
    assert list(offered) == [item.name for item in operation.inputs]
    for item in operation.inputs:
        assert offered[item.name]["optional"] is not item.is_required
        assert (offered[item.name].get("constraints") == {"notEmpty": True}) is item.is_required
        assert offered[item.name]["feel"] == "required"


def test_every_step_asks_for_its_source_and_begins_as_assumed() -> None:
    for template in element_templates():
        assert bound(template, "zeebe:property", "name")["source"]["value"] == "assumed", template["id"]


def test_the_called_processes_are_those_that_are_shared() -> None:
    shared = {path.stem for path in (ROOT / "bpmn" / "shared").glob("*.bpmn")}
    assert set(CALLED_PROCESSES) <= shared
    for process in CALLED_PROCESSES:
        template = by_id()[f"call_{process}"]
        assert bound(template, "zeebe:calledElement", "property")["processId"]["value"] == process
        # What the case knows is known in the called process; the editor takes nothing but a boolean for it.
        assert (
            bound(template, "zeebe:calledElement", "property")["propagateAllParentVariables"]["value"] is True
        )


def test_a_step_that_issues_a_paper_asks_which_and_for_all_that_a_task_needs() -> None:
    templates = by_id()
    issuing = templates["issue_paper"]["properties"]
    assert bound(templates["issue_paper"], "zeebe:property", "name")["papers"]["constraints"] == {
        "notEmpty": True
    }
    assert [each for each in issuing if each.get("id") != "papers"] == templates["user_task"]["properties"]


def test_no_two_templates_have_one_id() -> None:
    ids = [each["id"] for each in element_templates()]
    assert len(ids) == len(set(ids))


def test_every_word_is_there_in_both_languages() -> None:
    chinese, english = by_id("zh"), by_id("en")
    assert list(chinese) == list(english)
    for id_, template in english.items():
        words = [template["name"], template["category"]["name"], template.get("description", "")]
        words += [each.get(key, "") for each in template["properties"] for key in ("label", "description")]
        assert all(word.isascii() for word in words), (id_, words)
        assert not chinese[id_]["name"].isascii()
