"""Registers as pages and files: what stands in them, how they are narrowed, and that none of it can do harm."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Date, create_engine, literal, select

from tests.registers.conftest import Records
from webapp.cases.registers.catalogue import GROUPS, SHEETS
from webapp.cases.registers.files import quote_formula, write_csv, write_workbook
from webapp.cases.registers.listing import PAGE_ROWS, state_condition
from webapp.cases.registers.tables import column_labels
from webapp.database import count_statements
from webapp.procedures.registers import REGISTERS

#: Knows no table: it only reckons conditions.
MEMORY = create_engine("sqlite://")
#: Session and head take some; the places (one statement, however many there are), reach, count, rows, names, units,
#: cases that may be opened.
MOST_STATEMENTS = 14


def test_the_list_names_every_register_that_the_reader_reads(records: Records) -> None:
    told = records.text("handler", "/registers")
    assert all(sheet.name("zh") in told for sheet in SHEETS.values())
    assert "选拔任用、考核、评先评优查询" in told
    assert "案例库" in told


def test_every_register_with_a_page_is_known_and_shows_columns_that_exist() -> None:
    kept_elsewhere = {"status", "messages", "advice", "recusals", "publications"}
    assert set(REGISTERS) - set(SHEETS) == kept_elsewhere
    assert {"risk_filings", "superior_accountability", "early_reminders"} <= set(SHEETS)
    for sheet in SHEETS.values():
        assert sheet.group in GROUPS
        if sheet.id in REGISTERS:
            assert set(sheet.shown) <= set(column_labels(sheet.id, "zh")), sheet.id
            assert sheet.columns("en"), sheet.id


@pytest.mark.parametrize("register", SHEETS)
def test_every_register_has_a_page_in_both_languages(records: Records, register: str) -> None:
    page = records.page("handler", f"/registers/{register}")
    assert page.xpath("string(//h1)") == SHEETS[register].name("zh")
    rows = page.xpath("//table/tbody/tr")
    assert rows or "这本台账还没有记录" in page.text_content()
    total = records.json("handler", f"registers/{register}")["total"]
    assert len(rows) == min(total, PAGE_ROWS)


def test_a_record_is_told_in_words_with_its_person_unit_and_state(records: Records) -> None:
    told = records.text("handler", "/registers/determinations", search="0003-RD")
    for words in (
        "某工作人员",
        "演练街道办事处",
        "批评教育（免予处分）",
        "从轻",
        "2026年3月5日",
        "有效",
        "与参考意见不一致",
    ):
        assert words in told, words


def test_a_conclusion_replaced_by_review_says_by_which(records: Records) -> None:
    told = records.text("handler", "/registers/determinations", state="ended")
    assert "〔2026〕LIWAN-0004-RD-01" in told
    assert "〔2026〕LIWAN-0004-RD-02" in told
    assert "已被代替" in told
    assert "0001-RD" not in told


def test_corrections_show_what_ran_late_what_was_escalated_and_when_it_was_closed(records: Records) -> None:
    assert records.numbers("handler", "corrections", flag="overdue") == [
        "〔2026〕LIWAN-0007-JC-01",
        "〔2026〕LIWAN-0006-JC-01",
    ]
    assert records.numbers("handler", "corrections", flag="failed") == ["〔2026〕LIWAN-0003-JC-01"]
    assert set(records.numbers("handler", "corrections", flag="escalated")) == {
        "〔2026〕LIWAN-0006-JC-01",
        "〔2026〕LIWAN-0003-JC-01",
    }
    assert len(records.numbers("handler", "corrections", state="ended")) == 4
    assert records.numbers("handler", "corrections", state="overdue") == []


def test_revisits_that_nobody_made_are_overdue_and_planned_ones_are_not(records: Records) -> None:
    overdue = records.numbers("handler", "revisits", state="overdue")
    assert set(overdue) == {f"〔2026〕LIWAN-000{case}-HF-01" for case in (4, 5, 6)}
    assert records.numbers("handler", "revisits", state="open") == ["〔2026〕LIWAN-0007-HF-01"]
    done = records.json("handler", "registers/revisits", state="ended")["records"]
    assert all(len(record["values"]["visitors"]) == 2 for record in done)
    assert all("何" in record["words"]["visitors"] or "方" in record["words"]["visitors"] for record in done)


def test_a_period_holds_the_days_it_names(records: Records) -> None:
    found = records.numbers("handler", "determinations", from_on="2026-03-04", to_on="2026-03-05")
    assert set(found) == {"〔2026〕LIWAN-0005-RD-01", "〔2026〕LIWAN-0003-RD-01"}


def test_name_unit_and_outcome_narrow_together(records: Records) -> None:
    assert len(records.numbers("handler", "determinations", subject="窗口")) == 3
    assert len(records.numbers("handler", "determinations", subject="窗口", category="deny")) == 1
    assert records.numbers("handler", "determinations", subject="窗口", unit="street") == []


def test_a_day_that_is_none_is_refused_rather_than_left_out(records: Records) -> None:
    response = records.get("handler", "/registers/determinations", from_on="2026-02-30")
    assert response.status_code == 400
    assert "2026-02-30" in response.text


def test_a_long_register_goes_on_over_the_page(records: Records) -> None:
    first, second = (records.numbers("handler", "notices", page=page) for page in (1, 2))
    assert len(first) == PAGE_ROWS
    assert second
    assert set(first).isdisjoint(second)
    page = records.page("handler", "/registers/notices", subject="责任", page=1)
    (link,) = page.xpath("//a[@rel='next']/@href") or [""]
    assert not link or "subject=" in link


def test_what_fits_nothing_says_so(records: Records) -> None:
    assert "没有符合条件的记录" in records.text("handler", "/registers/determinations", subject="查无此人")


@pytest.mark.parametrize("register", [sheet.id for sheet in SHEETS.values() if sheet.states])
def test_every_record_is_in_one_state_and_says_which(records: Records, register: str) -> None:
    by_state = {
        state: records.json("handler", f"registers/{register}", state=state)["records"]
        for state in SHEETS[register].states
    }
    assert all(record["state"] == state for state, found in by_state.items() for record in found)
    total = records.json("handler", f"registers/{register}")["total"]
    assert sum(len(found) for found in by_state.values()) == total


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9))


@given(DAYS, DAYS, st.dates(date(2026, 1, 1), date(2026, 1, 9)), st.sampled_from(sorted(SHEETS)))
def test_the_state_that_is_shown_is_the_one_that_is_looked_for(
    until_on: date | None, ended_on: date | None, day: date, register: str
) -> None:
    sheet = SHEETS[register]
    columns = select(literal(until_on, Date).label("until_on"), literal(ended_on, Date).label("ended_on"))
    rows = columns.subquery()
    with MEMORY.connect() as connection:
        found = [
            state
            for state in sheet.states
            if connection.scalar(
                select(
                    state_condition(sheet, state, day, until_on=rows.c.until_on, ended_on=rows.c.ended_on)
                ).select_from(rows)
            )
        ]
    assert found == ([sheet.state_of(until_on, ended_on, day)] if sheet.states else [])


def test_a_page_takes_few_statements_however_many_rows_it_has(records: Records) -> None:
    visitor = records.person("handler")
    visitor.get("/registers/revisits")
    with count_statements(records.place.database) as one:
        records.get("handler", "/registers/revisits", search="0001-HF")
    with count_statements(records.place.database) as many:
        records.get("handler", "/registers/revisits")
    assert len(many.statements) == len(one.statements)
    assert len(many.statements) <= MOST_STATEMENTS, "\n".join(many.statements)


@pytest.fixture(scope="module")
def exported(records: Records) -> dict[str, list[list[str]]]:
    """The determinations as both kinds of file, read back."""
    as_csv = records.get("handler", "/registers/determinations/export/csv")
    assert as_csv.data.startswith(b"\xef\xbb\xbf")
    assert 'attachment; filename="determinations.csv"' in as_csv.headers["Content-Disposition"]
    as_xlsx = records.get("handler", "/registers/determinations/export/xlsx")
    sheet = load_workbook(BytesIO(as_xlsx.data)).worksheets[0]
    return {
        "csv": list(csv.reader(StringIO(as_csv.data.decode("utf-8-sig")))),
        "xlsx": [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)],
    }


def test_both_kinds_of_file_hold_the_same_with_every_column(exported: dict[str, list[list[str]]]) -> None:
    assert exported["csv"] == exported["xlsx"]
    heading, *rows = exported["csv"]
    assert set(column_labels("determinations", "zh").values()) <= set(heading)
    assert len(rows) == 8
    outcome = heading.index("认定结论")
    assert outcome < heading.index("参考结论") < heading.index("与参考意见不一致")
    assert {row[outcome] for row in rows} == {"免责", "减轻", "批评教育（免予处分）", "不予容错"}


def test_a_file_holds_what_the_filter_finds(records: Records) -> None:
    response = records.get("handler", "/registers/determinations/export/csv", category="deny")
    assert len(response.data.decode("utf-8-sig").splitlines()) == 2


def test_who_took_a_file_is_on_record(records: Records) -> None:
    records.get("handler", "/registers/corrections/export/xlsx", flag="overdue")
    entry = records.newest_read()
    assert (entry.action, entry.actor_account) == ("export_register", "handler")
    assert entry.facts["register"] == "corrections"
    assert entry.facts["asked"] == {"flag": "overdue"}
    assert entry.facts["way"] == "xlsx"
    assert entry.facts["numbers"] == ["〔2026〕LIWAN-0007-JC-01", "〔2026〕LIWAN-0006-JC-01"]


def test_a_format_that_does_not_exist_reads_nothing(records: Records) -> None:
    before = records.count_reads()
    assert records.get("handler", "/registers/determinations/export/exe").status_code == 404
    assert records.count_reads() == before


CELLS = st.text(max_size=40)


@given(CELLS)
def test_no_cell_of_a_csv_file_is_ever_calculated(text: str) -> None:
    written = write_csv(["甲"], [[text]]).decode("utf-8-sig")
    (_, *rows) = list(csv.reader(StringIO(written, newline="")))
    cell = rows[0][0] if rows and rows[0] else ""
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "-1+2", "@SUM(A1)", "\t=1", "  =1"])
def test_known_attacks_stand_in_both_files_as_texts(text: str) -> None:
    assert quote_formula(text) == f"'{text}"
    (_, row) = load_workbook(BytesIO(write_workbook("台账", ["甲"], [[text]]))).worksheets[0].iter_rows()
    assert (row[0].data_type, row[0].quotePrefix) == ("s", True)
    assert row[0].value == text


@given(CELLS)
def test_any_text_makes_a_workbook_that_opens_again(text: str) -> None:
    book = load_workbook(BytesIO(write_workbook("a/b:[?]", ["甲", "乙"], [[text, "末"]])))
    assert book.worksheets[0]["B2"].value == "末"
    assert book.worksheets[0]["A2"].data_type in {"s", "n", "inlineStr"}


def test_days_in_addresses_are_days(records: Records) -> None:
    told = records.page("handler", "/registers/determinations", from_on=date(2026, 3, 4).isoformat())
    assert told.xpath("//input[@name='from_on']/@value") == ["2026-03-04"]
