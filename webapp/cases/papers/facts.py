"""The snapshot that a paper is made from, and the words it becomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.context import offered_choices
from webapp.cases.models import CaseFile, CaseTask, Evidence
from webapp.cases.papers.models import Paper, PaperVersion
from webapp.cases.reading import facts_of
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.feel import FeelDate, Value, from_json, from_python, to_json
from webapp.papers import Words
from webapp.papers.outline import outline_template
from webapp.people import Account
from webapp.procedures import Pack
from webapp.procedures.forms.display import show_day
from webapp.procedures.papers.declared import PLATFORM_NAMES
from webapp.procedures.papers.words import PaperFacts, fill_words, organ_of


@lru_cache(maxsize=512)
def names_shown(digest: str, path: str, content: bytes) -> frozenset[str]:  # noqa: ARG001 - the digest and path keep the lookup cheap to compare.
    """The names that a published template takes from the case. It was read within limits before it was published."""
    return outline_template(content).names


def names_of(pack: Pack, kind: str) -> frozenset[str]:
    """The names that a paper of the pack shows."""
    file = pack.papers.kinds[kind].file
    return names_shown(pack.digest, file, pack.files[file])


def merge_submission(variables: Mapping[str, Value], submission: Mapping[str, Value]) -> dict[str, Value]:
    """The facts after a task is completed: what it could read, and over it what was submitted."""
    merged = dict(variables)
    for entity, fields in submission.items():
        before = merged.get(entity)
        is_both = isinstance(before, dict) and isinstance(fields, dict)
        merged[entity] = {**before, **fields} if is_both else fields  # type: ignore[dict-item]  # both are contexts here
    return merged


def earlier_facts(session: Session, case: CaseFile, item: str | None) -> dict[str, Value]:
    """What the completed forms of a case say so far, the latest of each entity; of several parallel ones those of ``item``."""
    tasks = session.scalars(
        select(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.state == "done", CaseTask.facts.is_not(None))
        .order_by(CaseTask.closed_at, CaseTask.id)
    )
    found: dict[str, Value] = {}
    for task in tasks:
        if task.item is None or task.item == item:
            found = merge_submission(found, facts_of(task))
    return found


def take_snapshot(facts: Mapping[str, Value], names: Iterable[str], actor: Mapping[str, str]) -> str:
    """The part of the facts that a paper shows, as JSON."""
    entities = {
        name: to_json(facts[name]) for name in sorted(names) if name not in PLATFORM_NAMES and name in facts
    }
    return json.dumps({"entities": entities, "actor": dict(actor)}, ensure_ascii=False, sort_keys=True)


def digest_snapshot(snapshot: str) -> str:
    """The SHA-256 of a snapshot, for the record."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def read_snapshot(snapshot: str) -> tuple[dict[str, Value], dict[str, Any]]:
    """The facts of a snapshot by entity, and who issued the paper."""
    held = json.loads(snapshot)
    return {name: from_json(value) for name, value in held["entities"].items()}, held["actor"]


def words_of(session: Session, case: CaseFile, pack: Pack, version: PaperVersion) -> Words:
    """The words that fill one version of a paper."""
    paper = version.paper
    entities, actor = read_snapshot(version.facts)
    wording = Wording(session, "zh")
    platform = {
        "case": {
            "no": case.case_no,
            "title": case.title,
            "subject_name": case.subject_name,
            "opened_on": _day(from_python(place_day(case.opened_at))),
            "jurisdiction": pack.jurisdiction.zh,
        },
        "place": {"name": pack.jurisdiction.zh, "organ": organ_of(pack, paper.kind)},
        "paper": {
            "no": paper.number,
            "title": paper.title,
            "issued_on": _day(from_python(place_day(version.requested_at))),
            "version": str(version.version),
            "corrects": version.corrects,
        },
        "actor": {
            "name": actor["name"],
            "account": actor["account"],
            "unit": wording.unit_name(case.jurisdiction, actor["unit"]) if actor["unit"] else "",
        },
        "record": {"entry": str(version.entry_seq), "seal": version.entry_hash[:32]},
        "item": {"name": wording.unit_name(case.jurisdiction, paper.item) if paper.item else ""},
    }
    rows = _basis(session, case, pack, paper)
    if "volume" in paper.shows.split(","):
        rows |= _volume(session, case, paper)
    return fill_words(pack, PaperFacts(entities, platform, rows, offered_choices(session, pack)))


def _day(value: Value) -> str:
    return show_day(value, "zh") if isinstance(value, FeelDate) else ""


_Listed = dict[tuple[str, str], tuple[dict[str, str], ...]]


def _basis(session: Session, case: CaseFile, pack: Pack, paper: Paper) -> _Listed:
    """What a conclusion rests on: the papers issued before it, of the kinds that the pack calls a basis, each kind once."""
    kinds = [kind.id for kind in pack.papers.kinds.values() if kind.is_basis]
    titles = session.scalars(
        select(Paper.title)
        .where(Paper.case_id == case.id, Paper.id < paper.id, Paper.kind.in_(kinds))
        .order_by(Paper.id)
    )
    return {("record", "basis"): tuple({"title": title} for title in dict.fromkeys(titles))}


def _volume(session: Session, case: CaseFile, index: Paper) -> _Listed:
    """What lies in the case's volume: the papers issued before its index, and the evidence."""
    papers = session.scalars(
        select(Paper).where(Paper.case_id == case.id, Paper.id < index.id).order_by(Paper.id)
    )
    evidence = session.execute(
        select(Evidence, Account.display_name)
        .join(Account, Account.id == Evidence.uploaded_by_id)
        .where(Evidence.case_id == case.id)
        .order_by(Evidence.id)
    )
    return {
        ("volume", "papers"): tuple(
            {
                "no": paper.number,
                "title": paper.title,
                "issued_on": _day(from_python(place_day(paper.issued_at))),
            }
            for paper in papers
        ),
        ("volume", "evidence"): tuple(
            {"name": file.file_name, "by": name, "on": _day(from_python(place_day(file.uploaded_at)))}
            for file, name in evidence
        ),
    }
