"""Examples of a procedure's tables: those the table itself suggests, and one made of facts that somebody tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webapp.decisions.examples import Example, list_examples
from webapp.procedures.trials import ask_in_order
from webapp.procedures.what_if import find_feeds

if TYPE_CHECKING:
    from webapp.feel import Value
    from webapp.procedures.packs import Pack


def list_pack_examples(pack: Pack, decision_id: str) -> tuple[Example, ...]:
    """One for each row, boundary and gap of a decision's table, in the procedure's own setting.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    return list_examples(pack.decisions, decision_id, feeds=find_feeds(pack.deployment))


def example_of_facts(pack: Pack, decision_id: str, facts: Mapping[str, Value]) -> Example:
    """These facts with what the decision says to them; facts that are not known are left out.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    trial = ask_in_order(pack, decision_id, facts)
    error = next((one.error for one in trial.explanations if one.error is not None), None)
    concluded = trial.conclusion
    code = None if concluded else error.code if error is not None else "DM-203"
    return Example(
        kind="row",
        facts=_known(facts),
        rules=trial.fired(decision_id),
        value=concluded.value if concluded else None,
        error_code=code,
        missing=trial.missing,
    )


def _known(facts: Mapping[str, Value]) -> dict[str, Value]:
    known: dict[str, Value] = {}
    for name, value in facts.items():
        kept = _known(value) if isinstance(value, dict) else value
        if kept is not None and kept != {}:
            known[name] = kept
    return known
