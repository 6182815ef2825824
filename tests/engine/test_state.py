"""The stored state: exact, small, flat, and refused when it is not ours."""

from __future__ import annotations

import zlib
from datetime import timedelta
from pathlib import Path

import msgpack
import pytest

from tests.engine.drawing import boundary, end, gateway, process, start, timer, user_task
from tests.engine.places import CASE, OPENED_AT, Place, RecordingHost, deploy
from webapp.engine import CaseRun, StateUnreadable
from webapp.engine.state import FORMAT
from webapp.feel import from_python


def _looping() -> bytes:
    return process(
        "main",
        start(),
        user_task("work", form="review"),
        boundary("late", "work", timer("timeDuration", "P30D"), interrupting=False),
        end("reminded"),
        gateway("exclusive", "enough", default="end"),
        end(),
        flows='start > work > enough\nenough > work: =review.grade = "bad"\nenough > end\nlate > reminded',
    )


def test_the_state_does_not_grow_with_the_history() -> None:
    place = Place(deploy(_looping()))
    sizes = []
    for _ in range(200):
        place.complete("work", review={"grade": "bad", "reason": "again"})
        sizes.append(len(place.run.dump()))
    assert max(sizes) - min(sizes) < 20, "only the numbers of the tokens grow"
    assert max(sizes) < 400


def test_a_reloaded_case_dumps_the_same_bytes() -> None:
    place = Place(
        deploy(_looping()), variables={"application": from_python({"money": 1.50, "items": [1, None, "三"]})}
    )
    for _ in range(3):
        before = place.run.dump()
        after = CaseRun.load(place.deployment, before, host=place.host, case=CASE).dump()
        assert after == before
        place.complete("work", review={"grade": "bad"})


def test_the_same_actions_give_the_same_bytes() -> None:
    deployment = deploy(_looping())

    def walk() -> bytes:
        place = Place(deployment)
        place.complete("work", review={"grade": "bad"})
        place.advance_to(OPENED_AT + timedelta(days=31))
        return place.run.dump()

    assert walk() == walk()


def test_an_ended_case_stays_ended_with_its_facts() -> None:
    place = Place(deploy(_looping()))
    place.complete("work", review={"grade": "good"})
    reloaded = CaseRun.load(place.deployment, place.run.dump(), host=place.host, case=CASE)
    assert reloaded.is_ended
    assert reloaded.open_tasks() == ()
    assert reloaded.variables()["review"] == {"grade": "good"}


def _blob() -> tuple[Place, bytes]:
    place = Place(deploy(_looping()))
    return place, place.run.dump()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _blob: b"",
        lambda blob: bytes([FORMAT + 1]) + blob[1:],
        lambda blob: blob[:-4],
        lambda blob: blob[:20],
        lambda blob: blob[:1] + b"not compressed",
        lambda blob: blob[:1] + zlib.compress(b"not packed \xc1"),
        lambda blob: blob[:1] + zlib.compress(msgpack.packb({"some": "thing"})),
        lambda blob: blob[:1] + zlib.compress(msgpack.packb(["main", 1, False, [0, []], [[0, "main", 1, False, [[1, 0, "gone", 16, {}]], []]]])),
        lambda blob: blob[:1] + zlib.compress(b"\x00" * (65 * 1024 * 1024)),
    ],
    ids=["empty", "future format", "cut off", "cut short", "not zlib", "not msgpack", "other shape", "unknown element", "bomb"],
)  # fmt: skip
def test_what_is_not_a_state_is_refused_with_words(damage) -> None:  # type: ignore[no-untyped-def]
    place, blob = _blob()
    with pytest.raises(StateUnreadable) as refused:
        CaseRun.load(place.deployment, damage(blob), host=RecordingHost(), case=CASE)
    assert refused.value.code == "EN-006"
    assert "无法读取" in refused.value.text("zh")


STATES = Path(__file__).parent / "states"


def test_a_state_that_the_first_release_wrote_still_loads_and_goes_on() -> None:
    """Cases run for years: this file is never written anew. A new format gets a file of its own beside it."""
    deployment = deploy((STATES / "format_1.bpmn").read_bytes())
    host = RecordingHost()
    host.clock.advance(timedelta(days=8))
    run = CaseRun.load(deployment, (STATES / "format_1.bin").read_bytes(), host=host, case=CASE)
    assert [(task.element_id, task.item) for task in run.open_tasks()] == [
        ("consult", "tax"), ("consult", "labour"), ("look", None),
    ]  # fmt: skip
    assert [due.element_id for due in run.due_times()] == ["remind", "expired"]
    assert [subscription.message for subscription in run.subscriptions()] == ["withdraw"]
    assert run.variables()["application"] == from_python(
        {"text": "探索", "bodies": ["tax", "land", "labour"], "sum": 1.5}
    )
    host.clock.advance(timedelta(days=10))
    assert run.fire_due() == 2
    assert [task.element_id for task in run.open_tasks()] == ["look"]
    assert run.deliver_message("withdraw", "LW-2026-1")
    assert run.is_ended


def test_two_cases_of_one_deployment_do_not_touch() -> None:
    deployment = deploy(_looping())
    one, other = Place(deployment), Place(deployment)
    one.complete("work", review={"grade": "good"})
    assert one.run.is_ended
    assert other.open == ["work"]
    assert other.read("review") is None


def test_a_deployment_serves_many_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    deployment = deploy(_looping())

    def walk(number: int) -> object:
        place = Place(deployment)
        for _ in range(5):
            place.complete("work", review={"grade": "bad", "reason": str(number)})
        place.complete("work", review={"grade": "good", "reason": str(number)})
        assert place.run.is_ended
        return place.read("review")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(walk, range(40))) == [
            {"grade": "good", "reason": str(number)} for number in range(40)
        ]
