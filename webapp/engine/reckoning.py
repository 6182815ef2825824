"""Deadlines of a case at rest, reckoned anew after the calendar has changed.

A deadline is reckoned when its step is entered. Reckoned anew it is what that step would have got had the new calendar
been known: the same expression, the same facts, ``now()`` and ``today()`` of the instant it was set, other days off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webapp.calendar import WorkingCalendar
from webapp.engine.elements.activities import UserTaskSpec
from webapp.engine.elements.events import WaitingSpec
from webapp.engine.expressions import Source
from webapp.engine.faults import Fault
from webapp.engine.host import OperationCall, hosted_by
from webapp.engine.timers import due_of, read_stamp
from webapp.engine.tokens import CaseWorkflow, Token
from webapp.errors import Language, RongcuoError
from webapp.feel import Value

DeadlineKind = Literal["due_at", "follow_up_at", "timer"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that the calendar's change concerns: when it was (``before``) and would be now (``after``), in UTC.

    ``is_kept``: it stays as it was, because the former calendar does not give what is stored either. The facts it
    was reckoned from have changed since, or a person has set it.
    """

    task_id: str
    process_id: str
    element_id: str
    kind: DeadlineKind
    before: datetime
    after: datetime | None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class _Then:
    """The platform as it was when a deadline was set, with one calendar or another."""

    instant: datetime
    calendar: WorkingCalendar

    def now(self) -> datetime:
        return self.instant

    def unit_name(self, code: str, _language: Language) -> str:
        return code

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        raise NotImplementedError(call.type)


def reckon_anew(
    case: CaseWorkflow, former: WorkingCalendar, calendar: WorkingCalendar, opened_at: Mapping[str, datetime]
) -> list[Deadline]:
    """Every deadline that ``calendar`` gives differently, and move those that ``former`` explains.

    A timer that repeats, and one that has fired, stay as they are. ``opened_at`` tells by task id when a task began
    whose state does not say (one that an earlier release wrote).
    """
    found: list[Deadline] = []
    for token, key, source, reader in _deadlines(case):
        set_at = _set_at(token, opened_at)
        before = datetime.fromisoformat(token.internal_data[key])
        if set_at is None:
            continue
        after = _reckon(source, reader, _Then(set_at, calendar))
        if after == before:
            continue
        is_kept = after is None or _reckon(source, reader, _Then(set_at, former)) != before
        kind: DeadlineKind = (
            "follow_up_at" if key == "follow_up_at" else "due_at" if key == "due_at" else "timer"
        )
        found.append(
            Deadline(
                str(token.id),
                token.workflow.spec.process_id,
                token.task_spec.node.id,
                kind,
                before,
                after,
                is_kept,
            )
        )
        if not is_kept and after is not None:
            token.internal_data[key] = after.isoformat()
    return found


def _deadlines(case: CaseWorkflow) -> Iterator[tuple[Token, str, Source, Token]]:
    """Each standing deadline: its token, the note that holds it, its expression, and the token that reads the facts."""
    for token in [case.tokens[token_id] for token_id in sorted(case.tokens)]:
        spec = token.task_spec
        if isinstance(spec, UserTaskSpec):
            for key in ("due_at", "follow_up_at"):
                # A case that has moved to another version keeps a date that this one does not give any more.
                if key in token.internal_data and key in spec.sources:
                    yield token, key, spec.sources[key], token
        elif isinstance(spec, WaitingSpec) and spec.source is not None:
            notes = token.internal_data
            if "due" in notes and "cycle" not in notes and token.id in case.event_manager.tasks:
                yield token, "due", spec.source, token.parent if "armed" in notes else token


def _set_at(token: Token, opened_at: Mapping[str, datetime]) -> datetime | None:
    noted: int | None = token.internal_data.get("set_at")
    if noted is not None:
        return read_stamp(noted)
    at = opened_at.get(str(token.id))
    return at if at is not None or "armed" not in token.internal_data else opened_at.get(str(token.parent.id))


def _reckon(source: Source, reader: Token, then: _Then) -> datetime | None:
    """What the expression gives; None when it gives nothing usable, which leaves a standing deadline alone."""
    with hosted_by(then):
        try:
            return due_of(source.evaluate(reader.visible()), then)
        except (Fault, RongcuoError):
            return None
