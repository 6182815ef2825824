"""One register as a list: filtered, page by page, in words. A page takes the same few statements however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, nulls_last, or_, select
from sqlalchemy.orm import Session

from webapp.cases.access import visible_cases
from webapp.cases.errors import ExportTooLarge, RegisterNotReadable
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.registers.access import Reach, entries_within, reaches
from webapp.cases.registers.catalogue import ENDED, OVERDUE, SHEETS, Sheet
from webapp.cases.registers.pages import EVERYTHING, RegisterFilter, RegisterLine, RegisterPage, RegisterRow
from webapp.cases.registers.reads import note_list_read
from webapp.cases.registers.tables import RecordWords, name_holders, value_labels, words_of
from webapp.cases.terms import read_record_values, terms_of
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import Pack, current_packs, get_version

PAGE_ROWS = 20
#: The most records that one file takes.
EXPORT_ROWS = 20_000


def list_registers(database: Database, actor: Actor, language: Language) -> tuple[RegisterLine, ...]:
    """The registers that ``actor`` reads, in the order of the catalogue, with the number of records."""
    with database.read() as session:
        packs = current_packs(session)
        found = {sheet.id: reaches(actor, packs, sheet.id) for sheet in SHEETS.values()}
        within = entries_within(actor, [reach for each in found.values() for reach in each])
        counted = session.execute(
            select(RegisterEntry.register, func.count())
            .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
            .where(within)
            .group_by(RegisterEntry.register)
        ).all()
    counts = {register: int(number) for register, number in counted}
    sheets = (
        sheet.in_words_of([reach.pack for reach in found[sheet.id]], language)
        for sheet in SHEETS.values()
        if found[sheet.id]
    )
    return tuple(
        RegisterLine(sheet, sheet.name(language), sheet.say_about(language), counts.get(sheet.id, 0))
        for sheet in sheets
    )


def list_register(
    database: Database,
    actor: Actor,
    register: str,
    asked: RegisterFilter = EVERYTHING,
    *,
    language: Language,
    page: int = 1,
    way: str = "page",
) -> RegisterPage:
    """One page of a register. Every one names people, so each reading is recorded: by whom, of what, how many records.

    ``way`` is ``page``, or ``api`` for a program.

    Raises: `RegisterNotReadable`.
    """
    with database.read() as session:
        listing = _open(session, actor, register, language)
        matching = listing.matching(actor, asked)
        total = session.scalar(select(func.count()).select_from(matching.order_by(None).subquery())) or 0
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(max(page, 1), pages)
        rows = listing.read(actor, matching.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS))
        found = listing.page(asked, rows, page, pages, total)
    note_list_read(database, actor, register, asked.as_facts(), way, [row.number for row in rows], listing.at)
    return found


def read_export(
    database: Database,
    actor: Actor,
    register: str,
    asked: RegisterFilter,
    *,
    language: Language,
    file_format: str,
) -> RegisterPage:
    """All that the filter finds, with every column, for a file. It is recorded who took it, and how many records.

    Raises: `RegisterNotReadable`, `ExportTooLarge`.
    """
    with database.read() as session:
        listing = _open(session, actor, register, language)
        matching = listing.matching(actor, asked)
        total = session.scalar(select(func.count()).select_from(matching.order_by(None).subquery())) or 0
        if total > EXPORT_ROWS:
            raise ExportTooLarge(found=total, limit=EXPORT_ROWS)
        rows = listing.read(actor, matching)
        found = listing.page(asked, rows, 1, 1, total, is_export=True)
    note_list_read(
        database, actor, register, asked.as_facts(), file_format, [row.number for row in rows], listing.at
    )
    return found


def state_condition(
    sheet: Sheet,
    state: str,
    day: date,
    *,
    until_on: ColumnElement[date | None] | None = None,
    ended_on: ColumnElement[date | None] | None = None,
) -> ColumnElement[bool]:
    """The condition under which a record is in ``state`` on a day, as `Sheet.state_of` tells it of one record.

    It is about `RegisterEntry`, or about other columns of the same meaning.
    """
    until = RegisterEntry.until_on if until_on is None else until_on
    ended = RegisterEntry.ended_on if ended_on is None else ended_on
    is_open = or_(ended.is_(None), ended > day)
    # Spelt out so that no empty day makes the condition empty: neither it nor its opposite would hold.
    is_over = and_(until.is_not(None), until < day)
    is_not_over = or_(until.is_(None), until >= day)
    if state == ENDED:
        return and_(ended.is_not(None), ended <= day)
    if state == OVERDUE:
        return and_(is_open, is_over)
    return and_(is_open, is_not_over) if OVERDUE in sheet.states else is_open


_CASE = (
    CaseFile.case_no,
    CaseFile.pack_digest,
    CaseFile.subject_name,
    CaseFile.subject_unit,
)


def _open(session: Session, actor: Actor, register: str, language: Language) -> _Listing:
    sheet = SHEETS.get(register)
    packs = tuple(current_packs(session))
    found = reaches(actor, packs, register) if sheet else ()
    if sheet is None or not found:
        raise RegisterNotReadable
    return _Listing(session, sheet, packs, found, Wording(session, language), now(session))


@dataclass(slots=True)
class _Listing:
    """One register being read by one person."""

    session: Session
    sheet: Sheet
    packs: tuple[Pack, ...]
    reaches: tuple[Reach, ...]
    wording: Wording
    at: datetime
    _words: dict[str, RecordWords] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in the place."""
        return place_day(self.at)

    def matching(self, actor: Actor, asked: RegisterFilter) -> Select[*tuple[Any, ...]]:
        """The records that the filter finds, newest first."""
        found = (
            select(RegisterEntry, *_CASE)
            .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
            .where(entries_within(actor, self.reaches), *self._conditions(asked))
        )
        return found.order_by(nulls_last(RegisterEntry.on_date.desc()), RegisterEntry.id.desc())

    def _conditions(self, asked: RegisterFilter) -> Iterator[ColumnElement[bool]]:
        if asked.place:
            yield RegisterEntry.jurisdiction == asked.place
        if asked.from_on:
            yield RegisterEntry.on_date >= asked.from_on
        if asked.to_on:
            yield RegisterEntry.on_date <= asked.to_on
        if asked.unit:
            yield CaseFile.subject_unit == asked.unit
        if asked.category:
            yield RegisterEntry.category == asked.category
        if asked.state in self.sheet.states:
            yield state_condition(self.sheet, asked.state, self.today)
        if asked.flag in self.sheet.flags:
            yield RegisterEntry.marks.contains(f",{asked.flag},")
        for word in asked.subject.split():
            yield CaseFile.subject_name.contains(word, autoescape=True)
        for word in asked.search.split():
            yield RegisterEntry.number.contains(word, autoescape=True)

    def read(self, actor: Actor, matching: Select[*tuple[Any, ...]]) -> tuple[RegisterRow, ...]:
        """The rows of a query in words."""
        rows = self.session.execute(matching).all()
        self._learn(rows)
        may_open = self._cases_to_open(actor, {row[0].case_id for row in rows})
        return tuple(self._row(row, may_open) for row in rows)

    def _learn(self, rows: Sequence[Row[Any]]) -> None:
        """Everybody whom the records name, looked up at once; the words of each version of a procedure."""
        by_place: dict[str, list[RegisterEntry]] = {}
        for row in rows:
            by_place.setdefault(row[0].jurisdiction, []).append(row[0])
        named = {
            place: dict(name_holders(self.wording, place, {self.sheet.id: entries}))
            for place, entries in by_place.items()
        }
        for row in rows:
            entry, digest = row[0], row.pack_digest
            if digest not in self._words:
                pack = get_version(self.session, digest)
                terms = terms_of(pack, self.wording.language).with_words(named[entry.jurisdiction])
                self._words[digest] = words_of(self.sheet.id, terms, pack)

    def _cases_to_open(self, actor: Actor, ids: Iterable[int]) -> frozenset[int]:
        found = select(CaseFile.id).where(
            CaseFile.id.in_(sorted(ids)), visible_cases(self.session, actor, self.packs)
        )
        return frozenset(self.session.scalars(found)) if ids else frozenset()

    def _row(self, row: Row[Any], may_open: frozenset[int]) -> RegisterRow:
        entry: RegisterEntry = row[0]
        language, words = self.wording.language, self._words[row.pack_digest]
        record = read_record_values(entry.record)
        state = self.sheet.state_of(entry.until_on, entry.ended_on, self.today)
        return RegisterRow(
            number=entry.number,
            case_no=row.case_no,
            case_id=entry.case_id if entry.case_id in may_open else None,
            place=entry.jurisdiction,
            place_name=self._place_name(entry.jurisdiction),
            subject_name=row.subject_name,
            subject_unit=row.subject_unit,
            subject_unit_name=self.wording.unit_name(entry.jurisdiction, row.subject_unit)
            if row.subject_unit
            else "",
            on_date=entry.on_date,
            until_on=entry.until_on,
            ended_on=entry.ended_on,
            state=state,
            state_label=self.sheet.states[state].name(language) if state else "",
            flags=tuple(
                names.name(language) for flag, names in self.sheet.flags.items() if f",{flag}," in entry.marks
            ),
            texts={name: words.say(record.get(name), name, self.sheet.id) for name in words.columns},
            record=record,
        )

    def _place_name(self, code: str) -> str:
        return next(
            reach.place.name(self.wording.language) for reach in self.reaches if reach.place.code == code
        )

    def page(
        self,
        asked: RegisterFilter,
        rows: tuple[RegisterRow, ...],
        page: int,
        pages: int,
        total: int,
        *,
        is_export: bool = False,
    ) -> RegisterPage:
        """The page around some rows; a file needs nothing to choose from."""
        language = self.wording.language
        about = [reach.pack for reach in self.reaches if asked.place in ("", reach.place.code)]
        sheet = self.sheet.in_words_of(about, language)
        here = RegisterPage(
            sheet=sheet,
            name=sheet.name(language),
            about=sheet.say_about(language),
            columns=sheet.columns(language, is_all=is_export),
            rows=rows,
            page=page,
            pages=pages,
            total=total,
            is_whole=all(reach.is_whole for reach in self.reaches),
            is_kept=any(
                self.sheet.id in rule.registers
                for reach in self.reaches
                for rule in reach.place.need_to_know.values()
            ),
            places=tuple((reach.place.code, reach.place.name(language)) for reach in self.reaches),
        )
        return here if is_export else self._with_choices(here, asked)

    def _with_choices(self, page: RegisterPage, asked: RegisterFilter) -> RegisterPage:
        language = self.wording.language
        one = self.reaches[0].place.code if len(self.reaches) == 1 else asked.place
        return replace(
            page,
            units=self.wording.list_unit_names(one) if one in dict(page.places) else (),
            categories=self._categories(),
            states=tuple((state, names.name(language)) for state, names in self.sheet.states.items()),
            flags=tuple((flag, names.name(language)) for flag, names in self.sheet.flags.items()),
        )

    def _categories(self) -> tuple[tuple[str, str], ...]:
        """What the register is sorted by: the closed list of its operation, and what packs record beside it."""
        if not self.sheet.category:
            return ()
        language = self.wording.language
        known = dict(value_labels(self.sheet.id, language).get(self.sheet.category, {}))
        if self.sheet.id == "education":
            known = {
                **_form_names(language),
                **{code: name for code, name in known.items() if code != "four_forms"},
            }
        if known:
            return tuple(known.items())
        used = self.session.scalars(
            select(RegisterEntry.category)
            .where(
                RegisterEntry.register == self.sheet.id,
                RegisterEntry.jurisdiction.in_([reach.place.code for reach in self.reaches]),
                RegisterEntry.category != "",
            )
            .distinct()
        )
        terms = [terms_of(reach.pack, language) for reach in self.reaches]
        return tuple((code, terms[0].say(code)) for code in sorted(used))


def _form_names(language: Language) -> dict[str, str]:
    names = ("第一种形态", "第二种形态", "第三种形态", "第四种形态")
    english = ("First form", "Second form", "Third form", "Fourth form")
    return {f"form_{number}": (english if language == "en" else names)[number - 1] for number in range(1, 5)}
