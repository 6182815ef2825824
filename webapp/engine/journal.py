"""What happened in a run, in order: enough for a timeline and for marking the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EventKind = Literal[
    "element_entered",
    "element_completed",
    "element_cancelled",
    "flow_taken",
    "decision_made",
    "operation_performed",
    "timer_set",
    "timer_fired",
    "message_received",
    "incident_raised",
    "incident_resolved",
    "process_ended",
]


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One entry: when, what, on which element (for ``flow_taken`` the flow). ``data`` is JSON-ready."""

    at: datetime
    kind: EventKind
    process_id: str
    element_id: str
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Journal:
    """Collects entries until the caller drains them."""

    def __init__(self) -> None:
        self._events: list[RunEvent] = []

    def add(self, event: RunEvent) -> None:
        """Append an entry."""
        self._events.append(event)

    def drain(self) -> list[RunEvent]:
        """All entries since the last call."""
        drained, self._events = self._events, []
        return drained
