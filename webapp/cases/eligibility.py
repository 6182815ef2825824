"""Who may be handed a task, and whether anybody may."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.recusals import is_kept_from, is_recused
from webapp.cases.separation import is_barred
from webapp.people import Actor, Colleague, list_colleagues
from webapp.procedures import Pack


def may_assign(actor: Actor, case: CaseFile, pack: Pack) -> bool:
    """Whether ``actor`` hands out the tasks of others in ``case`` (``assigners`` in jurisdiction.toml)."""
    held = {f"{case.jurisdiction}:{role}" for role in pack.jurisdiction.assigners}
    return not actor.groups.isdisjoint(held) and not is_recused(actor, case)


def list_people(session: Session, case: CaseFile) -> tuple[Colleague, ...]:
    """Everybody who works in the place of ``case``, to choose from."""
    return list_colleagues(session, case.jurisdiction)


def is_in_person(task: CaseTask) -> bool:
    """Whether the task is one of several side by side, each of which names one person: a ballot is that person's alone."""
    return task.item is not None and task.candidates == f"@{task.item}"


def find_eligible(
    people: Sequence[Colleague], pack: Pack, task: CaseTask, *, with_lane: bool
) -> tuple[Colleague, ...]:
    """Those of ``people`` to whom ``task`` (its case loaded) may be handed.

    They are its candidates. A task that names only people may go, ``with_lane``, to whoever holds the role of its lane:
    otherwise it would stand still when they are gone; but not one that is somebody's in person. Never the recused, the
    separated or the disabled.
    """
    candidates = set(task.candidates.split(","))
    is_for_named_only = not is_in_person(task) and all(name.startswith("@") for name in candidates if name)
    lane = pack.deployment.processes[task.process_id].elements[task.element_id].lane
    return tuple(
        person
        for person in people
        if (
            not candidates.isdisjoint({*person.groups, f"@{person.login_name}"})
            or (with_lane and is_for_named_only and lane in person.roles)
        )
        and _is_free(person, task, candidates)
    )


def _is_free(person: Colleague, task: CaseTask, candidates: set[str]) -> bool:
    is_named = f"@{person.login_name}" in candidates
    return (
        person.is_active
        and not is_kept_from(task.case, person.account_id, is_named=is_named)
        and not is_barred(person.account_id, task)
    )


def is_stuck(people: Sequence[Colleague], pack: Pack, task: CaseTask) -> bool:
    """Whether nobody can do ``task``: its holder is gone or kept from it, and no candidate is left."""
    able = find_eligible(people, pack, task, with_lane=False)
    return not able
