"""The case library (案例库): published, anonymised cases, found by list item and by how many facts they share.

A case is shown by its published text alone. Its number, its people and its file stay where they are: what the library
adds are the list items, the outcome, and which facts agree with the case that is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_case
from webapp.cases.errors import RegisterNotReadable
from webapp.cases.library_features import ITEM, OUTCOME, Feature, features_told, latest_explanations
from webapp.cases.models import CaseFile, LibraryFeature, RegisterEntry
from webapp.cases.pages import Advice, Precedent
from webapp.cases.reading import list_tasks, may_read_decision, rights_in
from webapp.cases.registers.access import reads_library
from webapp.cases.registers.tables import value_labels
from webapp.cases.table_words import fact_label
from webapp.cases.terms import read_record_values, terms_of
from webapp.clock import place_day
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import Pack, current_packs, get_version

PAGE_ROWS = 20
#: How many published cases stand beside one row of a table.
BESIDE_A_ROW = 3


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What is looked for: a place, a list item, an outcome, words of title and text, and the case to compare with."""

    place: str = ""
    item: str = ""
    outcome: str = ""
    search: str = ""
    like_case: int | None = None


@dataclass(frozen=True, slots=True)
class LibraryCase:
    """One published case. ``shared`` names the facts that it has in common with the case compared, of ``compared``."""

    library_id: int
    title: str
    text: str
    place_name: str
    published_on: date
    outcome: str
    items: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...] = ()
    compared: int = 0


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """One page of the library, with what can be chosen."""

    cases: tuple[LibraryCase, ...]
    page: int
    pages: int
    total: int
    places: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    like_case_no: str = ""


def may_read_library(database: Database, actor: Actor) -> bool:
    """Whether the library of some place is open to ``actor``."""
    with database.read() as session:
        return any(reads_library(actor, pack) for pack in current_packs(session))


