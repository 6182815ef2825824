"""One version's tables asked again for all advice of a case, in the order in which the case asked them.

What a table answers now goes on to the tables behind it, in place of what was answered then: by that a change of one table is
seen in those that rest on it. What people entered stays as it is on record, and so does a value that somebody set otherwise
than the table had advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from webapp.cases.impact.passing import Passing, is_under, writers_of
from webapp.cases.impact.past import PastAdvice, rules_of
from webapp.decisions import DecisionError, FactsMissing
from webapp.decisions.what_if import WhatIf
from webapp.feel import Value, equal, from_json, value_at, with_value_at
from webapp.procedures.what_if import ask_what_if

if TYPE_CHECKING:
    from webapp.procedures import Pack


@dataclass(frozen=True, slots=True)
class Answer:
    """What a version says to one advice on record: ``concluded`` with a value, or why there is none (``missing`` facts,
    ``failed``, or the decision is ``gone``). ``facts`` are those it was asked with, ``settled`` the results among them."""

    outcome: Literal["concluded", "missing", "failed", "gone"]
    value: Value = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    settled: Set[str] = frozenset()


class Walk:
    """One version, asked for the advice of one case. ``own`` is the case's own version, ``common`` holds all facts known."""

    def __init__(self, pack: Pack, own: Pack, common: Mapping[str, Value]) -> None:
        self._pack, self._own, self._common = pack, own, common
        #: What the tables said on record and what this version says, both under the names that hold it.
        self._told: dict[str, Value] = {}
        self._said: dict[str, Value] = {}
        #: Those names; and of them the ones to which this version has said nothing.
        self._names: dict[str, None] = {}
        self._open: set[str] = set()
        #: Whether this version has said anything otherwise so far.
        self.is_changed = False

    def ask(self, advice: PastAdvice, passing: Passing) -> Answer:
        """What this version says, with what it said before in place of what was said then."""
        decision = advice.decision_id
        if decision not in self._pack.decisions.decisions:
            return Answer("gone")
        facts, settled = self._facts_of(advice, passing)
        try:
            value = question_of(self._pack, decision).conclude(facts, settled=settled)
        except FactsMissing:
            return Answer("missing")
        except DecisionError:
            return Answer("failed")
        return Answer("concluded", value, facts, settled)

    def note(self, advice: PastAdvice, passing: Passing, answer: Answer) -> None:
        """Go on with an answer. Without one, what rests on it has none either, or is decided as this version does it."""
        told = advice.value
        if answer.outcome != "concluded" or equal(told, answer.value) is not True:
            self.is_changed = True
        writers = writers_of(self._pack)
        for name, inner in passing.kept.items():
            is_elsewhere = writers.get(name, advice.decision_id) != advice.decision_id
            is_kept = answer.outcome == "gone" and not is_elsewhere
            is_open = is_elsewhere or (answer.outcome != "concluded" and not is_kept)
            said = None if is_open else _inside(told if is_kept else answer.value, inner)
            self._told = with_value_at(self._told, name, _inside(told, inner))
            self._said = with_value_at(self._said, name, said)
            self._names[name] = None
            (self._open.add if is_open else self._open.discard)(name)

    def rules(self, decision: str, answer: Answer) -> str:
        """The rows that made an answer's value, as JSON text."""
        known = question_of(self._pack, decision).complete(answer.facts, settled=answer.settled)
        return rules_of(self._pack.decisions.explain(decision, known).as_json()["steps"])

    def _facts_of(self, advice: PastAdvice, passing: Passing) -> tuple[Mapping[str, Value], Set[str]]:
        """The facts for one advice; and of these the tables' results that are not to be decided anew."""
        facts = dict(self._common)
        settled: set[str] = set()
        for name in self._names:
            facts = with_value_at(facts, name, value_at(self._said, name))
        settled.update(_root(name) for name in self._names if name not in self._open)
        for name, outside in passing.taken.items():
            if (kept := self._name_over(outside)) is not None:
                facts = with_value_at(facts, name, value_at(self._said, outside))
                settled.update([] if kept in self._open else [_root(name)])
        results = question_of(self._own, advice.decision_id).feeds if self._is_of_own(advice) else {}
        for path, recorded in advice.facts.items():
            value, outside = from_json(recorded), _outside(path, passing.taken)
            if self._name_over(outside) is not None and equal(value_at(self._told, outside), value) is True:
                continue  # A table's answer then: this version's stands for it.
            facts = with_value_at(facts, path, value)
            settled.update([_root(path)] if _root(path) in results else [])
        return facts, settled

    def _is_of_own(self, advice: PastAdvice) -> bool:
        return advice.decision_id in self._own.decisions.decisions

    def _name_over(self, path: str) -> str | None:
        """The name of an answer that is this path, or holds it."""
        return next((name for name in self._names if is_under(path, name)), None)


@lru_cache(maxsize=128)
def question_of(pack: Pack, decision: str) -> WhatIf:
    """The question about one decision, made once: finding out what feeds it takes longer than asking it."""
    return ask_what_if(pack, decision)


def _outside(path: str, taken: Mapping[str, str]) -> str:
    """What a path of a step stands for outside it."""
    name = next((name for name in taken if is_under(path, name)), None)
    return path if name is None else taken[name] + path[len(name) :]


def _inside(value: Value, path: str) -> Value:
    """The part of an answer that is kept; all of it where the path is empty."""
    if not path:
        return value
    return value_at(value, path) if isinstance(value, dict) else None


def _root(path: str) -> str:
    return path.partition(".")[0]
