"""Reading what is kept to a few is recorded: one entry a person, case and day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit import RecordedEntry
from webapp.cases.models import CaseFile, CaseTask, RegisterEntry
from webapp.cases.reading import ReadingRights, facts_of
from webapp.cases.recording import Action, Doer, record_action
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.people import Actor
from webapp.procedures import Pack
from webapp.procedures.knowledge import entities_of

#: The verb of the entry.
READ_KEPT_BACK = "read_kept_back"


def kept_on_file(
    session: Session, case: CaseFile, pack: Pack, tasks: Iterable[CaseTask], rights: ReadingRights
) -> frozenset[str]:
    """The need-to-know rules (ids) under which the case holds something that its reader may read."""
    rules = [
        rule
        for rule in pack.jurisdiction.need_to_know.values()
        if any(map(rights.reads_entity, rule.entities)) or any(map(rights.reads_register, rule.registers))
    ]
    if not rules:
        return frozenset()
    ruled = {entity for rule in rules for entity in rule.entities}
    held = {
        entity
        for task in tasks
        if task.state == "done" and not ruled.isdisjoint(entities_of(pack, task.form_id))
        for entity in facts_of(task)
    }
    found = select(RegisterEntry.register).where(RegisterEntry.case_id == case.id).distinct()
    registers = set(session.scalars(found))
    return frozenset(
        rule.id
        for rule in rules
        if any(entity in held and rights.reads_entity(entity) for entity in rule.entities)
        or any(register in registers and rights.reads_register(register) for register in rule.registers)
    )


def is_recorded(entries: Sequence[RecordedEntry], actor: Actor, rules: Collection[str], day: date) -> bool:
    """Whether ``actor`` is on record as having read under all of ``rules`` on that day."""
    read = {
        rule
        for entry in entries
        if entry.action == READ_KEPT_BACK
        and entry.actor_account == actor.login_name
        and place_day(entry.at) == day
        for rule in entry.facts["rules"]
    }
    return read.issuperset(rules)


def record_kept_read(database: Database, actor: Actor, case_id: int, rules: Collection[str]) -> None:
    """Note that ``actor`` is about to read under ``rules``: in a transaction of its own, before the page is shown."""
    with database.write() as session:
        case = session.get_one(CaseFile, case_id)
        doer = Doer(actor.login_name, actor.display_name)
        record_action(session, case, Action(READ_KEPT_BACK, doer, {"rules": sorted(rules)}), now(session))
