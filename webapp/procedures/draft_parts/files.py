"""Adding, copying and removing the diagrams, tables and forms of a draft, and who refers to one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from sqlalchemy.orm import Session

from webapp.people import Actor
from webapp.procedures.draft_parts.errors import PartExists, PartNameRefused, PartNotCopied
from webapp.procedures.draft_parts.templates import empty_diagram, empty_form, empty_table, with_form_name
from webapp.procedures.drafts import Draft, SavedFile, get_draft, remove_file, save_files
from webapp.procedures.jurisdiction import ID
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import (
    KINDS,
    entrances_of,
    jurisdiction_path,
    papers_path,
    records_of,
    references_of,
    texts_path,
)
from webapp.procedures.texts import read_texts
from webapp.procedures.toml_changes import set_values
from webapp.procedures.toml_writing import TomlNotChanged

PartKind = Literal["bpmn", "dmn", "forms"]
_EMPTY: Mapping[PartKind, Callable[[str, str], bytes]] = {
    "bpmn": empty_diagram,
    "dmn": empty_table,
    "forms": empty_form,
}
_LONGEST = 60


def part_kind(path: str) -> PartKind | None:
    """Whether a file is a diagram, a table or a form; None for everything else."""
    by_suffix: Mapping[str, PartKind] = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "forms"}
    return by_suffix.get(PurePosixPath(path).suffix)


def add_part(
    session: Session,
    draft_id: int,
    kind: PartKind,
    name: str,
    zh: str,
    copy_of: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Add a diagram, table or form, empty or as a copy of another with its English texts; returns its path.

    The id inside is the file's name, as everywhere. Runs in the caller's transaction.

    Raises:
        PartNameRefused, PartExists: the name cannot be taken.
        PartNotCopied: the file to copy is not there, is of another kind, or cannot be read.
        And what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    path = _new_path(draft, kind, name)
    contents: dict[str, bytes | None] = {}
    if copy_of:
        contents |= _copied(draft, copy_of, path, kind, zh.strip())
    else:
        contents[path] = _EMPTY[kind](name, zh.strip())
    save_files(session, draft_id, contents, _revisions(draft, contents), actor, now)
    return path


def remove_part(
    session: Session, draft_id: int, path: str, revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Remove one of the place's own files with its English texts, in the caller's transaction.

    Raises: what `remove_file` raises.
    """
    return remove_file(session, draft_id, path, revision, actor, now)


def list_references(pack: Pack, path: str) -> list[str]:
    """The files of the pack that name a diagram, table, form or template by its id."""
    name = PurePosixPath(path).stem
    kind = part_kind(path) or ("papers" if path.endswith(".docx") else None)
    if kind is None:
        return []
    wanted = (kind, name)
    found = [
        other
        for other, content in pack.files.items()
        if other != path and wanted in references_of(other, content)
    ]
    for folder in pack.lineage:
        place, papers = jurisdiction_path(folder), papers_path(folder)
        if wanted in entrances_of(pack.files.get(place, b"")):
            found.append(place)
        if wanted in records_of(pack.files.get(papers, b"")):
            found.append(papers)
    return found


def _new_path(draft: Draft, kind: PartKind, name: str) -> str:
    if ID.fullmatch(name) is None or len(name) > _LONGEST:
        raise PartNameRefused(found=name[:80])
    folder, suffix = KINDS[kind]
    path = f"{folder.format(folder=draft.line.jurisdiction)}/{name}{suffix}"
    if path in draft.files or draft.pack.locate(kind, name) is not None:
        raise PartExists(path=path)
    return path


def _revisions(draft: Draft, contents: Mapping[str, bytes | None]) -> dict[str, int]:
    return {path: draft.revisions.get(path, 0) for path in contents if path in draft.files}


def _copied(draft: Draft, source: str, target: str, kind: PartKind, zh: str) -> dict[str, bytes | None]:
    """The files that a copy makes: the place's English texts with those of the copy, then the copy."""
    content = draft.files.get(source)
    if content is None or part_kind(source) != kind:
        raise PartNotCopied(path=source[:120])
    old, new = PurePosixPath(source).stem, PurePosixPath(target).stem
    try:
        copied = _with_id(content.decode("utf-8-sig"), kind, old, new, zh).encode()
    except ValueError as error:
        raise PartNotCopied(path=source[:120]) from error
    contents: dict[str, bytes | None] = {}
    texts = _texts_of_copy(draft, source, target)
    if texts is not None:
        contents[texts_path(draft.line.jurisdiction)] = texts
    return {**contents, target: copied}


def _with_id(text: str, kind: PartKind, old: str, new: str, zh: str) -> str:
    """The file with its own id changed wherever the file itself names it; a form under the name ``zh``."""
    if kind == "forms":
        schema = json.loads(text)
        if not isinstance(schema, dict):
            raise ValueError(text[:20])
        return json.dumps(with_form_name({**schema, "id": new}, zh), ensure_ascii=False, indent=2) + "\n"
    own = re.compile(rf'(?<![\w:.-])(id|bpmnElement|processRef|dmnElementRef)="{re.escape(old)}"')
    return own.sub(rf'\1="{new}"', text).replace(f'href="#{old}"', f'href="#{new}"')


def _texts_of_copy(draft: Draft, source: str, target: str) -> bytes | None:
    """The place's file of English texts with those of the copy; None where there are none, or it cannot be changed."""
    old, new = PurePosixPath(source).stem, PurePosixPath(target).stem
    path = texts_path(draft.line.jurisdiction)
    english = {
        new + key[len(old) :] if key == old or key.startswith(f"{old}.") else key: text
        for key, text in read_texts(draft.pack.text_files(), []).get(source, {}).items()
    }
    try:
        return set_values(draft.files.get(path, b""), path, (target,), english) if english else None
    except TomlNotChanged:
        # The list of problems says what is wrong with the texts; the copy is made all the same.
        return None
