"""The register book in the database: records, what amends them, and the rules that look at earlier records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.cases.small_place import REQUEST, make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.operation_requests import Asked
from webapp.cases.errors import RecusalUnknownPerson
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.recusals import is_recused
from webapp.cases.registers.book import DatabaseRegisterBook
from webapp.feel import from_python, to_python
from webapp.procedures.errors import RegisterEntryMissing, RevisitsExceeded
from webapp.procedures.operations import perform_operation

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
DETERMINATION: dict[str, Any] = {
    "outcome": "exempt",
    "reasons": "集体决策",
    "decided_by": "常委会",
    "decided_on": DAY,
}
CORRECTION: dict[str, Any] = {
    "doc_kind": "rectify_notice",
    "duties": "完善制度",
    "owner": "区住建局",
    "due_on": DAY,
    "methods": ["case_warning", "on_site_reflection"],
}


@dataclass
class Matter:
    """One case of a place and shorthand for asking for operations, each in a transaction of its own."""

    place: PracticePlace
    case_id: int

    def ask(self, operation: str, at: datetime = AT, **inputs: Any) -> dict[str, Any]:
        call = Asked(operation, {name: from_python(value) for name, value in inputs.items()})
        with self.place.database.write() as session:
            book = DatabaseRegisterBook(session, session.get_one(CaseFile, self.case_id), at)
            return {name: to_python(value) for name, value in perform_operation(call, book).items()}

    def records(self, register: str) -> list[dict[str, Any]]:
        with self.place.database.read() as session:
            book = DatabaseRegisterBook(session, session.get_one(CaseFile, self.case_id), AT)
            listed = book.list_records(register)
        return [{name: to_python(value) for name, value in record.items()} for record in listed]

    def entry(self, number: str) -> RegisterEntry:
        with self.place.database.read() as session:
            return session.scalars(select(RegisterEntry).where(RegisterEntry.number == number)).one()

    def visit(self, seq: int, done_on: date) -> None:
        self.ask(
            "record_revisit", seq=seq, done_on=done_on, visitors=["甲", "乙"], grade="好", max_per_year=2
        )


@pytest.fixture
def matter(tmp_path: Path, database_url: str) -> Iterator[Matter]:
    place = make_small_place(tmp_path, database_url)
    yield Matter(place, place.open_matter(REQUEST))
    place.database.close()


def test_a_record_is_amended_in_place_and_says_when(matter: Matter) -> None:
    number = matter.ask("issue_correction", **CORRECTION)["correction_no"]
    later = AT + timedelta(days=30)
    escalation: dict[str, Any] = {
        "to_body": "区委",
        "reason": "未整改",
        "escalated_on": DAY,
        "escalated_by": "甲",
    }
    matter.ask("flag_correction_overdue", later, correction_no=number)
    matter.ask("escalate_correction", later, correction_no=number, **escalation)
    assert matter.records("corrections") == [
        {**CORRECTION, **escalation, "result": None, "is_overdue": True},
    ]
    entry = matter.entry(number)
    assert (entry.recorded_at, entry.amended_at) == (AT, later)


def test_a_record_of_another_case_cannot_be_amended(matter: Matter) -> None:
    number = matter.ask("issue_correction", **CORRECTION)["correction_no"]
    other = Matter(matter.place, matter.place.open_matter(REQUEST, key="another-key"))
    with pytest.raises(RegisterEntryMissing):
        other.ask("flag_correction_overdue", correction_no=number)
    assert matter.records("corrections")[0]["is_overdue"] is False
    assert other.records("corrections") == []


def test_a_replaced_conclusion_keeps_its_place_and_names_what_replaced_it(matter: Matter) -> None:
    old = matter.ask("record_determination", **DETERMINATION)["determination_no"]
    changed = {**DETERMINATION, "outcome": "educate", "decided_on": date(2026, 5, 6)}
    new = matter.ask("record_determination", **changed, replaces=old)["determination_no"]
    first, second = matter.records("determinations")
    assert (first["outcome"], first["replaced_by"]) == ("exempt", new)
    assert (second["outcome"], second["replaces"]) == ("educate", old)
    assert [matter.entry(number).on_date for number in (old, new)] == [DAY, date(2026, 5, 6)]


def test_a_conclusion_that_replaces_nothing_known_leaves_no_record(matter: Matter) -> None:
    with pytest.raises(RegisterEntryMissing):
        matter.ask("record_determination", **DETERMINATION, replaces="〔2026〕ELSEWHERE-0001-RD-01")
    assert matter.records("determinations") == []


def test_effects_end_on_the_day_they_are_lifted(matter: Matter) -> None:
    until, lifted = date(2027, 3, 2), date(2026, 6, 1)
    number = matter.ask("record_effects", effects=["甲"], from_on=DAY, until_on=until)["record_no"]
    assert matter.entry(number).until_on == until
    matter.ask("lift_effects", record_no=number, lifted_on=lifted, reason="结论变更")
    assert matter.entry(number).until_on == lifted
    assert matter.records("effects")[0]["until_on"] == until


def test_service_fixes_until_when_a_review_may_be_asked_for(matter: Matter) -> None:
    number = matter.ask("record_determination", **DETERMINATION)["determination_no"]
    matter.ask("record_service", determination_no=number, served_on=DAY, appeal_until=date(2026, 4, 2))
    assert matter.entry(number).until_on == date(2026, 4, 2)
    assert matter.records("determinations")[0]["served_on"] == DAY


def test_the_limit_of_revisits_counts_what_was_done_in_the_calendar_year(matter: Matter) -> None:
    matter.ask("plan_revisits", dates=[date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)])
    matter.visit(1, date(2026, 6, 2))
    matter.visit(1, date(2026, 6, 3))
    matter.visit(2, date(2026, 9, 2))
    with pytest.raises(RevisitsExceeded):
        matter.visit(3, date(2026, 12, 31))
    assert matter.records("revisits")[2]["done_on"] is None
    matter.visit(3, date(2027, 1, 1))
    assert [record["done_on"] for record in matter.records("revisits")] == [
        date(2026, 6, 3),
        date(2026, 9, 2),
        date(2027, 1, 1),
    ]


def test_revisits_of_another_case_do_not_count(matter: Matter) -> None:
    other = Matter(matter.place, matter.place.open_matter(REQUEST, key="another-key"))
    for seq in (1, 2):
        other.visit(seq, date(2026, 6, seq))
    matter.visit(1, date(2026, 6, 3))
    assert len(matter.records("revisits")) == 1


@pytest.mark.parametrize(
    ("operation", "register", "inputs", "on_date"),
    [
        (
            "record_petition",
            "petitions",
            {"channel": "来信", "received_on": DAY, "is_named": False, "times": 1},
            DAY,
        ),
        ("record_promotion", "promotions", {"kind": "none", "on": DAY}, DAY),
        (
            "record_supervision",
            "supervisions",
            {
                "finding": "overdue",
                "basis": "抽查",
                "demand": "办结",
                "found_by": "甲",
                "found_on": DAY,
                "due_on": date(2026, 4, 1),
            },
            DAY,
        ),
    ],
)
def test_each_register_is_ordered_by_the_day_of_what_it_records(
    matter: Matter, operation: str, register: str, inputs: dict[str, Any], on_date: date
) -> None:
    (number,) = matter.ask(operation, **inputs).values()
    assert matter.entry(number).register == register
    assert matter.entry(number).on_date == on_date


def test_a_recusal_takes_effect_when_it_is_recorded(matter: Matter) -> None:
    verifier = matter.place.actor("intake")
    rows = [{"account": "intake", "reason": "relative", "basis": "姻亲"}]
    assert not is_recused(verifier, matter.place.case(matter.case_id))
    assert len(matter.ask("record_recusals", recusals=rows, decided_by="甲")["record_nos"]) == 1
    assert is_recused(verifier, matter.place.case(matter.case_id))
    assert matter.records("recusals") == [{**rows[0], "decided_by": "甲"}]


def test_a_recusal_of_nobody_known_is_refused_and_leaves_no_record(matter: Matter) -> None:
    with pytest.raises(RecusalUnknownPerson):
        matter.ask("record_recusals", recusals=[{"account": "nobody", "reason": "other"}], decided_by="甲")
    assert matter.records("recusals") == []
