"""What happened while a scenario ran: elements entered, flows taken, rows that fired, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.engine import RunEvent

#: Coverage: process id → ids of the elements and flows that were walked.
Walked = Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Journal:
    """Collects the events of a run for the expectations and for the coverage."""

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
