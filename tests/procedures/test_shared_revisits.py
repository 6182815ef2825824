"""Revisits as every place shares them: who goes, when the next one is, what a grade leads to, and the year's number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.drawing import call, end
from tests.procedures.shared_place import CASE_NO, ROOT, at, bare_place, done, later, now, story_fails
from webapp.clock import MovableClock
from webapp.engine import CaseRun
from webapp.feel import Value, from_python, to_python
from webapp.procedures import Pack
from webapp.procedures.expectations import due_day
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_files import Step
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar

Facts = dict[str, Any]

_PLACE = """
code = "bareplace"
zh = "某地"
en = "Some place"
extends = "liwan"
root_process = "matter"
start = ["applicant"]

[parameters]
"""


def decided(on: str, until: str | None = None, outcome: str = "mitigate_light") -> Facts:
    facts: Facts = {"determination.outcome": outcome, "determination.decided_on": date.fromisoformat(on)}
    return {**facts, **({"determination.effect_until_on": date.fromisoformat(until)} if until else {})}


ONCE = decided("2026-03-02")
TWO_YEARS = decided("2026-03-02", "2028-03-02")


@cache
def revisiting(**parameters: int | bool) -> Pack:
    """A place whose matter is only revisited; ``parameters`` are those it sets otherwise than Liwan."""
    rows = [
        f'{name} = {{ value = {str(value).lower()}, unit = "flag", source = "assumed", zh = "参数", en = "parameter" }}'
        for name, value in parameters.items()
    ]
    files = {"bpmn/bareplace/jurisdiction.toml": (_PLACE + "\n".join(rows)).encode()} if rows else {}
    facts = {**TWO_YEARS}
    return bare_place(
        call("call_revisit", "revisit"), end(), flows="start > call_revisit > end", facts=facts, files=files
    )


def visit(grade: str, on: str = "", facts: Facts | None = None, **expected: Any) -> Step:
    given: Facts = {
        "revisit.second_visitor": "revisitor2",
        "revisit.mental_state": "稳定。",
        "revisit.work_state": "正常。",
        "revisit.life_state": "如常。",
        "revisit.grade": grade,
    }
    if grade == "poor":
        given["revisit.follow_up"] = "所在单位加强谈心。"
    return done(
        "visit_subject", "revisitor", {**given, **(facts or {})}, on=f"{on}T10:00" if on else "", **expected
    )


def told(facts: Facts, *steps: Step, place: Pack | None = None, **expected: Any) -> list[str]:
    return story_fails(place or revisiting(), facts, *steps, **expected)


# -- the plan -----------------------------------------------------------------------------------


def test_without_an_influence_period_there_is_one_visit_after_three_months() -> None:
    planned = {"seq": 1, "planned_on": "2026-06-02", "done_on": None}
    record = {
        "seq": 1,
        "done_on": "2026-06-02",
        "visitors": ["revisitor", "revisitor2"],
        "grade": "good",
        "led_to": "last_visit",
        "next_on": None,
    }
    assert not told(
        ONCE, now(open=[], status="revisiting", due={"visit_due": "2026-06-02"}, registers={"revisits": [planned]}),
        later("2026-06-02T08:59", open=[]), later("2026-06-02T09:00", open=["visit_subject"], due={"visit_subject": "2026-06-16"}),
        visit("good"), ended=True, registers={"revisits": [record]},
    )  # fmt: skip


def test_a_refused_matter_is_not_revisited() -> None:
    assert not told(decided("2026-03-02", "2028-03-02", "deny"), now(ended=True, registers={"revisits": []}))


def test_visits_go_on_every_six_months_until_the_influence_period_ends() -> None:
    days = ["2026-06-02", "2026-12-02", "2027-06-02", "2027-12-02"]
    records = [{"seq": number, "planned_on": day, "done_on": day} for number, day in enumerate(days, start=1)]
    assert not told(
        TWO_YEARS, *(visit("average", day) for day in days), ended=True, registers={"revisits": records}
    )


@pytest.mark.parametrize(
    ("decided_on", "until", "days"),
    [
        ("2026-03-31", "2027-03-31", ["2026-06-30", "2026-12-31"]),
        ("2026-11-30", "2027-11-30", ["2027-02-28", "2027-08-30"]),
        ("2027-11-30", "2028-08-30", ["2028-02-29", "2028-08-30"]),
        ("2026-03-02", "2026-12-01", ["2026-06-02"]),
        ("2026-03-02", "2026-05-01", ["2026-05-01"]),
    ],
    ids=[
        "30 June",
        "28 February",
        "a leap year, to the last day",
        "a day short",
        "over before the first would be",
    ],
)
def test_months_are_counted_from_the_determination_and_end_with_the_month(
    decided_on: str, until: str, days: list[str]
) -> None:
    """Every date is counted from the determination, so that a short month does not shorten those after it."""
    facts = decided(decided_on, until)
    assert not told(
        facts, now(variables={"revisit_plan": days}), later(f"{days[0]}T10:00", open=["visit_subject"])
    )


def test_a_place_may_plan_otherwise() -> None:
    place = revisiting(revisit_first_months=1, revisit_interval_months=2, revisit_max_per_year=3)
    days = ["2026-04-02", "2026-08-02", "2026-12-02"]
    assert not told(decided("2026-03-02", "2026-12-31"), now(variables={"revisit_plan": days}), place=place)


# -- who goes, and what is written down ---------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"revisit.second_visitor": "revisitor"}, "second_visitor"),
        ({"revisit.second_visitor": None}, "second_visitor"),
        ({"revisit.second_visitor": "handler"}, "second_visitor"),
        ({"revisit.lead_visitor": "回访人甲"}, "lead_visitor"),
        ({"revisit.other_visitors": ["revisitor2"]}, "other_visitors"),
        ({"revisit.done_on": date(2026, 6, 3)}, "done_on"),
        ({"revisit.done_on": date(2025, 12, 31)}, "done_on"),
        ({"revisit.grade": "poor"}, "follow_up"),
    ],
    ids=[
        "one person twice",
        "one alone",
        "no visitor",
        "no account",
        "twice again",
        "tomorrow",
        "the year before",
        "poor and nothing follows",
    ],
)
def test_two_different_visitors_go_and_say_what_they_found(facts: Facts, field: str) -> None:
    assert any(f"revisit.{field}" in failure for failure in told(ONCE, visit("good", "2026-06-02", facts)))


def test_the_next_visit_begins_with_a_blank_form() -> None:
    assert not told(
        TWO_YEARS, visit("good", "2026-06-02"), later("2026-12-02T10:00", variables={"revisit": None})
    )
    blank = done(
        "visit_subject", "revisitor", {"revisit.second_visitor": "revisitor2"}, on="2026-12-02T10:00"
    )
    assert any("revisit.grade" in failure for failure in told(TWO_YEARS, visit("good", "2026-06-02"), blank))


# -- what a grade leads to ----------------------------------------------------------------------


def test_a_poor_grade_brings_an_extra_visit_earlier_and_the_plan_goes_on() -> None:
    facts = decided("2025-09-15", "2027-09-15")
    records = [
        {
            "seq": 1,
            "grade": "average",
            "planned_on": "2025-12-15",
            "done_on": "2026-03-02",
            "led_to": "as_planned",
            "next_on": "2026-06-15",
        },
        {
            "seq": 2,
            "grade": "poor",
            "led_to": "extra_visit",
            "next_on": "2026-07-15",
            "follow_up": "所在单位加强谈心。",
        },
        {
            "seq": 3,
            "grade": "good",
            "planned_on": "2026-07-15",
            "led_to": "as_planned",
            "next_on": "2026-12-15",
        },
    ]
    place = revisiting(revisit_max_per_year=4, revisit_interval_months=6)
    assert not told(
        facts, visit("average", "2026-03-02"), visit("poor", "2026-06-15", fired={"revisit_rule": [1]}, due={"visit_due": "2026-07-15"}),
        visit("good", "2026-07-15", fired={"revisit_rule": [4]}, due={"visit_due": "2026-12-15"}),
        place=place, registers={"revisits": records},
    )  # fmt: skip


def test_a_poor_grade_at_the_only_visit_brings_another() -> None:
    assert not told(
        ONCE, visit("poor", "2026-06-02", due={"visit_due": "2026-07-02"}), visit("average", "2026-07-02"),
        ended=True, registers={"revisits": [{"led_to": "extra_visit"}, {"planned_on": "2026-07-02", "led_to": "last_visit"}]},
    )  # fmt: skip


def test_an_extra_visit_never_comes_later_than_the_plan_has_it() -> None:
    place = revisiting(revisit_extra_months=7)
    steps = [visit("poor", "2026-06-02", due={"visit_due": "2026-12-02"})]
    assert not told(TWO_YEARS, *steps, place=place, registers={"revisits": [{"led_to": "as_planned"}]})


def test_an_extra_visit_from_a_months_end_ends_with_the_month() -> None:
    late = visit("poor", "2026-06-30", {"revisit.done_on": date(2026, 5, 31)})
    assert not told(decided("2026-02-28"), late, now(due={"visit_due": "2026-06-30"}))


def test_extra_visits_come_to_an_end() -> None:
    assert not told(
        ONCE, visit("poor", "2026-06-02"), visit("poor", "2026-07-02", due={"visit_due": "2027-01-01"}),
        visit("poor", "2027-01-01", fired={"revisit_rule": [2]}), ended=True,
        registers={"revisits": [{"led_to": "extra_visit"}, {"led_to": "extra_visit"}, {"led_to": "last_visit"}]},
    )  # fmt: skip


def test_no_extra_visit_is_made_once_the_influence_period_is_over() -> None:
    facts = decided("2026-03-02", "2026-06-20")
    assert not told(
        facts, visit("poor", "2026-06-02"), ended=True, registers={"revisits": [{"led_to": "last_visit"}]}
    )


def test_two_good_visits_end_the_plan_early_only_where_the_place_says_so() -> None:
    pair = [visit("good", "2026-06-02", due={"visit_due": "2026-12-02"}), visit("good", "2026-12-02")]
    assert not told(
        TWO_YEARS, *pair, now(fired={"revisit_rule": [5]}, due={"visit_due": "2027-06-02"}), ended=False
    )
    place = revisiting(revisit_end_after_two_good=True)
    assert not told(
        TWO_YEARS, *pair, now(fired={"revisit_rule": [6]}), place=place,
        ended=True, registers={"revisits": [{"led_to": "as_planned"}, {"led_to": "plan_ended", "next_on": None}]},
    )  # fmt: skip


@pytest.mark.parametrize(("between", "then"), [("average", "2027-06-02"), ("poor", "2027-01-02")])
def test_good_visits_that_are_not_in_a_row_end_nothing(between: str, then: str) -> None:
    place = revisiting(revisit_end_after_two_good=True, revisit_max_per_year=4)
    steps = [visit("good", "2026-06-02"), visit(between, "2026-12-02"), visit("good", then)]
    assert not told(TWO_YEARS, *steps, now(fired={"revisit_rule": [4]}), place=place, ended=False)


# -- the number in a calendar year --------------------------------------------------------------


def test_what_would_exceed_the_years_number_moves_into_the_next_year() -> None:
    """Two in 2026, so that December's moves to New Year; with June's 2027 is full, and its December's moves as well."""
    assert not told(
        TWO_YEARS, visit("poor", "2026-06-02"), visit("average", "2026-07-02", due={"visit_due": "2027-01-01"}),
        visit("average", "2027-01-01", due={"visit_due": "2027-06-02"}), visit("average", "2027-06-02", due={"visit_due": "2028-01-01"}),
        visit("average", "2028-01-01"), ended=True,
    )  # fmt: skip


