"""The people of a scenario fill in forms: under which account, with what in sight, by the rules of the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from webapp.clock import PLACE_ZONE, place_day
from webapp.feel import Value, from_python
from webapp.procedures.errors import stop
from webapp.procedures.filing_choices import RISK_FILINGS, offer_risk_filing
from webapp.procedures.forms import Submission, validate_facts
from webapp.procedures.knowledge import kept_from, variables_behind
from webapp.procedures.packs import Pack
from webapp.procedures.scenario_files import Facts, Person, Scenario
from webapp.procedures.scenario_host import ScenarioHost
from webapp.procedures.scenario_people import list_recused, list_scenario_people, mark_recused

_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class ScenarioForms:
    """The forms of a pack in the hands of a scenario's people."""

    pack: Pack
    scenario: Scenario
    host: ScenarioHost

    def account_of(self, person: Person) -> str:
        """The account named, that of the opener for the opener's role, or else one made from the role."""
        if person.by:
            return person.by
        if person.account:
            return person.account
        opener = self.scenario.opened_by
        if person.role == opener.role and opener.account:
            return opener.account
        return f"{person.role}.{person.unit}" if person.unit else person.role

    def actor_of(self, person: Person) -> dict[str, Value]:
        """What expressions read as ``actor`` when ``person`` acts."""
        role = self.pack.jurisdiction.roles.get(person.role)
        name = person.name or (role.zh if role else person.role)
        return {"account": self.account_of(person), "name": name, "unit": person.unit or None}

    def read_facts(
        self, form_id: str | None, variables: Mapping[str, Value], person: Person, facts: Facts
    ) -> dict[str, Value]:
        """What the form makes of the facts, by the rules of the screen.

        Raises:
            ScenarioStopped: the form refuses some of them.
        """
        given: dict[str, Value] = {key: from_python(value) for key, value in facts.items()}
        if form_id is None:
            return _by_entity(given)
        schema, context = self.pack.forms[form_id], self.form_context(variables, person)
        submission = validate_facts(schema, context, given)
        if submission.errors:
            english = validate_facts(schema, context, given, "en")
            raise stop(
                f"表单 {form_id} 不接受：{_show_errors(submission)}",
                f"the form {form_id} refuses: {_show_errors(english)}",
            )
        return {entity: dict(values) for entity, values in submission.values.items()}

    def form_context(self, variables: Mapping[str, Value], person: Person) -> dict[str, Value]:
        """What a form of ``person`` sees: nothing of what need to know keeps from their role."""
        is_recused = self.account_of(person) in list_recused(self.host.book)
        rules = kept_from(self.pack.jurisdiction, () if is_recused else (person.role,))
        kept = variables_behind(self.pack, frozenset(entity for rule in rules for entity in rule.entities))
        return {
            "units": [{"value": code, "label": label, "kind": None} for code, label in self._units.items()],
            "list_items": list(self.pack.list_items),
            "people": mark_recused(self._people, self.host.book),
            RISK_FILINGS: self._risk_filings,
            "parameters": dict(self.pack.parameter_values),
            "actor": self.actor_of(person),
            "now": from_python(self.host.now().astimezone(PLACE_ZONE)),
            "today": from_python(place_day(self.host.now())),
            **{name: value for name, value in variables.items() if name not in kept},
        }

    @cached_property
    def _people(self) -> Mapping[str, dict[str, Value]]:
        return list_scenario_people(self.pack.jurisdiction, self.scenario.people)

    @cached_property
    def _risk_filings(self) -> list[Value]:
        """What was put on file before the scenario's matter, as forms offer it."""
        filings = self.scenario.risk_filings
        records = {
            number: {name: from_python(value) for name, value in record.items()}
            for number, record in filings.items()
        }
        offered = (offer_risk_filing(number, record) for number, record in records.items())
        return [each for each in offered if each is not None]

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """The units that forms offer: those the scenario lists, or else every code that it mentions."""
        if self.scenario.units is not None:
            return self.scenario.units
        facts = [self.scenario.start, *(step.facts for step in self.scenario.steps)]
        values = [value for mentioned in facts for value in mentioned.values()]
        return {code: code for value in values for code in _codes_in(value)}


def _codes_in(value: Any) -> list[str]:
    if isinstance(value, list):
        return [code for item in value for code in _codes_in(item)]
    return [value] if isinstance(value, str) and _CODE.fullmatch(value) else []


def _show_errors(submission: Submission) -> str:
    return "; ".join(f"{key}: {text}" for key, text in submission.errors.items())


def _by_entity(given: Mapping[str, Value]) -> dict[str, Value]:
    entities: dict[str, dict[str, Value]] = {}
    for key, value in given.items():
        entity, _, name = key.partition(".")
        entities.setdefault(entity, {})[name or entity] = value
    return dict(entities)
