"""Facts tried on a procedure's tables: what each decision says, what would change it, what unknown facts leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from webapp.decisions import DecisionError, Explanation
from webapp.decisions.what_if import Change, Possibilities, WhatIf
from webapp.procedures.what_if import ask_what_if

if TYPE_CHECKING:
    from webapp.feel import Value
    from webapp.procedures.packs import Pack


@dataclass(frozen=True, slots=True)
class Trial:
    """What the tables say to one set of facts.

    ``explanations`` are those that feed the decision, in the order in which they are decided, and the decision's own last,
    unless one that feeds it has no conclusion. ``missing`` names all facts that are lacking. ``changes`` are told where there
    is a conclusion, ``possibilities`` where facts are lacking.
    """

    explanations: tuple[Explanation, ...]
    missing: tuple[str, ...]
    changes: tuple[Change, ...]
    possibilities: Possibilities | None

    def fired(self, decision_id: str) -> tuple[int, ...]:
        """The rows of a decision's table that fired, from 1; none where it was not asked."""
        own = next((one for one in self.explanations if one.decision_id == decision_id), None)
        return tuple(rule.number for rule in own.steps[-1].rules) if own is not None and own.steps else ()

    @property
    def conclusion(self) -> Explanation | None:
        """The explanation of the decision that was asked, if it came to one."""
        last = self.explanations[-1]
        return last if last.status == "concluded" and not self.missing else None


def try_facts(pack: Pack, decision_id: str, facts: Mapping[str, Value]) -> Trial:
    """Ask a decision of ``pack``, and those whose results its diagrams feed into it.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    question = ask_what_if(pack, decision_id)
    asked = _ask(pack, question, decision_id, facts)
    return replace(
        asked,
        changes=() if asked.missing else _changes(question, facts),
        possibilities=question.still_possible(facts) if asked.missing else None,
    )


def ask_in_order(pack: Pack, decision_id: str, facts: Mapping[str, Value]) -> Trial:
    """The same without looking for what would change it.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    return _ask(pack, ask_what_if(pack, decision_id), decision_id, facts)


def _ask(pack: Pack, question: WhatIf, decision_id: str, facts: Mapping[str, Value]) -> Trial:
    explanations = _explain_in_order(pack, question, decision_id, facts)
    missing = tuple(dict.fromkeys(fact for one in explanations for fact in one.missing))
    return Trial(explanations, missing, (), None)


def _explain_in_order(
    pack: Pack, question: WhatIf, decision_id: str, facts: Mapping[str, Value]
) -> tuple[Explanation, ...]:
    told = []
    known = question.lay(facts)
    for name, feeding in question.feeds.items():
        one = pack.decisions.explain(feeding, known)
        told.append(one)
        known[name] = one.value
    if any(one.status != "concluded" for one in told):
        return tuple(told)
    return (*told, pack.decisions.explain(decision_id, known))


def _changes(question: WhatIf, facts: Mapping[str, Value]) -> tuple[Change, ...]:
    try:
        return question.nearest_changes(facts)
    except DecisionError:
        return ()
