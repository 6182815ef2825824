"""The child's part of the proof: runs scenarios and plays cases of a draft, and tells what came of it as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from functools import wraps
from typing import Any

from webapp.clock import PLACE_ZONE
from webapp.decisions import DecisionNotFound
from webapp.engine.encoding import pack_value
from webapp.errors import RongcuoError
from webapp.procedures.check_coverage import accepted_parts
from webapp.procedures.diagram_outlines import DiagramOutline, outline_diagram
from webapp.procedures.errors import PackRefused
from webapp.procedures.expectations import due_day
from webapp.procedures.packs import Pack
from webapp.procedures.proof.answers import Drawing, Mark, Named, Part, RunAnswer, Said, Stalled
from webapp.procedures.proof.observing import propose_expectation
from webapp.procedures.proof.playing import (
    NOT_OPENED,
    Played,
    item_of,
    key_of,
    list_doers,
    list_facts,
    play_to,
)
from webapp.procedures.proof.stalls import Stall, find_stalls
from webapp.procedures.proof.step_words import tell_acts, tell_element, tell_message, tell_who
from webapp.procedures.proof.table_answers import read_facts, tell_answer
from webapp.procedures.scenario_files import Expectation, Person, Scenario, read_scenario
from webapp.procedures.scenario_people import logins_of
from webapp.procedures.scenario_results import END, Failure
from webapp.procedures.scenario_walk import ScenarioWalk
from webapp.procedures.scenario_writing import leading_comment, write_scenario
from webapp.procedures.scenarios import run_scenario
from webapp.procedures.table_examples import answer_facts
from webapp.procedures.table_scenarios import run_table_scenario

Answer = Callable[[Pack, Any], Any]


def refusing(answer: Answer) -> Answer:
    """An answer that says so where the draft itself cannot be read."""

    @wraps(answer)
    def tell(pack: Pack, argument: Any) -> Any:
        try:
            return answer(pack, argument)
        except RongcuoError as refused:
            return {"refused": [refused.text("zh"), refused.text("en")], "is_pack": _is_of_pack(refused)}

    return tell


def _is_of_pack(refused: RongcuoError) -> bool:
    return isinstance(refused, PackRefused)


# -- runs ---------------------------------------------------------------------------------------


@refusing
def tell_runs(pack: Pack, files: Any) -> Any:
    """What comes of the scenarios in ``files``, in their order; those that cannot be read fail with the reason."""
    wanted = set(files)
    scenarios = pack.scenario_set
    told = [_tell_run(pack, each) for each in scenarios.matters if each.file in wanted]
    told += [_tell_table(pack, each) for each in scenarios.tables if each.file in wanted]
    told += _tell_unread(pack, wanted - {each["file"] for each in told})
    return told


def _tell_run(pack: Pack, scenario: Scenario) -> dict[str, Any]:
    result = run_scenario(pack, scenario)
    return asdict(
        RunAnswer(
            scenario.file,
            Named(scenario.file, scenario.name, scenario.name_en),
            is_table=False,
            length=len(scenario.steps),
            seconds=result.seconds,
            failures=tuple(map(_said, result.failures)),
            acts=tell_acts(pack, scenario),
            marks=tuple(
                Mark(each.step, each.at.isoformat(), each.process_id, each.element_id, each.is_flow)
                for each in result.passed
            ),
            stalls=()
            if result.is_passed
            else tuple(_stalled(pack, each) for each in find_stalls(pack, scenario)),
        )
    )


def _stalled(pack: Pack, stall: Stall) -> Stalled:
    element = tell_element(pack, stall.element)
    return Stalled(stall.kind, stall.process, element, stall.behind, stall.is_within)


def _said(failure: Failure) -> Said:
    return Said(failure.step, failure.line, failure.zh, failure.en)


def _tell_table(pack: Pack, scenario: Any) -> dict[str, Any]:
    result = run_table_scenario(pack, scenario)
    failures = tuple(Said(each.case, each.line, each.zh, each.en) for each in result.failures)
    named = Named(scenario.file, scenario.name, scenario.name_en)
    return asdict(RunAnswer(scenario.file, named, True, len(scenario.cases), result.seconds, failures))


def _tell_unread(pack: Pack, files: set[str]) -> list[dict[str, Any]]:
    scenarios = pack.scenario_set
    problems = [*scenarios.matter_problems, *scenarios.table_problems]
    told = []
    for file in sorted(files & pack.files.keys()):
        said = tuple(Said(0, each.line, each.zh, each.en) for each in problems if each.file == file)
        told.append(asdict(RunAnswer(file, Named(file, "", ""), False, 0, 0.0, said)))
    return told


# -- tables -------------------------------------------------------------------------------------


@refusing
def tell_table(pack: Pack, asked: Any) -> Any:
    """What the table ``decision`` says to ``facts``; None where there is no such table."""
    try:
        return tell_answer(answer_facts(pack, asked["decision"], read_facts(asked["facts"])))
    except DecisionNotFound:
        return None


# -- diagrams -----------------------------------------------------------------------------------


@refusing
def tell_diagrams(pack: Pack, _: Any) -> Any:
    """The processes with their elements and flows, and why some of them need not be walked."""
    named = pack.jurisdiction.unwalked
    told = []
    for process in pack.deployment.processes.values():
        outline = outline_diagram(pack.files[process.file]) or DiagramOutline()
        excused = accepted_parts(process.id, outline, named)
        whole = named.get(process.id)
        english = pack.texts("en")
        parts = []
        for identity, kind, name in (
            *((each.id, each.kind, each.name) for each in process.elements.values()),
            *((flow.id, "flow", flow.name) for flow in outline.flows),
        ):
            reason = whole or excused.get(identity)
            parts.append(
                Part(
                    identity,
                    kind,
                    " ".join(name.split()),
                    english.text(process.file, identity, name),
                    reason.zh if reason else "",
                    reason.en if reason else "",
                )
            )
        en = english.text(process.file, process.id, process.name)
        told.append(asdict(Drawing(process.id, process.file, process.name, en, tuple(parts))))
    return told


# -- plays --------------------------------------------------------------------------------------


@refusing
def tell_play(pack: Pack, asked: Any) -> Any:
    """A case played to ``position``, as the scenario ``content`` says, and besides what is asked for.

    ``form``: the form of an open ``task``, a ``message`` or the ``start``, with what it may read for ``person``.
    ``mend``: the scenario with what it expects on the way here mended by these keys. ``propose``: what it may expect.
    """
    scenario = _read(asked["content"], asked["file"])
    position = asked["position"]
    if position == NOT_OPENED:
        walk = ScenarioWalk(pack, scenario, is_restarting=False)
        return {"form": _tell_form(walk, asked["form"], is_open=False)}
    played, refused = play_to(pack, scenario, position, _by_step(asked.get("mend", ())))
    told = _tell_state(played, refused)
    if not played.is_open:
        return told
    if asked.get("form"):
        told["form"] = _tell_form(played.walk, asked["form"], is_open=True)
    if "mend" in asked:
        told["mended"] = _mend(played, asked["content"])
    if asked.get("propose"):
        held = played.walk.scenario.expect
        told["proposed"] = _tell_expectation(propose_expectation(played.walk.view, _kinds(pack), held))
    return told


def _read(content: bytes, file: str) -> Scenario:
    scenario, problems = read_scenario(content, file)
    if scenario is None:
        raise PackRefused("", problems)
    return scenario


def _kinds(pack: Pack) -> Mapping[str, str]:
    processes = pack.deployment.processes.values()
    return {f"{each.id}:{info.id}": info.kind for each in processes for info in each.elements.values()}


def _tell_state(played: Played, refused: Played | None) -> dict[str, Any]:
    walk = played.walk
    told: dict[str, Any] = {
        "reached": played.reached,
        "refused": None,
        "failure": asdict(_said(refused.walk.failures[0])) if refused is not None else None,
        "now": walk.host.now().astimezone(PLACE_ZONE).isoformat(),
        "acts": [asdict(act) for act in tell_acts(walk.pack, walk.scenario)],
    }
    if not played.is_open:
        return told
    facts = list_facts(walk)
    return told | {
        "is_ended": walk.run.is_ended,
        "status": walk.host.book.status() or "",
        "tasks": _tell_tasks(walk),
        "messages": _tell_messages(walk),
        "timers": _tell_timers(walk),
        "facts": [
            [name, pack_value(value, name), played.before.get(name) != value] for name, value in facts.items()
        ],
        "incidents": [
            {**asdict(tell_element(walk.pack, each.element_id)), "reason": [each.zh, each.en]}
            for each in walk.run.incidents()
        ],
        "differences": [
            {"step": number, "key": each.key, "told": [asdict(words.tell(each)) for words in walk.words]}
            for number, each in played.differences
        ],
        "marks": [
            asdict(Mark(each.step, each.at.isoformat(), each.process_id, each.element_id, each.is_flow))
            for each in walk.journal.passed
        ],
    }


def _tell_tasks(walk: ScenarioWalk) -> list[dict[str, Any]]:
    return [
        {
            "key": key_of(task),
            "process": task.process_id,
            "element": asdict(tell_element(walk.pack, task.element_id)),
            "item": _as_number(item_of(task)),
            "due": due_day(task.due_at) if task.due_at is not None else "",
            "people": [asdict(tell_who(walk.pack, person)) for person in list_doers(walk, task)],
        }
        for task in walk.run.open_tasks()
    ]


def _as_number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _as_number(item) for key, item in value.items()}
    return [_as_number(item) for item in value] if isinstance(value, list) else value


def _tell_messages(walk: ScenarioWalk) -> list[dict[str, Any]]:
    awaited = {each.message for each in walk.run.subscriptions()}
    return [
        {
            **asdict(tell_message(walk.pack, message.name)),
            "people": [
                asdict(tell_who(walk.pack, Person(role, by="" if login == role else login)))
                for role in message.roles
                for login in logins_of(role, walk.scenario.people)
            ],
        }
        for message in walk.pack.jurisdiction.messages.values()
        if message.name in awaited
    ]


def _tell_timers(walk: ScenarioWalk) -> list[dict[str, Any]]:
    return [
        {
            "element": asdict(tell_element(walk.pack, each.element_id)),
            "process": each.process_id,
            "at": each.due_at.isoformat(),
            "shown": each.due_at.astimezone(PLACE_ZONE).isoformat(),
        }
        for each in sorted(walk.run.due_times(), key=lambda each: each.due_at)
    ]


def _tell_form(walk: ScenarioWalk, asked: Mapping[str, Any], *, is_open: bool) -> dict[str, Any] | None:
    """Which form it is, and the values that it may read; None where there is none to fill in any more."""
    person = Person(**asked["person"])
    form_id, variables = None, {}
    if asked["kind"] == "start":
        entrance = walk.pack.jurisdiction.entrances.get(walk.scenario.entrance)
        if entrance is None:
            return None
        form_id = walk.deployment.processes[entrance.process_id].start_form_id
    elif not is_open:
        return None
    elif asked["kind"] == "message":
        message = walk.pack.jurisdiction.messages.get(asked["name"])
        form_id, variables = (message.form_id if message else None), dict(walk.run.variables())
    else:
        task = next((each for each in walk.run.open_tasks() if key_of(each) == asked["name"]), None)
        if task is None:
            return None
        form_id, variables = task.form_id, dict(walk.run.variables(task.id))
    if form_id is None:
        return {"id": None, "context": pack_value({})}
    return {"id": form_id, "context": pack_value(walk.forms.form_context(variables, person))}


def _mend(played: Played, content: bytes) -> bytes:
    """The scenario's file with the expectations mended that were to be."""
    scenario, mended = played.walk.scenario, played.mended
    steps = tuple(replace(step, expect=mended.get(step.number, step.expect)) for step in scenario.steps)
    ended = mended.get(END, scenario.expect)
    return write_scenario(replace(scenario, steps=steps, expect=ended), leading_comment(content))


def _by_step(keys: Iterable[str]) -> dict[int, list[str]]:
    """``3 advice.outcome`` → under 3, ``advice.outcome``."""
    found: dict[int, list[str]] = {}
    for each in keys:
        step, _, key = each.partition(" ")
        found.setdefault(int(step), []).append(key)
    return found


def _tell_expectation(expected: Expectation) -> dict[str, Any]:
    return {
        "open": None if expected.open is None else list(expected.open),
        "status": expected.status,
        "is_ended": expected.is_ended,
        "path": list(expected.path),
        "advice": {key: _as_number(value) for key, value in expected.advice.items()},
        "incidents": list(expected.incidents),
    }
