"""Steps of a scenario, and who takes them, by their names in both languages."""

from __future__ import annotations

from webapp.clock import PLACE_ZONE
from webapp.procedures.packs import Pack
from webapp.procedures.proof.answers import Act, Named
from webapp.procedures.scenario_files import Person, Scenario, Step


def tell_acts(pack: Pack, scenario: Scenario) -> tuple[Act, ...]:
    """The opening and the steps of a scenario."""
    opening = Act(
        0, "open", Named("", "", ""), tell_who(pack, scenario.opened_by), "", scenario.opened_at.isoformat()
    )
    return (opening, *(tell_act(pack, step) for step in scenario.steps))


def tell_act(pack: Pack, step: Step) -> Act:
    """One step."""
    kind = "task" if step.task else "message" if step.message else "clock" if step.advance_to else "look"
    element = tell_element(pack, step.task) if step.task else tell_message(pack, step.message)
    at = step.advance_to.astimezone(PLACE_ZONE).isoformat() if step.advance_to else ""
    item = "" if step.item is None else str(step.item)
    who = Named("", "", "") if step.person is None else tell_who(pack, step.person)
    return Act(step.number, kind, element, who, item, at)


def tell_element(pack: Pack, element_id: str) -> Named:
    """An element by its id, with its name where a diagram has it."""
    for process in pack.deployment.processes.values():
        info = process.elements.get(element_id)
        if info is not None:
            return Named(element_id, info.name, pack.texts("en").text(process.file, element_id, info.name))
    return Named(element_id, "", "")


def tell_message(pack: Pack, name: str) -> Named:
    """A message that people send."""
    message = pack.jurisdiction.messages.get(name)
    return Named(name, message.zh, message.en) if message is not None else Named(name, "", "")


def tell_who(pack: Pack, person: Person) -> Named:
    """Who acts: the role, which of its people, in which unit."""
    role = pack.jurisdiction.roles.get(person.role)
    number = person.by.removeprefix(person.role) if person.by else ""
    unit = f"@{person.unit}" if person.unit else ""
    name = f"{person.role}:{person.by}:{person.unit}"
    if role is None:
        return Named(name, person.role + unit, person.role + unit)
    return Named(name, f"{role.zh}{number}{unit}", f"{role.en} {number}".strip() + unit)
