"""One advice asked again: of the version that gave it, of the proposed one, and where they differ of the one in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from webapp.cases.impact.facts import Recorded, facts_recorded, key_of, lay_facts
from webapp.decisions import DecisionError, FactsMissing
from webapp.decisions.explanation import json_of
from webapp.decisions.what_if import WhatIf
from webapp.feel import Value, equal, from_json
from webapp.procedures import Pack
from webapp.procedures.what_if import ask_what_if

Outcome = Literal["same", "differs", "before", "missing", "failed", "gone", "unknown"]

#: Verdicts kept for advice with equal facts; a place's cases repeat each other less often than that.
_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of one advice. ``new`` is the proposed conclusion as JSON text, rules are row ids or numbers as JSON text."""

    outcome: Outcome
    new: str = "null"
    new_rules: str = "[]"


@dataclass(frozen=True, slots=True)
class PastAdvice:
    """One advice on record: which decision, what it concluded, by which rules, with which facts, all as JSON."""

    decision_id: str
    value: Any
    rules: str
    facts: Recorded


def read_past_advice(told: Mapping[str, Mapping[str, Any]]) -> list[PastAdvice]:
    """The advice of one case that can be asked again; ``told`` are its latest explanations by decision, the oldest first."""
    return [
        PastAdvice(
            decision,
            explanation["value"],
            _rules_of(explanation["steps"]),
            # The advice's own facts come last: another table may have been asked at another time.
            facts_recorded([*(each for name, each in told.items() if name != decision), explanation]),
        )
        for decision, explanation in told.items()
        if explanation["status"] == "concluded"
    ]


def _rules_of(steps: Sequence[Mapping[str, Any]]) -> str:
    rules = steps[-1]["rules"] if steps else []
    return json.dumps([rule["id"] or str(rule["number"]) for rule in rules])


@dataclass(slots=True)
class Replayer:
    """Asks past advice again of a proposed version. ``in_force`` is the version that it would replace, if there is one."""

    proposed: Pack
    in_force: Pack | None
    _kept: dict[tuple[str, str, str, str], Verdict] = field(default_factory=dict)

    def judge(
        self, advice: PastAdvice, own: Pack, read_variables: Callable[[], Mapping[str, Value]]
    ) -> Verdict:
        """What the proposed version says to one advice that ``own`` gave.

        ``read_variables`` reads what the case holds; it is asked only where the recorded facts do not suffice.
        """
        key = (own.digest, advice.decision_id, json.dumps(advice.value, sort_keys=True), key_of(advice.facts))
        if (kept := self._kept.get(key)) is not None:
            return kept
        facts = lay_facts(advice.facts)
        verdict = self._judge(advice, own, facts)
        if verdict.outcome in {"unknown", "missing", "failed"}:
            # Not kept: the next case with the same recorded facts may hold others beside them.
            return self._judge(advice, own, lay_facts(advice.facts, read_variables()))
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = verdict
        return verdict

    def _judge(self, advice: PastAdvice, own: Pack, facts: Mapping[str, Value]) -> Verdict:
        old = from_json(advice.value)
        if not _gives(own, advice.decision_id, facts, old):
            return Verdict("unknown")
        if advice.decision_id not in self.proposed.decisions.decisions:
            return Verdict("gone")
        try:
            new = question_of(self.proposed, advice.decision_id).conclude(facts)
        except FactsMissing:
            return Verdict("missing")
        except DecisionError:
            return Verdict("failed")
        if equal(old, new) is True:
            return Verdict("same")
        base = self.in_force
        is_before = (
            base is not None
            and base.digest != own.digest
            and advice.decision_id in base.decisions.decisions
            and _gives(base, advice.decision_id, facts, new)
        )
        told = json.dumps(json_of(new), ensure_ascii=False, sort_keys=True)
        rules = self._new_rules(advice.decision_id, facts)
        return Verdict("before" if is_before else "differs", told, rules)

    def _new_rules(self, decision: str, facts: Mapping[str, Value]) -> str:
        known = question_of(self.proposed, decision).complete(facts)
        return _rules_of(self.proposed.decisions.explain(decision, known).as_json()["steps"])


@lru_cache(maxsize=128)
def question_of(pack: Pack, decision: str) -> WhatIf:
    """The question about one decision, made once: finding out what feeds it takes longer than asking it."""
    return ask_what_if(pack, decision)


def _gives(pack: Pack, decision: str, facts: Mapping[str, Value], value: Value) -> bool:
    """Whether a version concludes ``value`` from these facts."""
    if decision not in pack.decisions.decisions:
        return False
    try:
        return equal(question_of(pack, decision).conclude(facts), value) is True
    except DecisionError:
        return False
