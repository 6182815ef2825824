"""What a published case has in common with others: its list items, its outcome, and the facts that its tables looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, DecisionRecord, LibraryFeature, RegisterEntry
from webapp.feel import Value, from_json
from webapp.procedures import Pack, get_version
from webapp.procedures.knowledge import facts_behind
from webapp.procedures.lists import CODE_COLUMN, MATCHING_DECISION

#: The features that are no facts of a form.
ITEM, OUTCOME = "item", "outcome"

Feature = tuple[str, str]


def take_into_library(session: Session, case: CaseFile, entry: RegisterEntry) -> None:
    """Keep the features of ``case`` under the record that published it, in the caller's transaction."""
    pack = get_version(session, case.pack_digest)
    found = set(features_told(pack, latest_explanations(session, case.id)))
    outcome = session.scalar(
        select(RegisterEntry.category)
        .where(RegisterEntry.case_id == case.id, RegisterEntry.register == "determinations")
        .order_by(RegisterEntry.id.desc())
        .limit(1)
    )
    if outcome:
        found.add((OUTCOME, outcome))
    session.add_all(
        LibraryFeature(entry_id=entry.id, feature=feature, value=value) for feature, value in sorted(found)
    )
    session.flush()


def latest_explanations(session: Session, case_id: int) -> Mapping[str, Mapping[str, Any]]:
    """What each decision of a case said last, as JSON, by decision."""
    rows = session.execute(
        select(DecisionRecord.decision_id, DecisionRecord.explanation)
        .where(DecisionRecord.case_id == case_id)
        .order_by(DecisionRecord.id)
    )
    return {decision: json.loads(explanation) for decision, explanation in rows}


def features_told(pack: Pack, told: Mapping[str, Mapping[str, Any]]) -> Iterator[Feature]:
    """The features in what the tables said; none from a table that rests on facts under a need-to-know rule."""
    ruled = {entity for rule in pack.jurisdiction.need_to_know.values() for entity in rule.entities}
    asked = {key for schema in pack.forms.values() for key in schema.field_keys}
    for decision, explanation in told.items():
        if not ruled.isdisjoint(facts_behind(pack, decision)):
            continue
        found = _facts_of(explanation["steps"])
        yield from ((path, value) for path, value in found if path in asked and not _is_conclusion(path))
        if decision == MATCHING_DECISION:
            yield from ((ITEM, code) for code in item_codes(from_json(explanation["value"])))


def item_codes(value: Value) -> Iterator[str]:
    """The codes of list items in what the matching table concluded."""
    for each in value if isinstance(value, list) else [value]:
        code = each.get(CODE_COLUMN) if isinstance(each, dict) else each
        if isinstance(code, str):
            yield code


def _facts_of(steps: Iterable[Mapping[str, Any]]) -> Iterator[Feature]:
    """The facts of forms that tables looked at: codes and yes or no; free texts compare to nothing."""
    for step in steps:
        for item in step["inputs"]:
            value = from_json(item["value"])
            path = item["expression"].strip()
            if not _is_fact(path):
                continue
            if isinstance(value, bool):
                yield path, "true" if value else "false"
            elif isinstance(value, str) and value:
                yield path, value


def _is_conclusion(path: str) -> bool:
    """Whether a field holds what was determined: what a case came to is no fact that makes it similar."""
    return path.partition(".")[0] == "determination"


def _is_fact(path: str) -> bool:
    entity, dot, field = path.partition(".")
    return bool(dot) and entity.isidentifier() and field.isidentifier()
