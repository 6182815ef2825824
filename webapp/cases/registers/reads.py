"""Reading registers is recorded: who took what out of them, and whom they asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from webapp import audit
from webapp.database import Database, now
from webapp.people import Actor, entry_by

#: The chain of the record that holds it; a single case's chain tells what was read of that case.
REGISTERS_CHAIN = "registers"

#: How many record numbers one entry holds; the count stands beside them.
_NUMBERS_KEPT = 100


def note_list_read(
    database: Database,
    actor: Actor,
    register: str,
    asked: Mapping[str, str],
    way: str,
    numbers: Sequence[str],
    at: datetime,
) -> None:
    """Record that a part of a register was read (``way`` = ``page`` or ``api``) or taken away as a file, at an instant."""
    note_read(
        database,
        actor,
        "read_register" if way in {"page", "api"} else "export_register",
        {
            "register": register,
            "asked": dict(asked),
            "way": way,
            "records": len(numbers),
            "numbers": list(numbers[:_NUMBERS_KEPT]),
        },
        at,
    )


def note_read(
    database: Database, actor: Actor, verb: str, facts: Mapping[str, object], at: datetime | None = None
) -> None:
    """Record a reading in a transaction of its own, before anything of it is shown; ``at`` is when, now if not given."""
    with database.write() as session:
        audit.append(session, REGISTERS_CHAIN, [entry_by(actor, verb, dict(facts))], at or now(session))
