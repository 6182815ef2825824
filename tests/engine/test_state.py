"""The stored state: exact, small, flat, and refused when it is not ours."""

from __future__ import annotations

import zlib
from datetime import timedelta
from pathlib import Path

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.drawing import boundary, end, gateway, process, start, timer, user_task
from tests.engine.places import CASE, OPENED_AT, Place, RecordingHost, deploy
from webapp.engine import CaseRun, StateUnreadable
from webapp.engine.kept import keep, packed_of
from webapp.engine.scopes import Variables
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


def _checked(body: bytes) -> bytes:
    """A body with the number and checksum of the present format."""
    return bytes([FORMAT]) + zlib.adler32(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    "damage",
    [
        lambda _blob: b"",
        lambda blob: bytes([FORMAT + 1]) + blob[1:],
        lambda blob: blob[:-4],
        lambda blob: blob[:20],
        lambda blob: blob[:1] + b"not compressed",
        lambda blob: blob[:9] + bytes([blob[9] ^ 1]) + blob[10:],
        lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]),
        lambda _blob: b"\x01" + zlib.compress(b"not packed \xc1"),
        lambda _blob: b"\x01" + zlib.compress(msgpack.packb({"some": "thing"})),
        lambda _blob: b"\x01" + zlib.compress(msgpack.packb(["main", 1, False, [0, []], [[0, "main", 1, False, [[1, 0, "gone", 16, {}]], []]]])),
        lambda _blob: b"\x01" + zlib.compress(b"\x00" * (65 * 1024 * 1024)),
        lambda _blob: _checked(b"not packed \xc1"),
        lambda _blob: _checked(msgpack.packb({"some": "thing"})),
        lambda _blob: _checked(msgpack.packb([zlib.compress(msgpack.packb(["main", 1, False, [1, [[1, None, True, []]]], []])), []])),
        lambda _blob: _checked(msgpack.packb([zlib.compress(msgpack.packb(["main", 1, False, [1, [[1, None, True, []]]], []])), [[["a"], [], b""]]])),
        lambda _blob: _checked(msgpack.packb([zlib.compress(b"\x00" * (65 * 1024 * 1024)), []])),
    ],
    ids=[
        "empty", "future format", "cut off", "cut short", "not packed", "a bit flipped in front", "a bit flipped at the end",
        "format 1 not msgpack", "format 1 of another shape", "format 1 with an unknown element", "format 1 bomb",
        "not msgpack", "another shape", "a scope without variables", "names without values", "bomb",
    ],
)  # fmt: skip
def test_what_is_not_a_state_is_refused_with_words(damage) -> None:  # type: ignore[no-untyped-def]
    place, blob = _blob()
    with pytest.raises(StateUnreadable) as refused:
        CaseRun.load(place.deployment, damage(blob), host=RecordingHost(), case=CASE)
    assert refused.value.code == "EN-006"
    assert "无法读取" in refused.value.text("zh")


STATES = Path(__file__).parent / "states"


@pytest.mark.parametrize("written", [1, 2])
def test_a_state_that_an_earlier_release_wrote_still_loads_and_goes_on(written: int) -> None:
    """Cases run for years: these files are never written anew. A new format gets a file of its own beside them."""
    deployment = deploy((STATES / "format_1.bpmn").read_bytes())
    host = RecordingHost()
    host.clock.advance(timedelta(days=8))
    run = CaseRun.load(deployment, (STATES / f"format_{written}.bin").read_bytes(), host=host, case=CASE)
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


def test_every_format_has_a_kept_sample() -> None:
    assert {file.stem for file in STATES.glob("*.bin")} == {
        f"format_{number}" for number in range(1, FORMAT + 1)
    }
    assert all(file.read_bytes()[0] == int(file.stem[-1]) for file in STATES.glob("*.bin"))


def test_variables_keep_their_order_and_values_through_any_writing() -> None:
    """What a state brought stays one piece until something in it is written again."""
    first = Variables()
    for number in range(5):
        first.put(f"v{number}", "long " * 40 + str(number))
    loaded = Variables(*first.stored())
    loaded.put("v9", "new")
    again = Variables(*loaded.stored())
    again.put("v2", "short")
    again.copy_from(first, "v0")
    last = Variables(*again.stored())
    assert list(last) == ["v0", "v1", "v2", "v3", "v4", "v9"]
    assert [last[name] for name in ("v2", "v9")] == ["short", "new"]
    assert all(last[f"v{number}"] == "long " * 40 + str(number) for number in (0, 1, 3, 4))
    assert last.stored() == again.stored()
    assert len(last.stored()[2]) < 300, "each is compressed"


@pytest.mark.parametrize("kept", [b"", b"\x02abc", b"\x01not deflated", keep(b"a" * 500)[:-3]])
def test_a_value_kept_in_no_known_way_is_refused(kept: bytes) -> None:
    with pytest.raises((ValueError, zlib.error)):
        packed_of(kept)


@given(st.binary(max_size=2_000))
def test_what_is_kept_comes_back(packed: bytes) -> None:
    assert packed_of(keep(packed)) == packed
    assert len(keep(packed)) <= len(packed) + 1


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
