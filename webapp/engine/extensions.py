"""The ``zeebe:`` extension elements of one BPMN element."""

from __future__ import annotations

from lxml import etree

from webapp.engine.diagram import Assignment, Called, IoMapping, MultiInstance
from webapp.engine.dialect import ZEEBE

_EMBEDDED_PREFIX = "camunda-forms:bpmn:"
#: An input without a source is null, as in Camunda 8.8.
_NO_INPUT = "=null"


class Extensions:
    """Reads what an ``extensionElements`` holds; an absent one reads as empty."""

    def __init__(self, holder: etree._Element | None) -> None:
        self._holder = holder

    def _find(self, name: str) -> etree._Element | None:
        return None if self._holder is None else self._holder.find(f"{{{ZEEBE}}}{name}")

    def attribute(self, element: str, name: str) -> str | None:
        """One attribute of one extension element; an empty text counts as absent."""
        found = self._find(element)
        value = (found.get(name) or "").strip() if found is not None else ""
        return value or None

    def _flag(self, element: str, name: str, *, default: bool) -> bool:
        value = self.attribute(element, name)
        return default if value is None else value == "true"

    def _pairs(self, container: str, item: str, key: str, value: str) -> dict[str, str]:
        found = self._find(container)
        if found is None:
            return {}
        return {child.get(key, ""): child.get(value, "") for child in found.findall(f"{{{ZEEBE}}}{item}")}

    def properties(self) -> dict[str, str]:
        """``zeebe:properties``, our own marks among them."""
        return self._pairs("properties", "property", "name", "value")

    def headers(self) -> dict[str, str]:
        """``zeebe:taskHeaders``: fixed words for an operation."""
        return self._pairs("taskHeaders", "header", "key", "value")

    def mappings(self) -> tuple[tuple[IoMapping, ...], tuple[IoMapping, ...]]:
        """Inputs and outputs of ``zeebe:ioMapping``, in order."""
        found = self._find("ioMapping")
        if found is None:
            return (), ()
        read = [
            tuple(
                IoMapping((child.get("source") or "").strip() or missing, (child.get("target") or "").strip())
                for child in found.findall(f"{{{ZEEBE}}}{name}")
            )
            for name, missing in (("input", _NO_INPUT), ("output", ""))
        ]
        return read[0], read[1]

    def assignment(self) -> Assignment:
        """Who, by when, how urgently."""
        return Assignment(
            assignee=self.attribute("assignmentDefinition", "assignee"),
            candidate_users=self.attribute("assignmentDefinition", "candidateUsers"),
            candidate_groups=self.attribute("assignmentDefinition", "candidateGroups"),
            due_date=self.attribute("taskSchedule", "dueDate"),
            follow_up_date=self.attribute("taskSchedule", "followUpDate"),
            priority=self.attribute("priorityDefinition", "priority"),
        )

    def form_id(self) -> str | None:
        """The linked form, or the id of a form embedded in the process."""
        linked = self.attribute("formDefinition", "formId")
        if linked is not None:
            return linked
        key = self.attribute("formDefinition", "formKey") or self.attribute(
            "formDefinition", "externalReference"
        )
        return key.removeprefix(_EMBEDDED_PREFIX) if key else None

    def embedded_forms(self) -> dict[str, str]:
        """Forms that sit on the process itself: id → form-js JSON."""
        if self._holder is None:
            return {}
        return {
            form.get("id", ""): (form.text or "").strip()
            for form in self._holder.findall(f"{{{ZEEBE}}}userTaskForm")
        }

    def called_decision(self) -> tuple[str | None, str | None]:
        """Decision id and result variable."""
        return self.attribute("calledDecision", "decisionId"), self.attribute(
            "calledDecision", "resultVariable"
        )

    def script(self) -> tuple[str | None, str | None]:
        """FEEL script and result variable."""
        return self.attribute("script", "expression"), self.attribute("script", "resultVariable")

    def operation(self) -> str | None:
        """The type of the task definition."""
        return self.attribute("taskDefinition", "type")

    def called(self) -> Called | None:
        """The called process; None when there is no ``zeebe:calledElement``."""
        if self._find("calledElement") is None:
            return None
        return Called(
            process_id=self.attribute("calledElement", "processId") or "",
            has_all_parent_variables=self._flag("calledElement", "propagateAllParentVariables", default=True),
            has_all_child_variables=self._flag("calledElement", "propagateAllChildVariables", default=True),
        )

    def correlation_key(self) -> str | None:
        """The correlation key of a message."""
        return self.attribute("subscription", "correlationKey")

    def multi_instance(self, *, is_sequential: bool, completion_condition: str | None) -> MultiInstance:
        """What ``zeebe:loopCharacteristics`` says; a missing input collection reads as empty text."""
        return MultiInstance(
            is_sequential=is_sequential,
            input_collection=self.attribute("loopCharacteristics", "inputCollection") or "",
            input_element=self.attribute("loopCharacteristics", "inputElement"),
            output_collection=self.attribute("loopCharacteristics", "outputCollection"),
            output_element=self.attribute("loopCharacteristics", "outputElement"),
            completion_condition=completion_condition,
        )
