"""The tables of the record. Entries are only ever added: session and database refuse the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from webapp.audit.errors import AuditIsAppendOnly
from webapp.audit.triggers import install_triggers
from webapp.database import Base


class AuditChain(Base):
    """The end of a chain: how many entries it has and the hash of the last (empty while there is none)."""

    __tablename__ = "audit_chain"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    tip: Mapped[str]


class AuditEntry(Base):
    """One entry. ``facts`` is the canonical JSON that the hash covers, letter by letter."""

    __tablename__ = "audit_entry"

    chain: Mapped[str] = mapped_column(ForeignKey("audit_chain.name"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_account: Mapped[str | None] = mapped_column(index=True)
    actor_name: Mapped[str]
    action: Mapped[str]
    facts: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
    algorithm: Mapped[str]


event.listen(AuditEntry.__table__, "after_create", install_triggers)


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
@event.listens_for(AuditChain, "before_update")
@event.listens_for(AuditChain, "before_delete")
def _refuse_change(*_: object) -> None:
    raise AuditIsAppendOnly


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_change(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and any(
        mapper.class_ in (AuditEntry, AuditChain) for mapper in state.all_mappers
    ):
        raise AuditIsAppendOnly
