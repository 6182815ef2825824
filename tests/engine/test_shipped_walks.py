"""Random walks over every process of every shipped pack, restarted after each action.

People fill in the real forms at random within what they accept, timers fire, messages come. Two copies of each case
do the same; one is written out and read back after every action, and both must stay the same in every bit. No token
is lost, no step is held by an incident, and a case that has nothing open has ended.

A few walks run with the other tests, always the same ones. ``make test-faults`` walks far and at random; Hypothesis then
prints what replays a failure. RONGCUO_WALKS is the number of walks for each process.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import webapp
from tests.engine.filling import fill
from tests.engine.walking import check_sane, everything
from webapp.clock import MovableClock, place_day
from webapp.engine import CaseRun
from webapp.feel import Value, from_python
from webapp.procedures import Pack, list_jurisdictions, read_pack
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar
from webapp.procedures.scenario_people import list_scenario_people
from webapp.procedures.scenario_walk import ScenarioWalk

ROOT = Path(webapp.__file__).parent.parent
SHIPPED = list_jurisdictions(ROOT)
WALKS = int(os.environ.get("RONGCUO_WALKS", "0"))
OPENED_AT = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
APPLICANT = "applicant"
#: Incidents that a pack provokes knowingly: an operation holds to a rule that its form cannot say.
KNOWN = {
    (
        "log_revisit",
        (
            "The operation “record_revisit” failed: A revisit takes at least two different visitors."
            " Give each of them, as a list."
        ),
    ),
}
UNITS = ("discipline", "housing", "planning", "environment", "finance", "organisation", "publicity", "street")


@cache
def pack_of(code: str) -> Pack:
    """A shipped pack, read once."""
    return read_pack(code, ROOT)


@dataclass(frozen=True)
class Beginning:
    """What a process starts with: the moment, the case, the registers so far, the variables."""

    at: datetime
    case: Mapping[str, Value]
    book: HeldRegisterBook
    variables: Mapping[str, Value]


class _Watched(ScenarioWalk):
    """A scenario that takes down with what each called process began."""

    begun: dict[str, list[Beginning]]
    seen: set[int]

    def settle(self) -> None:
        super().settle()
        workflow = self.run._workflow
        for token_id, inner in workflow.subprocesses.items():
            if token_id in self.seen or inner.spec.name != inner.spec.process_id:
                continue
            self.seen.add(token_id)
            variables = dict(workflow.scopes.get(inner.scope_id).variables)
            beginning = Beginning(
                self.host.now(), self._case_facts(), copy.deepcopy(self.host.book), variables
            )
            self.begun.setdefault(inner.spec.process_id, []).append(beginning)


@cache
def beginnings(code: str) -> Mapping[str, list[Beginning]]:
    """With what the called processes of a pack begin in its scenarios."""
    pack = pack_of(code)
    begun: dict[str, list[Beginning]] = {}
    for scenario in pack.scenarios:
        watched = _Watched(pack, scenario, False)
        watched.begun, watched.seen = begun, set()
        watched.run_through()
    return begun


class _Person:
    """One copy of a case and the world around it."""

    def __init__(self, pack: Pack, process_id: str, beginning: Beginning) -> None:
        self.pack = pack
        book = copy.deepcopy(beginning.book)
        self.host = ScenarioHost(MovableClock(beginning.at), packaged_calendar(), book)
        self.case = beginning.case
        self.run = CaseRun.start(
            pack.deployment, process_id, host=self.host, case=self.case, variables=beginning.variables
        )

    def restart(self) -> None:
        """Write the case out and read it back."""
        self.run = CaseRun.load(self.pack.deployment, self.run.dump(), host=self.host, case=self.case)

    def answer(self, form_id: str | None, variables: Mapping[str, Value], chance: Random) -> dict[str, Value]:
        """What somebody may submit with a form."""
        if form_id is None:
            return {}
        context = form_context(self.pack, self.host, variables)
        return dict(fill(self.pack.forms[form_id], context, chance, place_day(self.host.now())))


def form_context(pack: Pack, host: ScenarioHost, variables: Mapping[str, Value]) -> dict[str, Value]:
    """What the pages offer to a form."""
    return {
        "units": [{"value": unit, "label": unit, "kind": None} for unit in UNITS],
        "list_items": list(pack.list_items),
        "people": [*list_scenario_people(pack.jurisdiction, {}).values(), *_more_people(pack)],
        "evidence": [{"value": "evidence-1", "label": "证据"}],
        "parameters": dict(pack.parameter_values),
        "actor": ACTOR,
        "today": from_python(place_day(host.now())),
        **variables,
    }


def _more_people(pack: Pack) -> list[Value]:
    """Two more of each role, so that somebody is left when others stand aside."""
    return [
        {"value": f"{role}{number}", "label": role, "roles": [role], "unit": None, "is_recused": False}
        for role in pack.jurisdiction.roles
        for number in (3, 4)
    ]


ACTOR: dict[str, Value] = {"account": "handler", "name": "承办人", "unit": "discipline"}


def begin(pack: Pack, process_id: str, chance: Random) -> Beginning:
    """A beginning of the process: its own form filled in, or one of those that the scenarios lead to."""
    form_id = pack.deployment.processes[process_id].start_form_id
    if form_id is None:
        return chance.choice(beginnings(pack.code)[process_id])
    host = ScenarioHost(MovableClock(OPENED_AT), packaged_calendar(), HeldRegisterBook("〔2026〕T-0001"))
    context = form_context(pack, host, {})
    filled = fill(pack.forms[form_id], context, chance, place_day(host.now()))
    filled.setdefault("application", {})["account"] = APPLICANT
    case: dict[str, Value] = {
        "no": host.book.case_no,
        "opened_on": from_python(place_day(OPENED_AT)),
        "jurisdiction": pack.code,
    }
    return Beginning(host.now(), case, host.book, dict(filled))


def act(people: tuple[_Person, _Person], choice: int) -> str:
    """The same action in both copies, picked by a number; says what it was."""
    first = people[0]
    chance = Random(choice)  # noqa: S311 - choices of a test
    tasks, due, subscriptions = first.run.open_tasks(), first.run.due_times(), first.run.subscriptions()
    kind = chance.choices(("task", "due", "wait", "message"), (12, 2, 1, 1))[0]
    if kind == "task" and not tasks:
        kind = "due"
    if kind == "message" and subscriptions:
        waiting = chance.choice(subscriptions)
        message = first.pack.jurisdiction.messages.get(waiting.message)
        payload = first.answer(message.form_id if message else None, first.run.variables(), chance)
        for person in people:
            assert person.run.deliver_message(waiting.message, waiting.correlation_key, payload)
        return f"message {waiting.message}"
    if kind == "task":
        task = chance.choice(tasks)
        submission = first.answer(task.form_id, first.run.variables(task.id), chance)
        for person in people:
            person.run.complete_task(task.id, submission, ACTOR)
        return f"{task.element_id} {submission}"
    now = first.host.now()
    target = (
        max(now, due[0].due_at) if due and kind == "due" else now + timedelta(days=chance.randrange(1, 20))
    )
    for person in people:
        person.host.clock.advance_to(target)
        person.run.fire_due()
    return f"time {target}"


def walk(pack: Pack, process_id: str, choices: list[int]) -> CaseRun:
    """Walk a process twice at once, once with restarts, and compare all that can be seen after each action."""
    beginning = begin(pack, process_id, Random(choices[0]))  # noqa: S311 - choices of a test
    lasting = _Person(pack, process_id, beginning)
    restarted = _Person(pack, process_id, beginning)
    for choice in choices[1:]:
        assert lasting.run.drain_events() == restarted.run.drain_events()
        check_sane(lasting.run)
        held = [(incident.element_id, incident.en) for incident in lasting.run.incidents()]
        if lasting.run.is_ended or held:
            assert [each for each in held if each not in KNOWN] == []
            break
        restarted.restart()
        note(f"{process_id}: {act((lasting, restarted), choice)}")
        assert everything(lasting.run) == everything(restarted.run)
        assert lasting.host.book == restarted.host.book
    return lasting.run


def used_processes(code: str) -> list[str]:
    """The processes of a place without those that it names as not in use, which no scenario leads to."""
    pack = pack_of(code)
    return [each for each in pack.deployment.processes if each not in pack.jurisdiction.unwalked]


PROCESSES = [(code, process_id) for code in SHIPPED for process_id in used_processes(code)]
CHOICES = st.lists(st.integers(0, 2**32 - 1), min_size=40, max_size=40)
WALKING = settings(
    max_examples=WALKS or 4,
    derandomize=not WALKS,
    print_blob=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize(("code", "process_id"), PROCESSES)
def test_a_shipped_process_is_the_same_with_and_without_restarts(code: str, process_id: str) -> None:
    @WALKING
    @given(CHOICES)
    def walks(choices: list[int]) -> None:
        walk(pack_of(code), process_id, choices)

    walks()


@pytest.mark.parametrize("code", SHIPPED)
def test_every_process_has_a_beginning(code: str) -> None:
    processes = pack_of(code).deployment.processes
    formless = [each for each in used_processes(code) if processes[each].start_form_id is None]
    assert [process_id for process_id in formless if process_id not in beginnings(code)] == []
