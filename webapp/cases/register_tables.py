"""The registers of a case as tables of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.pages import RegisterTable
from webapp.cases.terms import Terms, read_record_values, terms_of
from webapp.cases.wording import Wording
from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.operations import OPERATIONS
from webapp.procedures.registers import REGISTERS

#: Values that the operations add to what the diagram gave them.
_ADDED = {
    "differs": ("与参考意见不一致", "Departs from the advice"),
    "is_overdue": ("是否逾期", "Overdue"),
    "seq": ("次序", "Sequence"),
    "done_on": ("完成日期", "Done on"),
}


def column_labels(language: Language) -> Mapping[str, str]:
    """Label of every value that a record may hold, by its name."""
    labels = {name: pair[language == "en"] for name, pair in _ADDED.items()}
    for operation in OPERATIONS.values():
        for item in operation.inputs:
            labels.setdefault(item.name, item.label(language))
    return labels


def value_labels(language: Language) -> Mapping[str, Mapping[str, str]]:
    """What the operations call the codes of their closed lists: value name → code → label."""
    labels: dict[str, dict[str, str]] = {}
    for operation in OPERATIONS.values():
        for item in operation.inputs:
            for code, names in item.kind.choices.items():
                labels.setdefault(item.name, {}).setdefault(code, names[language == "en"])
    return labels


def read_registers(session: Session, case: CaseFile, wording: Wording) -> tuple[RegisterTable, ...]:
    """The registers that hold something of the case, in the order of the register list."""
    entries: dict[str, list[RegisterEntry]] = {}
    for entry in session.scalars(
        select(RegisterEntry).where(RegisterEntry.case_id == case.id).order_by(RegisterEntry.id)
    ):
        entries.setdefault(entry.register, []).append(entry)
    terms = terms_of(wording.pack_of(case), wording.language)
    words = _Words(column_labels(wording.language), value_labels(wording.language), terms)
    return tuple(
        _table(register, REGISTERS[register].name(wording.language), entries[register], words)
        for register in REGISTERS
        if register in entries
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """How a register's columns and values are said."""

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    terms: Terms

    def say(self, value: Value, column: str, register: str) -> str:
        """A value in words; empty where there is none."""
        if value is None:
            return ""
        known = self.values.get(column, {}).get(value) if isinstance(value, str) else None
        return known or self.terms.say(value, f"{register}.{column}")


def _table(register: str, name: str, entries: list[RegisterEntry], words: _Words) -> RegisterTable:
    records = [(entry.number, read_record_values(entry.record)) for entry in entries]
    used = [
        column for column in words.columns if any(record.get(column) is not None for _, record in records)
    ]
    return RegisterTable(
        register=register,
        name=name,
        columns=tuple((column, words.columns[column]) for column in used),
        rows=tuple(
            (number, {column: words.say(record.get(column), column, register) for column in used})
            for number, record in records
        ),
    )
