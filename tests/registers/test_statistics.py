"""The figures of source 001 come from the registers: persons tolerated, four forms, petitions, names cleared, promoted."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.conftest import Records
from webapp.cases.statistics.pages import share_of
from webapp.database import count_statements

ADDRESS = "/registers/statistics"


def figures(records: Records, by: str = "handler", **asked: str) -> dict[str, dict[str, Any]]:
    """Section and figure (``four_forms.form_1``) → what it counts."""
    told = records.json(by, "statistics", **asked)
    return {
        f"{section['id']}.{figure['id']}": figure
        for section in told["sections"]
        for figure in section["figures"]
    }


def test_persons_tolerated_by_outcome_leave_out_units_and_conclusions_that_were_replaced(
    records: Records,
) -> None:
    found = figures(records)
    counted = {
        name: (each["persons"], each["records"]) for name, each in found.items() if "tolerated" in name
    }
    assert counted["tolerated.exempt"] == (1, 4)
    assert counted["tolerated.educate"] == (2, 2)
    assert counted["tolerated.mitigate_reduce"] == (1, 1)
    assert counted["tolerated.deny"] == (0, 0)
    assert counted["tolerated.total"] == (4, None)
    assert found["tolerated.educate"]["share"] == 50.0


def test_four_forms_by_form_and_share(records: Records) -> None:
    found = figures(records)
    assert found["four_forms.total"]["records"] == 1
    assert (found["four_forms.form_1"]["records"], found["four_forms.form_1"]["share"]) == (1, 100.0)
    assert (found["four_forms.form_2"]["records"], found["four_forms.form_2"]["share"]) == (0, 0.0)
    assert found["four_forms.criticism_education"]["records"] == 2


def test_petitions_repeats_and_names_cleared(records: Records) -> None:
    found = figures(records)
    assert found["petitions.total"]["records"] == 1
    assert found["petitions.repeat"]["records"] == 1
    assert found["petitions.settled"]["records"] == 1
    assert (found["cleared.total"]["persons"], found["cleared.total"]["records"]) == (1, 1)


def test_departures_from_the_table(records: Records) -> None:
    found = figures(records)
    assert found["departures.advised"]["records"] == 8
    assert (found["departures.differs"]["records"], found["departures.differs"]["share"]) == (2, 25.0)


def test_corrections_on_time_are_those_accepted_without_having_run_late(records: Records) -> None:
    found = figures(records)
    assert found["corrections.total"]["records"] == 4
    assert (found["corrections.on_time"]["records"], found["corrections.on_time"]["share"]) == (1, 25.0)
    assert found["corrections.overdue"]["records"] == 2
    assert found["corrections.failed"]["records"] == 1
    assert found["corrections.escalated"]["records"] == 2


def test_a_period_counts_its_own_days(records: Records) -> None:
    found = figures(records, from_on="2026-05-01", to_on="2026-05-31")
    assert found["tolerated.total"]["persons"] == 1
    assert found["tolerated.mitigate_reduce"]["persons"] == 1
    assert figures(records, to_on="2020-01-01")["tolerated.total"]["persons"] == 0


def test_figures_of_registers_that_one_does_not_read_are_left_out_and_named(records: Records) -> None:
    told = records.json("org_dept", "statistics")
    sections = {section["id"] for section in told["sections"]}
    assert sections == {"tolerated", "four_forms", "promoted", "departures", "revisits"}
    assert "信访举报" in told["unread"]
    assert "信访举报" not in {section["name"] for section in told["sections"]}
    assert "没有汇总的台账" in records.text("org_dept", ADDRESS)


@pytest.mark.parametrize("login_name", ["applicant", "corrector", "consulted", "auditor"])
def test_who_reads_no_register_over_the_whole_place_gets_no_figures(
    records: Records, login_name: str
) -> None:
    assert records.get(login_name, ADDRESS).status_code == 404


def test_the_file_holds_the_figures_of_the_page_and_is_on_record(records: Records) -> None:
    response = records.get("handler", f"{ADDRESS}/export/csv", from_on="2026-03-01")
    rows = list(csv.reader(StringIO(response.data.decode("utf-8-sig"))))
    assert rows[0] == ["统计", "项目", "人数", "件次", "占比（%）"]
    assert ["与参考意见是否一致", "与参考意见不一致", "", "2", "25.00"] in rows
    entry = records.newest_read()
    assert (entry.action, entry.facts) == (
        "export_statistics",
        {"asked": {"from_on": "2026-03-01"}, "way": "csv"},
    )


def test_all_figures_take_few_statements(records: Records) -> None:
    figures(records)
    with count_statements(records.place.database) as counted:
        figures(records)
    assert len(counted.statements) <= 12, "\n".join(counted.statements)


def test_a_share_is_given_as_the_source_gives_it() -> None:
    assert share_of(2526, 3443) == Decimal("73.37")
    assert share_of(0, 0) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_has_two_places_and_is_within_a_half_of_the_last(part: int, whole: int) -> None:
    share = share_of(part, whole)
    assert share is not None
    assert abs(share - Decimal(100 * part) / whole) <= Decimal("0.005")
    assert share.as_tuple().exponent == -2
