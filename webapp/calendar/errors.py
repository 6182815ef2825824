"""What can go wrong with days and deadlines: one class per cause."""

from __future__ import annotations

from webapp.errors import RongcuoError


class CalendarFileInvalid(RongcuoError):
    """A year's file of official days cannot be used. Facts: ``file``, ``detail_zh``, ``detail_en``."""

    code = "RC-CAL-01"
    zh = "节假日文件 {file} 无法使用：{detail_zh}"
    en = "The holiday file {file} cannot be used: {detail_en}"


class DayOutOfRange(RongcuoError):
    """A day, or a deadline that would be reached, lies outside the years that the calendar covers."""

    code = "RC-CAL-02"
    zh = "日期超出日历范围（{first}年至{last}年）。请检查日期和期限。"
    en = "The date is outside the calendar's range ({first} to {last}). Check the date and the time limit."


class TimeLimitInvalid(RongcuoError):
    """A time limit is negative or names a unit that does not exist. Facts: ``amount``, ``unit``."""

    code = "RC-CAL-03"
    zh = "期限“{amount} {unit}”无效：数量须为不小于零的整数，单位须为 working_days、days 或 months。"
    en = (
        "The time limit “{amount} {unit}” is not valid: the amount must be a whole number from zero up, "
        "the unit working_days, days or months."
    )


class CalendarTextUnclear(RongcuoError):
    """A list of days, or a notice, cannot be read. Facts: ``text`` (the place), ``detail_zh``, ``detail_en``."""

    code = "RC-CAL-04"
    zh = "读不懂“{text}”：{detail_zh}"
    en = "“{text}” cannot be read: {detail_en}"
