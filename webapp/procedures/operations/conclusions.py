"""Advice, determination and its service, what follows from it, the review of it, and what came after."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from webapp.feel import Value
from webapp.procedures.errors import DifferenceUnexplained, FourFormMissing
from webapp.procedures.operations.inputs import (
    ANYTHING,
    DAY,
    ITEMS,
    TEXT,
    InputKind,
    OperationInput,
    one_of,
    optional,
)
from webapp.procedures.operations.operation import Operation, amend_in, record_in
from webapp.procedures.registers import RegisterBook

_OUTCOME = one_of(
    exempt=("免责", "Exempt"),
    mitigate_light=("从轻", "Lighter within the range"),
    mitigate_reduce=("减轻", "Reduced below the range"),
    educate=("批评教育（免予处分）", "Criticism and education, no sanction"),
    no_accountability=("不启动问责", "No accountability started"),
    deny=("不予容错", "Tolerance refused"),
    withdrawn=("撤回", "Withdrawn"),
)
_FOUR_FORM = InputKind(
    "four_form", "1 至 4", "1 to 4", lambda value: value in [Decimal(form) for form in (1, 2, 3, 4)]
)
_EDUCATION = one_of(
    criticism_education=("批评教育", "Criticism and education"),
    four_forms=("四种形态", "One of the four forms"),
)
_REVIEW_RESULT = one_of(
    uphold=("维持", "Upheld"),
    change=("变更", "Changed"),
    revoke=("撤销，重新认定", "Revoked, to be determined anew"),
    remand=("发回重新核实", "Remanded, to be verified anew"),
)
_PROMOTION = one_of(
    promoted=("提拔", "Promoted"),
    rank=("晋升职级", "Advanced in rank"),
    none=("未使用", "Neither"),
)


def _record_determination(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """The last guard of the rule that a person who departs from the table says why."""
    advised, outcome, replaced = inputs["advised_outcome"], inputs["outcome"], inputs["replaces"]
    differs = advised is not None and advised != outcome
    if differs and inputs["difference_reason"] is None:
        raise DifferenceUnexplained(outcome=outcome, advised=advised)
    if replaced is not None:
        book.get_record("determinations", str(replaced))
    number = book.add("determinations", {**inputs, "differs": differs})
    if replaced is not None:
        known = {"replaced_by": number, "replaced_on": inputs["decided_on"]}
        book.amend("determinations", str(replaced), known)
    return {"determination_no": number}


def _record_education(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    if inputs["kind"] == "four_forms" and inputs["form"] is None:
        raise FourFormMissing
    return {"record_no": book.add("education", inputs)}


OPERATIONS = (
    Operation(
        "record_advice",
        "advice",
        "记录参考意见",
        "Record the advice",
        "把判断表的结论连同其编号记入台账，供认定时参考。",
        "Enters a table's conclusion as advice for those who decide.",
        (
            OperationInput("decision", TEXT, "判断表", "Decision"),
            OperationInput("advice", ANYTHING, "参考意见", "Advice"),
        ),
        ("record_no",),
        record_in("advice"),
    ),
    Operation(
        "record_determination",
        "determinations",
        "登记认定结论",
        "Record the determination",
        "登记由人作出的认定；与参考意见不一致时必须有理由。给出被代替的结论编号的，原结论随即注明由本结论代替。",
        "Enters the determination a person made; one that departs from the advice needs a reason. "
        "Where it replaces another, that one is marked with the number of this one.",
        (
            OperationInput("outcome", _OUTCOME, "认定结论", "Outcome"),
            OperationInput("reasons", TEXT, "理由", "Reasons"),
            OperationInput("decided_by", TEXT, "认定人", "Decided by"),
            OperationInput("decided_on", DAY, "认定日期", "Decided on"),
            optional("advised_outcome", _OUTCOME, "参考结论", "Advised outcome"),
            optional("difference_reason", TEXT, "不一致的理由", "Reason for departing"),
            optional("appeal_until", DAY, "申请复核期限", "Appeal until"),
            optional("replaces", TEXT, "代替的结论编号", "Replaces"),
        ),
        ("determination_no",),
        _record_determination,
    ),
    Operation(
        "record_service",
        "determinations",
        "登记结论送达",
        "Record the service",
        "在认定结论上注明送达日期和申请复核的期限；不能再申请复核的没有期限。",
        "Notes in the determination when it was served and until when a review may be asked for, if one still may.",
        (
            OperationInput("determination_no", TEXT, "结论编号", "Determination number"),
            OperationInput("served_on", DAY, "送达日期", "Served on"),
            optional("appeal_until", DAY, "申请复核期限", "Appeal until"),
        ),
        ("determination_no",),
        amend_in("determinations", "determination_no"),
    ),
    Operation(
        "record_effects",
        "effects",
        "登记结果运用",
        "Record the effects",
        "登记认定结论在考核、任用等方面的运用及期限。",
        "Enters what follows from the determination in assessment and appointment, and for how long.",
        (
            OperationInput("effects", ITEMS, "运用事项", "Effects"),
            OperationInput("from_on", DAY, "起始日期", "From"),
            optional("until_on", DAY, "截止日期", "Until"),
            optional("appointment_effect", TEXT, "对选拔任用的影响", "Effect on appointment"),
        ),
        ("record_no",),
        record_in("effects"),
    ),
    Operation(
        "lift_effects",
        "effects",
        "解除结果运用",
        "Lift the effects",
        "注明结果运用何时因何解除，如影响期满或者结论变更。",
        "Notes when and why the effects ended: the period is over, or the determination was changed.",
        (
            OperationInput("record_no", TEXT, "结果运用编号", "Number of the effects"),
            OperationInput("lifted_on", DAY, "解除日期", "Lifted on"),
            OperationInput("reason", TEXT, "解除理由", "Reason for lifting"),
        ),
        ("record_no",),
        amend_in("effects", "record_no"),
    ),
    Operation(
        "record_education",
        "education",
        "登记批评教育或四种形态",
        "Record education or one of the four forms",
        "登记批评教育，或所运用的四种形态之一。",
        "Enters criticism and education, or which of the four forms was applied.",
        (
            OperationInput("kind", _EDUCATION, "方式", "Kind"),
            optional("form", _FOUR_FORM, "第几种形态", "Which form"),
            OperationInput("text", TEXT, "内容", "Text"),
            OperationInput("done_on", DAY, "日期", "Done on"),
            OperationInput("done_by", TEXT, "实施人", "Done by"),
        ),
        ("record_no",),
        _record_education,
    ),
    Operation(
        "record_review",
        "reviews",
        "登记复核",
        "Record a review",
        "登记复核的申请、复核意见和决定。",
        "Enters who asked for a review, what the review found, and what was decided.",
        (
            OperationInput("filed_by", TEXT, "申请人", "Filed by"),
            OperationInput("filed_on", DAY, "申请日期", "Filed on"),
            OperationInput("grounds", TEXT, "申请理由", "Grounds"),
            OperationInput("result", _REVIEW_RESULT, "复核决定", "Result"),
            OperationInput("text", TEXT, "复核意见", "Opinion"),
            OperationInput("reviewer", TEXT, "复核承办人", "Reviewer"),
            OperationInput("decided_by", TEXT, "决定人", "Decided by"),
            OperationInput("decided_on", DAY, "决定日期", "Decided on"),
        ),
        ("review_no",),
        record_in("reviews", "review_no"),
    ),
    Operation(
        "record_promotion",
        "promotions",
        "登记影响期满后的使用",
        "Record the use after the influence period",
        "登记影响期满后提拔、晋升职级的情况；没有使用的也登记。",
        "Enters whether the person was promoted or advanced in rank after the influence period, or neither.",
        (
            OperationInput("kind", _PROMOTION, "使用情况", "Kind"),
            OperationInput("on", DAY, "日期", "On"),
            optional("post", TEXT, "职务职级", "Post or rank"),
            optional("note", TEXT, "说明", "Note"),
            optional("influence_ended_on", DAY, "影响期满日", "Influence period ended on"),
            optional("cadre_level", TEXT, "干部管理层级", "Managed as"),
        ),
        ("record_no",),
        record_in("promotions"),
    ),
)
