"""Which change of one fact would change an advice, and what unknown facts leave open, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from webapp.cases.pages import ChangeLine
from webapp.cases.table_words import fact_label, say_conclusion
from webapp.cases.terms import Terms, terms_of
from webapp.decisions import DecisionError
from webapp.decisions.what_if import Change, WhatIf
from webapp.errors import Language
from webapp.feel import Value, equal, from_json, with_value_at
from webapp.procedures import Pack
from webapp.procedures.what_if import ask_what_if


@lru_cache(maxsize=64)
def _question(pack: Pack, decision: str) -> WhatIf:
    return ask_what_if(pack, decision)


def changes_of_advice(
    told: Mapping[str, Mapping[str, Any]], decision: str, pack: Pack, language: Language
) -> tuple[ChangeLine, ...]:
    """What would have changed an advice that was given.

    ``told`` are the stored explanations of the case's decisions, the latest of each, by decision id. The facts are those that
    stand in them, so that a later change of the case does not alter the answer; where they do not lead to the conclusion
    that is on record (some fact is read inside a calculation), nothing is said.
    """
    if told[decision]["status"] != "concluded" or decision not in pack.decisions.decisions:
        return ()
    question = _question(pack, decision)
    facts: dict[str, Value] = {}
    for asked in (*question.feeds.values(), decision):
        if asked not in told:
            return ()
        for step in told[asked]["steps"]:
            for item in step["inputs"]:
                if item["expression"].strip() in question.paths:
                    facts = with_value_at(facts, item["expression"].strip(), from_json(item["value"]))
    try:
        if equal(question.conclude(facts), from_json(told[decision]["value"])) is not True:
            return ()
        changes = question.nearest_changes(facts)
    except DecisionError:
        return ()
    return tuple(describe_change(change, pack, decision, language) for change in changes)


def possible_conclusions(
    variables: Mapping[str, Value], decision: str, pack: Pack, language: Language
) -> tuple[str, ...]:
    """What a decision that lacks facts could still conclude, whatever they turn out to be; ``variables`` are the case's."""
    if decision not in pack.decisions.decisions:
        return ()
    found = _question(pack, decision).still_possible(variables)
    said = (say_conclusion(one.conclusion, pack, decision, language) for one in found.conclusions)
    return tuple(dict.fromkeys(said)) if found.is_complete and not found.may_fail else ()


def describe_change(change: Change, pack: Pack, decision: str, language: Language) -> ChangeLine:
    """One change in words."""
    terms = terms_of(pack, language)
    return ChangeLine(
        fact=fact_label(pack, change.path, language),
        now=terms.say(change.fact, change.path),
        then=_say_values(change, terms),
        conclusion=say_conclusion(change.conclusion, pack, decision, language),
    )


def _say_values(change: Change, terms: Terms) -> str:
    if not change.is_listed:
        return change.en if terms.language == "en" else change.zh
    between = {"zh": "或", "en": " or "}[terms.language]
    return between.join(terms.say(value, change.path) for value in change.values)
