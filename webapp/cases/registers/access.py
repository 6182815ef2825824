"""Who reads which register beyond a single case. Default deny: a register is read through a role of the place, or not at all.

A role that sees every case reads the registers that its ``reads`` allows, over the whole place; ``registers`` of a role
names those that it reads over the whole place although it sees only some cases. Any other role reads the
records of the cases in which a task was open to it. Need-to-know rules bind all of them; petitions and who reported
maliciously are read under such a rule only. A recusal takes the case out of every list; its parties
read what is theirs on the page of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from webapp.cases.access import works_on_cases
from webapp.cases.models import CaseFile, CaseTask, RegisterEntry, TaskCandidate
from webapp.cases.recusals import is_not_recused
from webapp.people import Actor
from webapp.procedures import Pack
from webapp.procedures.jurisdiction import Jurisdiction, Role

#: What only a need-to-know rule opens: no rule, no reader.
_UNDER_RULE_ONLY = frozenset({"petitions", "referrals"})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody reads one register in one place.

    ``is_whole`` is all of it; else the records of the cases in which a task was open to one of ``groups``
    (``town:decider``, ``town:corrector@union``), and of those they opened where ``as_opener``.
    """

    pack: Pack
    register: str
    is_whole: bool
    groups: frozenset[str] = frozenset()
    as_opener: bool = False

    @property
    def place(self) -> Jurisdiction:
        return self.pack.jurisdiction


def reaches(actor: Actor, packs: Iterable[Pack], register: str) -> tuple[Reach, ...]:
    """How far ``actor`` reads ``register`` in each place; nothing for places where not at all."""
    if not works_on_cases(actor):
        return ()
    found = (_reach(actor, pack, register) for pack in packs)
    return tuple(reach for reach in found if reach is not None)


def _reach(actor: Actor, pack: Pack, register: str) -> Reach | None:
    place = pack.jurisdiction
    roles = [role for role in place.roles.values() if _may_read(place, role, register)]
    if any(_reads_whole(actor, place, role, register) for role in roles):
        return Reach(pack, register, is_whole=True)
    involved = [role for role in roles if role.reads is None or register in role.reads]
    groups = frozenset(group for role in involved for group in _groups_of(actor, place, role))
    as_opener = any(role.id in place.start_roles and actor.has_role(place.code, role.id) for role in involved)
    return Reach(pack, register, is_whole=False, groups=groups, as_opener=as_opener) if groups else None


def _may_read(place: Jurisdiction, role: Role, register: str) -> bool:
    """Whether the need-to-know rules of the place leave ``register`` to ``role``."""
    rules = [rule for rule in place.need_to_know.values() if register in rule.registers]
    if register in _UNDER_RULE_ONLY and not rules:
        return False
    return all(role.id in rule.roles for rule in rules)


def _reads_whole(actor: Actor, place: Jurisdiction, role: Role, register: str) -> bool:
    """A role held at a unit only is a part of the place's, and never reads the whole."""
    if f"{place.code}:{role.id}" not in actor.groups:
        return False
    sees_all = role.case_access == "all" and (role.reads is None or register in role.reads)
    return sees_all or register in role.registers


def _groups_of(actor: Actor, place: Jurisdiction, role: Role) -> Iterator[str]:
    group = f"{place.code}:{role.id}"
    return (held for held in actor.groups if held == group or held.startswith(f"{group}@"))


def entries_within(actor: Actor, found: Iterable[Reach]) -> ColumnElement[bool]:
    """The condition on `RegisterEntry`, its `CaseFile` joined, under which its records are within ``found``."""
    parts = [_within(actor, reach) for reach in found]
    return and_(or_(*parts), is_not_recused(actor)) if parts else false()


def _within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    here = and_(RegisterEntry.register == reach.register, RegisterEntry.jurisdiction == reach.place.code)
    if reach.is_whole:
        return here
    candidate = exists(
        select(TaskCandidate.task_id)
        .join(CaseTask, CaseTask.id == TaskCandidate.task_id)
        .where(CaseTask.case_id == RegisterEntry.case_id, TaskCandidate.candidate.in_(sorted(reach.groups)))
    )
    opened = CaseFile.opened_by_id == actor.account_id
    return and_(here, or_(candidate, opened) if reach.as_opener else candidate)


def reads_library(actor: Actor, pack: Pack) -> bool:
    """Whether ``actor`` reads the case library of a place: a role that reads whole files does, or names the register."""
    if not works_on_cases(actor):
        return False
    place, register = pack.jurisdiction, "publications"
    return any(
        actor.has_role(place.code, role.id)
        and _may_read(place, role, register)
        and (role.reads is None or register in role.reads or register in role.registers)
        for role in place.roles.values()
    )