def list_library(
    database: Database, actor: Actor, asked: LibraryFilter, *, language: Language, page: int = 1
) -> LibraryPage:
    """One page of the published cases; those that share most facts with ``like_case`` first, else the newest.

    Raises: `RegisterNotReadable`; `CaseNotFound` for a case that the reader may not open.
    """
    with database.read() as session:
        packs = {
            pack.jurisdiction.code: pack for pack in current_packs(session) if reads_library(actor, pack)
        }
        if not packs:
            raise RegisterNotReadable
        like = _compare_with(session, actor, asked.like_case)
        found = _matching(packs, asked, like)
        total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(max(page, 1), pages)
        rows = session.execute(found.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)).all()
        chosen = [packs[asked.place]] if asked.place in packs else list(packs.values())
        return LibraryPage(
            cases=_library_cases(session, rows, like, language),
            page=page,
            pages=pages,
            total=total,
            places=tuple((code, pack.jurisdiction.name(language)) for code, pack in packs.items()),
            items=tuple(item for pack in chosen for item in _items_of(pack, language)),
            outcomes=tuple(value_labels("determinations", language)["outcome"].items()),
            like_case_no=like.case_no,
        )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The case that others are compared with."""

    case_id: int | None = None
    case_no: str = ""
    features: frozenset[Feature] = frozenset()

    @property
    def facts(self) -> frozenset[Feature]:
        """Its features but the outcome: what a case came to is no reason to call it similar."""
        return frozenset(feature for feature in self.features if feature[0] != OUTCOME)


def _compare_with(session: Session, actor: Actor, case_id: int | None) -> _Compared:
    if case_id is None:
        return _Compared()
    case = get_visible_case(session, actor, case_id)
    pack = get_version(session, case.pack_digest)
    rights = rights_in(actor, case, pack, list_tasks(session, case))
    told = {
        decision: explanation
        for decision, explanation in latest_explanations(session, case.id).items()
        if may_read_decision(pack, decision, rights)
    }
    return _Compared(case.id, case.case_no, frozenset(features_told(pack, told)))


def _is_among(features: Collection[Feature]) -> ColumnElement[bool]:
    """The condition on `LibraryFeature` that it is one of ``features``."""
    by_name: dict[str, list[str]] = {}
    for name, value in features:
        by_name.setdefault(name, []).append(value)
    parts = [
        and_(LibraryFeature.feature == name, LibraryFeature.value.in_(values))
        for name, values in sorted(by_name.items())
    ]
    return or_(*parts) if parts else false()


def _shared_counts(like: _Compared) -> Any:
    """How many facts each published case shares with the one compared: entry and number."""
    return (
        select(LibraryFeature.entry_id, func.count().label("shared"))
        .where(_is_among(like.facts))
        .group_by(LibraryFeature.entry_id)
        .subquery()
    )


def _published() -> Select[*tuple[Any, ...]]:
    return select(RegisterEntry, CaseFile.pack_digest).join(CaseFile, CaseFile.id == RegisterEntry.case_id)


def _matching(packs: Mapping[str, Pack], asked: LibraryFilter, like: _Compared) -> Select[*tuple[Any, ...]]:
    places = [asked.place] if asked.place in packs else sorted(packs)
    found = _published().where(
        RegisterEntry.register == "publications", RegisterEntry.jurisdiction.in_(places)
    )
    for name, value in ((ITEM, asked.item), (OUTCOME, asked.outcome)):
        if value:
            found = found.where(
                select(LibraryFeature.entry_id)
                .where(
                    LibraryFeature.feature == name,
                    LibraryFeature.value == value,
                    LibraryFeature.entry_id == RegisterEntry.id,
                )
                .exists()
            )
    for word in asked.search.split():
        found = found.where(RegisterEntry.record.contains(word, autoescape=True))
    if like.case_id is None:
        return found.order_by(RegisterEntry.id.desc())
    counts = _shared_counts(like)
    return (
        found.join(counts, counts.c.entry_id == RegisterEntry.id)
        .where(RegisterEntry.case_id != like.case_id)
        .order_by(counts.c.shared.desc(), RegisterEntry.id.desc())
    )


def _features_of(session: Session, ids: Iterable[int]) -> dict[int, set[Feature]]:
    """The features of published cases by the id of their record, in one statement."""
    wanted = sorted(ids)
    rows = (
        session.execute(
            select(LibraryFeature.entry_id, LibraryFeature.feature, LibraryFeature.value).where(
                LibraryFeature.entry_id.in_(wanted)
            )
        )
        if wanted
        else ()
    )
    found: dict[int, set[Feature]] = {}
    for entry_id, feature, value in rows:
        found.setdefault(entry_id, set()).add((feature, value))
    return found


def _library_cases(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], like: _Compared, language: Language
) -> tuple[LibraryCase, ...]:
    features = _features_of(session, (row[0].id for row in rows))
    return tuple(
        _library_case(
            row[0], get_version(session, row.pack_digest), features.get(row[0].id, set()), like, language
        )
        for row in rows
    )


def _library_case(
    entry: RegisterEntry, pack: Pack, features: set[Feature], like: _Compared, language: Language
) -> LibraryCase:
    record = read_record_values(entry.record)
    terms, outcomes = terms_of(pack, language), value_labels("determinations", language)["outcome"]
    case = LibraryCase(
        library_id=entry.id,
        title=str(record.get("title") or ""),
        text=str(record.get("text") or ""),
        place_name=pack.jurisdiction.name(language),
        published_on=place_day(entry.recorded_at),
        outcome="、".join(outcomes.get(value, value) for name, value in features if name == OUTCOME),
        items=tuple((value, terms.say(value)) for name, value in sorted(features) if name == ITEM),
    )
    if like.case_id is None:
        return case
    shared = sorted(feature for feature in features & like.facts if feature[0] != ITEM)
    return replace(
        case,
        shared=tuple(
            (fact_label(pack, path, language), _say_fact(terms, path, value, language))
            for path, value in shared
        ),
        compared=sum(name != ITEM for name, _ in like.facts),
    )


def _say_fact(terms: Any, path: str, value: str, language: Language) -> str:
    if value in {"true", "false"}:
        return {"zh": ("否", "是"), "en": ("No", "Yes")}[language][value == "true"]
    return str(terms.say(value, path))


def _items_of(pack: Pack, language: Language) -> list[tuple[str, str]]:
    return [
        (str(item["value"]), str((item["label_en"] if language == "en" else None) or item["label"]))
        for item in pack.list_items
    ]


def with_precedents(
    session: Session, actor: Actor, case: CaseFile, advice: Sequence[Advice], language: Language
) -> tuple[Advice, ...]:
    """The same advice; beside each row of the matching table that fired, published cases of that list item.

    Those that share most facts with ``case`` come first. Nothing for whom the library is closed.
    """
    pack = get_version(session, case.pack_digest)
    codes = {rule.item for each in advice for step in each.steps for rule in step.rules if rule.item}
    if not codes or not reads_library(actor, pack):
        return tuple(advice)
    known = {each.decision_id for each in advice}
    found = _precedents(session, case, pack, codes, known, language)
    return tuple(
        replace(
            each,
            steps=tuple(
                replace(
                    step,
                    rules=tuple(
                        replace(rule, precedents=found.get(rule.item, ())[:BESIDE_A_ROW])
                        for rule in step.rules
                    ),
                )
                for step in each.steps
            ),
        )
        for each in advice
    )


def _precedents(
    session: Session,
    case: CaseFile,
    pack: Pack,
    codes: Collection[str],
    known: Collection[str],
    language: Language,
) -> dict[str, tuple[Precedent, ...]]:
    """Published cases by list item; compared by what the decisions ``known`` to the reader looked at."""
    rows = session.execute(
        _published()
        .where(
            RegisterEntry.register == "publications",
            RegisterEntry.jurisdiction == case.jurisdiction,
            RegisterEntry.case_id != case.id,
            select(LibraryFeature.entry_id)
            .where(
                LibraryFeature.feature == ITEM,
                LibraryFeature.value.in_(sorted(codes)),
                LibraryFeature.entry_id == RegisterEntry.id,
            )
            .exists(),
        )
        .order_by(RegisterEntry.id.desc())
        .limit(100)
    ).all()
    if not rows:
        return {}
    told = latest_explanations(session, case.id).items()
    own = features_told(pack, {decision: each for decision, each in told if decision in known})
    like = _Compared(case.id, case.case_no, frozenset(own))
    cases = sorted(_library_cases(session, rows, like, language), key=lambda each: -len(each.shared))
    return {
        code: tuple(
            Precedent(each.library_id, case.id, each.title, each.outcome, len(each.shared), each.compared)
            for each in cases
            if any(code == item for item, _ in each.items)
        )
        for code in codes
    }
