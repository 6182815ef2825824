"""Playing a scenario through the use cases, on a real database: for the practice set, and as proof that the screens'
way of working and the pack's scenarios agree. Whoever takes a step finds it in their inbox and may read the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from webapp.cases.access import claimable_tasks, get_visible_case, held_tasks
from webapp.cases.messages import send_message
from webapp.cases.models import CaseTask
from webapp.cases.opening import open_case
from webapp.cases.submissions import SubmissionReader
from webapp.cases.tasks import claim_task, complete_task
from webapp.cases.timers import advance_practice_clock
from webapp.database import Database, now
from webapp.errors import RongcuoError
from webapp.feel import Value, from_python
from webapp.people import Actor, find_account, get_actor
from webapp.procedures import Pack
from webapp.procedures.forms import FormSchema, Submission, validate_facts
from webapp.procedures.scenario_files import Person, Scenario, Step


class ScenarioDoesNotFit(RongcuoError):
    """The scenario asks for a task or an account that is not there."""

    code = "CF-130"
    zh = "场景“{scenario}”第 {step} 步无法执行：没有可由“{role}”办理的任务“{task}”。"
    en = "Step {step} of scenario “{scenario}” cannot be taken: no task “{task}” is open to “{role}”."


def facts_reader(facts: Mapping[str, Any]) -> SubmissionReader:
    """Reads ``entity.field`` facts by the same rules as a page's form."""
    nested: dict[str, dict[str, Value]] = {}
    for key, value in facts.items():
        entity, _, name = key.partition(".")
        nested.setdefault(entity, {})[name] = from_python(value)

    def read(schema: FormSchema, context: Mapping[str, Value]) -> Submission:
        return validate_facts(schema, context, nested)

    return read


def replay_scenario(
    database: Database,
    pack: Pack,
    scenario: Scenario,
    *,
    steps: Sequence[Step] | None = None,
    move_clock: bool = True,
) -> int:
    """Open the scenario's matter and take its steps as the accounts named after the steps' roles.

    ``steps`` takes some of them only; with ``move_clock`` false none of them may move the clock, nor is it set to
    where the story begins. Returns the case's id. Each step is a use case, and so a transaction, of its own.

    Raises: `ScenarioDoesNotFit`, `CaseNotFound` where somebody who takes a step may not read the case, and whatever the use cases refuse.
    """
    key = f"scenario:{scenario.file}".ljust(20)[-50:]
    opener = _actor(database, scenario, scenario.opened_by, 0)
    if move_clock:
        _move_clock_to(database, scenario.opened_at)
    opened = open_case(
        database,
        opener,
        pack.jurisdiction.code,
        facts_reader(scenario.start),
        submission_key=f"{key}#0",
        entrance=scenario.entrance,
    )
    for step in scenario.steps if steps is None else steps:
        if step.advance_to is not None and move_clock:
            _move_clock_to(database, step.advance_to)
        if step.person is not None:
            actor = _actor(database, scenario, step.person, step.number)
            _take(database, scenario, opened.case_id, step, actor, f"{key}#{step.number}")
    return opened.case_id


def _take(database: Database, scenario: Scenario, case_id: int, step: Step, actor: Actor, key: str) -> None:
    read = facts_reader(step.facts)
    if step.message:
        send_message(database, actor, case_id, step.message, read, submission_key=key)
        return
    task_id = _find_task(database, scenario, case_id, step, actor)
    claim_task(database, actor, task_id)
    with database.read() as session:
        revision = session.get_one(CaseTask, task_id).revision
    complete_task(database, actor, task_id, read, revision=revision, submission_key=key)


def _find_task(database: Database, scenario: Scenario, case_id: int, step: Step, actor: Actor) -> int:
    """The step's task, found where the actor finds it: in their inbox, of a case that they may read."""
    with database.read() as session:
        for inbox in (held_tasks(actor), claimable_tasks(actor)):
            wanted = inbox.where(CaseTask.case_id == case_id, CaseTask.element_id == step.task)
            if step.item is not None:
                wanted = wanted.where(CaseTask.item == str(step.item))
            task = session.scalars(wanted.order_by(CaseTask.id)).first()
            if task is not None:
                get_visible_case(session, actor, case_id)
                return task.id
    role = step.person.role if step.person else ""
    raise ScenarioDoesNotFit(scenario=scenario.name, step=step.number, role=role, task=step.task)


def _actor(database: Database, scenario: Scenario, person: Person, step: int) -> Actor:
    """The practice account of that person: its login name is the role's id, unless the step says by whom."""
    with database.read() as session:
        account = find_account(session, person.by or person.role)
        if account is None:
            raise ScenarioDoesNotFit(scenario=scenario.name, step=step, role=person.role, task="")
        return get_actor(session, account.id)


def _move_clock_to(database: Database, instant: datetime) -> None:
    with database.read() as session:
        ahead = instant - now(session)
    if ahead.total_seconds() > 0:
        advance_practice_clock(database, None, ahead)
