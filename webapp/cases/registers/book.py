"""The register book of a case in the database: what operations record, in the transaction of the step that records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp import outbox
from webapp.audit import canonical_json
from webapp.cases.library_features import take_into_library
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.recusals import make_effective
from webapp.cases.registers.drawn import draw_columns
from webapp.cases.terms import read_record_values
from webapp.clock import place_day
from webapp.feel import Value, to_json
from webapp.procedures.errors import RegisterEntryMissing
from webapp.procedures.registers import record_number


@dataclass(slots=True)
class DatabaseRegisterBook:
    """The `webapp.procedures.registers.RegisterBook` of one case, at the instant of one action.

    Two registers are kept elsewhere: ``status`` in the case row, ``messages`` in the outbox. A record of
    ``recusals`` takes effect at once.
    """

    session: Session
    case: CaseFile
    at: datetime

    @property
    def case_no(self) -> str:
        return self.case.case_no

    def add(self, register: str, values: Mapping[str, Value]) -> str:
        if register == "status":
            self.case.status = str(values["status"])
            return self.case_no
        if register == "messages":
            return self._notify(str(values["to"]), str(values["text"]), values["text_en"])
        if register == "recusals":
            make_effective(self.session, self.case, [values], self.at)
        number = record_number(self.case_no, register, self._count(register) + 1)
        drawn = draw_columns(register, values, recorded_on=place_day(self.at))
        entry = RegisterEntry(
            register=register,
            number=number,
            case_id=self.case.id,
            jurisdiction=self.case.jurisdiction,
            record=_stored(values),
            recorded_at=self.at,
            **asdict(drawn),
        )
        self.session.add(entry)
        self.session.flush()
        if register == "publications":
            take_into_library(self.session, self.case, entry)
        return number

    def amend(self, register: str, number: str, values: Mapping[str, Value]) -> None:
        entry = self._get_entry(register, number)
        record = {**read_record_values(entry.record), **values}
        entry.record = _stored(record)
        drawn = draw_columns(register, record, recorded_on=place_day(entry.recorded_at))
        for column, value in asdict(drawn).items():
            setattr(entry, column, value)
        entry.amended_at = self.at
        self.session.flush()

    def get_record(self, register: str, number: str) -> Mapping[str, Value]:
        return read_record_values(self._get_entry(register, number).record)

    def list_records(self, register: str) -> list[Mapping[str, Value]]:
        entries = select(RegisterEntry).where(
            RegisterEntry.case_id == self.case.id, RegisterEntry.register == register
        )
        return [
            read_record_values(entry.record)
            for entry in self.session.scalars(entries.order_by(RegisterEntry.id))
        ]

    def _get_entry(self, register: str, number: str) -> RegisterEntry:
        entry = self.session.scalar(
            select(RegisterEntry).where(
                RegisterEntry.number == number,
                RegisterEntry.register == register,
                RegisterEntry.case_id == self.case.id,
            )
        )
        if entry is None:
            raise RegisterEntryMissing(register=register, number=number)
        return entry

    def _count(self, register: str) -> int:
        counted = select(func.count()).where(
            RegisterEntry.case_id == self.case.id, RegisterEntry.register == register
        )
        return self.session.scalar(counted) or 0

    def _notify(self, to: str, text: str, text_en: Value) -> str:
        outbox.put_notice(
            self.session,
            case_no=self.case_no,
            jurisdiction=self.case.jurisdiction,
            to=to,
            text=text,
            text_en=text_en if isinstance(text_en, str) else None,
            at=self.at,
        )
        return self.case_no


def _stored(values: Mapping[str, Value]) -> str:
    return canonical_json({name: to_json(value) for name, value in values.items()})
