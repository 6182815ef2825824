"""Facts tried on a table, in words: which rows fire, on what they rest, what would change it, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from webapp.cases.changes import describe_change
from webapp.cases.pages import Advice, ChangeLine
from webapp.cases.table_words import describe_advice, fact_label, say_conclusion
from webapp.cases.terms import Terms, terms_of
from webapp.decisions import DecisionNotFound, Explanation, InputNotAllowed
from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures import Pack
from webapp.procedures.fact_forms import make_fact_form
from webapp.procedures.forms import FormSchema
from webapp.procedures.trials import Trial, ask_in_order, try_facts
from webapp.procedures.what_if import ask_what_if


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another place's table of the same name says to the same facts.

    ``verdict`` is empty where the place has no such table (``has_table``), where facts are ``missing``, where a column does
    not know a value (``unknown``: both in words), or by its ``error``.
    """

    code: str
    name: str
    has_table: bool
    verdict: str = ""
    missing: tuple[str, ...] = ()
    unknown: tuple[str, str] | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The outcome of a trial. ``verdict`` is empty where facts are ``missing`` or a table has no conclusion.

    ``possible`` is all that can still be concluded where ``is_complete``. ``may_fail``: with some values of the unknown
    facts the table concludes nothing.
    """

    verdict: str
    error: str | None
    missing: tuple[str, ...]
    steps: tuple[Advice, ...]
    fired: frozenset[int]
    fired_ids: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    possible: tuple[str, ...]
    is_complete: bool
    may_fail: bool
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
        may_fail=trial.possibilities.may_fail if trial.possibilities else False,
        elsewhere=tuple(_elsewhere(other, decision, facts, terms_of(pack, language)) for other in others),
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


def _elsewhere(pack: Pack, decision: str, facts: Mapping[str, Value], terms: Terms) -> Elsewhere:
    """``terms`` are those of the place whose facts are asked about."""
    code, name, language = pack.jurisdiction.code, pack.jurisdiction.name(terms.language), terms.language
    try:
        trial = ask_in_order(pack, decision, facts)
    except DecisionNotFound:
        return Elsewhere(code, name, has_table=False)
    if trial.conclusion is not None:
        verdict = say_conclusion(trial.conclusion.value, pack, decision, language)
        return Elsewhere(code, name, has_table=True, verdict=verdict)
    failed = next((one for one in trial.explanations if one.error is not None), None)
    unknown = _unknown_value(failed, pack, terms) if failed is not None else None
    return Elsewhere(
        code,
        name,
        has_table=True,
        missing=_labels(pack, trial.missing, language),
        unknown=unknown,
        error=failed.error.text(language) if failed is not None and failed.error and not unknown else "",
    )


def _unknown_value(failed: Explanation, pack: Pack, terms: Terms) -> tuple[str, str] | None:
    """The column of a table of ``pack`` that does not know a value, and the value as ``terms`` call it."""
    if not isinstance(failed.error, InputNotAllowed):
        return None
    column, value = str(failed.error.facts["column"]), str(failed.error.facts["value"])
    inputs = pack.decisions.decisions[failed.decision_id].inputs
    fact = next((one.expression.strip() for one in inputs if one.label == column), "")
    label = pack.table_texts(failed.decision_id, terms.language).column(column)
    return label, terms.say_condition(value, fact)
