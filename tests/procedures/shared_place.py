"""A bare place that extends Liwan and has nothing of its own but a matter that calls the shared process at hand.

Its diagrams, forms, tables and parameters are those that ship, read from the repository, so what holds here holds for
every place that calls them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.engine.drawing import definitions, message_root, process_xml, start
from webapp.procedures import Pack, collect_pack, run_scenario
from webapp.procedures.files import HeldFiles
from webapp.procedures.scenario_files import Expectation, Person, Scenario, Step

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = "bareplace"
CASE_NO = f"〔2026〕{CODE.upper()}-0001"
MONDAY = "2026-03-02T09:00"

_JURISDICTION = """
code = "bareplace"
zh = "某地"
en = "Some place"
extends = "liwan"
root_process = "matter"
start = ["applicant"]

[roles.reviewer]
zh = "复核承办"
en = "Reviewer"
case_access = "involved"

[roles.city_organ]
zh = "上级机关"
en = "Superior organ"
case_access = "involved"

[messages.supervision]
zh = "监督检查"
en = "Supervision"
roles = ["inspector"]
form = "raise_supervision"

[messages.petition]
zh = "信访举报"
en = "Petition"
roles = ["intake", "handler"]
form = "register_petition"

[messages.review]
zh = "申请复核"
en = "Ask for review"
roles = ["applicant", "intake"]
form = "file_review"
"""

Facts = Mapping[str, Any]


@cache
def _shipped() -> Mapping[str, bytes]:
    """What the repository ships for Liwan and for all, but not its matter and its scenarios."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("bpmn", "dmn", "forms")
        for code in ("shared", "liwan")
        for path in sorted((ROOT / folder / code).rglob("*"))
        if path.is_file()
    }


def bare_place(
    *elements: str,
    flows: str,
    facts: Facts,
    messages: Sequence[str] = (),
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Pack:
    """The place whose matter is drawn from ``elements`` and ``flows`` and opens with ``facts``."""
    drawn = process_xml("matter", start("start", "open_matter"), *elements, flows=flows)
    own = {
        f"bpmn/{CODE}/jurisdiction.toml": _JURISDICTION.encode(),
        f"bpmn/{CODE}/matter.bpmn": definitions(drawn, *(message_root(name) for name in messages)),
        f"forms/{CODE}/open_matter.form": _opening_form(facts),
    }
    return collect_pack(CODE, HeldFiles({**_shipped(), **own, **files}))


def _opening_form(facts: Facts) -> bytes:
    fields = [
        {"type": _field_type(value), "id": key.replace(".", "_"), "key": key, "label": key, **_date_of(value)}
        for key, value in facts.items()
    ]
    return json.dumps({"type": "default", "id": "open_matter", "components": fields}).encode()


def _field_type(value: Any) -> str:
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, int):
        return "number"
    return "datetime" if isinstance(value, date) else "textfield"


def _date_of(value: Any) -> dict[str, str]:
    return {"subtype": "date", "dateLabel": "day"} if isinstance(value, date) else {}


# -- stories ------------------------------------------------------------------------------------


def at(moment: str) -> datetime:
    """A moment at the place, such as ``2026-03-02T09:00``."""
    return datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC)


def expecting(**expected: Any) -> Expectation:
    """What must hold, by the names of a scenario's ``expect``."""
    if "open" in expected:
        expected["open"] = tuple(expected["open"])
    if "ended" in expected:
        expected["is_ended"] = expected.pop("ended")
    if "registers" in expected:
        expected["registers"] = {name: tuple(rows) for name, rows in expected["registers"].items()}
    return Expectation(**expected)


def done(task: str, by: str, facts: Facts, *, on: str = "", account: str = "", **expected: Any) -> Step:
    """Somebody completes a task. ``by`` is a role, or its second person (``handler2``); ``account`` somebody else's."""
    person = Person(role=by.rstrip("2"), by=account or by)
    return _step(on, task=task, person=person, facts=facts, **expected)


def sent(message: str, role: str, facts: Facts, *, on: str = "", **expected: Any) -> Step:
    """Somebody sends a message into the case."""
    return _step(on, message=message, person=Person(role=role), facts=facts, **expected)


def later(moment: str, **expected: Any) -> Step:
    """Nobody does anything until then."""
    return _step(moment, **expected)


def now(**expected: Any) -> Step:
    """Only a look."""
    return _step("", **expected)


def _step(
    moment: str,
    *,
    task: str = "",
    message: str = "",
    person: Person | None = None,
    facts: Facts = MappingProxyType({}),
    **expected: Any,
) -> Step:
    when = at(moment) if moment else None
    return Step(0, None, when, task, None, message, person, facts, expecting(**expected))


def story_fails(pack: Pack, facts: Facts, *steps: Step, **expected: Any) -> list[str]:
    """What differs from the story, told in English; run in one go, then restarted after every step."""
    numbered = tuple(replace(step, number=number) for number, step in enumerate(steps, start=1))
    scenario = Scenario(
        file="story",
        name="story",
        name_en="story",
        source="assumed",
        opened_at=at(MONDAY),
        opened_by=Person(role="applicant"),
        start=facts,
        steps=numbered,
        expect=expecting(**expected),
    )
    results = [run_scenario(pack, scenario, restart_after_each_step=restart) for restart in (False, True)]
    return [failure.text("en") for result in results for failure in result.failures]


def play(pack: Pack, facts: Facts, *steps: Step, **expected: Any) -> None:
    """Take the steps and see that all is as expected."""
    failures = story_fails(pack, facts, *steps, **expected)
    assert not failures, "\n".join(failures)


def notices_to(*roles: str) -> list[Facts]:
    """The records of notices to these roles or accounts, in this order."""
    return [{"to": role} for role in roles]