def test_a_visit_made_late_counts_in_the_year_in_which_it_was_made() -> None:
    """Due on 30 December, made on 5 January: with June's the year is full, and December's moves to the next New Year."""
    facts = decided("2026-09-30", "2028-09-30")
    assert not told(
        facts, visit("average", "2027-01-05", due={"visit_due": "2027-06-30"}), visit("average", "2027-06-30", due={"visit_due": "2028-01-01"}),
        visit("average", "2028-01-01", due={"visit_due": "2028-06-30"}), visit("average", "2028-06-30"), ended=True,
    )  # fmt: skip


def test_a_visit_so_late_that_the_next_was_due_stands_for_both() -> None:
    assert not told(TWO_YEARS, visit("average", "2026-12-10", due={"visit_due": "2027-06-02"}))


def test_a_visit_made_before_its_day_is_not_due_again() -> None:
    early = {"revisit.done_on": date(2026, 5, 30)}
    assert not told(TWO_YEARS, visit("average", "2026-06-02", early, due={"visit_due": "2026-12-02"}))


def test_a_moved_visit_that_falls_after_the_influence_period_is_not_made() -> None:
    facts = decided("2026-03-02", "2026-12-20")
    assert not told(facts, visit("poor", "2026-06-02"), visit("average", "2026-07-02"), ended=True)


