"""What was found when a determination was looked at again: at regular times, in a yearly check, or by a third party."""

from __future__ import annotations

from webapp.procedures.operations.inputs import DAY, TEXT, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, record_in

_KIND = one_of(
    effect=("执行效果跟踪评价", "Tracking of the effect"),
    yearly_check=("年度督促检查", "Yearly check"),
    third_party=("第三方评估建议", "Suggestions of a third party"),
)

OPERATIONS = (
    Operation(
        "record_tracking",
        "trackings",
        "登记跟踪评价",
        "Record a tracking",
        "登记认定之后的定期跟踪评价、年度督促检查或者第三方的评估建议。",
        "Enters what a tracking at regular times, a yearly check or a third party found after the determination.",
        (
            OperationInput("kind", _KIND, "种类", "Kind"),
            OperationInput("text", TEXT, "情况和评价", "Findings"),
            optional("advice", TEXT, "建议或者改进措施", "Advice or measures"),
            OperationInput("done_on", DAY, "日期", "Done on"),
            OperationInput("done_by", TEXT, "评价人", "Done by"),
        ),
        ("record_no",),
        record_in("trackings"),
    ),
)
