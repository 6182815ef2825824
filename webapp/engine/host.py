"""What the engine asks of the platform, and the instant, calendar and facts that expressions may see while it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from webapp.calendar import WorkingCalendar
from webapp.clock import PLACE_ZONE
from webapp.errors import Language
from webapp.feel import Budget, Limits, Value
from webapp.feel.present import clock


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A service task asks for an operation: its type, the fixed headers, the mapped inputs, and where it stands."""

    type: str
    headers: Mapping[str, str]
    inputs: Mapping[str, Value]
    process_id: str
    element_id: str


class Host(Protocol):
    """The platform, as the engine sees it."""

    @property
    def calendar(self) -> WorkingCalendar:
        """The official working days."""

    def now(self) -> datetime:
        """The present instant, aware."""

    def unit_name(self, code: str, language: Language, /) -> str:
        """What the place calls the unit with this code; the code where it has no such unit."""

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        """Do what a service task asks and give back its results.

        Raise `webapp.engine.BusinessError` to throw a BPMN error; any other exception becomes an incident.
        """


@dataclass(frozen=True, slots=True)
class FixedHost:
    """A host for trials: a standing instant, the given calendar, units by their codes, operations that return nothing."""

    instant: datetime
    calendar: WorkingCalendar
    performed: list[OperationCall] = field(default_factory=list)

    def now(self) -> datetime:
        return self.instant

    def unit_name(self, code: str, _language: Language) -> str:
        return code

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        self.performed.append(call)
        return {}


#: What all expressions of one action may spend together (each has a limit of its own besides).
ACTION_LIMITS = Limits(steps=2_000_000)

_CURRENT: ContextVar[tuple[Host, Budget]] = ContextVar("rongcuo_engine_action")


@contextmanager
def hosted_by(host: Host) -> Iterator[None]:
    """While inside, host functions of expressions (`now()`, `today()`, working days, names of units) ask this host.

    All expressions evaluated inside share one budget, so that many costly ones cannot hold the server up.
    """
    token = _CURRENT.set((host, Budget(ACTION_LIMITS)))
    try:
        # Decision tables are FEEL without our functions: their present is the host's too, by the days of the place.
        with clock(lambda: host.now().astimezone(PLACE_ZONE)):
            yield
    finally:
        _CURRENT.reset(token)


def current_host() -> Host:
    """The host of the action that is running in this thread."""
    return _CURRENT.get()[0]


def current_budget() -> Budget:
    """What the expressions of the running action have left to spend."""
    return _CURRENT.get()[1]
