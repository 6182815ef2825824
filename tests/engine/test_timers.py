"""Timers: absolute instants, the place's calendar, once each after an outage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.drawing import (
    boundary,
    catch,
    end,
    gateway,
    message,
    message_root,
    process,
    start,
    timer,
    user_task,
)
from tests.engine.places import OPENED_AT, Place, RecordingHost, deploy
from webapp.calendar import load_calendar
from webapp.engine.timers import Span, due_of, next_in_cycle, read_cycle, read_duration, read_instant
from webapp.feel import from_python


def _waiting(kind: str, text: str) -> Place:
    source = process(
        "main",
        start(),
        catch("wait", timer(kind, text)),
        user_task("after"),
        end(),
        flows="start > wait > after > end",
    )
    return Place(deploy(source))


@pytest.mark.parametrize(
    ("kind", "text", "due_at"),
    [
        ("timeDuration", "P15D", datetime(2026, 3, 17, 1, 0, tzinfo=UTC)),
        ("timeDuration", "PT1H30M", datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        ("timeDuration", '=duration("P3M")', datetime(2026, 6, 2, 1, 0, tzinfo=UTC)),
        ("timeDate", "2026-05-01T00:00:00Z", datetime(2026, 5, 1, tzinfo=UTC)),
        ("timeDate", "2026-05-01T02:00:00+02:00[Europe/Berlin]", datetime(2026, 5, 1, tzinfo=UTC)),
        ("timeDate", "=add working days(today(), 3)", datetime(2026, 3, 5, 16, 0, tzinfo=UTC)),
        ("timeDate", '=date and time("2026-05-01T09:00:00")', datetime(2026, 5, 1, 1, 0, tzinfo=UTC)),
        ("timeDate", '=date("2026-05-01")', datetime(2026, 5, 1, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_timer_has_an_absolute_instant_and_fires_not_before(kind: str, text: str, due_at: datetime) -> None:
    place = _waiting(kind, text)
    (due,) = place.run.due_times()
    assert (due.due_at, due.element_id, due.process_id) == (due_at, "wait", "main")
    assert place.advance_to(due_at - timedelta(seconds=1)) == 0
    assert place.open == []
    assert place.advance_to(due_at) == 1
    assert place.open == ["after"]
    assert place.run.due_times() == ()


def test_months_clamp_at_the_months_end() -> None:
    """SpiffWorkflow's own arithmetic gives 2 March."""
    host = RecordingHost()
    host.clock.instant = datetime(2025, 11, 30, 4, 0, tzinfo=UTC)
    assert due_of("P3M", host) == datetime(2026, 2, 28, 4, 0, tzinfo=UTC)


def test_months_are_counted_on_the_places_calendar() -> None:
    """23:00 UTC on 30 January is already the 31st in Shanghai, so a month later it is the 28th there."""
    host = RecordingHost()
    host.clock.instant = datetime(2026, 1, 30, 23, 0, tzinfo=UTC)
    assert due_of("P1M", host) == datetime(2026, 2, 27, 23, 0, tzinfo=UTC)


def test_a_timer_that_comes_to_nothing_is_an_incident() -> None:
    place = _waiting("timeDate", '=date("no date")')
    assert [incident.code for incident in place.run.incidents()] == ["EN-204"]
    assert place.run.due_times() == ()


def test_a_timer_long_due_fires_once() -> None:
    place = _waiting("timeDuration", "P1D")
    assert place.advance_to(datetime(2027, 1, 1, tzinfo=UTC)) == 1
    assert place.run.fire_due() == 0


def test_timers_fire_in_the_order_of_their_instants() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        catch("late", timer("timeDuration", "P2D")),
        catch("early", timer("timeDuration", "P1D")),
        user_task("a"),
        user_task("b"),
        end("end_a"),
        end("end_b"),
        flows="start > fork\nfork > late > a > end_a\nfork > early > b > end_b",
    )
    forms = {"note": frozenset[str]()}
    place = Place(deploy(source, forms=forms))
    assert place.advance_to(datetime(2026, 4, 1, tzinfo=UTC)) == 2
    assert [element for kind, element in place.events if kind == "timer_fired"] == ["early", "late"]


def _reminded(cycle: str) -> Place:
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("remind", "work", timer("timeCycle", cycle), interrupting=False),
        end("reminded"),
        end(),
        flows="start > work > end\nremind > reminded",
    )
    return Place(deploy(source))


def test_a_cycle_reminds_again_and_again_without_stopping_the_task() -> None:
    place = _reminded("R/P7D")
    for week in range(1, 4):
        assert place.advance_to(OPENED_AT + timedelta(days=7 * week)) == 1
        assert place.open == ["work"]
    assert [kind for kind, element in place.events if element == "reminded"].count("element_completed") == 3
    place.complete("work", note={"text": "x"})
    assert place.run.is_ended
    assert place.run.due_times() == ()


