"""The mapping by hand: what an administrator has said of elements of one version in another. It is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.cases.moving.errors import MappingUnfit
from webapp.cases.moving.models import MoveMapping
from webapp.engine.moving import ElementMapping
from webapp.people import Actor
from webapp.procedures import Pack


def write_mapping(mapping: ElementMapping) -> str:
    """A mapping as it is kept."""
    rows = [[process, old, new] for (process, old), new in sorted(mapping.items())]
    return json.dumps(rows, ensure_ascii=False)


def read_mapping(text: str) -> dict[tuple[str, str], str]:
    """The mapping of `write_mapping`."""
    return {(process, old): new for process, old, new in json.loads(text)}


def find_mapping(session: Session, from_digest: str, to_digest: str) -> dict[tuple[str, str], str]:
    """What has been said so far; nothing, where nobody has said anything."""
    kept = session.get(MoveMapping, (from_digest, to_digest))
    return read_mapping(kept.mapping) if kept is not None else {}


def keep_mapping(
    session: Session,
    old: Pack,
    new: Pack,
    said: Mapping[tuple[str, str], str | None],
    actor: Actor,
    at: datetime,
) -> ElementMapping:
    """Take ``said`` into what is kept; None takes an answer back. Returns the whole mapping.

    Raises: `MappingUnfit`.
    """
    for (process_id, old_id), new_id in said.items():
        if not _holds(old, process_id, old_id) or (new_id and not _holds(new, process_id, new_id)):
            raise MappingUnfit(old=old_id, new=new_id or "")
    whole: dict[tuple[str, str], str | None] = {**find_mapping(session, old.digest, new.digest), **said}
    mapping = {place: target for place, target in whole.items() if target is not None}
    kept = session.get(MoveMapping, (old.digest, new.digest))
    if kept is None:
        kept = MoveMapping(from_digest=old.digest, to_digest=new.digest)
        session.add(kept)
    kept.mapping, kept.changed_by_id, kept.changed_at = write_mapping(mapping), actor.account_id, at
    session.flush()
    return mapping


def _holds(pack: Pack, process_id: str, element_id: str) -> bool:
    """Whether a process of the version has an element or flow of that id."""
    process = pack.deployment.processes.get(process_id)
    return process is not None and (
        element_id in process.elements or element_id in pack.deployment.flow_ids(process_id)
    )
