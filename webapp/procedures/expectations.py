"""Comparing what a scenario expects with what a run shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from webapp.clock import place_day
from webapp.engine import CaseRun
from webapp.feel import Value, from_python, to_python, to_text
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_files import Expectation
from webapp.procedures.scenario_journal import Journal


@dataclass(frozen=True, slots=True)
class Difference:
    """One unmet expectation: its key in the file, what is wanted and what is seen, as plain values.

    `webapp.procedures.failure_words` puts it into words.
    """

    key: str
    wanted: Any
    seen: Any


@dataclass(frozen=True, slots=True)
class RunView:
    """What expectations look at."""

    run: CaseRun
    book: HeldRegisterBook
    journal: Journal


def compare(expected: Expectation, view: RunView) -> list[Difference]:
    """Every expectation that does not hold."""
    return [
        *_compare_open(expected, view),
        *_compare_simple(expected, view),
        *_compare_due(expected, view),
        *_compare_variables(expected, view),
        *_compare_path(expected, view),
        *_compare_advice(expected, view),
        *_compare_fired(expected, view),
        *_compare_registers(expected, view),
        *_compare_incidents(expected, view),
    ]


def due_day(due_at: datetime) -> str:
    """The day whose end is the due instant: midnight belongs to the day before it."""
    return place_day(due_at - timedelta(microseconds=1)).isoformat()


def as_plain(value: Any) -> Any:
    """A value of a scenario file or of FEEL in a form that compares: days and times as text."""
    known = from_python(value)
    if isinstance(known, list):
        return [as_plain(item) for item in known]
    if isinstance(known, dict):
        return {key: as_plain(item) for key, item in known.items()}
    if known is None or isinstance(known, bool | str | Decimal):
        return to_python(known)
    return to_text(known).removeprefix('@"').removesuffix('"')


def contains(found: Any, expected: Any) -> bool:
    """Whether ``found`` has all that ``expected`` names; a table may hold more than is expected of it."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key in found and contains(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(contains(one, other) for one, other in zip(found, expected, strict=True))
        )
    return bool(found == expected) and isinstance(found, bool) == isinstance(expected, bool)


def _compare_open(expected: Expectation, view: RunView) -> Iterator[Difference]:
    if expected.open is None:
        return
    found = [task.element_id for task in view.run.open_tasks()]
    if Counter(found) != Counter(expected.open):
        yield Difference("open", sorted(expected.open), sorted(found))


def _compare_simple(expected: Expectation, view: RunView) -> Iterator[Difference]:
    status = view.book.status()
    if expected.status is not None and status != expected.status:
        yield Difference("status", expected.status, status)
    if expected.is_ended is not None and view.run.is_ended != expected.is_ended:
        yield Difference("ended", expected.is_ended, view.run.is_ended)


def _compare_due(expected: Expectation, view: RunView) -> Iterator[Difference]:
    for name, day in expected.due.items():
        found = due_days(name, view.run)
        if found != {day}:
            yield Difference(f"due.{name}", day, sorted(found - {"—"}))


def due_days(name: str, run: CaseRun) -> set[str]:
    """The due days of open tasks ``element`` or ``element[item]``, or else of the timer with that id."""
    element, _, item = name.partition("[")
    days = {
        "—" if task.due_at is None else due_day(task.due_at)
        for task in run.open_tasks()
        if task.element_id == element and (not item or str(task.item) == item.rstrip("]"))
    }
    return days or {due_day(each.due_at) for each in run.due_times() if each.element_id == name}


def _compare_variables(expected: Expectation, view: RunView) -> Iterator[Difference]:
    if not expected.variables:
        return
    variables = {name: as_plain(value) for name, value in view.run.variables().items()}
    for path, value in expected.variables.items():
        found = look_up(variables, path)
        if not contains(found, as_plain(value)):
            yield Difference(f"variables.{path}", as_plain(value), found)


def look_up(variables: Mapping[str, Any], path: str) -> Any:
    """What stands at ``a.b.c``; None where nothing does."""
    node: Any = variables
    for part in path.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _compare_path(expected: Expectation, view: RunView) -> Iterator[Difference]:
    """The path's entries must come in order, with anything between them."""
    position = 0
    entered = view.journal.entered
    for entry in expected.path:
        try:
            position = entered.index(entry, position) + 1
        except ValueError:
            last = entered[position - 1 : position]
            yield Difference("path", [*last, entry], [*last, *entered[position:]])
            return


def _compare_advice(expected: Expectation, view: RunView) -> Iterator[Difference]:
    """A key names a decision, or a field of what it advised; the latest advice that has it counts."""
    records = [plain_record(record) for record in reversed(view.book.list_records("advice"))]
    for path, value in expected.advice.items():
        found = find_advice(records, path)
        if not contains(found, as_plain(value)):
            yield Difference(f"advice.{path}", as_plain(value), found)


def find_advice(records: Sequence[Mapping[str, Any]], path: str) -> Any:
    """What the advice, latest first, has under a key of the expectation; None where it has nothing."""
    key, _, rest = path.partition(".")
    for record in records:
        advice = record["advice"]
        if isinstance(advice, dict) and key in advice:
            return look_up(advice, path)
        if record["decision"] == key:
            return look_up(advice, rest) if rest else advice
    return None


def _compare_fired(expected: Expectation, view: RunView) -> Iterator[Difference]:
    for decision, rules in expected.fired.items():
        found = view.journal.fired.get(decision)
        # A list grows at its end when a place fills its open slots; its scenarios hold all the same.
        is_met = (
            set(rules) <= set(found or ()) if decision == MATCHING_DECISION else found == tuple(sorted(rules))
        )
        if not is_met:
            yield Difference(f"fired.{decision}", sorted(rules), list(found or ()))


def _compare_registers(expected: Expectation, view: RunView) -> Iterator[Difference]:
    for register, rows in expected.registers.items():
        found = [plain_record(record) for record in view.book.list_records(register)]
        wanted = [{key: as_plain(value) for key, value in row.items()} for row in rows]
        if (found and not wanted) or not _matches_in_order(found, wanted):
            yield Difference(f"registers.{register}", wanted, found)


def plain_record(record: Mapping[str, Value]) -> dict[str, Any]:
    """A record of a register in a form that compares."""
    return {key: as_plain(value) for key, value in record.items()}


def _matches_in_order(found: Sequence[Any], wanted: Sequence[Any]) -> bool:
    remaining = iter(found)
    return all(any(contains(record, row) for record in remaining) for row in wanted)


def _compare_incidents(expected: Expectation, view: RunView) -> Iterator[Difference]:
    """An incident that nobody expects fails the scenario at the step that raised it."""
    incidents = view.run.incidents()
    if Counter(incident.element_id for incident in incidents) != Counter(expected.incidents):
        wanted = [(element, "", "") for element in expected.incidents]
        yield Difference("incidents", wanted, [(each.element_id, each.zh, each.en) for each in incidents])
