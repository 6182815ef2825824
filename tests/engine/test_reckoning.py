"""Deadlines reckoned anew: what a step would have got, had the new calendar been known when it began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.drawing import (
    boundary,
    catch,
    end,
    gateway,
    loop,
    message,
    message_root,
    process,
    start,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import CASE, Place, RecordingHost, deploy
from webapp.calendar import WorkingCalendar, YearDays, load_calendar
from webapp.engine import CaseRun, Deadline, Deployment
from webapp.feel import from_python

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
WORKING_DAYS = "=add working days(date(application.filed_on), application.limit)"


def schedule(**dates: str) -> str:
    return zeebe("taskSchedule", **dates)


@cache
def deployed() -> Deployment:
    """A task with both dates and a consequence, beside a timer that waits by itself and a reminder."""
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task(
            "work",
            more=schedule(dueDate=WORKING_DAYS, followUpDate="=add working days(today(), 2)"),
        ),
        boundary("lapse", "work", timer("timeDate", "=add working days(today(), application.limit + 3)")),
        boundary("remind", "work", timer("timeCycle", "R/P7D"), interrupting=False),
        catch("wait", timer("timeDate", WORKING_DAYS)),
        catch("fixed", timer("timeDate", "=application.served_on")),
        catch("spell", timer("timeDuration", "P90D")),
        end("done"), end("lapsed"), end("reminded"), end("waited"), end("served"), end("spelled"),
        flows="start > fork\nfork > work > done\nlapse > lapsed\nremind > reminded\nfork > wait > waited\n"
        "fork > fixed > served\nfork > spell > spelled",
    )  # fmt: skip
    return deploy(source, forms={"note": frozenset[str]({"note.text"})})


def facts(filed_on: date, limit: int) -> Mapping[str, object]:
    served_on = filed_on + timedelta(days=400)
    return {"application": from_python({"filed_on": filed_on, "limit": limit, "served_on": served_on})}


def begin(calendar: WorkingCalendar, at: datetime, filed_on: date, limit: int) -> Place:
    host = RecordingHost(calendar=calendar)
    host.clock.instant = at
    return Place(deployed(), host=host, variables=facts(filed_on, limit))  # type: ignore[arg-type]  # values of FEEL


def dates_of(run: CaseRun) -> dict[str, datetime | None]:
    """Every deadline of a case by its element."""
    (task,) = run.open_tasks()
    timers: dict[str, datetime | None] = {due.element_id: due.due_at for due in run.due_times()}
    return {**timers, "due": task.due_at, "follow up": task.follow_up_at}


def change(
    place: Place, calendar: WorkingCalendar, opened_at: Mapping[str, datetime] | None = None
) -> list[Deadline]:
    """Put another calendar in force and reckon anew, on a case that was loaded from its state."""
    former, place.host.calendar = place.host.calendar, calendar
    run = CaseRun.load(place.deployment, place.run.dump(), host=place.host, case=CASE)
    found = run.reckon_deadlines(former, opened_at)
    place.run = CaseRun.load(place.deployment, run.dump(), host=place.host, case=CASE)
    return found


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Years with days off anywhere and some weekend days worked."""
    years = {}
    for year in (2026, 2027):
        days = st.dates(date(year, 1, 1), date(year, 12, 31))
        off = draw(st.sets(days, max_size=40))
        worked = {day for day in draw(st.sets(days, max_size=12)) if day.weekday() >= 5} - off
        years[year] = YearDays.of_days(year, off, worked, source_title="drawn")
    return WorkingCalendar(years)


instants = st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone.
filing_days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(calendars(), calendars(), instants, filing_days, st.integers(0, 60), st.integers(0, 300))
def test_reckoned_anew_is_what_would_have_been_reckoned_then(
    former: WorkingCalendar,
    calendar: WorkingCalendar,
    at: datetime,
    filed_on: date,
    limit: int,
    days_later: int,
) -> None:
    place = begin(former, at, filed_on, limit)
    before = dates_of(place.run)
    place.host.clock.advance(timedelta(days=days_later))  # When it is reckoned anew must not matter.
    found = change(place, calendar)
    afresh = dates_of(begin(calendar, at, filed_on, limit).run)
    assert dates_of(place.run) == afresh
    moved = {name for name in before if before[name] != afresh[name]}
    assert len(found) == len(moved)
    assert not any(deadline.is_kept for deadline in found)
    assert {deadline.before for deadline in found} == {before[name] for name in moved}
    assert {deadline.after for deadline in found} == {afresh[name] for name in moved}


@given(calendars(), calendars(), instants, filing_days, st.integers(0, 60))
def test_reckoning_twice_changes_nothing_and_back_leads_back(
    former: WorkingCalendar, calendar: WorkingCalendar, at: datetime, filed_on: date, limit: int
) -> None:
    place = begin(former, at, filed_on, limit)
    before = dates_of(place.run)
    change(place, calendar)
    state = place.run.dump()
    assert change(place, calendar) == []
    assert place.run.dump() == state
    change(place, former)
    assert dates_of(place.run) == before


SPRING = date(2026, 2, 12)
SPRING_AT = datetime(2026, 2, 12, 1, 0, tzinfo=UTC)


def without_spring() -> WorkingCalendar:
    """The calendar as if the holiday of February 2026 had not been known."""
    year = load_calendar().years[2026]
    off = [day for day in year.days_off() if day.month != 2]
    worked = [day for day in year.days_worked() if day.month != 2]
    return load_calendar().with_year(YearDays.of_days(2026, off, worked, source_title="x"))


