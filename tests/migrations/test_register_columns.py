"""Records that were there before registers had columns: the step fills the columns in as the register book would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from webapp.audit import canonical_json
from webapp.cases.registers.drawn import draw_columns
from webapp.database import Database, open_database
from webapp.feel import from_python, to_json, to_text
from webapp.migrations import migrate

DAY = date(2026, 3, 2)
RECORDED = datetime(2026, 3, 4, 17, tzinfo=UTC)  # The fifth of March in the place.
RECORDS = {
    "determinations": {
        "outcome": "deny",
        "decided_on": DAY,
        "differs": True,
        "advised_outcome": "exempt",
        "replaced_by": "X-2",
        "replaced_on": date(2026, 5, 6),
    },
    "effects": {"effects": ["a"], "from_on": DAY, "lifted_on": date(2026, 6, 1)},
    "education": {"kind": "four_forms", "form": 3, "done_on": DAY},
    "corrections": {
        "doc_kind": "remind",
        "due_on": DAY,
        "is_overdue": True,
        "result": "failed",
        "escalated_on": DAY,
    },
    "petitions": {"received_on": DAY, "times": 3, "finding": "mistaken", "closed_on": DAY},
    "revisits": {"planned_on": DAY, "done_on": DAY, "grade": "good"},
}
SUBJECT = {
    "application": {"request_text": 'subject: {kind: "x"}'},
    "subject": {"kind": "person", "name": "甲", "unit_code": "street"},
}


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[Database]:
    """A database of the step before, with one case and a record of each kind."""
    database = open_database(f"sqlite:///{tmp_path}/earlier.db")
    migrate(database, "0005")
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO account (login_name, display_name, password_hash, password_set_at, must_change_password, "
                "is_active, language, failed_attempts, created_at) VALUES ('a', '甲', '', '2026-03-02 00:00:00.000000', "
                "0, 1, 'zh', 0, '2026-03-02 00:00:00.000000')"
            )
        )
        session.execute(
            text(
                "INSERT INTO case_file (case_no, jurisdiction, pack_digest, process_id, status, title, subject_name, "
                "opened_by_id, opened_at, awaited_messages, state, revision) VALUES ('X', 'x', '', 'p', 'applied', '', "
                "'甲', 1, '2026-03-02 00:00:00.000000', '', x'00', 1)"
            )
        )
        session.execute(
            text(
                "INSERT INTO case_task (case_id, engine_id, process_id, element_id, name, candidates, state, opened_at, "
                "priority, facts, revision) VALUES (1, 's', 'p', 's', '', '', 'done', '2026-03-02 00:00:00.000000', 50, "
                ":facts, 1)"
            ),
            {"facts": to_text(from_python(SUBJECT))},
        )
        for register, values in RECORDS.items():
            stored = canonical_json({name: to_json(from_python(value)) for name, value in values.items()})
            session.execute(
                text(
                    "INSERT INTO register_entry (register, number, case_id, jurisdiction, record, recorded_at) "
                    "VALUES (:register, :register, 1, 'x', :record, '2026-03-04 17:00:00.000000')"
                ),
                {"register": register, "record": stored},
            )
    yield database
    database.close()


@pytest.mark.parametrize("register", RECORDS)
def test_a_record_gets_the_columns_that_its_book_would_draw(earlier: Database, register: str) -> None:
    migrate(earlier, "0006")
    with earlier.read() as session:
        row = session.execute(
            text("SELECT on_date, ended_on, category, marks FROM register_entry WHERE register = :register"),
            {"register": register},
        ).one()
    values = {name: from_python(value) for name, value in RECORDS[register].items()}
    drawn = asdict(draw_columns(register, values, recorded_on=date(2026, 3, 5)))
    expected = {name: str(value) if isinstance(value, date) else value for name, value in drawn.items()}
    # What had no day of its own is ordered by the day it was recorded; older columns stay as they were.
    expected["on_date"] = "2026-03-05"
    assert row._asdict() == {name: expected[name] for name in ("on_date", "ended_on", "category", "marks")}


def test_the_day_it_was_recorded_is_that_of_the_place() -> None:
    assert RECORDED.date() == date(2026, 3, 4)
    drawn = draw_columns("corrections", {}, recorded_on=date(2026, 3, 5))
    assert (drawn.on_date, drawn.until_on, drawn.ended_on, drawn.category, drawn.marks) == (
        date(2026, 3, 5),
        None,
        None,
        "",
        "",
    )


def test_a_case_is_told_whom_it_is_about(earlier: Database) -> None:
    migrate(earlier, "0006")
    with earlier.read() as session:
        row = session.execute(text("SELECT subject_kind, subject_unit FROM case_file")).one()
    assert tuple(row) == ("person", "street")
