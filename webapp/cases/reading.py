"""Need to know: which part of a case's file one person may read. Every page of a case asks here.

What counts are the roles in which somebody has to do with the case: those that see every case, and those through which
a task of it is or was open to them; who opened it reads as those who may open one do. ``reads`` of a role names
the entities and registers it reads (without it: the whole file), ``need_to_know`` what is kept to some roles. A recusal
leaves nothing but the reading of a party.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.models import CaseFile, CaseTask, Evidence
from webapp.cases.pages import Withheld
from webapp.cases.recusals import is_recused
from webapp.errors import Language
from webapp.feel import Value, compile_expression
from webapp.people import Actor
from webapp.procedures import Pack
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.jurisdiction import Jurisdiction, NeedToKnow, Role
from webapp.procedures.knowledge import entities_of, facts_behind, kept_from


@dataclass(frozen=True, slots=True)
class ReadingRights:
    """What one person may read of one case: ``roles`` are those of theirs that count in it."""

    account_id: int
    login_name: str
    place: Jurisdiction
    roles: tuple[Role, ...]

    @property
    def is_whole(self) -> bool:
        """Whether a role of theirs reads the whole file, but for what is kept to others."""
        return any(role.reads is None for role in self.roles)

    def reads_entity(self, entity: str) -> bool:
        """Whether they may read what the forms put into ``entity``."""
        kept = [rule for rule in self.place.need_to_know.values() if entity in rule.entities]
        return self._reads(entity, kept)

    def reads_register(self, register: str) -> bool:
        """Whether they may read the records of ``register``."""
        kept = [rule for rule in self.place.need_to_know.values() if register in rule.registers]
        return self._reads(register, kept)

    def _reads(self, name: str, kept: Iterable[NeedToKnow]) -> bool:
        rules = list(kept)
        return any(
            (role.reads is None or name in role.reads) and all(role.id in rule.roles for rule in rules)
            for role in self.roles
        )

    @property
    def kept_rules(self) -> tuple[NeedToKnow, ...]:
        """The rules that keep something from them."""
        return kept_from(self.place, {role.id for role in self.roles})

    @property
    def kept_entities(self) -> frozenset[str]:
        """The entities that some rule keeps from all their roles: not even a form of theirs shows them."""
        return frozenset(entity for rule in self.kept_rules for entity in rule.entities)

    @property
    def unread_entities(self) -> frozenset[str]:
        """The entities under some rule that they do not read."""
        ruled = {entity for rule in self.place.need_to_know.values() for entity in rule.entities}
        return frozenset(entity for entity in ruled if not self.reads_entity(entity))

    def keeps_back(self, pack: Pack, form_id: str | None) -> bool:
        """Whether a form is about nothing but what is kept from them: then even its occasion is."""
        entities = entities_of(pack, form_id)
        return bool(entities) and self.unread_entities.issuperset(entities)

    def withheld(self, language: Language) -> Withheld:
        """What is kept from them, in words."""
        return Withheld(
            is_part=not self.is_whole,
            rules=tuple(rule.name(language) for rule in self.kept_rules),
        )


def list_tasks(session: Session, case: CaseFile) -> Sequence[CaseTask]:
    """All tasks of a case, its row with each, oldest first."""
    return session.scalars(
        select(CaseTask)
        .join(CaseTask.case)
        .where(CaseTask.case_id == case.id)
        .options(contains_eager(CaseTask.case))
        .order_by(CaseTask.id)
    ).all()


def rights_in(actor: Actor, case: CaseFile, pack: Pack, tasks: Iterable[CaseTask]) -> ReadingRights:
    """What ``actor`` may read of ``case``, of which ``tasks`` are all tasks so far."""
    return _rights(actor, pack, _roles_in(actor, case, pack, tasks))


def rights_of_roles(actor: Actor, case: CaseFile, pack: Pack) -> ReadingRights:
    """What ``actor`` may read of ``case`` by all roles held in its place, whatever their part in it.

    For what a form shows to whoever does a task: that they may do it has been decided before.
    """
    place = pack.jurisdiction
    held = (
        () if is_recused(actor, case) else (role for role in place.roles if actor.has_role(place.code, role))
    )
    return _rights(actor, pack, {*held, *_opener_roles(actor, case, pack)})


def reads_register(actor: Actor, pack: Pack, register: str) -> bool:
    """Whether a role of ``actor`` reads ``register`` over all cases of the place, for lists beyond one case."""
    place = pack.jurisdiction
    seen = {role.id for role in place.roles.values() if role.case_access == "all"}
    held = {role for role in seen if f"{place.code}:{role}" in actor.groups}
    return _rights(actor, pack, held).reads_register(register)


def _rights(actor: Actor, pack: Pack, names: Collection[str]) -> ReadingRights:
    place = pack.jurisdiction
    roles = tuple(role for name, role in place.roles.items() if name in names)
    return ReadingRights(actor.account_id, actor.login_name, place, roles)


def _roles_in(actor: Actor, case: CaseFile, pack: Pack, tasks: Iterable[CaseTask]) -> set[str]:
    place = pack.jurisdiction
    roles = _opener_roles(actor, case, pack)
    if is_recused(actor, case):
        named = (_named_role(actor, task, pack) for task in tasks)
        return roles | {name for name in named if name and place.roles[name].reads is not None}
    roles |= {
        name
        for name, role in place.roles.items()
        if role.case_access == "all" and f"{place.code}:{name}" in actor.groups
    }
    for task in tasks:
        groups = actor.groups.intersection(task.candidates.split(","))
        roles |= {group.partition(":")[2].partition("@")[0] for group in groups}
        if name := _named_role(actor, task, pack):
            roles.add(name)
    return roles & place.roles.keys()


def _opener_roles(actor: Actor, case: CaseFile, pack: Pack) -> set[str]:
    """The roles as which somebody reads a matter because they opened it."""
    if case.opened_by_id != actor.account_id:
        return set()
    place = pack.jurisdiction
    entered = (each for each in place.entrances.values() if each.process_id == case.process_id)
    roles = {name for entrance in entered for name in entrance.roles if name in place.roles}
    return {name for name in roles if place.roles[name].case_access == "involved"}


def _named_role(actor: Actor, task: CaseTask, pack: Pack) -> str | None:
    """The role of a task that names ``actor`` in person: its lane, if they hold it or it reads a part only."""
    if f"@{actor.login_name}" not in task.candidates.split(","):
        return None
    process = pack.deployment.processes.get(task.process_id)
    element = process.elements.get(task.element_id) if process else None
    role = pack.jurisdiction.roles.get(element.lane or "") if element else None
    if role is None or not (role.reads is not None or actor.has_role(pack.jurisdiction.code, role.id)):
        return None
    return role.id


def facts_of(task: CaseTask) -> Mapping[str, Value]:
    """What was submitted with a task: entity to its fields."""
    facts = compile_expression(task.facts or "{}").evaluate({})
    return facts if isinstance(facts, dict) else {}


def readable_facts(facts: Mapping[str, Value], task: CaseTask, rights: ReadingRights) -> Mapping[str, Value]:
    """The entities of a submission that may be read; what somebody submitted themselves, too, unless it is kept back."""
    is_own = task.completed_by_id == rights.account_id
    kept = rights.kept_entities
    return {
        entity: value
        for entity, value in facts.items()
        if rights.reads_entity(entity) or (is_own and entity not in kept)
    }


def may_read_decision(pack: Pack, decision_id: str, rights: ReadingRights) -> bool:
    """Whether what a decision concluded may be read: all that it was concluded from, and for part readers the register."""
    return rights.reads_register("advice") and all(
        rights.reads_entity(entity) for entity in facts_behind(pack, decision_id)
    )


def hidden_evidence(
    evidence: Iterable[Evidence],
    tasks: Sequence[CaseTask],
    pack: Pack,
    rights: ReadingRights,
    told: Iterable[Mapping[str, Value]] = (),
) -> frozenset[int]:
    """The files (ids) that may not be read.

    A file belongs with the form of the task at which it was uploaded, and with whatever form names it: of a task, or as
    ``told`` holds what was said otherwise, such as in messages (entity to its fields). One's own uploads may always be
    read; who reads a part of the file reads no others.
    """
    kept = rights.unread_entities
    forms = {task.id: task.form_id for task in tasks}
    forms_told = [facts_of(task) for task in tasks if not kept.isdisjoint(entities_of(pack, task.form_id))]
    named = {number for facts in (*told, *forms_told) for number in _files_named(pack, facts, kept)}
    return frozenset(
        file.id
        for file in evidence
        if file.uploaded_by_id != rights.account_id
        and (
            not rights.is_whole
            or str(file.id) in named
            or not kept.isdisjoint(entities_of(pack, forms.get(file.task_id or 0)))
        )
    )


def _files_named(pack: Pack, facts: Mapping[str, Value], entities: Collection[str]) -> Iterator[str]:
    """The files that the file fields of some entities hold."""
    for schema in pack.forms.values():
        for field in schema.fields:
            entity, _, name = field.key.partition(".")
            if isinstance(field, FieldComponent) and field.type == "filepicker" and entity in entities:
                fields = facts.get(entity)
                held = fields.get(name) if isinstance(fields, dict) else None
                yield from (str(number) for number in (held if isinstance(held, list) else [held]))