def test_a_holiday_that_is_announced_moves_what_counts_working_days_and_nothing_else() -> None:
    place = begin(without_spring(), SPRING_AT, SPRING, 5)
    before = dates_of(place.run)
    found = change(place, load_calendar())
    assert {(deadline.element_id, deadline.kind) for deadline in found} == {
        ("work", "due_at"), ("work", "follow_up_at"), ("lapse", "timer"), ("wait", "timer"),
    }  # fmt: skip
    after = dates_of(place.run)
    assert after["due"] == datetime(2026, 2, 26, 16, 0, tzinfo=UTC)
    assert {name for name in after if after[name] == before[name]} == {"remind", "fixed", "spell"}


def test_a_case_that_is_only_read_says_the_same_by_any_calendar() -> None:
    place = begin(without_spring(), SPRING_AT, SPRING, 5)
    host = RecordingHost(calendar=load_calendar())
    read = CaseRun.load(place.deployment, place.run.dump(), host=host, case=CASE)
    assert (read.variables(), dates_of(read)) == (place.run.variables(), dates_of(place.run))
    assert read.dump() == place.run.dump()


def test_what_has_fired_stays_fired_and_a_turn_taken_stays_taken() -> None:
    place = begin(without_spring(), SPRING_AT, SPRING, 3)
    place.advance_to(SPRING_AT + timedelta(days=9))
    fired = [element_id for kind, element_id in place.events if kind == "timer_fired"]
    assert sorted(fired) == ["lapse", "remind", "wait"]
    change(place, load_calendar())
    assert {due.element_id for due in place.run.due_times()} == {"fixed", "spell"}
    assert place.run.open_tasks() == ()


def test_a_timer_that_is_now_past_fires_at_the_next_look() -> None:
    place = begin(load_calendar(), SPRING_AT, SPRING, 4)
    place.host.clock.instant = SPRING_AT + timedelta(days=6, hours=20)
    assert place.run.fire_due() == 0
    change(place, without_spring())
    assert place.run.fire_due() == 1
    assert "wait" not in dates_of(place.run)


def test_a_deadline_whose_facts_have_changed_since_stays_and_is_told() -> None:
    source = process(
        "main", start(), gateway("parallel", "fork"),
        user_task("work", more=schedule(dueDate="=add working days(today(), review.limit)")),
        user_task("look", form="review"), end("done"), end("looked"),
        flows="start > fork\nfork > work > done\nfork > look > looked",
    )  # fmt: skip
    forms = {"note": frozenset({"note.text"}), "review": frozenset({"review.limit"})}
    host = RecordingHost(calendar=without_spring())
    host.clock.instant = SPRING_AT
    variables = {"review": from_python({"limit": 5})}
    place = Place(deploy(source, forms=forms), host=host, variables=variables)
    before = place.task("work").due_at
    place.complete("look", review={"limit": 20})
    (told,) = change(place, load_calendar())
    assert told.is_kept
    assert told.before == before == place.task("work").due_at


def test_a_state_that_does_not_say_when_is_reckoned_from_when_its_task_began() -> None:
    place = begin(without_spring(), SPRING_AT, SPRING, 5)
    for token in place.run._workflow.tokens.values():
        token.internal_data.pop("set_at", None)  # As an earlier release left it.
    assert change(place, load_calendar()) == []
    (task,) = place.run.open_tasks()
    place.host.calendar = without_spring()
    found = change(place, load_calendar(), {task.id: SPRING_AT})
    assert {(deadline.element_id, deadline.kind) for deadline in found} == {
        ("work", "due_at"), ("work", "follow_up_at"), ("lapse", "timer"),
    }  # fmt: skip


def test_samples_of_earlier_formats_are_reckoned_without_a_fault() -> None:
    states = Path(__file__).parent / "states"
    deployment = deploy((states / "format_1.bpmn").read_bytes())
    for sample in sorted(states.glob("*.bin")):
        run = CaseRun.load(deployment, sample.read_bytes(), host=RecordingHost(), case=CASE)
        state = run.dump()
        assert run.reckon_deadlines(without_spring()) == []
        assert run.dump() == state


def test_the_timer_of_a_race_is_reckoned_anew_too() -> None:
    source = process(
        "main", start(), gateway("eventBased", "race"), catch("answer", message("answer")),
        catch("lapse", timer("timeDate", "=add working days(today(), 2)")), end(),
        flows="start > race\nrace > answer > end\nrace > lapse > end",
        roots=message_root("answer"),
    )  # fmt: skip
    host = RecordingHost(calendar=without_spring())
    host.clock.instant = SPRING_AT
    place = Place(deploy(source), host=host)
    change(place, load_calendar())
    (due,) = place.run.due_times()
    assert due.due_at == load_calendar().end_of_day(date(2026, 2, 14))
    assert place.deliver("answer")


def test_each_voice_of_several_is_reckoned_with_its_own_facts() -> None:
    source = process(
        "main", start(),
        user_task(
            "consult", loop("=application.limits", "limit", "answers", "=note"),
            more=schedule(dueDate="=add working days(today(), limit)"),
        ),
        end(), flows="start > consult > end",
    )  # fmt: skip
    host = RecordingHost(calendar=without_spring())
    host.clock.instant = SPRING_AT
    place = Place(deploy(source), host=host, variables={"application": from_python({"limits": [1, 2, 3, 4]})})
    change(place, load_calendar())
    ends = [load_calendar().add_working_days(SPRING, limit) for limit in (1, 2, 3, 4)]
    assert [task.due_at for task in place.run.open_tasks()] == [
        load_calendar().end_of_day(day) for day in ends
    ]
