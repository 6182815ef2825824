"""What an organisation department asks: for this person or unit, on this day, what counts in promotion, appraisal and
awards? Answered in words, with the determinations behind it.

Who asks must read the determinations and the effects of the whole place. Two people of one name are two answers: they
are told apart by their units and staff numbers, never run together; where no number was entered the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from webapp.cases.effects.identity import Person, read_persons, say_identity
from webapp.cases.effects.pages import (
    AreaAnswer,
    DeterminationLine,
    EffectLine,
    Standing,
    StandingAnswer,
    StandingForm,
    StandingQuestion,
)
from webapp.cases.effects.words import say_area, say_determination, say_effect, say_nothing, say_summary
from webapp.cases.errors import RegisterNotReadable, SubjectNotNamed
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.registers.access import Reach, entries_within, reaches
from webapp.cases.registers.reads import note_read
from webapp.cases.registers.tables import value_labels
from webapp.cases.terms import Terms, read_record_values, terms_of
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.errors import Language
from webapp.feel import FeelDate, Value
from webapp.people import Actor, list_units
from webapp.procedures import Pack, current_packs, get_version
from webapp.procedures.jurisdiction import EFFECT_AREAS

_Row = Row[*tuple[Any, ...]]

#: The registers that the answer rests on; all of them must be read over the whole place.
RESTS_ON = ("determinations", "effects")
#: The longest name that is looked for.
NAME_LENGTH = 200


def prepare_standing(database: Database, actor: Actor, language: Language) -> StandingForm:
    """The empty question. Raises: `RegisterNotReadable`."""
    with database.read() as session:
        found = _whole_reaches(session, actor)
        units = [
            (unit.code, (unit.name_en or unit.name) if language == "en" else unit.name)
            for code in dict.fromkeys(reach.place.code for reach in found)
            for unit in list_units(session, code)
        ]
        places = {reach.place.code: reach.place.name(language) for reach in found}
        return StandingForm(place_day(now(session)), tuple(places.items()), tuple(dict(units).items()))


def may_ask_standing(database: Database, actor: Actor) -> bool:
    """Whether the question is open to ``actor`` in some place."""
    with database.read() as session:
        return bool(_find_reaches(session, actor))


def answer_standing(
    database: Database, actor: Actor, question: StandingQuestion, language: Language, *, way: str = "page"
) -> StandingAnswer:
    """Answer the question; who asked about whom, and what they were told, is recorded.

    Raises: `RegisterNotReadable`, `SubjectNotNamed`.
    """
    name = question.name.strip()[:NAME_LENGTH]
    if not name and not question.unit:
        raise SubjectNotNamed
    with database.read() as session:
        found = [
            reach
            for reach in _whole_reaches(session, actor)
            if not question.place or reach.place.code == question.place
        ]
        on = question.on or place_day(now(session))
        entries = _entries_about(session, actor, found, name, question.unit)
        wording = Wording(session, language)
        standings = tuple(_tell_subjects(wording, on, entries))
    answer = StandingAnswer(question, on, "" if standings else say_nothing(name, on, language), standings)
    _note(database, actor, answer, way)
    return answer


def _note(database: Database, actor: Actor, answer: StandingAnswer, way: str) -> None:
    facts = {
        "name": answer.question.name.strip()[:NAME_LENGTH],
        "unit": answer.question.unit,
        "on": answer.on.isoformat(),
        "way": way,
        "determinations": [line.number for each in answer.found for line in each.determinations],
    }
    note_read(database, actor, "read_standing", facts)


def _find_reaches(session: Session, actor: Actor) -> list[Reach]:
    """How far the asker reads, in the places where they read all that the answer rests on."""
    packs = current_packs(session)
    whole = {
        register: [reach for reach in reaches(actor, packs, register) if reach.is_whole]
        for register in RESTS_ON
    }
    places = set.intersection(*({reach.place.code for reach in found} for found in whole.values()))
    return [reach for found in whole.values() for reach in found if reach.place.code in places]


def _whole_reaches(session: Session, actor: Actor) -> list[Reach]:
    found = _find_reaches(session, actor)
    if not found:
        raise RegisterNotReadable
    return found


def _entries_about(
    session: Session, actor: Actor, found: Iterable[Reach], name: str, unit: str
) -> Sequence[_Row]:
    """The determinations and effects of all cases about a subject, by subject, case and age."""
    about = [CaseFile.subject_name == name] if name else [CaseFile.subject_kind == "unit"]
    if unit:
        about.append(CaseFile.subject_unit == unit)
    rows: Select[*tuple[Any, ...]] = (
        select(
            RegisterEntry,
            CaseFile.case_no,
            CaseFile.pack_digest,
            CaseFile.subject_kind,
            CaseFile.subject_name,
            CaseFile.subject_unit,
        )
        .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
        .where(entries_within(actor, found), *about)
        .order_by(
            RegisterEntry.jurisdiction,
            CaseFile.subject_unit,
            CaseFile.subject_name,
            CaseFile.subject_kind,
            RegisterEntry.case_id,
            RegisterEntry.id,
        )
    )
    return session.execute(rows).all()


def _tell_subjects(wording: Wording, on: date, rows: Sequence[_Row]) -> Iterator[Standing]:
    """The answer for each subject: one place, one unit, one name, and for people one staff number (or none)."""
    persons = read_persons(wording.session, (row[0].case_id for row in rows))
    for _, namesakes in groupby(rows, key=_subject_of):
        by_number: dict[str, list[_Row]] = {}
        for row in namesakes:
            number = persons[row[0].case_id].number if row.subject_kind != "unit" else ""
            by_number.setdefault(number, []).append(row)
        # Who is known by number comes first; what is not known of whom it speaks, last.
        for number in sorted(by_number, key=lambda found: (not found, found)):
            teller = _Teller(wording, on, by_number[number], persons)
            yield teller.tell(number, has_namesakes=len(by_number) > 1)


def _subject_of(row: _Row) -> tuple[str, str, str, str]:
    return row[0].jurisdiction, row.subject_unit, row.subject_name, row.subject_kind


@dataclass(slots=True)
class _Teller:
    """Puts what is on record about one subject into words."""

    wording: Wording
    on: date
    rows: list[_Row]
    persons: Mapping[int, Person]
    _effects: list[EffectLine] = field(default_factory=list)
    _determinations: list[DeterminationLine] = field(default_factory=list)

    def tell(self, number: str, *, has_namesakes: bool) -> Standing:
        for _, group in groupby(self.rows, key=lambda row: row[0].case_id):
            self._take_case(list(group))
        place, unit, name, kind = _subject_of(self.rows[0])
        language = self.wording.language
        effects, determinations = tuple(self._effects), tuple(self._determinations)
        case_ids = list(dict.fromkeys(row[0].case_id for row in self.rows))
        return Standing(
            place=place,
            place_name=self._pack(self.rows[0]).jurisdiction.name(language),
            subject_kind=kind,
            subject_name=name,
            unit=unit,
            unit_name=self.wording.unit_name(place, unit) if unit else "",
            person_number=number,
            identity=""
            if kind == "unit"
            else say_identity(number, len(case_ids), has_namesakes=has_namesakes, language=language),
            posts=tuple(dict.fromkeys(post for case in case_ids if (post := self.persons[case].post)))
            if kind != "unit"
            else (),
            summary=say_summary(name, self.on, effects, language),
            areas=tuple(self._area(area, effects) for area in EFFECT_AREAS),
            effects=effects,
            determinations=determinations,
        )

    def _area(self, area: str, effects: Iterable[EffectLine]) -> AreaAnswer:
        language = self.wording.language
        running = tuple(line for line in effects if line.is_running and area in line.areas)
        name = EFFECT_AREAS[area][language == "en"]
        return AreaAnswer(area, name, say_area(running, language), running)

    def _pack(self, row: _Row) -> Pack:
        return get_version(self.wording.session, row.pack_digest)

    def _take_case(self, rows: list[_Row]) -> None:
        """The records of one case, oldest first: effects belong to the determination recorded before them."""
        standing = ""
        replaced = {row[0].number for row in rows if self._is_replaced(row[0])}
        for row in rows:
            entry: RegisterEntry = row[0]
            record = read_record_values(entry.record)
            if entry.register == "determinations":
                if entry.on_date is None or entry.on_date <= self.on:
                    self._determinations.append(self._determination(row, record))
                standing = entry.number
            else:
                self._effects.extend(self._lines(row, record, standing, is_replaced=standing in replaced))

    def _is_replaced(self, entry: RegisterEntry) -> bool:
        """Whether a determination was replaced by another one on or before the day."""
        is_one = entry.register == "determinations" and ",replaced," in entry.marks
        return is_one and (entry.ended_on is None or entry.ended_on <= self.on)

    def _determination(self, row: _Row, record: Mapping[str, Value]) -> DeterminationLine:
        entry: RegisterEntry = row[0]
        language = self.wording.language
        labels = value_labels("determinations", language).get("outcome", {})
        is_replaced = self._is_replaced(entry)
        line = DeterminationLine(
            number=entry.number,
            case_no=row.case_no,
            outcome=entry.category,
            outcome_label=labels.get(entry.category, entry.category),
            decided_on=entry.on_date,
            decided_by=_text(record, "decided_by"),
            replaced_by=_text(record, "replaced_by") if is_replaced else "",
            replaced_on=entry.ended_on if is_replaced else None,
            is_in_force=not is_replaced,
        )
        return replace(line, words=say_determination(line, language))

    def _lines(
        self, row: _Row, record: Mapping[str, Value], determination: str, *, is_replaced: bool
    ) -> Iterator[EffectLine]:
        """One line for each item of a record of effects."""
        entry: RegisterEntry = row[0]
        pack, language = self._pack(row), self.wording.language
        terms = terms_of(pack, language)
        items = record.get("effects")
        begins, ends, lifted = (_day(record, name) for name in ("from_on", "until_on", "lifted_on"))
        state = self._state(begins, ends, lifted, is_replaced=is_replaced)
        meanings = [_meaning(pack, terms, item) for item in (items if isinstance(items, list) else [items])]
        if said := _text(record, "appointment_effect"):
            # What the conclusion itself says about appointments goes before any general rule: it stands by itself.
            meanings.append((("promotion",), "counts", said))
        for areas, weighs, text in meanings:
            line = EffectLine(
                number=entry.number,
                determination_no=determination,
                text=text,
                areas=areas,
                weighs=weighs,
                from_on=begins,
                until_on=ends,
                lifted_on=lifted if state in {"lifted", "replaced"} else None,
                lifted_because=_text(record, "reason") if state in {"lifted", "replaced"} else "",
                state=state,
            )
            yield replace(line, words=say_effect(line, language))

    def _state(
        self, begins: date | None, ends: date | None, lifted: date | None, *, is_replaced: bool
    ) -> str:
        if lifted is not None and lifted <= self.on:
            return "replaced" if is_replaced else "lifted"
        if is_replaced:
            return "replaced"
        if begins is not None and begins > self.on:
            return "not_begun"
        return "over" if ends is not None and ends < self.on else "running"


def _meaning(pack: Pack, terms: Terms, item: Value) -> tuple[tuple[str, ...], str, str]:
    """Where an effect counts, how it weighs, and its words; what the place does not explain counts everywhere."""
    code = item.get("effect") or item.get("code") if isinstance(item, dict) else item
    told = pack.jurisdiction.effects.get(code) if isinstance(code, str) else None
    if told is not None:
        return told.counts_in, told.weighs, told.name(terms.language)
    return tuple(EFFECT_AREAS), "", terms.say(item, "effects.effects")


def _day(record: Mapping[str, Value], name: str) -> date | None:
    value = record.get(name)
    return date(value.year, value.month, value.day) if isinstance(value, FeelDate) else None


def _text(record: Mapping[str, Value], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