def test_missed_cycles_collapse_into_one() -> None:
    place = _reminded("R/P7D")
    assert place.advance_to(OPENED_AT + timedelta(days=7 * 10 + 3)) == 1
    (due,) = place.run.due_times()
    assert due.due_at == OPENED_AT + timedelta(days=7 * 11)


def test_a_counted_cycle_ends_missed_turns_included() -> None:
    place = _reminded("R3/P1D")
    assert place.advance_to(OPENED_AT + timedelta(days=2, hours=1)) == 1
    assert place.advance_to(OPENED_AT + timedelta(days=3)) == 1
    assert place.run.due_times() == ()
    assert place.open == ["work"]


def test_a_cycle_may_come_from_an_expression() -> None:
    assert _reminded('=cycle(2, duration("P1D"))').run.due_times()[0].due_at == OPENED_AT + timedelta(days=1)


def test_an_interrupting_timer_takes_the_task_back() -> None:
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("lapse", "work", timer("timeDuration", "P5D")),
        user_task("lapsed"),
        end(),
        flows="start > work > end\nlapse > lapsed > end",
    )
    place = Place(deploy(source))
    place.advance_to(OPENED_AT + timedelta(days=5))
    assert place.open == ["lapsed"]
    assert ("element_cancelled", "work") in place.events
    assert place.run.due_times() == ()


def test_completing_the_task_disarms_its_timer() -> None:
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("lapse", "work", timer("timeDuration", "P5D")),
        user_task("next", form="review"),
        end(),
        flows="start > work > next > end\nlapse > end",
    )
    place = Place(deploy(source))
    place.complete("work", note={"text": "x"})
    assert place.run.due_times() == ()
    assert place.advance_to(OPENED_AT + timedelta(days=6)) == 0


def test_an_event_gateway_takes_what_comes_first() -> None:
    source = process(
        "main",
        start(),
        gateway("eventBased", "race"),
        catch("answer", message("answer")),
        catch("lapse", timer("timeDuration", "P5D")),
        user_task("answered"),
        user_task("lapsed"),
        end(),
        flows="start > race\nrace > answer > answered > end\nrace > lapse > lapsed > end",
        roots=message_root("answer"),
    )
    deployment = deploy(source)
    answered = Place(deployment)
    assert answered.deliver("answer")
    assert answered.open == ["answered"]
    assert answered.run.due_times() == ()
    lapsed = Place(deployment)
    lapsed.advance_to(OPENED_AT + timedelta(days=5))
    assert lapsed.open == ["lapsed"]
    assert lapsed.run.subscriptions() == ()
    assert not lapsed.deliver("answer")


@pytest.mark.parametrize("text", ["", "P", "PT", "15D", "P1.5D", "P-1D", "three days", "P1DT"])
def test_texts_that_are_no_duration(text: str) -> None:
    assert read_duration(text or " ") is None


@pytest.mark.parametrize("text", ["R/PT0S", "R3", "R-2/P1D", "0 9 * * MON", "R/tomorrow/P1D"])
def test_texts_that_are_no_cycle(text: str) -> None:
    assert read_cycle(text, load_calendar()) is None


@pytest.mark.parametrize("text", ["2026", "2026-13-01", "tomorrow", "2026-03-02 09:00"])
def test_texts_that_are_no_instant(text: str) -> None:
    assert read_instant(text, load_calendar()) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    instant = datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)
    later = Span(months=months).after(instant)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(st.integers(1, 10_000), st.integers(0, 5_000_000), st.one_of(st.none(), st.integers(1, 50)))
def test_the_next_turn_lies_ahead_by_less_than_an_interval(
    hours: int, late_minutes: int, left: int | None
) -> None:
    span = Span(elapsed=timedelta(hours=hours))
    now = OPENED_AT + timedelta(minutes=late_minutes)
    after = next_in_cycle(OPENED_AT, span, left, now)
    if after is None:
        assert left is not None
        assert OPENED_AT + timedelta(hours=hours) * (left - 1) <= now
    else:
        assert now < after[0] <= now + timedelta(hours=hours)
        assert (after[0] - OPENED_AT) % timedelta(hours=hours) == timedelta(0)


def test_a_long_outage_of_a_fast_cycle_costs_nothing() -> None:
    cycle = read_cycle("R999999999/PT0.001S", load_calendar())
    assert cycle is not None
    after = next_in_cycle(OPENED_AT, cycle.span, cycle.repetitions, OPENED_AT + timedelta(days=5))
    assert after == (OPENED_AT + timedelta(days=5, milliseconds=1), 999_999_999 - 5 * 86_400_000 - 1)


def test_values_that_are_no_instant_give_none() -> None:
    assert due_of(from_python(5), RecordingHost()) is None
    assert due_of(None, RecordingHost()) is None
