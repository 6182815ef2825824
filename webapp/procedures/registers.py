"""The registers that a case's operations write into, and the book that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.errors import RegisterEntryMissing


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its id, the code in its record numbers, and its name."""

    id: str
    code: str
    zh: str
    en: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        register.id: register
        for register in (
            Register("status", "ZT", "办理状态", "Status"),
            Register("risk_filings", "FX", "风险备案", "Risk filings"),
            Register("filing_links", "GL", "风险备案关联", "Linked risk filings"),
            Register("early_reminders", "SQ", "事前提醒", "Early reminders"),
            Register("petitions", "XF", "信访举报", "Petitions"),
            Register("recusals", "HB", "回避", "Recusals"),
            Register("explanations", "SM", "向上级解释说明", "Explanations to superiors"),
            Register("accountability", "WZ", "问责轨道", "Accountability track"),
            Register("votes", "BJ", "评审表决", "Committee votes"),
            Register("advice", "CK", "参考意见", "Advice"),
            Register("determinations", "RD", "认定结论", "Determinations"),
            Register("reviews", "FH", "复核", "Reviews"),
            Register("effects", "YY", "结果运用", "Effects"),
            Register("education", "JY", "批评教育与四种形态", "Education and the four forms"),
            Register("corrections", "JC", "纠错", "Corrections"),
            Register(
                "superior_accountability", "ZZ", "追究督促指导单位", "Supervising bodies held to account"
            ),
            Register("clarifications", "CQ", "澄清正名", "Clarifications"),
            Register("referrals", "JB", "诬告陷害移送", "Referrals of malicious reports"),
            Register("supervisions", "JD", "监督检查", "Supervision findings"),
            Register("notices", "TZ", "通知与反馈", "Notices"),
            Register("publications", "GK", "案例公开", "Publications"),
            Register("revisits", "HF", "回访", "Revisits"),
            Register("trackings", "GZ", "跟踪评价", "Trackings"),
            Register("promotions", "SY", "影响期满后的使用", "Use after the influence period"),
            Register("transfers", "YS", "移送", "Transfers"),
            Register("withdrawals", "CH", "撤回", "Withdrawals"),
            Register("archives", "GD", "归档", "Archives"),
            Register("messages", "XX", "站内消息", "Messages"),
        )
    }
)


class RegisterBook(Protocol):
    """Where the records of one case are kept. A record is added once and may be amended; none is removed."""

    @property
    def case_no(self) -> str:
        """The case whose book this is."""

    def add(self, register: str, values: Mapping[str, Value]) -> str:
        """Add a record and return its number: `record_number` of the register's next sequence."""

    def amend(self, register: str, number: str, values: Mapping[str, Value]) -> None:
        """Set some values of a record; the others stay.

        Raises:
            RegisterEntryMissing: the register holds no record with this number.
        """

    def get_record(self, register: str, number: str) -> Mapping[str, Value]:
        """The values of one record.

        Raises:
            RegisterEntryMissing: the register holds no record with this number.
        """

    def list_records(self, register: str) -> list[Mapping[str, Value]]:
        """The records of one register in the order they were added."""


def record_number(case_no: str, register: str, sequence: int) -> str:
    """The number of a case's ``sequence``-th record (from 1) in a register: ``〔2026〕TOWN-0001-RD-01``."""
    return f"{case_no}-{REGISTERS[register].code}-{sequence:02d}"


def sequence_of(number: str) -> int:
    """The sequence within the register that a record number ends with."""
    return int(number.rpartition("-")[2])


@dataclass(slots=True)
class HeldRegisterBook:
    """A book kept in memory, for scenarios."""

    case_no: str
    records: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)

    def add(self, register: str, values: Mapping[str, Value]) -> str:
        held = self.records.setdefault(register, {})
        number = record_number(self.case_no, register, len(held) + 1)
        held[number] = dict(values)
        return number

    def amend(self, register: str, number: str, values: Mapping[str, Value]) -> None:
        self._find(register, number).update(values)

    def get_record(self, register: str, number: str) -> Mapping[str, Value]:
        return self._find(register, number)

    def _find(self, register: str, number: str) -> dict[str, Value]:
        record = self.records.get(register, {}).get(number)
        if record is None:
            raise RegisterEntryMissing(register=register, number=number)
        return record

    def list_records(self, register: str) -> list[Mapping[str, Value]]:
        return list(self.records.get(register, {}).values())

    def status(self) -> str | None:
        """The status set last; None when none was set yet."""
        records = self.list_records("status")
        status = records[-1]["status"] if records else None
        return status if isinstance(status, str) else None
