"""The accountability track beside a matter: begun elsewhere; it follows the conclusion on tolerance, or waits for none any more."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.operations.inputs import DAY, FLAG, TEXT, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, amend_in, record_in
from webapp.procedures.registers import RegisterBook, record_number

_RESULT = one_of(
    exempted=("免于处理", "No sanction"),
    reduced=("减轻处理", "Reduced"),
    lighter=("从轻处理", "Lighter"),
    sanctioned=("依规依纪依法处理", "Dealt with under the ordinary rules"),
    ended=("终止问责", "Accountability ended"),
)
_TRACK_NO = OperationInput("accountability_no", TEXT, "问责衔接编号", "Accountability record number")


def _release(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """Note in every track of the case that is still open that it waits no longer; gives back the last one's number, or null."""
    released: str | None = None
    for sequence, record in enumerate(book.list_records("accountability"), start=1):
        if record.get("result") is None and record.get("released_on") is None:
            released = record_number(book.case_no, "accountability", sequence)
            book.amend("accountability", released, inputs)
    return {"accountability_no": released}


OPERATIONS = (
    Operation(
        "record_accountability",
        "accountability",
        "登记问责轨道",
        "Record the accountability track",
        "登记问责机关、问责案号和启动日期，处理决定等待容错结论。",
        "Enters the accountability organ, its case number and the day it began; its decision waits for the conclusion "
        "on tolerance.",
        (
            OperationInput("organ", TEXT, "问责机关", "Accountability organ"),
            optional("reference", TEXT, "问责案号", "Its case number"),
            OperationInput("received_on", DAY, "问责启动日期", "Begun on"),
            optional("note", TEXT, "说明", "Note"),
        ),
        ("accountability_no",),
        record_in("accountability", "accountability_no"),
    ),
    Operation(
        "close_accountability",
        "accountability",
        "办结问责轨道",
        "Close the accountability track",
        "登记问责机关办结的结果、日期，以及是否按容错结论办理。",
        "Enters how and when the accountability organ ended its case, and whether it followed the conclusion on tolerance.",
        (
            _TRACK_NO,
            OperationInput("result", _RESULT, "问责结果", "Result"),
            OperationInput("concluded_on", DAY, "办结日期", "Concluded on"),
            OperationInput("follows_conclusion", FLAG, "按容错结论办理", "Followed the conclusion"),
            optional("text", TEXT, "说明", "Text"),
        ),
        ("accountability_no",),
        amend_in("accountability", "accountability_no"),
    ),
    Operation(
        "release_accountability",
        "accountability",
        "问责轨道不再等待",
        "Release the accountability track",
        "容错程序没有结论就终止的，在本案尚未办结的问责轨道登记中写明不再等待；没有登记的，什么也不写。",
        "Where tolerance ends without a conclusion: notes in the case's open accountability records that they wait no "
        "longer; without any it notes nothing.",
        (
            OperationInput("released_on", DAY, "不再等待的日期", "Released on"),
            OperationInput("release_reason", TEXT, "不再等待的原因", "Why it waits no longer"),
        ),
        ("accountability_no",),
        _release,
    ),
)
