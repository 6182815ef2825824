"""A bad file of official days is refused with what is wrong and where."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.calendar import CalendarFileInvalid, Holiday, WorkingCalendar, YearDays, read_year, read_years

GOOD = """
year = 2027
[source]
title = "通知"
number = "〔2026〕1号"
published_on = 2026-11-01
[[holiday]]
zh = "元旦"
en = "New Year's Day"
first_on = 2027-01-01
last_on = 2027-01-03
works_on = [2027-01-09]
"""


def refusal(text: str) -> CalendarFileInvalid:
    with pytest.raises(CalendarFileInvalid) as caught:
        read_year(text.encode(), "2027.toml")
    return caught.value


def test_a_good_file_is_read_whole() -> None:
    days = read_year(GOOD.encode(), "2027.toml")
    assert days == YearDays(
        year=2027,
        holidays=(
            Holiday("元旦", "New Year's Day", date(2027, 1, 1), date(2027, 1, 3), (date(2027, 1, 9),)),
        ),
        source_title="通知",
        source_number="〔2026〕1号",
        published_on=date(2026, 11, 1),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "", "`year` is missing"),
        ("year = 2027", 'year = "2027"', "`year` is missing"),
        ("year = 2027", "year = true", "`year` is missing"),
        ("year = 2027", "year = 2028", "2027-01-01 is not in 2028"),
        ("[source]", "[sources]", "unknown key sources"),
        ('title = "通知"', "", "`title`"),
        ('title = "通知"', 'title = " "', "`title`"),
        ("published_on = 2026-11-01", 'published_on = "2026-11-01"', "without quotes"),
        ('zh = "元旦"', "", "`zh`"),
        ('zh = "元旦"', 'zh = "元旦"\nname = "x"', "unknown key name"),
        ("first_on = 2027-01-01", 'first_on = "2027-01-01"', "first_on of [[holiday]] 1"),
        ("first_on = 2027-01-01", "first_on = 2027-01-01T00:00:00", "must be a date"),
        ("last_on = 2027-01-03", "last_on = 2026-01-03", "must not be before"),
        ("last_on = 2027-01-03", "last_on = 2027-11-03", "nor the holiday longer"),
        ("works_on = [2027-01-09]", "works_on = 2027-01-09", "list of dates"),
        ("works_on = [2027-01-09]", 'works_on = ["2027-01-09"]', "list of dates"),
        ("works_on = [2027-01-09]", "works_on = [2027-01-11]", "Monday-to-Friday"),
        ("works_on = [2027-01-09]", "works_on = [2027-01-02]", "appears twice"),
        ("works_on = [2027-01-09]", "works_on = [2028-01-08]", "not in 2027"),
        ("[[holiday]]", "[holiday]", "[[holiday]]"),
        ("[[holiday]]", "[[holiday", "not valid TOML"),
    ],
)
def test_a_slip_is_named(old: str, new: str, said: str) -> None:
    error = refusal(GOOD.replace(old, new, 1))
    assert said in error.text("en")
    assert "2027.toml" in error.text("en")
    assert "2027.toml" in error.text("zh")
    assert error.code == "RC-CAL-01"


def test_a_file_without_a_source_is_refused() -> None:
    assert "rests on" in refusal("year = 2027").text("en")


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(CalendarFileInvalid, match="not UTF-8"):
        read_year(GOOD.encode("gbk"), "2027.toml")


def test_a_file_name_must_be_its_year(tmp_path: Path) -> None:
    (tmp_path / "2028.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CalendarFileInvalid, match=r"Rename it 2027\.toml"):
        read_years(tmp_path)


def test_a_folder_gives_its_years(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(GOOD, encoding="utf-8")
    assert set(read_years(tmp_path)) == {2027}


def test_two_notices_that_disagree_on_a_day_are_refused() -> None:
    off = YearDays(2027, (Holiday("元旦", "New Year", date(2026, 12, 26), date(2027, 1, 2)),), "练习")
    worked = YearDays(
        2026,
        (Holiday("元旦", "New Year", date(2026, 1, 1), date(2026, 1, 1), (date(2026, 12, 26),)),),
        "练习",
    )
    with pytest.raises(CalendarFileInvalid, match="ruled differently"):
        WorkingCalendar({2026: worked, 2027: off})


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_either_read_or_refused(source: bytes) -> None:
    with suppress(CalendarFileInvalid):
        read_year(source, "x.toml")
