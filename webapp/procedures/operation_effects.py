"""What each operation does to the register book, once its inputs have been checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from webapp.feel import Value
from webapp.procedures.errors import DifferenceUnexplained, FourFormMissing, RegisterEntryMissing
from webapp.procedures.registers import RegisterBook, record_number, sequence_of

Effect = Callable[[Mapping[str, Value], RegisterBook], dict[str, Value]]


def record_in(register: str, result: str = "record_no") -> Effect:
    """An operation that adds its inputs to a register as they are."""

    def add(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
        return {result: book.add(register, inputs)}

    return add


def record_determination(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """The last guard of the rule that a person who departs from the table says why."""
    advised, outcome = inputs["advised_outcome"], inputs["outcome"]
    differs = advised is not None and advised != outcome
    if differs and inputs["difference_reason"] is None:
        raise DifferenceUnexplained(outcome=outcome, advised=advised)
    return {"determination_no": book.add("determinations", {**inputs, "differs": differs})}


def record_education(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    if inputs["kind"] == "four_forms" and inputs["form"] is None:
        raise FourFormMissing
    return {"record_no": book.add("education", inputs)}


def issue_correction(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    number = book.add("corrections", {**inputs, "result": None, "is_overdue": False})
    return {"correction_no": number}


def close_correction(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    values = {name: value for name, value in inputs.items() if name != "correction_no"}
    book.amend("corrections", str(inputs["correction_no"]), values)
    return {"correction_no": inputs["correction_no"]}


def flag_correction_overdue(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    book.amend("corrections", str(inputs["correction_no"]), {"is_overdue": True})
    return {"correction_no": inputs["correction_no"]}


def plan_revisits(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """One record for each planned day. A record's sequence in the register is the revisit's number."""
    days = inputs["dates"]
    numbers: list[Value] = []
    for day in days if isinstance(days, list) else []:
        number = book.add("revisits", {"planned_on": day, "done_on": None})
        book.amend("revisits", number, {"seq": Decimal(sequence_of(number))})
        numbers.append(number)
    return {"revisit_nos": numbers}


def record_revisit(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """Fill the planned record of this sequence; a revisit that nobody planned is added to the register."""
    number = record_number(book.case_no, "revisits", int(str(inputs["seq"])))
    try:
        book.amend("revisits", number, inputs)
    except RegisterEntryMissing:
        number = book.add("revisits", inputs)
    return {"revisit_no": number}


def notify(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    to = inputs["to"]
    recipients = to if isinstance(to, list) else [to]
    return {"message_nos": [book.add("messages", {"to": one, "text": inputs["text"]}) for one in recipients]}


def set_status(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    book.add("status", inputs)
    return {}
