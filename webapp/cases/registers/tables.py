"""The registers of a case as tables of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.pages import RegisterTable
from webapp.cases.reading import ReadingRights, may_read_decision
from webapp.cases.table_words import decision_name, say_conclusion
from webapp.cases.terms import Terms, read_record_values, terms_of
from webapp.cases.wording import Wording
from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures import Pack
from webapp.procedures.operations import OPERATIONS, OperationInput
from webapp.procedures.platform_words import column_name, register_name
from webapp.procedures.registers import REGISTERS, Register
from webapp.procedures.texts import Texts

#: Values that the operations add to what the diagram gave them, and that say first what a record is about.
_ADDED_BEFORE = {
    "filing_links": {"filing_no": ("备案编号", "Filing number")},
    "recusals": {
        "account": ("回避人员", "Account"),
        "reason": ("回避理由", "Reason"),
        "basis": ("依据", "Basis"),
    },
    "revisits": {
        "seq": ("次序", "Sequence"),
        "done_on": ("完成日期", "Done on"),
    },
}
#: Those that say what has become of it.
_ADDED_AFTER = {
    "determinations": {
        "differs": ("与参考意见不一致", "Departs from the advice"),
        "replaced_by": ("由何结论代替", "Replaced by"),
        "replaced_on": ("代替日期", "Replaced on"),
    },
    "corrections": {"is_overdue": ("是否逾期", "Overdue")},
}
#: Values that are login names, and values that may be codes of the place's units.
_ACCOUNTS = (
    ("recusals", "account"),
    ("revisits", "visitors"),
    ("votes", "members"),
    ("votes", "recused"),
)
_UNITS = (
    ("corrections", "owner"),
    ("notices", "to_body"),
    ("risk_filings", "unit_code"),
    ("early_reminders", "unit_code"),
)
#: Where a record keeps a value under another name than the input that brought it.
_KEPT_AS = {("recusals", "recusals"): "reason", ("filing_links", "filing_nos"): "filing_no"}


def column_labels(register: str, language: Language, texts: Texts | None = None) -> Mapping[str, str]:
    """Label of every value that a record of a register may hold, by its name, in the order of its columns.

    ``texts`` are those of a place that may call a column otherwise.
    """
    before, after = (
        {name: pair[language == "en"] for name, pair in added.get(register, {}).items()}
        for added in (_ADDED_BEFORE, _ADDED_AFTER)
    )
    labels = before
    for item in _inputs_of(register):
        if (register, item.name) not in _KEPT_AS:
            label = item.label(language)
            labels.setdefault(
                item.name, label if texts is None else column_name(register, item.name, label, texts)
            )
    return labels | after


def value_labels(register: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """What the operations call the codes of their closed lists: value name → code → label."""
    labels: dict[str, dict[str, str]] = {}
    for item in _inputs_of(register):
        name = _KEPT_AS.get((register, item.name), item.name)
        for code, names in item.kind.choices.items():
            labels.setdefault(name, {}).setdefault(code, names[language == "en"])
    return labels


def _inputs_of(register: str) -> Iterator[OperationInput]:
    for operation in OPERATIONS.values():
        if operation.register == register:
            yield from operation.inputs


def read_registers(
    session: Session, case: CaseFile, wording: Wording, rights: ReadingRights
) -> tuple[RegisterTable, ...]:
    """The registers that hold something of the case for its reader, in the order of the register list."""
    pack = wording.pack_of(case)
    entries: dict[str, list[RegisterEntry]] = {}
    for entry in session.scalars(
        select(RegisterEntry).where(RegisterEntry.case_id == case.id).order_by(RegisterEntry.id)
    ):
        if _may_read(entry, pack, rights):
            entries.setdefault(entry.register, []).append(entry)
    named = dict(name_holders(wording, case.jurisdiction, entries))
    terms = terms_of(pack, wording.language).with_words(named)
    return tuple(
        _table(REGISTERS[register], entries[register], words_of(register, terms, pack), pack)
        for register in REGISTERS
        if register in entries
    )


def _may_read(entry: RegisterEntry, pack: Pack, rights: ReadingRights) -> bool:
    """A register as a whole; of the advice only what rests on facts that the reader may know."""
    if entry.register == "advice":
        decision = read_record_values(entry.record).get("decision")
        return may_read_decision(pack, str(decision), rights)
    return rights.reads_register(entry.register)


def name_holders(
    wording: Wording, jurisdiction: str, entries: Mapping[str, Iterable[RegisterEntry]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The people and units whom records of a place hold by login name or code, by name: field → code → name.

    ``entries`` are records by register. It takes one statement for all people and one for the place's units.
    """
    held = {(register, field): _texts_of(entries.get(register, ()), field) for register, field in _ACCOUNTS}
    wording.learn_people(login for logins in held.values() for login in logins)
    for (register, field), logins in held.items():
        yield f"{register}.{field}", {login: wording.person_name(login) for login in logins}
    for register, field in _UNITS:
        codes = _texts_of(entries.get(register, ()), field)
        yield f"{register}.{field}", {code: wording.unit_name(jurisdiction, code) for code in codes}


def _texts_of(entries: Iterable[RegisterEntry], field: str) -> set[str]:
    """The texts that records hold in a field, be it one or a list of them."""
    values = [read_record_values(entry.record).get(field) for entry in entries]
    found = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return {item for item in found if isinstance(item, str)}


def words_of(register: str, terms: Terms, pack: Pack) -> RecordWords:
    """How the columns and values of a register are said in the words of one pack."""
    named = value_labels(register, terms.language)
    words = {f"{register}.{name}": labels for name, labels in named.items()}
    texts = pack.texts(terms.language)
    return RecordWords(column_labels(register, terms.language, texts), terms.with_words(words))


@dataclass(frozen=True, slots=True)
class RecordWords:
    """How a register's columns and values are said."""

    columns: Mapping[str, str]
    terms: Terms

    def say(self, value: Value, column: str, register: str) -> str:
        """A value in words; empty where there is none."""
        return "" if value is None else self.terms.say(value, f"{register}.{column}")


def _table(register: Register, entries: list[RegisterEntry], words: RecordWords, pack: Pack) -> RegisterTable:
    records = [(entry.number, read_record_values(entry.record)) for entry in entries]
    if register.id == "advice":
        records = [(number, _say_advice(record, pack, words.terms.language)) for number, record in records]
    used = [
        column for column in words.columns if any(record.get(column) is not None for _, record in records)
    ]
    return RegisterTable(
        register=register.id,
        name=register_name(
            register.id, register.name(words.terms.language), pack.texts(words.terms.language)
        ),
        columns=tuple((column, words.columns[column]) for column in used),
        rows=tuple(
            (number, {column: words.say(record.get(column), column, register.id) for column in used})
            for number, record in records
        ),
    )


def _say_advice(record: Mapping[str, Value], pack: Pack, language: Language) -> dict[str, Value]:
    """A record of advice as the table itself is shown: its name, its conclusion with the names of its columns."""
    decision = str(record.get("decision"))
    info = pack.decisions.decisions.get(decision)
    if info is None:
        return dict(record)
    return {
        **record,
        "decision": decision_name(pack, decision, language),
        "advice": say_conclusion(record.get("advice"), pack, decision, language),
    }
