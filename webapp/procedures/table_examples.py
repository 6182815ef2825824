"""Examples of a procedure's tables: those the table itself suggests, and one made of facts that somebody tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.decisions.examples import Example, list_examples
from webapp.feel import equal
from webapp.procedures.trials import ask_in_order
from webapp.procedures.what_if import find_feeds

if TYPE_CHECKING:
    from webapp.errors import Language
    from webapp.feel import Value
    from webapp.procedures.packs import Pack


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What a table says to facts, as an example to keep, and in both languages what kept it from a conclusion.

    ``zh`` and ``en`` are empty where it has concluded, or where facts are only lacking.
    """

    example: Example
    zh: str = ""
    en: str = ""

    def reason(self, language: Language) -> str:
        """What kept the table from a conclusion."""
        return self.en if language == "en" else self.zh

    def agrees_with(self, other: TableAnswer) -> bool:
        """Whether both conclude the same, or fail for the same reason; which rows they are does not matter."""
        own, others = self.example, other.example
        return (
            own.error_code == others.error_code
            and set(own.missing) == set(others.missing)
            and equal(own.value, others.value) is True
        )


def list_pack_examples(pack: Pack, decision_id: str) -> tuple[Example, ...]:
    """One for each row, boundary and gap of a decision's table, in the procedure's own setting.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    return list_examples(pack.decisions, decision_id, feeds=find_feeds(pack.deployment))


def example_of_facts(pack: Pack, decision_id: str, facts: Mapping[str, Value]) -> Example:
    """These facts with what the decision says to them; facts that are not known are left out.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    return answer_facts(pack, decision_id, facts).example


def answer_facts(pack: Pack, decision_id: str, facts: Mapping[str, Value]) -> TableAnswer:
    """The same with the reason in words where there is no conclusion.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    trial = ask_in_order(pack, decision_id, facts)
    error = next((one.error for one in trial.explanations if one.error is not None), None)
    concluded = trial.conclusion
    code = None if concluded else error.code if error is not None else "DM-203"
    example = Example(
        kind="row",
        facts=_known(facts),
        rules=trial.fired(decision_id),
        value=concluded.value if concluded else None,
        error_code=code,
        missing=trial.missing,
    )
    if concluded or error is None:
        return TableAnswer(example)
    return TableAnswer(example, error.text("zh"), error.text("en"))


def _known(facts: Mapping[str, Value]) -> dict[str, Value]:
    known: dict[str, Value] = {}
    for name, value in facts.items():
        kept = _known(value) if isinstance(value, dict) else value
        if kept is not None and kept != {}:
            known[name] = kept
    return known
