"""The state of a case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from webapp.feel import Value
from webapp.procedures.operations.inputs import OperationInput, one_of
from webapp.procedures.operations.operation import Operation
from webapp.procedures.registers import RegisterBook

#: The states of a case, with their names.
STATUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "applied": ("已申请", "Applied"),
        "supplementing": ("补正中", "Being supplemented"),
        "verifying": ("核实中", "Being verified"),
        "consulting": ("会商中", "In consultation"),
        "deciding": ("待认定", "Awaiting determination"),
        "implementing": ("结果运用", "Being implemented"),
        "reviewing": ("复核中", "Under review"),
        "revisiting": ("回访中", "Being revisited"),
        "archived": ("已归档", "Archived"),
        "rejected": ("不予受理", "Not accepted"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "transferred": ("已移送", "Transferred"),
        "filing_review": ("备案审核中", "Filing under review"),
        "filed": ("已备案", "Filed"),
        "not_filed": ("不予备案", "Not filed"),
        "filing_expired": ("备案已期满", "Filing expired"),
        "reminded": ("提醒待答复", "Reminded, awaiting an answer"),
        "inspected": ("督查整改中", "Inspected, being put right"),
        "settled": ("已办结", "Settled"),
        "lapsed": ("逾期未补正视为撤回", "Lapsed: not supplemented in time"),
    }
)


def _set_status(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    book.add("status", inputs)
    return {}


OPERATIONS = (
    Operation(
        "set_status",
        "status",
        "更新办理状态",
        "Set the status",
        "写入案件的办理状态。",
        "Writes the state the case is in.",
        (OperationInput("status", one_of(**STATUSES), "办理状态", "Status"),),
        (),
        _set_status,
    ),
)
