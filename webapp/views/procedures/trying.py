"""Facts tried on a table, in words: which rows fire, on what they rest, what would change it, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from webapp.cases.changes import describe_change
from webapp.cases.pages import Advice, ChangeLine
from webapp.cases.table_words import describe_advice, fact_label, say_conclusion
from webapp.decisions import DecisionNotFound
from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures import Pack
from webapp.procedures.fact_forms import make_fact_form
from webapp.procedures.forms import FormSchema
from webapp.procedures.trials import Trial, ask_in_order, try_facts
from webapp.procedures.what_if import ask_what_if


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another place's table of the same name says to the same facts."""

    code: str
    name: str
    verdict: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The outcome of a trial. ``verdict`` is empty where facts are ``missing`` or a table has no conclusion."""

    verdict: str
    error: str | None
    missing: tuple[str, ...]
    steps: tuple[Advice, ...]
    fired: frozenset[int]
    fired_ids: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    possible: tuple[str, ...]
    is_complete: bool
    elsewhere: tuple[Elsewhere, ...] = ()


def fact_form(pack: Pack, decision: str) -> FormSchema:
    """The form that asks for what the decision reads.

    Raises `webapp.decisions.DecisionNotFound`.
    """
    return make_fact_form(pack, ask_what_if(pack, decision))


def describe_trial(
    pack: Pack,
    decision: str,
    facts: Mapping[str, Value],
    others: Iterable[Pack],
    language: Language,
    at: datetime,
) -> TrialPage:
    """Try ``facts`` on a decision of ``pack`` and on those of the same name elsewhere."""
    trial = try_facts(pack, decision, facts)
    steps = tuple(describe_advice(one.as_json(), pack, language, at) for one in trial.explanations)
    concluded = trial.conclusion
    return TrialPage(
        verdict=say_conclusion(concluded.value, pack, decision, language) if concluded else "",
        error=next((step.error for step in steps if step.error), None),
        missing=_labels(pack, trial.missing, language),
        steps=steps,
        fired=frozenset(trial.fired(decision)),
        fired_ids=_fired_ids(pack, decision, trial.fired(decision)),
        changes=tuple(describe_change(change, pack, decision, language) for change in trial.changes),
        possible=_possible(trial, pack, decision, language),
        is_complete=trial.possibilities.is_complete if trial.possibilities else True,
        elsewhere=tuple(_elsewhere(other, decision, facts, language) for other in others),
    )


def _fired_ids(pack: Pack, decision: str, fired: Iterable[int]) -> tuple[str, ...]:
    table = pack.decisions.decisions[decision].table
    rules = table.rules if table is not None else ()
    return tuple(rule.rule_id for rule in rules if rule.rule_id is not None and rule.number in set(fired))


def _labels(pack: Pack, facts: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact_label(pack, fact, language) for fact in facts))


def _possible(trial: Trial, pack: Pack, decision: str, language: Language) -> tuple[str, ...]:
    if trial.possibilities is None:
        return ()
    said = (
        say_conclusion(one.conclusion, pack, decision, language) for one in trial.possibilities.conclusions
    )
    return tuple(dict.fromkeys(said))


def _elsewhere(pack: Pack, decision: str, facts: Mapping[str, Value], language: Language) -> Elsewhere:
    place = pack.jurisdiction
    try:
        trial = ask_in_order(pack, decision, facts)
    except DecisionNotFound:
        return Elsewhere(place.code, place.name(language), "", ())
    concluded = trial.conclusion
    return Elsewhere(
        place.code,
        place.name(language),
        say_conclusion(concluded.value, pack, decision, language) if concluded else "",
        _labels(pack, trial.missing, language),
    )
