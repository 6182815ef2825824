"""Where a played case stands: what is open and for whom, what its clock waits for, the facts, the path, what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from webapp.engine.encoding import unpack_value
from webapp.feel import Value
from webapp.procedures.failure_words import ToldDifference
from webapp.procedures.proof.answers import Act, Mark, Named, Said, read_acts
from webapp.procedures.scenario_files import Person


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A form to fill in: that of an open task (``kind`` ``task``), of a message or of the start, and by whom."""

    kind: str
    name: str
    person: Person

    def told(self) -> dict[str, Any]:
        """As plain data."""
        who = self.person
        person = {
            "role": who.role,
            "account": who.account,
            "name": who.name,
            "unit": who.unit,
            "by": who.by,
        }
        return {"kind": self.kind, "name": self.name, "person": person}


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """A form's id, None for a step without one, and the values that it may read."""

    id: str | None
    context: Mapping[str, Value]

    @classmethod
    def of(cls, told: Mapping[str, Any] | None) -> Self | None:
        """From plain data."""
        if told is None:
            return None
        context = unpack_value(told["context"])
        return cls(told["id"], context if isinstance(context, dict) else {})


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open task: ``key`` names it, with its ``item`` where it has one; ``due`` is a day, if it has one."""

    key: str
    process: str
    element: Named
    item: Any
    due: date | None
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message that the case waits for, and who may send it."""

    name: Named
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A timer and its instant, in ISO 8601, at the place."""

    element: Named
    at: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact; ``is_new``: the last step set or changed it."""

    name: str
    value: Value
    is_new: bool


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """An unmet expectation of a step, or of the end (-1): its key in the file, and what differs in both languages."""

    step: int
    key: str
    zh: ToldDifference
    en: ToldDifference


@dataclass(frozen=True, slots=True)
class HeldStep:
    """A step that could not go on, and why."""

    element: Named
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a scenario that ends here may expect."""

    open: tuple[str, ...] | None
    status: str | None
    is_ended: bool
    path: tuple[str, ...]
    advice: Mapping[str, Any]
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlayState:
    """A case behind ``reached`` steps; -1 where it could not be opened. ``failure`` tells of a step that was refused."""

    reached: int
    failure: Said | None
    now: str
    acts: tuple[Act, ...]
    is_ended: bool = False
    status: str = ""
    tasks: tuple[OpenStep, ...] = ()
    messages: tuple[OpenMessage, ...] = ()
    timers: tuple[RunningTimer, ...] = ()
    facts: tuple[FactLine, ...] = ()
    incidents: tuple[HeldStep, ...] = ()
    differences: tuple[DifferenceLine, ...] = ()
    marks: tuple[Mark, ...] = ()
    form: FormAnswer | None = None
    proposal: Proposal | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From plain data."""
        failure = told["failure"]
        state = cls(
            told["reached"],
            Said(**failure) if failure else None,
            told["now"],
            read_acts(told["acts"]),
        )
        return state if state.reached < 0 else cls(*_head(state), **_open_parts(told))


def _head(state: PlayState) -> tuple[Any, ...]:
    return state.reached, state.failure, state.now, state.acts


def _open_parts(told: Mapping[str, Any]) -> dict[str, Any]:
    proposed = told.get("proposed")
    return {
        "is_ended": told["is_ended"],
        "status": told["status"],
        "tasks": tuple(
            OpenStep(
                each["key"],
                each["process"],
                Named(**each["element"]),
                each["item"],
                date.fromisoformat(each["due"]) if each["due"] else None,
                _people(each),
            )
            for each in told["tasks"]
        ),
        "messages": tuple(
            OpenMessage(Named(each["id"], each["zh"], each["en"]), _people(each)) for each in told["messages"]
        ),
        "timers": tuple(RunningTimer(Named(**each["element"]), each["shown"]) for each in told["timers"]),
        "facts": tuple(
            FactLine(name, unpack_value(packed), is_new) for name, packed, is_new in told["facts"]
        ),
        "incidents": tuple(
            HeldStep(Named(each["id"], each["zh"], each["en"]), *each["reason"]) for each in told["incidents"]
        ),
        "differences": tuple(
            DifferenceLine(each["step"], each["key"], *(ToldDifference(**words) for words in each["told"]))
            for each in told["differences"]
        ),
        "marks": tuple(Mark(**each) for each in told["marks"]),
        "form": FormAnswer.of(told.get("form")),
        "proposal": _proposal(proposed) if proposed else None,
    }


def _people(told: Mapping[str, Any]) -> tuple[Named, ...]:
    return tuple(Named(**person) for person in told["people"])


def _proposal(told: Mapping[str, Any]) -> Proposal:
    return Proposal(
        None if told["open"] is None else tuple(told["open"]),
        told["status"],
        told["is_ended"],
        tuple(told["path"]),
        told["advice"],
        tuple(told["incidents"]),
    )
