"""What was explained to a superior that holds to account or investigates, and what it answered."""

from __future__ import annotations

from webapp.procedures.operations.inputs import DAY, TEXT, OperationInput, one_of
from webapp.procedures.operations.operation import Operation, amend_in, record_in

_ANSWER = one_of(
    returned=("交由本级核实认定", "Left to this level"),
    more=("要求补充说明", "Asks for more"),
    keeps=("由上级自行处理", "The superior deals with it"),
)

OPERATIONS = (
    Operation(
        "record_explanation",
        "explanations",
        "登记向上级解释说明",
        "Record an explanation to a superior",
        "登记同级党委（党组）研究后向上级作出的解释说明，得到说明编号。",
        "Enters what was explained to a superior after the Party committee had studied it; gives its number.",
        (
            OperationInput("to_body", TEXT, "上级机关", "Superior organ"),
            OperationInput("text", TEXT, "解释说明", "Explanation"),
            OperationInput("explained_by", TEXT, "签发人", "Signed by"),
            OperationInput("explained_on", DAY, "发出日期", "Sent on"),
        ),
        ("explanation_no",),
        record_in("explanations", "explanation_no"),
    ),
    Operation(
        "close_explanation",
        "explanations",
        "登记上级答复",
        "Record the superior's answer",
        "在解释说明上注明上级怎样答复。",
        "Notes in the explanation what the superior answered.",
        (
            OperationInput("explanation_no", TEXT, "说明编号", "Explanation number"),
            OperationInput("answer", _ANSWER, "答复", "Answer"),
            OperationInput("answer_text", TEXT, "答复内容", "What it says"),
            OperationInput("answered_by", TEXT, "登记人", "Entered by"),
            OperationInput("answered_on", DAY, "答复日期", "Answered on"),
        ),
        ("explanation_no",),
        amend_in("explanations", "explanation_no"),
    ),
)
