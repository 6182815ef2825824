"""The accountability track beside a matter: begun elsewhere, and ended by following the conclusion on tolerance."""

from __future__ import annotations

from webapp.procedures.operations.inputs import DAY, FLAG, TEXT, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, amend_in, record_in

_RESULT = one_of(
    exempted=("免于处理", "No sanction"),
    reduced=("减轻处理", "Reduced"),
    lighter=("从轻处理", "Lighter"),
    sanctioned=("依规依纪依法处理", "Dealt with under the ordinary rules"),
    ended=("终止问责", "Accountability ended"),
)
_TRACK_NO = OperationInput("accountability_no", TEXT, "问责衔接编号", "Accountability record number")

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
)