@dataclass
class Visits:
    """The revisits of one matter, walked without forms."""

    run: CaseRun
    host: ScenarioHost
    made: list[tuple[date, str]] = field(default_factory=list)

    @classmethod
    def begin(
        cls, parameters: tuple[tuple[str, int | bool], ...], decided_on: date, until: date | None
    ) -> Visits:
        clock = MovableClock(at(f"{decided_on.isoformat()}T12:00"))
        host = ScenarioHost(clock, packaged_calendar(), HeldRegisterBook(CASE_NO))
        determination = {"outcome": "educate", "decided_on": decided_on, "effect_until_on": until}
        variables = {"determination": from_python(determination)}
        deployment = revisiting(**dict(parameters)).deployment
        return cls(
            CaseRun.start(deployment, "revisit", host=host, case={"no": CASE_NO}, variables=variables), host
        )

    def go(self, grade: str, days_late: int) -> None:
        """Wait for the next visit and make it so many days after it was due."""
        [due] = self.run.due_times()
        self.host.clock.advance_to(due.due_at + timedelta(days=days_late))
        self.run.fire_due()
        assert self.run.due_times() == ()
        [task] = self.run.open_tasks()
        day = self.host.clock.now().date()
        facts: Value = from_python(
            {"done_on": day, "lead_visitor": "a", "second_visitor": "b", "grade": grade}
        )
        self.run.complete_task(task.id, {"revisit": facts}, {"account": "a"})
        assert [each.text("en") for each in self.run.incidents()] == []
        self.made.append((day, grade))

    def planned(self) -> date | None:
        due = self.run.due_times()
        return date.fromisoformat(due_day(due[0].due_at)) if due else None


