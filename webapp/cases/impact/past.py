"""What was advised in one case, as it stands on record, in the order in which the case asked its tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from webapp.cases.impact.facts import Recorded, facts_recorded
from webapp.feel import Value, from_json


class AdviceRecord(NamedTuple):
    """One explanation as it is stored, and the step that asked for it."""

    process_id: str
    element_id: str
    decision_id: str
    explanation: str


@dataclass(frozen=True, slots=True)
class PastAdvice:
    """One conclusion on record: which step asked which decision, what it concluded, by which rules, with which facts.

    ``value`` is the conclusion, ``told`` the same as JSON; ``rules`` are row ids or numbers as JSON text. ``is_latest``: the
    case asked this decision at no later step.
    """

    process_id: str
    element_id: str
    decision_id: str
    value: Value
    told: Any
    rules: str
    facts: Recorded
    is_latest: bool


@dataclass(frozen=True)
class PastMatter:
    """The advice of one case: of each step that asked, what was said last; the oldest first."""

    records: Sequence[AdviceRecord]

    @cached_property
    def key(self) -> bytes:
        """Equal where the same tables said the same on the same facts."""
        digest = sha256()
        for record in self.records:
            digest.update("\0".join(record).encode())
            digest.update(b"\0")
        return digest.digest()

    @property
    def asked(self) -> frozenset[str]:
        """The decisions that were asked."""
        return frozenset(record.decision_id for record in self.records)

    @cached_property
    def facts(self) -> Recorded:
        """All facts in what was said, a later one's before an earlier one's."""
        return facts_recorded(self._explanations)

    @cached_property
    def advice(self) -> tuple[PastAdvice, ...]:
        """What can be asked again: the explanations that came to a conclusion."""
        latest = {record.decision_id: record for record in self.records}
        return tuple(
            PastAdvice(
                record.process_id,
                record.element_id,
                record.decision_id,
                from_json(explanation["value"]),
                explanation["value"],
                rules_of(explanation["steps"]),
                facts_recorded([explanation]),
                latest[record.decision_id] is record,
            )
            for record, explanation in zip(self.records, self._explanations, strict=True)
            if explanation["status"] == "concluded"
        )

    @cached_property
    def _explanations(self) -> list[Mapping[str, Any]]:
        return [json.loads(record.explanation) for record in self.records]


def rules_of(steps: Sequence[Mapping[str, Any]]) -> str:
    """The rows that made an explanation's conclusion, as JSON text."""
    rules = steps[-1]["rules"] if steps else []
    return json.dumps([rule["id"] or str(rule["number"]) for rule in rules])
