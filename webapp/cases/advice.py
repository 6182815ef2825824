"""What the tables advised, as the officer reads it: which rows fired, on what basis, and what would have changed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.changes import changes_of_advice, possible_conclusions
from webapp.cases.models import CaseFile, DecisionRecord
from webapp.cases.pages import Advice
from webapp.cases.reading import ReadingRights, may_read_decision
from webapp.cases.table_words import describe_advice
from webapp.cases.wording import Wording
from webapp.feel import Value


def read_advice(
    session: Session,
    case: CaseFile,
    wording: Wording,
    rights: ReadingRights,
    variables: Mapping[str, Value],
) -> tuple[Advice, ...]:
    """The latest advice of each decision of the case, newest first; none that rests on facts kept from the reader.

    Each says which change of one fact would have changed it, and where facts were missing what can still be concluded from
    the case's ``variables``.
    """
    rows = session.scalars(
        select(DecisionRecord).where(DecisionRecord.case_id == case.id).order_by(DecisionRecord.id.desc())
    )
    latest: dict[str, DecisionRecord] = {}
    for row in rows:
        latest.setdefault(row.decision_id, row)
    pack = wording.pack_of(case)
    told: dict[str, Mapping[str, Any]] = {
        decision: json.loads(row.explanation) for decision, row in latest.items()
    }
    return tuple(
        replace(
            describe_advice(told[decision], pack, wording.language, row.decided_at),
            changes=changes_of_advice(told, decision, pack, wording.language),
            possible=possible_conclusions(variables, decision, pack, wording.language)
            if told[decision]["status"] == "incomplete"
            else (),
        )
        for decision, row in latest.items()
        if may_read_decision(pack, decision, rights)
    )
