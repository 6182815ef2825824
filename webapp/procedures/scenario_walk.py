"""A scenario under way: its matter opened, step after step taken, what is found compared with what is expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from webapp.clock import MovableClock, place_day
from webapp.engine import CaseRun, Deployment, OpenTask
from webapp.errors import RongcuoError
from webapp.feel import Value, from_python
from webapp.procedures.errors import stop
from webapp.procedures.expectations import RunView, as_plain, compare
from webapp.procedures.failure_words import BothWords, words_of
from webapp.procedures.packs import Pack
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_facts import ScenarioForms
from webapp.procedures.scenario_files import Expectation, Person, Scenario, Step
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar
from webapp.procedures.scenario_journal import Journal
from webapp.procedures.scenario_people import require_theirs
from webapp.procedures.scenario_results import END, Failure
from webapp.procedures.separation import DoneTask

#: More timers than this in one move of the clock means that a timer never comes to rest.
MAX_TIMERS_A_MOVE = 1000


@dataclass(slots=True)
class ScenarioWalk:
    """The state of a scenario under way."""

    pack: Pack
    scenario: Scenario
    is_restarting: bool
    journal: Journal = field(default_factory=Journal)
    failures: list[Failure] = field(default_factory=list)
    done: list[DoneTask] = field(default_factory=list)
    host: ScenarioHost = field(init=False)
    forms: ScenarioForms = field(init=False)
    deployment: Deployment = field(init=False)
    run: CaseRun = field(init=False)
    words: BothWords = field(init=False)

    def __post_init__(self) -> None:
        self.deployment = self.pack.deployment
        self.words = words_of(self.pack)
        opened_at = self.scenario.opened_at.astimezone(UTC)
        case_no = f"〔{place_day(opened_at).year}〕{self.pack.code.upper()}-0001"
        calendar = packaged_calendar().with_own_days(self.pack.jurisdiction.own_days)
        self.host = ScenarioHost(MovableClock(opened_at), calendar, HeldRegisterBook(case_no))
        self.forms = ScenarioForms(self.pack, self.scenario, self.host)

    def run_through(self) -> None:
        """Open the matter, take every step, compare; the first thing that differs ends the walk."""
        if not self.open_matter():
            return
        for step in self.scenario.steps:
            if not self.take_step(step):
                return
            if not self._compare(step.number, step.line, step.expect):
                return
        self._compare(END, self.scenario.expect.lines.get("ended"), self.scenario.expect)

    def open_matter(self) -> bool:
        """Open the matter; False, with the reason among the failures, where it cannot be."""
        return self._attempt(0, None, self._open)

    def take_step(self, step: Step) -> bool:
        """Take one step without comparing; False, with the reason among the failures, where it cannot be taken."""
        return self._attempt(step.number, step.line, partial(self._take, step))

    @property
    def view(self) -> RunView:
        """What expectations look at. There is none before the matter was opened."""
        return RunView(self.run, self.host.book, self.journal)

    def _attempt(self, number: int, line: int | None, act: Callable[[], None]) -> bool:
        self.journal.step = number
        try:
            act()
        except RongcuoError as error:
            self.failures.append(Failure(number, line, error.text("zh"), error.text("en")))
            return False
        return True

    def _compare(self, number: int, line: int | None, expected: Expectation) -> bool:
        differences, both = compare(expected, self.view), self.words
        for difference in differences:
            at = expected.lines.get(difference.key.partition(".")[0]) or line
            self.failures.append(Failure(number, at, *(words.sentence(difference) for words in both)))
        return not differences

    # -- steps ----------------------------------------------------------------------------------

    def _open(self) -> None:
        opener = self.scenario.opened_by
        entrance = self.pack.jurisdiction.entrances.get(self.scenario.entrance)
        if entrance is None:
            named = self.scenario.entrance
            raise stop(f"规程没有入口 {named}", f"the place has no entrance {named}")
        if opener.role not in entrance.roles:
            zh, en = self.words
            raise stop(
                f"角色“{zh.role(opener.role)}”不能发起；可发起的角色：{zh.roles(entrance.roles)}",
                f"role '{en.role(opener.role)}' may not open a matter; these may: {en.roles(entrance.roles)}",
            )
        process_id = entrance.process_id
        form_id = self.deployment.processes[process_id].start_form_id
        values = self.forms.read_facts(form_id, {}, opener, self.scenario.start)
        application = values.get("application")
        known = application if isinstance(application, dict) else {}
        platform_facts: dict[str, Value] = {
            "account": self.forms.account_of(opener),
            "on_behalf": self.pack.jurisdiction.opens_on_behalf(entrance, (opener.role,)),
        }
        first = {**values, "application": {**known, **platform_facts}}
        self.run = CaseRun.start(
            self.deployment, process_id, host=self.host, case=self._case_facts(), variables=first
        )
        self.settle()

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
            self.settle()
        else:
            raise stop(
                f"计时器在 {target} 前触发超过 {MAX_TIMERS_A_MOVE} 次，没有停歇",
                f"timers fire more than {MAX_TIMERS_A_MOVE} times before {target} without coming to rest",
            )
        clock.advance_to(target)

    def _complete(self, step: Step) -> None:
        person = step.person or Person("")
        task = self._find_task(step)
        opener = self.forms.account_of(self.scenario.opened_by)
        require_theirs(
            task, person, self.forms.account_of(person), opener, self.host.book, self.done, self.words
        )
        values = self.forms.read_facts(task.form_id, self.run.variables(task.id), person, step.facts)
        self.run.complete_task(task.id, values, self.forms.actor_of(person))
        item = "" if task.item is None else str(as_plain(task.item))
        self.done.append(
            DoneTask(self.forms.account_of(person), frozenset({person.role}), task.element_id, item)
        )
        self.settle()

    def _find_task(self, step: Step) -> OpenTask:
        opened = self.run.open_tasks()
        found = [task for task in opened if task.element_id == step.task]
        if step.item is not None:
            found = [task for task in found if as_plain(task.item) == as_plain(step.item)]
        wanted = step.task if step.item is None else f"{step.task}[{step.item}]"
        zh, en = self.words
        if not found:
            shown = [_describe(task) for task in opened]
            raise stop(
                f"待办中没有{zh.step(wanted)}；现有：{zh.steps(shown)}",
                f"{en.step(wanted)} is not open; open are: {en.steps(shown)}",
            )
        if len(found) > 1:
            shown = [_describe(task) for task in found]
            raise stop(
                f"有多个{zh.step(wanted)}，请写明 item：{zh.steps(shown)}",
                f"{en.step(wanted)} is open more than once, give its item: {en.steps(shown)}",
            )
        return found[0]

    def _send(self, step: Step) -> None:
        person = step.person or Person("")
        zh, en = self.words
        message = self.pack.jurisdiction.messages.get(step.message)
        if message is None:
            raise stop(f"没有消息 {step.message}", f"there is no message {step.message}")
        if person.role not in message.roles:
            raise stop(
                f"角色“{zh.role(person.role)}”不能发送{zh.message(step.message)}；可发送者：{zh.roles(message.roles)}",
                f"role '{en.role(person.role)}' may not send {en.message(step.message)}; these may: {en.roles(message.roles)}",
            )
        payload = self.forms.read_facts(message.form_id, self.run.variables(), person, step.facts)
        if not self.run.deliver_message(step.message, self.host.book.case_no, payload):
            raise stop(
                f"此时没有步骤接收消息{zh.message(step.message)}",
                f"nothing waits for the message {en.message(step.message)} now",
            )
        self.settle()

    def settle(self) -> None:
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

    def _case_facts(self) -> dict[str, Value]:
        return {
            "no": self.host.book.case_no,
            "opened_on": from_python(place_day(self.scenario.opened_at)),
            "jurisdiction": self.pack.code,
        }


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
