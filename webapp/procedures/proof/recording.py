"""A played case as the scenario that tells it: begun, a step put in or taken out, named at the end."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from webapp.clock import PLACE_ZONE
from webapp.errors import Problem
from webapp.feel import Value, to_python
from webapp.procedures.errors import PackRefused
from webapp.procedures.forms import BoundField, BoundForm, FormSchema, validate_facts
from webapp.procedures.proof.errors import PlayTooLong, ScenarioWordsRefused
from webapp.procedures.proof.states import PlayState
from webapp.procedures.resolution import scenario_folder
from webapp.procedures.scenario_files import Expectation, Facts, Person, Scenario, Step, read_scenario
from webapp.procedures.scenario_writing import leading_comment, write_scenario

MOST_STEPS = 300
#: What a step that moves the clock to a day means: office hours begin.
MORNING = time(9, 0)
#: Names nobody gave yet.
UNNAMED, UNNAMED_EN = "未命名的情景", "Scenario without a name"
_STEM = re.compile(r"[a-z][a-z0-9_]{0,60}")
_STEM_REFUSED = (
    "文件名只用小写字母、数字和下划线，以字母开头。",
    "A file name is made of small letters, digits and underscores, and begins with a letter.",
)
#: Units for a place whose scenarios name none, plainly made up.
MADE_UP_UNITS = {"unit_a": "演练单位甲", "unit_b": "演练单位乙", "unit_c": "演练单位丙"}


def scenario_in(content: bytes, file: str) -> Scenario:
    """The scenario that a file holds.

    Raises:
        PackRefused: it has errors.
    """
    scenario, problems = read_scenario(content, file)
    if scenario is None:
        raise PackRefused("", problems)
    return scenario


def find_errors(content: bytes, file: str) -> list[Problem]:
    """What is wrong with a scenario's file."""
    return read_scenario(content, file)[1]


def begin_scenario(
    opened_on: date, opened_by: Person, entrance: str, units: Mapping[str, str], start: Facts
) -> bytes:
    """A scenario without steps, opened in the morning of a day."""
    scenario = Scenario(
        file="",
        name=UNNAMED,
        name_en=UNNAMED_EN,
        source="assumed",
        opened_at=morning_of(opened_on),
        opened_by=opened_by,
        start=start,
        steps=(),
        expect=Expectation(),
        units=units,
        entrance=entrance,
    )
    return write_scenario(scenario)


def morning_of(day: date) -> datetime:
    """When the office opens on a day."""
    return datetime.combine(day, MORNING, PLACE_ZONE)


