"""The advice of one case asked again: of the version that gave it, of the proposed one, and where they differ of the one in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from webapp.cases.impact.alike import altered_decisions
from webapp.cases.impact.facts import lay_facts
from webapp.cases.impact.passing import passing_of
from webapp.cases.impact.past import PastAdvice, PastMatter
from webapp.cases.impact.walking import Answer, Walk
from webapp.decisions.explanation import json_of
from webapp.feel import Value, equal
from webapp.procedures import Pack

Outcome = Literal["same", "differs", "before", "missing", "failed", "gone", "unknown"]

#: Cases whose verdicts are kept for those with equal advice; a place's cases repeat each other less often than that.
_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of one advice. ``old`` and ``new`` are conclusions as JSON text, the rules are row ids or numbers as JSON text."""

    decision_id: str
    outcome: Outcome
    old: str
    old_rules: str
    new: str = "null"
    new_rules: str = "[]"


@dataclass(slots=True)
class Replayer:
    """Asks past advice again of a proposed version. ``in_force`` is the version that it would replace, if there is one."""

    proposed: Pack
    in_force: Pack | None
    _kept: dict[tuple[str, bytes], tuple[Verdict, ...]] = field(default_factory=dict)

    def judge(
        self, matter: PastMatter, own: Pack, read_variables: Callable[[], Mapping[str, Value]]
    ) -> tuple[Verdict, ...]:
        """What the proposed version says otherwise than ``own`` did: of each decision the latest advice, where it is not the same.

        ``read_variables`` reads what the case holds; it is asked only where the recorded facts do not suffice.
        """
        if not altered_decisions(own, self.proposed) and not matter.asked - own.decisions.decisions.keys():
            return ()
        key = (own.digest, matter.key)
        if (kept := self._kept.get(key)) is not None:
            return kept
        verdicts = self._judge(matter, own, {})
        if any(each.outcome in {"unknown", "missing", "failed"} for each in verdicts):
            # Not kept: the next case with the same recorded facts may hold others beside them.
            return self._judge(matter, own, read_variables())
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = verdicts
        return verdicts

    def _judge(self, matter: PastMatter, own: Pack, variables: Mapping[str, Value]) -> tuple[Verdict, ...]:
        common = lay_facts(matter.facts, variables)
        alike = own.decisions.decisions.keys() - altered_decisions(own, self.proposed)
        recorded, proposed = Walk(own, own, common), Walk(self.proposed, own, common)
        verdicts: list[Verdict] = []
        found: dict[str, Value] = {}
        for advice in matter.advice:
            passing = passing_of(own, advice)
            as_told = Answer("concluded", advice.value)
            if advice.decision_id in alike and not proposed.is_changed:
                recorded.note(advice, passing, as_told)
                proposed.note(advice, passing, as_told)
                continue
            is_given_again = _says(recorded.ask(advice, passing), as_told.value)
            recorded.note(advice, passing, as_told)
            answer = proposed.ask(advice, passing) if is_given_again else as_told
            proposed.note(advice, passing, answer)
            verdict = _verdict(advice, answer, proposed) if is_given_again else _of(advice, "unknown")
            if advice.is_latest and verdict.outcome != "same":
                verdicts.append(verdict)
                found[advice.decision_id] = answer.value
        return self._set_apart(verdicts, found, matter, own, common)

    def _set_apart(
        self,
        verdicts: list[Verdict],
        found: Mapping[str, Value],
        matter: PastMatter,
        own: Pack,
        common: Mapping[str, Value],
    ) -> tuple[Verdict, ...]:
        """The verdicts, with what the version in force says already told from what the proposal changes."""
        base = self.in_force
        if base is None or base.digest == own.digest or all(each.outcome != "differs" for each in verdicts):
            return tuple(verdicts)
        walk, said = Walk(base, own, common), dict[str, Answer]()
        for advice in matter.advice:
            passing = passing_of(own, advice)
            said[advice.decision_id] = answer = walk.ask(advice, passing)
            walk.note(advice, passing, answer)
        return tuple(
            replace(each, outcome="before")
            if each.outcome == "differs" and _says(said[each.decision_id], found[each.decision_id])
            else each
            for each in verdicts
        )


def _verdict(advice: PastAdvice, answer: Answer, proposed: Walk) -> Verdict:
    if answer.outcome != "concluded":
        return _of(advice, answer.outcome)
    if equal(advice.value, answer.value) is True:
        return _of(advice, "same")
    return replace(
        _of(advice, "differs"),
        new=json.dumps(json_of(answer.value), ensure_ascii=False, sort_keys=True),
        new_rules=proposed.rules(advice.decision_id, answer),
    )


def _of(advice: PastAdvice, outcome: Outcome) -> Verdict:
    old = json.dumps(advice.told, ensure_ascii=False, sort_keys=True)
    return Verdict(advice.decision_id, outcome, old, advice.rules)


def _says(answer: Answer, value: Value) -> bool:
    return answer.outcome == "concluded" and equal(answer.value, value) is True
