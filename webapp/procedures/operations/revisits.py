"""Revisits: planned, and done by at least two, not more often than the place allows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from webapp.feel import FeelDate, Value
from webapp.procedures.errors import RegisterEntryMissing, RevisitsExceeded, VisitorsTooFew
from webapp.procedures.operations.inputs import (
    COUNT,
    DAY,
    DAYS,
    TEXT,
    TEXTS,
    OperationInput,
    one_of,
    optional,
)
from webapp.procedures.operations.operation import Operation
from webapp.procedures.registers import RegisterBook, record_number, sequence_of

#: What the grade of a revisit leads to.
_CONSEQUENCE = one_of(
    as_planned=("按计划", "By the plan"),
    extra_visit=("提前加访", "An extra visit, earlier"),
    plan_ended=("提前结束回访", "The plan ends early"),
    last_visit=("末次回访", "The last visit"),
)


def _plan_revisits(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """One record for each planned day. A record's sequence in the register is the revisit's number."""
    days = inputs["dates"]
    numbers: list[Value] = []
    for day in days if isinstance(days, list) else []:
        number = book.add("revisits", {"planned_on": day, "done_on": None})
        book.amend("revisits", number, {"seq": Decimal(sequence_of(number))})
        numbers.append(number)
    return {"revisit_nos": numbers}


def _record_revisit(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """Fill the planned record of this sequence; a revisit that nobody planned is added to the register."""
    visitors = inputs["visitors"]
    if not isinstance(visitors, list) or len({str(visitor).strip() for visitor in visitors}) < 2:
        raise VisitorsTooFew
    _check_yearly_number(inputs, book)
    values = {name: value for name, value in inputs.items() if name != "max_per_year"}
    number = record_number(book.case_no, "revisits", int(str(inputs["seq"])))
    try:
        book.amend("revisits", number, values)
    except RegisterEntryMissing:
        number = book.add("revisits", values)
    return {"revisit_no": number}


def _check_yearly_number(inputs: Mapping[str, Value], book: RegisterBook) -> None:
    """The revisits of the other sequences done in the same calendar year leave room for this one."""
    most, done_on = inputs["max_per_year"], inputs["done_on"]
    if not isinstance(most, Decimal) or not isinstance(done_on, FeelDate):
        return
    done = [
        record
        for record in book.list_records("revisits")
        if record.get("seq") != inputs["seq"] and _year_done(record) == done_on.year
    ]
    if len(done) >= most:
        raise RevisitsExceeded(year=done_on.year, done=len(done), most=int(most))


def _year_done(record: Mapping[str, Value]) -> int | None:
    done_on = record.get("done_on")
    return done_on.year if isinstance(done_on, FeelDate) else None


OPERATIONS = (
    Operation(
        "plan_revisits",
        "revisits",
        "制定回访计划",
        "Plan the revisits",
        "按日期逐次登记回访计划。",
        "Enters one planned revisit for each date.",
        (OperationInput("dates", DAYS, "回访日期", "Dates"),),
        ("revisit_nos",),
        _plan_revisits,
    ),
    Operation(
        "record_revisit",
        "revisits",
        "登记回访",
        "Record a revisit",
        "登记一次回访的情况。回访人至少是不同的两人；给出一年上限的，同一自然年内不得超过。",
        "Enters what a revisit found. It takes at least two different visitors and, where a limit is given, "
        "no more revisits in one calendar year.",
        (
            OperationInput("seq", COUNT, "次序", "Sequence"),
            optional("planned_on", DAY, "计划日期", "Planned on"),
            OperationInput("done_on", DAY, "回访日期", "Done on"),
            OperationInput("visitors", TEXTS, "回访人", "Visitors"),
            optional("mental_state", TEXT, "思想状态", "State of mind"),
            optional("work_state", TEXT, "工作状态", "Work"),
            optional("life_state", TEXT, "生活情况", "Life"),
            OperationInput("grade", TEXT, "评价", "Grade"),
            optional("follow_up", TEXT, "后续措施", "Follow-up"),
            optional("led_to", _CONSEQUENCE, "评价引起的安排", "What the grade led to"),
            optional("next_on", DAY, "下次回访日期", "Next visit on"),
            optional("max_per_year", COUNT, "一年最多几次", "Most in a year"),
        ),
        ("revisit_no",),
        _record_revisit,
    ),
)
