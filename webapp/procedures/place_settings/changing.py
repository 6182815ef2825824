"""Changing what a place says of itself, entry by entry; the rest of its file stays as people wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.errors import Problem
from webapp.people import Actor
from webapp.procedures.drafts import Draft, SavedFile, get_draft, save_file
from webapp.procedures.packs import Pack
from webapp.procedures.place_settings.entries import Entry, entry_path, get_entry, list_entries
from webapp.procedures.place_settings.errors import EntryExists, EntryRefused, NothingInherited
from webapp.procedures.place_settings.sections import Section
from webapp.procedures.place_settings.typing_in import Typed, read_id, read_typed
from webapp.procedures.resolution import jurisdiction_path
from webapp.procedures.toml_changes import drop_entry, set_values
from webapp.procedures.toml_writing import Plain


def add_entry(
    session: Session,
    draft_id: int,
    section: Section,
    typed: Typed,
    revision: int,
    actor: Actor,
    now: datetime,
) -> str:
    """Add an entry under the id that was typed, in the caller's transaction; returns the id.

    Raises:
        EntryRefused, EntryExists: what was typed cannot be taken.
        TomlNotChanged: the place's file is laid out so that it cannot be changed by itself.
        And what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    entry_id = read_id(section, " ".join(typed.get("id", ("",))))
    if any(each.id == entry_id for each in list_entries(draft.pack, section)):
        raise EntryExists(found=entry_id)
    values = read_typed(section, typed)
    path = entry_path(section, entry_id)
    _save(session, draft, lambda content, file: set_values(content, file, path, values), revision, actor, now)
    return entry_id


def change_entry(
    session: Session,
    draft_id: int,
    section: Section,
    entry_id: str,
    typed: Typed,
    revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    """Change an entry in the place's own file, in the caller's transaction; an inherited one becomes its own first.

    What the form does not show of an entry stays as it is.

    Raises: what `add_entry` raises, and `EntryNotFound`.
    """
    draft = get_draft(session, draft_id)
    entry = get_entry(draft.pack, section, entry_id)
    values = _wanted(entry, read_typed(section, typed))
    return _save(
        session,
        draft,
        lambda content, file: set_values(content, file, entry.path, values),
        revision,
        actor,
        now,
    )


def drop_own_entry(
    session: Session,
    draft_id: int,
    section: Section,
    entry_id: str,
    revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    """Take the place's own entry out, in the caller's transaction: what it stood before is in force again, if anything.

    Raises: what `change_entry` raises, and `NothingInherited` for what cannot be left out.
    """
    draft = get_draft(session, draft_id)
    entry = get_entry(draft.pack, section, entry_id)
    if section.id == "place" or entry.own is None:
        raise NothingInherited(found=section.zh if section.is_alone else entry_id)
    return _save(
        session, draft, lambda content, file: drop_entry(content, file, entry.path), revision, actor, now
    )


def _wanted(entry: Entry, values: Mapping[str, Plain | None]) -> dict[str, Plain | None]:
    """What is to be written of the values that were typed."""
    values = {key: _in_order(value, entry.values.get(key)) for key, value in values.items()}
    if entry.section.id == "place":
        # Each field is inherited by itself: only what differs is the place's own.
        inherited = entry.inherited or {}
        return {
            key: value
            for key, value in values.items()
            if entry.is_own_field(key) or value != inherited.get(key)
        }
    # The nearest file that has an entry says all of it, also what the form does not show.
    return dict(values) if entry.own is not None else {**(entry.inherited or {}), **values}


def _in_order(value: Plain | None, held: object) -> Plain | None:
    """A list of what was ticked, in the order of the file; what is new stands behind. One text counts as a list of one."""
    if not isinstance(value, list):
        return value
    if isinstance(held, str) and value == [held]:
        return held
    before = [each for each in held if each in value] if isinstance(held, list) else []
    return [*before, *(each for each in value if each not in before)]


def _save(
    session: Session,
    draft: Draft,
    change: Callable[[bytes, str], bytes],
    revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    code = draft.line.jurisdiction
    file = jurisdiction_path(code)
    before = draft.files.get(file, b"")
    after = change(before, file)
    _refuse_new_errors(code, draft.files, file, after)
    return save_file(session, draft.line.id, file, after, revision, actor, now)


def _refuse_new_errors(code: str, files: Mapping[str, bytes], file: str, after: bytes) -> None:
    """The checks that read the place's file say what the change would break; what was broken before stays the draft's matter."""
    known = {(each.code, each.zh) for each in _errors(Pack(code, files))}
    new = [each for each in _errors(Pack(code, {**files, file: after})) if (each.code, each.zh) not in known]
    if new:
        raise EntryRefused({}, new)


def _errors(pack: Pack) -> list[Problem]:
    return [each for each in pack.read_jurisdiction()[1] if each.severity == "error"]