ROUNDS = st.lists(
    st.tuples(st.sampled_from(["good", "average", "poor"]), st.integers(0, 40)), min_size=40, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(
    decided_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    months=st.one_of(st.none(), st.integers(1, 36)),
    most=st.integers(1, 4),
    may_end=st.booleans(),
    rounds=ROUNDS,
)
def test_whatever_is_found_no_year_sees_more_visits_than_allowed_and_the_visits_end(
    decided_on: date, months: int | None, most: int, may_end: bool, rounds: list[tuple[str, int]]
) -> None:
    until = None if months is None else decided_on + timedelta(days=30 * months)
    parameters = (("revisit_max_per_year", most), ("revisit_end_after_two_good", may_end))
    visits = Visits.begin(parameters, decided_on, until)
    for grade, days_late in rounds:
        if visits.run.is_ended:
            break
        before = visits.planned()
        visits.go(grade, days_late)
        following = visits.planned()
        assert before is not None
        assert following is None or following >= before
        assert following is None or until is None or following <= until
    assert visits.run.is_ended
    a_year = Counter(day.year for day, _grade in visits.made)
    assert max(a_year.values()) <= most
    records = visits.host.book.list_records("revisits")
    assert [to_python(record["seq"]) for record in records] == list(range(1, len(visits.made) + 1))
    assert all(record["led_to"] for record in records)


def test_the_extra_visits_parameters_are_marked_as_assumed() -> None:
    text = (ROOT / "bpmn/liwan/jurisdiction.toml").read_text()
    rows = [row for row in text.splitlines() if row.startswith("revisit_")]
    assert len(rows) >= 7
    assert all('source = "assumed"' in row for row in rows)
    assert "revisit_end_after_two_good = { value = false" in text
