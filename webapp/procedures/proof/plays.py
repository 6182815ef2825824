"""Keeping played cases between requests; two people in one play are told apart by its revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.people import PROCESS_DESIGNER, Actor, require_product_role
from webapp.procedures.drafts import DraftClosed, save_file
from webapp.procedures.drafts.reading import draft_of, read_draft_file
from webapp.procedures.drafts.saving import lock_draft
from webapp.procedures.errors import PackRefused
from webapp.procedures.proof.errors import (
    PlayChangedMeanwhile,
    PlayNotFound,
    PlayTooLong,
    ScenarioNameTaken,
    TooManyPlays,
)
from webapp.procedures.proof.models import PackDraftPlay
from webapp.procedures.proof.recording import MOST_STEPS
from webapp.procedures.scenario_files import Scenario, read_scenario

#: A draft keeps no more plays, and a play no more text, than this.
MOST_PLAYS: Final = 20
MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Play:
    """A played case: the scenario's ``content``, played behind its step ``position``. Instants are aware."""

    id: int
    draft_id: int
    file: str
    file_revision: int
    content: bytes
    position: int
    revision: int
    changed_by: str
    changed_at: datetime

    @property
    def scenario(self) -> Scenario:
        """What it tells.

        Raises:
            PackRefused: the content is no scenario.
        """
        scenario, problems = read_scenario(self.content, self.file)
        if scenario is None:
            raise PackRefused("", problems)
        return scenario


def keep_play(
    session: Session, draft_id: int, content: bytes, position: int, actor: Actor, now: datetime
) -> Play:
    """Keep a case that was just opened, in the caller's transaction.

    Raises:
        NotPermitted: ``actor`` is no process designer.
        DraftNotFound, DraftClosed: there is no such draft, or it may not be changed any more.
        TooManyPlays, PlayTooLong: there is no room for it.
    """
    return _add(session, draft_id, content, position, actor, now, "", 0)


def open_in_play(
    session: Session, draft_id: int, path: str, position: int, actor: Actor, now: datetime
) -> Play:
    """Keep a scenario of the draft as a play behind one of its steps, in the caller's transaction.

    Raises: what `keep_play` raises, `DraftFileNotFound`, and `PackRefused` where the file is no scenario.
    """
    content, revision = read_draft_file(session, draft_id, path)
    scenario, problems = read_scenario(content, path)
    if scenario is None:
        raise PackRefused("", problems)
    at = max(0, min(position, len(scenario.steps)))
    return _add(session, draft_id, content, at, actor, now, path, revision)


def _add(
    session: Session,
    draft_id: int,
    content: bytes,
    position: int,
    actor: Actor,
    now: datetime,
    file: str,
    file_revision: int,
) -> Play:
    _require_open(session, draft_id, actor)
    kept = session.scalar(
        select(func.count()).select_from(PackDraftPlay).where(PackDraftPlay.draft_id == draft_id)
    )
    if (kept or 0) >= MOST_PLAYS:
        raise TooManyPlays(most=MOST_PLAYS)
    _refuse_long(content)
    row = PackDraftPlay(
        draft_id=draft_id,
        file=file,
        file_revision=file_revision,
        content=content,
        position=position,
        revision=1,
        changed_by=actor.login_name,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return _play_of(row)


def list_plays(session: Session, draft_id: int) -> list[Play]:
    """The plays of a draft, the latest first."""
    rows = session.scalars(
        select(PackDraftPlay)
        .where(PackDraftPlay.draft_id == draft_id)
        .order_by(PackDraftPlay.changed_at.desc(), PackDraftPlay.id.desc())
    )
    return [_play_of(row) for row in rows]


def get_play(session: Session, draft_id: int, play_id: int) -> Play:
    """One play of a draft.

    Raises:
        PlayNotFound: the draft has none of that number.
    """
    return _play_of(_find(session, draft_id, play_id))


def change_play(
    session: Session, seen: Play, content: bytes, position: int, actor: Actor, now: datetime
) -> Play:
    """Set what was ``seen`` to another content and position, in the caller's transaction.

    Raises: what `keep_play` raises, `PlayNotFound`, and `PlayChangedMeanwhile` where somebody was first.
    """
    row = _take(session, seen, actor)
    _refuse_long(content)
    row.content, row.position = content, position
    row.revision += 1
    row.changed_by, row.changed_at = actor.login_name, now
    session.flush()
    return _play_of(row)


def discard_play(session: Session, seen: Play, actor: Actor) -> None:
    """Throw a play away, in the caller's transaction.

    Raises: what `change_play` raises.
    """
    session.delete(_take(session, seen, actor))
    session.flush()


def save_scenario(
    session: Session, seen: Play, path: str, content: bytes, actor: Actor, now: datetime
) -> str:
    """Save a play as a scenario file of its draft, and keep the play no longer; in the caller's transaction.

    A play that was opened from this file overwrites it as it was then; any other needs a name of its own.

    Raises: what `change_play` and `save_file` raise, and `ScenarioNameTaken`.
    """
    row = _take(session, seen, actor)
    revision = seen.file_revision
    if path != seen.file:
        revision = _revision_of_new(session, seen.draft_id, path)
    saved = save_file(session, seen.draft_id, path, content, revision, actor, now)
    session.delete(row)
    session.flush()
    return saved.path


def save_new_scenario(
    session: Session, draft_id: int, path: str, content: bytes, actor: Actor, now: datetime
) -> str:
    """Save a scenario file under a name that the draft does not hold yet, in the caller's transaction.

    Raises: what `save_file` raises, and `ScenarioNameTaken`.
    """
    revision = _revision_of_new(session, draft_id, path)
    return save_file(session, draft_id, path, content, revision, actor, now).path


def _revision_of_new(session: Session, draft_id: int, path: str) -> int:
    """The revision of a file that is not there; one that was removed counts on.

    Raises:
        ScenarioNameTaken: it is there.
    """
    row = lock_draft(session, draft_id)
    draft = draft_of(session, row)
    if path in draft.files:
        raise ScenarioNameTaken(path=path)
    return draft.revisions.get(path, 0)


def _require_open(session: Session, draft_id: int, actor: Actor) -> None:
    require_product_role(session, actor, PROCESS_DESIGNER)
    draft = lock_draft(session, draft_id)
    if draft.state != "open":
        raise DraftClosed(draft_id, draft.state)


def _take(session: Session, seen: Play, actor: Actor) -> PackDraftPlay:
    """The row of a play as it was seen, with its draft locked."""
    _require_open(session, seen.draft_id, actor)
    row = _find(session, seen.draft_id, seen.id)
    if row.revision != seen.revision:
        raise PlayChangedMeanwhile(play=seen.id)
    return row


def _find(session: Session, draft_id: int, play_id: int) -> PackDraftPlay:
    row = session.get(PackDraftPlay, play_id)
    if row is None or row.draft_id != draft_id:
        raise PlayNotFound(play=play_id)
    return row


def _refuse_long(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise PlayTooLong(most=MOST_STEPS)


def _play_of(row: PackDraftPlay) -> Play:
    return Play(
        row.id,
        row.draft_id,
        row.file,
        row.file_revision,
        row.content,
        row.position,
        row.revision,
        row.changed_by,
        row.changed_at,
    )