def usual_units(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The units that a place's scenarios name, or else made-up ones."""
    named = {code: name for scenario in scenarios for code, name in (scenario.units or {}).items()}
    return named or dict(MADE_UP_UNITS)


def make_step(
    *,
    task: str = "",
    item: Any = None,
    message: str = "",
    person: Person | None = None,
    facts: Facts | None = None,
    advance_to: datetime | None = None,
) -> Step:
    """One step; its number follows from its place."""
    return Step(0, None, advance_to, task, item, message, person, facts or {}, Expectation())


def with_step(content: bytes, position: int, step: Step) -> bytes:
    """The scenario with a step put in behind ``position``; those that came there come after it.

    Raises:
        PlayTooLong: it has as many steps as it may have.
    """
    scenario = scenario_in(content, "")
    if len(scenario.steps) >= MOST_STEPS:
        raise PlayTooLong(most=MOST_STEPS)
    steps = (*scenario.steps[:position], step, *scenario.steps[position:])
    return _written(replace(scenario, steps=steps), content)


def without_steps(content: bytes, first: int, last: int | None = None) -> bytes:
    """The scenario without its steps ``first`` to ``last`` (from 1; None: to the end)."""
    scenario = scenario_in(content, "")
    kept = scenario.steps[: first - 1] + (() if last is None else scenario.steps[last:])
    return _written(replace(scenario, steps=kept), content)


def _written(scenario: Scenario, before: bytes) -> bytes:
    return write_scenario(replace(scenario, practice_steps=_practice(scenario)), leading_comment(before))


def _practice(scenario: Scenario) -> int | None:
    """How far a practice place takes it: never past a move of the clock, which may stand earlier now."""
    if scenario.practice_steps is None:
        return None
    moves = (place for place, step in enumerate(scenario.steps) if step.advance_to is not None)
    return min(scenario.practice_steps, next(moves, len(scenario.steps)))


def finish_scenario(content: bytes, *, name: str, name_en: str, source: str, expect: Expectation) -> bytes:
    """The scenario with its name, its source mark and what must hold at the end.

    Raises:
        ScenarioWordsRefused: a name or the source is missing.
    """
    require_words(name=name, name_en=name_en, source=source)
    scenario = scenario_in(content, "")
    named = replace(
        scenario, name=name.strip(), name_en=name_en.strip(), source=source.strip(), expect=expect
    )
    return _written(named, content)


def require_words(*, name: str, name_en: str, source: str, stem: str | None = None) -> None:
    """See that a scenario is named, and a new one's file too (``stem``; None where it has one already).

    Raises:
        ScenarioWordsRefused: it tells all that is missing at once.
    """
    wanted = [
        (bool(name.strip()), "请写情景的中文名称。", "Give the scenario's Chinese name."),
        (bool(name_en.strip()), "请写情景的英文名称。", "Give the scenario's English name."),
        (
            bool(source.strip()),
            "请写依据：来源的编号，或者 assumed。",
            "Give the source: its number, or assumed.",
        ),
        (stem is None or _STEM.fullmatch(stem) is not None, *_STEM_REFUSED),
    ]
    missing = [(zh, en) for is_there, zh, en in wanted if not is_there]
    if missing:
        raise ScenarioWordsRefused(
            what="".join(zh for zh, _ in missing), what_en=" ".join(en for _, en in missing)
        )


def propose_stem(code: str, taken: Container[str]) -> str:
    """A name for a new scenario's file that none of the paths ``taken`` has: ``recorded_1``, ``recorded_2`` …"""
    stems = (f"recorded_{number}" for number in count(1))
    return next(stem for stem in stems if scenario_path(code, stem) not in taken)


def choose_expectation(
    held: Expectation,
    state: PlayState,
    path: Iterable[str],
    conclusions: Iterable[str],
    outcomes: Iterable[str],
) -> Expectation:
    """What was chosen of a proposal, over what the scenario expected already and the proposal does not speak of.

    ``path`` are the chosen entries in their order, ``conclusions`` keys of the advice, ``outcomes`` of ``status``,
    ``is_ended`` and ``open``.
    """
    proposal, wanted, kept = state.proposal, set(conclusions), set(outcomes)
    if proposal is None:
        return held
    other = {key: value for key, value in held.advice.items() if key not in proposal.advice}
    chosen = {key: value for key, value in proposal.advice.items() if key in wanted}
    return replace(
        held,
        path=tuple(path),
        advice={**other, **chosen},
        status=proposal.status if "status" in kept else None,
        is_ended=proposal.is_ended if "is_ended" in kept else None,
        open=proposal.open if "open" in kept else None,
        incidents=proposal.incidents,
        lines={},
    )


def scenario_path(code: str, stem: str) -> str:
    """The file of a scenario named ``stem``.

    Raises:
        ScenarioWordsRefused: the name of the file has the wrong form.
    """
    if _STEM.fullmatch(stem) is None:
        raise ScenarioWordsRefused(what=_STEM_REFUSED[0], what_en=_STEM_REFUSED[1])
    return f"{scenario_folder(code)}/{stem}.toml"


# -- facts of a form ----------------------------------------------------------------------------


def facts_of(schema: FormSchema, context: Mapping[str, Value], bound: BoundForm) -> dict[str, Any]:
    """What somebody filled in, as the facts of a scenario: without what the form shows by itself."""
    fixed = {field.name for field in _fields(bound.components) if field.is_readonly}
    given = {
        f"{entity}.{name}": value
        for entity, values in bound.submission.values.items()
        for name, value in values.items()
    }
    shown = validate_facts(schema, context, {}).values
    facts: dict[str, Any] = {}
    for key, value in given.items():
        entity, _, name = key.partition(".")
        at_first = shown.get(entity, {}).get(name)
        if key not in fixed and value != at_first:
            facts[key] = "" if value is None else as_fact(value)
    return facts


def _fields(components: Iterable[Any]) -> list[BoundField]:
    found: list[BoundField] = []
    for each in components:
        if isinstance(each, BoundField):
            found.append(each)
        else:
            found += _fields(getattr(each, "components", ()))
    return found


def as_fact(value: Value) -> Any:
    """A value as a scenario's file holds it; what is blank in a row is left out there."""
    if isinstance(value, list):
        return [as_fact(item) for item in value]
    if isinstance(value, dict):
        return {name: as_fact(item) for name, item in value.items() if item is not None}
    plain = to_python(value)
    return float(plain) if isinstance(plain, Decimal) else plain
