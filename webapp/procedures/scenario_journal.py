"""What happened while a scenario ran: elements entered, flows taken, rows that fired, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.engine import RunEvent

#: Coverage: process id → ids of the elements and flows that were walked.
Walked = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Passed:
    """An element entered or a flow taken: in which step of the scenario (0: the opening), and when by its clock."""

    step: int
    at: datetime
    process_id: str
    element_id: str
    is_flow: bool


@dataclass(slots=True)
class Journal:
    """Collects the events of a run for the expectations, for the path and for the coverage.

    ``step`` is the step under way.
    """

    step: int = 0
    passed: list[Passed] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    fired: dict[str, tuple[int, ...]] = field(default_factory=dict)
    walked: dict[str, set[str]] = field(default_factory=dict)

    def add(self, events: Iterable[RunEvent]) -> None:
        """Take in events in the order they happened."""
        for event in events:
            if event.kind == "element_entered":
                self.entered.append(f"{event.process_id}:{event.element_id}")
            if event.kind in {"element_entered", "flow_taken"} and event.element_id:
                self.walked.setdefault(event.process_id, set()).add(event.element_id)
                is_flow = event.kind == "flow_taken"
                self.passed.append(Passed(self.step, event.at, event.process_id, event.element_id, is_flow))
            if event.kind == "decision_made":
                self._add_decision(event.data["explanation"])

    def _add_decision(self, explanation: Mapping[str, Any]) -> None:
        for step in explanation["steps"]:
            self.fired[step["decision"]] = tuple(sorted(rule["number"] for rule in step["rules"]))

    def coverage(self) -> Walked:
        return {process: frozenset(elements) for process, elements in self.walked.items()}


def merge_walked(parts: Iterable[Walked]) -> Walked:
    """The union of several coverages."""
    merged: dict[str, set[str]] = {}
    for part in parts:
        for process, elements in part.items():
            merged.setdefault(process, set()).update(elements)
    return {process: frozenset(elements) for process, elements in merged.items()}
