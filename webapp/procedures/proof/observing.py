"""What can be seen of a run, in the shape of an expectation: for mending one, and for proposing one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from webapp.procedures.expectations import (
    RunView,
    as_plain,
    contains,
    due_days,
    find_advice,
    look_up,
    plain_record,
)
from webapp.procedures.scenario_files import Expectation

#: Elements that tell a path: what lies between them follows.
_TOLD = frozenset(
    {
        "user_task",
        "receive_task",
        "business_rule_task",
        "call_activity",
        "boundary_event",
        "catch_event",
        "end_event",
    }
)


def mend_expectation(expected: Expectation, keys: Iterable[str], view: RunView) -> Expectation:
    """``expected`` with what ``keys`` (of differences, such as ``advice.outcome``) name set to what is seen.

    What is expected and not there at all is expected no longer.
    """
    for key in keys:
        part, _, rest = key.partition(".")
        expected = _MENDERS[part](expected, rest, view) if part in _MENDERS else expected
    return expected


def _mend_open(expected: Expectation, _: str, view: RunView) -> Expectation:
    return replace(expected, open=tuple(sorted(task.element_id for task in view.run.open_tasks())))


def _mend_status(expected: Expectation, _: str, view: RunView) -> Expectation:
    return replace(expected, status=view.book.status())


def _mend_ended(expected: Expectation, _: str, view: RunView) -> Expectation:
    return replace(expected, is_ended=view.run.is_ended)


def _mend_due(expected: Expectation, name: str, view: RunView) -> Expectation:
    days = due_days(name, view.run) - {"—"}
    return replace(expected, due=_with(expected.due, name, days.pop() if len(days) == 1 else None))


def _mend_variables(expected: Expectation, path: str, view: RunView) -> Expectation:
    seen = {name: as_plain(value) for name, value in view.run.variables().items()}
    return replace(expected, variables=_with(expected.variables, path, look_up(seen, path)))


def _mend_path(expected: Expectation, _: str, view: RunView) -> Expectation:
    """The entries that were entered in this order; the first that was not is left out, and so on."""
    kept: list[str] = []
    position = 0
    for entry in expected.path:
        if entry in view.journal.entered[position:]:
            position = view.journal.entered.index(entry, position) + 1
            kept.append(entry)
    return replace(expected, path=tuple(kept))


def _mend_advice(expected: Expectation, path: str, view: RunView) -> Expectation:
    return replace(expected, advice=_with(expected.advice, path, find_advice(_advice(view), path)))


def _mend_fired(expected: Expectation, decision: str, view: RunView) -> Expectation:
    return replace(expected, fired=_with(expected.fired, decision, view.journal.fired.get(decision)))


def _mend_registers(expected: Expectation, register: str, view: RunView) -> Expectation:
    """Every record that is there, by the fields that were looked at."""
    wanted = expected.registers.get(register, ())
    fields = dict.fromkeys(name for row in wanted for name in row)
    found = [plain_record(record) for record in view.book.list_records(register)]
    if wanted:
        rows = tuple(
            {name: row[name] for name in fields if _can_be_written(row.get(name))} or _all_of(row)
            for row in found
        )
    else:
        rows = tuple(_all_of(row) for row in found)
    return replace(expected, registers={**expected.registers, register: rows})


def _all_of(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if _can_be_written(value)}


def _mend_incidents(expected: Expectation, _: str, view: RunView) -> Expectation:
    return replace(expected, incidents=tuple(each.element_id for each in view.run.incidents()))


_MENDERS = {
    "open": _mend_open,
    "status": _mend_status,
    "ended": _mend_ended,
    "due": _mend_due,
    "variables": _mend_variables,
    "path": _mend_path,
    "advice": _mend_advice,
    "fired": _mend_fired,
    "registers": _mend_registers,
    "incidents": _mend_incidents,
}


def _with(known: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """``known`` with ``key`` set, or without it where there is nothing that a file can say."""
    rest = {name: held for name, held in known.items() if name != key}
    return {**rest, key: value} if _can_be_written(value) else rest


def _can_be_written(value: Any) -> bool:
    """Whether a file has a word for the value: it has none for null."""
    if isinstance(value, dict):
        return all(map(_can_be_written, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_can_be_written, value))
    return value is not None


def propose_expectation(view: RunView, kinds: Mapping[str, str], held: Expectation) -> Expectation:
    """What a scenario that ends here may expect: the path by what tells it, the conclusion, where the matter stands.

    ``kinds`` says what an element ``process:element`` is. Whatever ``held``, the expectation so far, names of the path also tells it.
    """
    is_ended = view.run.is_ended
    return Expectation(
        open=None if is_ended else tuple(sorted(task.element_id for task in view.run.open_tasks())),
        status=view.book.status(),
        is_ended=is_ended,
        path=tuple(
            entry for entry in view.journal.entered if kinds.get(entry) in _TOLD or entry in held.path
        ),
        advice=_conclusions(_advice(view)),
        incidents=tuple(each.element_id for each in view.run.incidents()),
    )


def _advice(view: RunView) -> list[Mapping[str, Any]]:
    """The advice on record, latest first."""
    return [plain_record(record) for record in reversed(view.book.list_records("advice"))]


def _conclusions(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was advised, under keys by which an expectation finds it again."""
    told: dict[str, Any] = {}
    for record in records:
        advice, decision = record["advice"], str(record["decision"])
        fields = advice if isinstance(advice, dict) else {"": advice}
        for name, value in fields.items():
            key = next((key for key in _keys(decision, name) if _is_found(records, key, value)), None)
            if key is not None and key not in told and _is_plain(value):
                told[key] = value
    return told


def _keys(decision: str, name: str) -> list[str]:
    return [name, f"{decision}.{name}"] if name else [decision]


def _is_found(records: Sequence[Mapping[str, Any]], key: str, value: Any) -> bool:
    return value is not None and contains(find_advice(records, key), value)


def _is_plain(value: Any) -> bool:
    """Lists of items are long and told by their rows; a conclusion is a word, a number, a truth value."""
    return isinstance(value, bool | str | int | float)
