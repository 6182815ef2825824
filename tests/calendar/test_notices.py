"""Days as people write them, and the wording of the yearly notice."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.calendar import (
    CalendarFileInvalid,
    CalendarTextUnclear,
    WorkingCalendar,
    YearDays,
    check_days,
    load_calendar,
    read_days,
    read_notice,
    runs_of,
    write_days,
)

#: 国办发明电〔2025〕7号, in its own words.
NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
国务院办公厅
2025年11月4日
"""


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_a_whole_notice_gives_the_days_that_the_product_ships() -> None:
    off, worked = read_notice(NOTICE_2026, 2026)
    shipped = load_calendar().years[2026]
    assert off == shipped.days_off()
    assert worked == shipped.days_worked()


def test_one_sentence_may_say_both() -> None:
    off, worked = read_notice("2月15日至23日放假，2月14日、2月28日上班", 2026)
    assert off == days(date(2026, 2, 15), date(2026, 2, 23))
    assert worked == {date(2026, 2, 14), date(2026, 2, 28)}


def test_a_break_over_new_year_begins_in_december() -> None:
    off, worked = read_notice("12月31日至1月2日放假，共3天。2025年12月28日上班。", 2026)
    assert off == days(date(2025, 12, 31), date(2026, 1, 2))
    assert worked == {date(2025, 12, 28)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4月5日", "放假"),
        ("2月15日至23日放假，共8天。", "共 8 天"),
        ("5月1日放假。5月1日上班。", "既放假又上班"),
        ("节日快乐", "没有找到"),
        ("2月30日放假", "没有这一天"),
        ("2月23日至15日放假", "止日"),
        ("2月1日至5月1日放假", "31"),
        ("15日放假", "月份"),
        ("2026年4月5日", "放假"),
        ("放" * 20_001, "过长"),
    ],
)
def test_a_notice_that_does_not_say_it_clearly_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(CalendarTextUnclear) as refused:
        read_notice(text, 2026)
    assert said in refused.value.text("zh")
    assert refused.value.text("en")


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-15 至 2026-02-17",
        "2026-02-15..2026-02-17",
        "2月15日至17日",
        "2月15日-2月17日",
        "2月15日（周日）、16日，2月17号",
        "2/15 ~ 2/17",
        "2026年2月15日—17日",
        "2026-2-15\n2026-2-16; 2026-02-17",
        "2026-02-15 to 2026-02-16 and 2026-02-17",
    ],
)
def test_a_list_may_be_written_in_many_ways(text: str) -> None:
    assert read_days(text, 2026) == days(date(2026, 2, 15), date(2026, 2, 17))


@pytest.mark.parametrize("text", ["", " \n", "，"])
def test_an_empty_list_is_empty(text: str) -> None:
    assert read_days(text, 2026) == frozenset()


@pytest.mark.parametrize(
    "text", ["春节 2月15日", "2月15日放假", "2月15日至", "5日", "2026-13-01", "tomorrow"]
)
def test_a_list_holds_days_and_nothing_else(text: str) -> None:
    with pytest.raises(CalendarTextUnclear):
        read_days(text, 2026)


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60))
def test_what_is_written_is_read_again(chosen: set[date]) -> None:
    assert all((last - first).days < 31 for first, last in runs_of(chosen))
    assert read_days(write_days(chosen), 2026) == chosen


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (read_days, read_notice):
        with suppress(CalendarTextUnclear):
            read(text, 2026)


def test_a_year_from_lists_counts_like_the_same_year_from_its_file() -> None:
    shipped = load_calendar().years[2026]
    listed = YearDays.of_days(2026, shipped.days_off(), shipped.days_worked(), source_title="x")
    calendar = WorkingCalendar({2025: load_calendar().years[2025], 2026: listed})
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert calendar.is_working_day(day) == load_calendar().is_working_day(day)


def test_a_year_that_is_only_expected_counts_and_stays_provisional() -> None:
    expected = YearDays.of_days(2027, [date(2027, 2, 8)], [], source_title="x", is_announced=False)
    calendar = load_calendar().with_year(expected)
    assert not calendar.is_working_day(date(2027, 2, 8))
    assert calendar.is_provisional(2027)
    assert (
        not load_calendar()
        .with_year(YearDays.of_days(2027, [date(2027, 2, 8)], [], source_title="x"))
        .is_provisional(2027)
    )


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ([date(2026, 5, 1)], [date(2026, 5, 4)]),
        ([date(2025, 5, 1)], []),
        ([date(2026, 5, 2)], [date(2026, 5, 2)]),
    ],
)
def test_days_that_cannot_be_are_refused(off: list[date], worked: list[date]) -> None:
    with pytest.raises(CalendarFileInvalid):
        check_days(YearDays.of_days(2026, off, worked, source_title="x"), "2026")
