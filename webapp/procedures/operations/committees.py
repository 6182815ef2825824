"""What a committee voted."""

from __future__ import annotations

from decimal import Decimal

from webapp.feel import Value
from webapp.procedures.operations.inputs import (
    COUNT,
    DAY,
    TEXTS,
    InputKind,
    OperationInput,
    one_of,
    optional,
)
from webapp.procedures.operations.operation import Operation, record_in


def _is_number_of_votes(value: Value) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value() and value >= 0


_VOTES = InputKind("votes", "不小于 0 的整数", "a whole number from 0", _is_number_of_votes)
_RESULT = one_of(
    no_quorum=("未达法定人数", "No quorum"),
    passed=("通过", "Passed"),
    failed=("未通过", "Failed"),
    returned=("退回补充", "Returned for more facts"),
    second_round=("进入第二轮", "To a second round"),
)
_HANDLING = one_of(
    exempt=("免于处理", "No sanction"),
    mitigate_light=("从轻处理", "Lighter"),
    mitigate_reduce=("减轻处理", "Reduced"),
)

OPERATIONS = (
    Operation(
        "record_vote",
        "votes",
        "登记评审表决",
        "Record a committee's vote",
        "逐轮登记评审委员会的应到、实到、回避和各项票数及结果。",
        "Enters for each round of a committee's vote who was entitled, present and recused, the votes on each question, "
        "and the result.",
        (
            OperationInput("round", COUNT, "轮次", "Round"),
            OperationInput("held_on", DAY, "表决日期", "Held on"),
            OperationInput("members", TEXTS, "委员", "Members"),
            optional("recused", TEXTS, "回避委员", "Members who stood aside"),
            OperationInput("entitled", _VOTES, "应到委员（回避不计）", "Entitled (recused not counted)"),
            OperationInput("present", _VOTES, "参加表决", "Voted"),
            OperationInput("tolerate_yes", _VOTES, "可以容错", "For tolerance"),
            OperationInput("tolerate_no", _VOTES, "不能容错", "Against tolerance"),
            OperationInput("tolerate_abstain", _VOTES, "弃权", "Abstained"),
            OperationInput("correct_yes", _VOTES, "需要纠错", "Correction needed"),
            OperationInput("correct_no", _VOTES, "不需要纠错", "No correction needed"),
            OperationInput("result", _RESULT, "表决结果", "Result"),
            optional("handling", _HANDLING, "过半数的处理意见", "Handling with a majority"),
        ),
        ("vote_no",),
        record_in("votes", "vote_no"),
    ),
)
