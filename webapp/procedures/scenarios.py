"""Running scenarios: a whole matter in memory, its clock moved, by the rules that bind the screens."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from webapp.calendar import WorkingCalendar, load_calendar
from webapp.clock import PLACE_ZONE, MovableClock, place_day
from webapp.engine import CaseRun, Deployment, OpenTask, OperationCall
from webapp.errors import Language, RongcuoError
from webapp.feel import Value, from_python
from webapp.procedures.errors import stop
from webapp.procedures.expectations import RunView, as_plain, compare
from webapp.procedures.forms import Submission, validate_facts
from webapp.procedures.knowledge import kept_from, variables_behind
from webapp.procedures.operations import perform_operation
from webapp.procedures.packs import Pack
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_files import Expectation, Facts, Person, Scenario, Step
from webapp.procedures.scenario_journal import Journal, Walked
from webapp.procedures.scenario_people import list_recused, list_scenario_people, require_theirs
from webapp.procedures.separation import DoneTask

#: More timers than this in one move of the clock means that a timer never comes to rest.
MAX_TIMERS_A_MOVE = 1000

_CODE = re.compile(r"[a-z][a-z0-9_]*")

#: The end of a scenario, beside its steps numbered from 1 and its opening, 0.
END = -1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a scenario fails: at which step (0: the opening, `END`: the end), and what differs."""

    step: int
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """The failure with its place, in the reader's language."""
        if language == "en":
            places = {0: "opening", END: "at the end"}
            return f"{places.get(self.step, f'step {self.step}')}{self._at('line {}')}: {self.en}"
        places = {0: "发起", END: "终局"}
        return f"{places.get(self.step, f'第 {self.step} 步')}{self._at('第 {} 行')}：{self.zh}"

    def _at(self, template: str) -> str:
        return f" ({template.format(self.line)})" if self.line else ""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The outcome of one scenario: no failures means passed. ``walked`` is what it covers of the diagrams."""

    scenario: Scenario
    failures: tuple[Failure, ...]
    walked: Walked
    seconds: float

    @property
    def is_passed(self) -> bool:
        return not self.failures


def run_scenario(pack: Pack, scenario: Scenario, *, restart_after_each_step: bool = False) -> ScenarioResult:
    """Run one scenario. With ``restart_after_each_step`` the run is written out and read back after every
    step, and must be the same before and after.

    Raises:
        PackRefused: the pack itself cannot be read.
    """
    started = time.perf_counter()
    walk = _Walk(pack, scenario, restart_after_each_step)
    walk.run_through()
    seconds = time.perf_counter() - started
    return ScenarioResult(scenario, tuple(walk.failures), walk.journal.coverage(), seconds)


def run_scenarios(
    pack: Pack, scenarios: Sequence[Scenario], *, restart_after_each_step: bool = False
) -> list[ScenarioResult]:
    """Run scenarios one after the other."""
    return [
        run_scenario(pack, scenario, restart_after_each_step=restart_after_each_step)
        for scenario in scenarios
    ]


@cache
def packaged_calendar() -> WorkingCalendar:
    """The calendar that ships with the product, read once in a process."""
    return load_calendar()


@dataclass(slots=True)
class ScenarioHost:
    """What the engine may ask while a scenario runs."""

    clock: MovableClock
    calendar: WorkingCalendar
    book: HeldRegisterBook

    def now(self) -> datetime:
        return self.clock.now()

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        return perform_operation(call, self.book)


@dataclass(slots=True)
class _Walk:
    """The state of a scenario under way."""

    pack: Pack
    scenario: Scenario
    is_restarting: bool
    journal: Journal = field(default_factory=Journal)
    failures: list[Failure] = field(default_factory=list)
    done: list[DoneTask] = field(default_factory=list)
    host: ScenarioHost = field(init=False)
    deployment: Deployment = field(init=False)
    run: CaseRun = field(init=False)

    def __post_init__(self) -> None:
        self.deployment = self.pack.deployment
        opened_at = self.scenario.opened_at.astimezone(UTC)
        case_no = f"〔{place_day(opened_at).year}〕{self.pack.code.upper()}-0001"
        self.host = ScenarioHost(MovableClock(opened_at), packaged_calendar(), HeldRegisterBook(case_no))

    def run_through(self) -> None:
        """Open the matter, take every step, compare; the first thing that differs ends the walk."""
        if not self._attempt(0, None, self._open):
            return
        for step in self.scenario.steps:
            if not self._attempt(step.number, step.line, lambda step=step: self._take(step)):
                return
            if not self._compare(step.number, step.line, step.expect):
                return
        self._compare(END, self.scenario.expect.lines.get("ended"), self.scenario.expect)

    def _attempt(self, number: int, line: int | None, act: Any) -> bool:
        try:
            act()
        except RongcuoError as error:
            self.failures.append(Failure(number, line, error.text("zh"), error.text("en")))
            return False
        return True

    def _compare(self, number: int, line: int | None, expected: Expectation) -> bool:
        differences = compare(expected, RunView(self.run, self.host.book, self.journal))
        for difference in differences:
            at = expected.lines.get(difference.key.partition(".")[0]) or line
            self.failures.append(Failure(number, at, difference.zh, difference.en))
        return not differences

    # -- steps ----------------------------------------------------------------------------------

    def _open(self) -> None:
        jurisdiction, opener = self.pack.jurisdiction, self.scenario.opened_by
        if opener.role not in jurisdiction.start_roles:
            allowed = ", ".join(jurisdiction.start_roles)
            raise stop(
                f"角色“{opener.role}”不能发起；可发起的角色：{allowed}",
                f"role '{opener.role}' may not open a matter; these may: {allowed}",
            )
        process_id = jurisdiction.root_process
        form_id = self.deployment.processes[process_id].start_form_id
        values = self._read_facts(form_id, {}, opener, self.scenario.start)
        application = values.get("application")
        known = application if isinstance(application, dict) else {}
        first = {**values, "application": {**known, "account": self._account(opener)}}
        self.run = CaseRun.start(
            self.deployment, process_id, host=self.host, case=self._case_facts(), variables=first
        )
        self._settle()

    def _take(self, step: Step) -> None:
        if step.advance_to is not None:
            self._advance(step.advance_to)
        if step.task:
            self._complete(step)
        elif step.message:
            self._send(step)

    def _advance(self, target: datetime) -> None:
        """Move the clock; each timer fires at its own instant, as it would if nobody hurried the clock."""
        clock = self.host.clock
        if target < clock.now():
            raise stop(f"时钟不能倒拨到 {target}", f"the clock cannot be turned back to {target}")
        for _ in range(MAX_TIMERS_A_MOVE):
            due = [each.due_at for each in self.run.due_times() if each.due_at <= target]
            if not due:
                break
            clock.advance_to(max(min(due), clock.now()))
            if not self.run.fire_due():
                raise stop(f"计时器到期（{min(due)}）而未触发", f"a timer due at {min(due)} does not fire")
            self._settle()
        else:
            raise stop(
                f"计时器在 {target} 前触发超过 {MAX_TIMERS_A_MOVE} 次，没有停歇",
                f"timers fire more than {MAX_TIMERS_A_MOVE} times before {target} without coming to rest",
            )
        clock.advance_to(target)

    def _complete(self, step: Step) -> None:
        person = step.person or Person("")
        task = self._find_task(step)
        opener = self._account(self.scenario.opened_by)
        require_theirs(task, person, self._account(person), opener, self.host.book, self.done)
        values = self._read_facts(task.form_id, self.run.variables(task.id), person, step.facts)
        self.run.complete_task(task.id, values, self._actor(person))
        item = "" if task.item is None else str(as_plain(task.item))
        self.done.append(DoneTask(self._account(person), frozenset({person.role}), task.element_id, item))
        self._settle()

    def _find_task(self, step: Step) -> OpenTask:
        opened = self.run.open_tasks()
        found = [task for task in opened if task.element_id == step.task]
        if step.item is not None:
            found = [task for task in found if as_plain(task.item) == as_plain(step.item)]
        wanted = step.task if step.item is None else f"{step.task}[{step.item}]"
        if not found:
            shown = ", ".join(_describe(task) for task in opened) or "—"
            raise stop(f"待办中没有 {wanted}；现有：{shown}", f"{wanted} is not open; open are: {shown}")
        if len(found) > 1:
            shown = ", ".join(_describe(task) for task in found)
            raise stop(
                f"有多个 {wanted}，请写明 item：{shown}",
                f"{wanted} is open more than once, give its item: {shown}",
            )
        return found[0]

    def _send(self, step: Step) -> None:
        person = step.person or Person("")
        message = self.pack.jurisdiction.messages.get(step.message)
        if message is None:
            raise stop(f"没有消息 {step.message}", f"there is no message {step.message}")
        if person.role not in message.roles:
            allowed = ", ".join(message.roles)
            raise stop(
                f"角色“{person.role}”不能发送 {step.message}；可发送者：{allowed}",
                f"role '{person.role}' may not send {step.message}; these may: {allowed}",
            )
        payload = self._read_facts(message.form_id, self.run.variables(), person, step.facts)
        if not self.run.deliver_message(step.message, self.host.book.case_no, payload):
            raise stop(
                f"此时没有步骤接收消息 {step.message}",
                f"nothing waits for the message {step.message} now",
            )
        self._settle()

    def _settle(self) -> None:
        """Take down what happened; if asked, prove that the run survives being written and read back."""
        self.journal.add(self.run.drain_events())
        if not self.is_restarting:
            return
        before = _snapshot(self.run)
        state = self.run.dump()
        self.run = CaseRun.load(self.deployment, state, host=self.host, case=self._case_facts())
        after = _snapshot(self.run)
        if before != after:
            changed = [name for name in before if before[name] != after[name]]
            shown = "; ".join(f"{name}: {before[name]!r} → {after[name]!r}" for name in changed)
            raise stop(
                f"存取之后运行状态不同：{shown}",
                f"the run differs after writing and reading: {shown}",
            )

    # -- people and facts -----------------------------------------------------------------------

    def _account(self, person: Person) -> str:
        """The account named, that of the opener for the opener's role, or else one made from the role."""
        if person.by:
            return person.by
        if person.account:
            return person.account
        opener = self.scenario.opened_by
        if person.role == opener.role and opener.account:
            return opener.account
        return f"{person.role}.{person.unit}" if person.unit else person.role

    def _actor(self, person: Person) -> dict[str, Value]:
        role = self.pack.jurisdiction.roles.get(person.role)
        name = person.name or (role.zh if role else person.role)
        return {"account": self._account(person), "name": name, "unit": person.unit or None}

    def _case_facts(self) -> dict[str, Value]:
        return {
            "no": self.host.book.case_no,
            "opened_on": from_python(place_day(self.scenario.opened_at)),
            "jurisdiction": self.pack.code,
        }

    def _read_facts(
        self, form_id: str | None, variables: Mapping[str, Value], person: Person, facts: Facts
    ) -> dict[str, Value]:
        """What the form makes of the facts, by the rules of the screen.

        Raises:
            ScenarioStopped: the form refuses some of them.
        """
        given: dict[str, Value] = {key: from_python(value) for key, value in facts.items()}
        if form_id is None:
            return _by_entity(given)
        schema, context = self.pack.forms[form_id], self._form_context(variables, person)
        submission = validate_facts(schema, context, given)
        if submission.errors:
            english = validate_facts(schema, context, given, "en")
            raise stop(
                f"表单 {form_id} 不接受：{_show_errors(submission)}",
                f"the form {form_id} refuses: {_show_errors(english)}",
            )
        return {entity: dict(values) for entity, values in submission.values.items()}

    def _form_context(self, variables: Mapping[str, Value], person: Person) -> dict[str, Value]:
        """What a form of ``person`` sees: nothing of what need to know keeps from their role."""
        is_recused = self._account(person) in list_recused(self.host.book)
        rules = kept_from(self.pack.jurisdiction, () if is_recused else (person.role,))
        kept = variables_behind(self.pack, frozenset(entity for rule in rules for entity in rule.entities))
        return {
            "units": [{"value": code, "label": label, "kind": None} for code, label in self._units().items()],
            "list_items": list(self.pack.list_items),
            "people": list_scenario_people(self.pack.jurisdiction, self.host.book),
            "parameters": dict(self.pack.parameter_values),
            "actor": self._actor(person),
            "now": from_python(self.host.now().astimezone(PLACE_ZONE)),
            "today": from_python(place_day(self.host.now())),
            **{name: value for name, value in variables.items() if name not in kept},
        }

    def _units(self) -> Mapping[str, str]:
        """The units that forms offer: those the scenario lists, or else every code that it mentions."""
        if self.scenario.units is not None:
            return self.scenario.units
        facts = [self.scenario.start, *(step.facts for step in self.scenario.steps)]
        values = [value for mentioned in facts for value in mentioned.values()]
        return {code: code for value in values for code in _codes_in(value)}


def _codes_in(value: Any) -> list[str]:
    if isinstance(value, list):
        return [code for item in value for code in _codes_in(item)]
    return [value] if isinstance(value, str) and _CODE.fullmatch(value) else []


def _show_errors(submission: Submission) -> str:
    return "; ".join(f"{key}: {text}" for key, text in submission.errors.items())


def _by_entity(given: Mapping[str, Value]) -> dict[str, Value]:
    entities: dict[str, dict[str, Value]] = {}
    for key, value in given.items():
        entity, _, name = key.partition(".")
        entities.setdefault(entity, {})[name or entity] = value
    return dict(entities)


def _describe(task: OpenTask) -> str:
    return task.element_id if task.item is None else f"{task.element_id}[{as_plain(task.item)}]"


def _snapshot(run: CaseRun) -> dict[str, Any]:
    """All that can be seen of a run."""
    tasks = run.open_tasks()
    return {
        "open_tasks": tasks,
        "due_times": run.due_times(),
        "subscriptions": run.subscriptions(),
        "incidents": run.incidents(),
        "variables": run.variables(),
        "task_variables": {task.id: run.variables(task.id) for task in tasks},
        "is_ended": run.is_ended,
    }
