"""Dates, times, durations and the arithmetic between them."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-02-28")', '@"2026-02-28"'),
        ('date("2026-02-29")', "null"),
        ('date("2024-02-29")', '@"2024-02-29"'),
        ('date("999999999-12-31")', '@"999999999-12-31"'),
        ('date("-999999999-01-01")', '@"-999999999-01-01"'),
        ('date("1000000000-01-01")', "null"),
        ('date("26-01-01")', "null"),
        ('date("02026-01-01")', "null"),
        ("date(2026, 3, 1)", '@"2026-03-01"'),
        ("date(2026, 13, 1)", "null"),
        ('date(@"2026-03-01T10:00:00")', '@"2026-03-01"'),
        ("date(null)", "null"),
        ('time("10:30:00")', '@"10:30:00"'),
        ('time("10:30:00.125")', '@"10:30:00.125"'),
        ('time("10:30:00Z")', '@"10:30:00Z"'),
        ('time("10:30:00+08:00")', '@"10:30:00+08:00"'),
        ('time("10:30:00@Asia/Shanghai")', '@"10:30:00@Asia/Shanghai"'),
        ('time("10:30:00@Nowhere/Town")', "null"),
        ('time("10:30")', "null"),
        ('time("25:00:00")', "null"),
        ('time("24:00:00")', '@"00:00:00"'),
        ('time("24:00:01")', "null"),
        ('date and time("2026-12-31T24:00:00+08:00")', '@"2027-01-01T00:00:00+08:00"'),
        ('date and time("999999999-12-31T24:00:00")', "null"),
        ('time("10:30:00+19:00")', "null"),
        ('time("10:30:00+08:99")', "null"),
        ('time(10, 30, 0, "PT8H")', "null"),
        ("time(25, 30, 0)", "null"),
        ("time(10, 30, 0.5)", '@"10:30:00.5"'),
        ('time(@"2026-01-01T10:00:00Z")', '@"10:00:00Z"'),
        ('time(@"2026-01-01")', '@"00:00:00Z"'),
        ('time(@"10:00:00")', '@"10:00:00"'),
        ('time(10, 30, 0, duration("PT8H"))', '@"10:30:00+08:00"'),
        ("time(10, 30, 0)", '@"10:30:00"'),
        ("time(10, 30, 60)", "null"),
        ('date and time("2026-01-01T10:00:00@Asia/Shanghai")', '@"2026-01-01T10:00:00@Asia/Shanghai"'),
        ('date and time("2026-01-01")', '@"2026-01-01T00:00:00"'),
        ('date and time(date("2026-01-01"), time("10:00:00Z"))', '@"2026-01-01T10:00:00Z"'),
        ('date and time(@"2026-01-01")', '@"2026-01-01T00:00:00Z"'),
        ('date and time(@"2026-01-01T10:00:00")', '@"2026-01-01T10:00:00"'),
        ('date and time(@"2026-01-01T10:00:00", @"11:00:00")', '@"2026-01-01T11:00:00"'),
        ('date and time("2026-01-01", @"11:00:00")', "null"),
        ('date and time(@"2026-01-01", "11:00:00")', "null"),
        ('duration(@"P1D")', '@"P1D"'),
        ("date and time(2026, 1, 2, 3, 4, 5)", '@"2026-01-02T03:04:05"'),
        ('duration("P1Y2M")', '@"P1Y2M"'),
        ('duration("P14M")', '@"P1Y2M"'),
        ('duration("-P14M")', '@"-P1Y2M"'),
        ('duration("P1DT2H3M4.5S")', '@"P1DT2H3M4.5S"'),
        ('duration("PT36H")', '@"P1DT12H"'),
        ('duration("PT0S")', '@"PT0S"'),
        ('duration("P1Y1D")', "null"),
        ('duration("P")', "null"),
        ('duration("P1DT")', "null"),
    ],
)
def test_temporal_values_are_read_and_written_as_iso_8601(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2025-11-30") + duration("P3M")', '@"2026-02-28"'),
        ('date("2026-01-31") + duration("P1M")', '@"2026-02-28"'),
        ('date("2024-02-29") + duration("P1Y")', '@"2025-02-28"'),
        ('date("2026-03-31") - duration("P1M")', '@"2026-02-28"'),
        ('date("2026-01-01") + duration("P1D")', '@"2026-01-02"'),
        ('date("2026-01-01") - duration("PT1H")', '@"2025-12-31"'),
        ('duration("P1D") + date("2026-01-01")', '@"2026-01-02"'),
        ('date("2026-03-01") - date("2026-02-01")', '@"P28D"'),
        ('date("999999999-12-31") + duration("P1D")', "null"),
        ('date("999999999-12-31") + duration("P1Y")', "null"),
        ('@"2026-01-01T23:00:00" + @"PT2H"', '@"2026-01-02T01:00:00"'),
        ('@"2026-01-02T00:00:00Z" - @"2026-01-01T00:00:00Z"', '@"P1D"'),
        ('@"2026-01-01T08:00:00+08:00" - @"2026-01-01T00:00:00Z"', '@"PT0S"'),
        ('@"2026-01-01T08:00:00" - @"2026-01-01T00:00:00Z"', "null"),
        ('@"23:00:00" + @"PT2H"', '@"01:00:00"'),
        ('@"10:00:00" - @"08:30:00"', '@"PT1H30M"'),
        ('@"10:00:00" + @"P1M"', "null"),
        ('@"P1D" + @"PT1H"', '@"P1DT1H"'),
        ('@"P1D" + @"P1M"', "null"),
        ('@"P1Y" - @"P1M"', '@"P11M"'),
        ('@"P1D" * 1.5', '@"P1DT12H"'),
        ('3 * @"P2M"', '@"P6M"'),
        ('@"P1D" / 2', '@"PT12H"'),
        ('@"P1D" / @"PT6H"', "4"),
        ('@"P1Y" / @"P1M"', "12"),
        ('@"P1D" / 0', "null"),
        ('-@"P1D"', '@"-P1D"'),
        ('abs(@"-P1Y")', '@"P1Y"'),
        ('@"10:00:00" - @"10:00:00Z"', "null"),
        ('abs(@"-P1D")', '@"P1D"'),
        ('date("2026-01-01") + date("2026-01-01")', "null"),
    ],
)
def test_arithmetic_with_temporal_values_follows_the_calendar(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_adding_elapsed_time_crosses_the_change_to_summer_time() -> None:
    before = '@"2026-03-29T01:30:00@Europe/Paris"'
    assert shown(f'{before} + @"PT1H"') == '@"2026-03-29T03:30:00@Europe/Paris"'
    assert shown(f'{before} + @"P1M"') == '@"2026-04-29T01:30:00@Europe/Paris"'
    assert shown(f'({before} + @"PT1H") - {before}') == '@"PT1H"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-01-01T08:00:00+08:00" = @"2026-01-01T00:00:00Z"', "true"),
        ('@"2026-01-01T08:00:00@Asia/Shanghai" = @"2026-01-01T00:00:00Z"', "true"),
        ('@"2026-01-01T08:00:00" < @"2026-01-01T09:00:00"', "true"),
        ('@"2026-01-01T08:00:00" < @"2026-01-01T09:00:00Z"', "null"),
        ('@"10:00:00+08:00" = @"02:00:00Z"', "true"),
        ('@"10:00:00" < @"10:00:01"', "true"),
        ('@"10:00:00.1" = @"10:00:00.2"', "true"),
        ('@"PT24H" = @"P1D"', "true"),
        ('@"P1Y" = @"P365D"', "null"),
        ('@"P0Y" = @"P0D"', "true"),
        ('@"-0001-01-01" < @"0001-01-01"', "true"),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
        ('is(@"10:00:00Z", @"10:00:00@Etc/UTC")', "false"),
        ('is(@"2026-01-01", @"2026-01-01T00:00:00Z")', "false"),
        ('is(@"2026-01-01T00:00:00Z", @"2026-01-01T08:00:00+08:00")', "false"),
        ('is(@"2026-01-01T00:00:00Z", @"2026-01-01T00:00:00+00:00")', "true"),
        ("is(1, 1.0)", "true"),
    ],
)
def test_instants_compare_across_zones_and_local_times_only_with_local_ones(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-11-22".year', "2026"),
        ('@"2026-11-22".month', "11"),
        ('@"2026-11-22".weekday', "7"),
        ('@"2026-11-22T10:11:12+08:00".hour', "10"),
        ('@"2026-11-22T10:11:12+08:00".time offset', '@"PT8H"'),
        ('@"2026-07-01T10:00:00@Europe/Paris".time offset', '@"PT2H"'),
        ('@"2026-01-01T10:00:00@Europe/Paris".time offset', '@"PT1H"'),
        ('@"2026-01-01T10:00:00@Europe/Paris".timezone', '"Europe/Paris"'),
        ('@"2026-01-01T10:00:00".time offset', "null"),
        ('@"-P1DT2H3M4S".hours', "-2"),
        ('@"P400DT26H".days', "401"),
        ('@"P26M".years', "2"),
        ('@"P26M".months', "2"),
        ('@"P26M".days', "null"),
        ('day of week(@"2026-11-22")', '"Sunday"'),
        ('day of week(@"2026-11-22T10:00:00Z")', '"Sunday"'),
        ('day of week("2026-11-22")', "null"),
        ('day of year(@"2024-12-31")', "366"),
        ('month of year(@"2026-11-22")', '"November"'),
        ('week of year(@"2005-01-01")', "53"),
        ('week of year(@"999999999-12-31") > 0', "true"),
        ('years and months duration(@"2025-11-30", @"2026-02-28")', '@"P2M"'),
        ('years and months duration(@"2026-02-28", @"2025-11-30")', '@"-P2M"'),
        ("now() instance of date and time", "true"),
        ("today() instance of date", "true"),
    ],
)
def test_parts_of_temporal_values(text: str, expected: str) -> None:
    assert shown(text) == expected
