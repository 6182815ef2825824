"""The steps that tell what is kept: found in the shipped diagrams by what their forms hold and their gateways read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from webapp.procedures import Pack, read_pack
from webapp.procedures.kept_steps import steps_behind

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def liwan() -> Pack:
    return read_pack("liwan", ROOT)


def petition() -> frozenset[str]:
    return frozenset(liwan().jurisdiction.need_to_know["petition"].entities)


def test_processes_about_a_petition_are_kept_whole() -> None:
    assert steps_behind(liwan(), petition()).processes == {"petition", "clarify"}


def test_the_way_to_them_is_kept_and_nothing_beyond_where_the_ways_meet() -> None:
    steps = steps_behind(liwan(), petition()).steps
    assert {name for name in steps["accept"] if not name.startswith("flow_")} == {"call_petition"}
    assert "flow_has_petition_to_petition_settled" in steps["accept"]
    assert "flow_petition_settled_to_tell_accepted" not in steps["accept"]
    assert {name for name in steps["implement"] if not name.startswith("flow_")} == {"call_clarify"}


def test_what_follows_a_message_about_a_petition_is_kept() -> None:
    steps = steps_behind(liwan(), petition()).steps["matter"]
    assert {"on_petition", "call_petition"} <= steps
    assert "on_supervision" not in steps
    assert "call_handle" not in steps


def test_processes_that_have_nothing_to_do_with_it_are_told_whole() -> None:
    steps = steps_behind(liwan(), petition()).steps
    assert {name for name, kept in steps.items() if kept} == {"accept", "implement", "matter"}


def test_who_may_know_everything_is_kept_from_nothing() -> None:
    told = steps_behind(liwan(), frozenset())
    assert (told.processes, dict(told.steps)) == (frozenset(), {})


@pytest.mark.parametrize(
    ("condition", "is_kept"),
    [
        (
            "=petition.exists = true and working days between(case.opened_on, today()) &gt; 1",
            True,
        ),
        ("=count([1][petition.exists = true]) = 1", True),
        ("=some each in [1] satisfies petition.exists = true", True),
        ("=case.petition = true", False),
    ],
)
def test_a_gateway_chooses_by_what_is_kept_however_that_is_written(condition: str, is_kept: bool) -> None:
    path, before = "bpmn/shared/accept.bpmn", "=petition.exists = true</bpmn:conditionExpression>"
    written = liwan().files[path].decode()
    assert written.count(before) == 1
    changed = written.replace(before, f"{condition}</bpmn:conditionExpression>")
    pack = Pack("liwan", {**liwan().files, path: changed.encode()})
    # The calls of what is about petitions are kept whatever leads to them; the way around them only as a choice.
    steps = steps_behind(pack, petition()).steps["accept"]
    assert ("flow_has_petition_to_petition_settled" in steps) is is_kept
