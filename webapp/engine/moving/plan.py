"""What moving one case to another version would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webapp.engine.journal import RunEvent
from webapp.engine.moving.findings import MoveFinding

StepAction = Literal["moved", "cancelled", "added"]


@dataclass(frozen=True, slots=True)
class MoveStep:
    """One place of the case: it moves to ``target_id``, or is cancelled or added by the new version.

    ``element_id`` is that of the old version, for what is added that of the new one. ``kind`` is the element's
    (``user_task``, ``boundary_event`` …), ``due_at`` the instant of its timer (UTC), ``count`` how many of one
    multi-instance.
    """

    action: StepAction
    process_id: str
    element_id: str
    name: str
    kind: str
    target_id: str | None
    due_at: datetime | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What moves where, what keeps the case from moving, and its new state if nothing does.

    ``events`` are the journal of what is added.
    """

    steps: tuple[MoveStep, ...]
    findings: tuple[MoveFinding, ...]
    state: bytes | None
    events: tuple[RunEvent, ...] = ()

    @property
    def refusals(self) -> tuple[MoveFinding, ...]:
        """What keeps the case where it is."""
        return tuple(finding for finding in self.findings if finding.severity == "refusal")

    @property
    def warnings(self) -> tuple[MoveFinding, ...]:
        """What changes for the case and is worth knowing."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")
