"""Who issues a draft's papers: the organ in their head and the mark in their numbers, as the place's own file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.people import Actor
from webapp.procedures.draft_parts.errors import OrganWordsMissing
from webapp.procedures.drafts import Draft, SavedFile, get_draft, save_files
from webapp.procedures.resolution import papers_path
from webapp.procedures.toml_changes import set_values
from webapp.procedures.toml_writing import TomlNotChanged, read_text

_TABLE = ("place",)


@dataclass(frozen=True, slots=True)
class OrganWords:
    """The organ in Chinese and English, its mark (机关代字), and the source that both rest on."""

    organ: str
    organ_en: str
    mark: str
    source: str


def find_organ(draft: Draft) -> OrganWords | None:
    """What the place's own list of papers says of who issues them; None where it says nothing, or cannot be read."""
    path = papers_path(draft.line.jurisdiction)
    try:
        place = read_text(draft.files.get(path, b""), path)[1].get("place")
    except TomlNotChanged:
        return None
    return _words(place) if isinstance(place, dict) else None


def name_organ(
    session: Session, draft_id: int, words: Mapping[str, str], revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Say who issues the place's papers, in the caller's transaction: only the lines of what changes are written anew.

    ``words`` are ``organ``, ``organ_en``, ``mark`` and ``source``; ``revision`` is that of the place's list of papers.

    Raises:
        OrganWordsMissing: one of them is empty.
        TomlNotChanged, and what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    said = _words(words)
    values = {"organ": said.organ, "organ_en": said.organ_en, "mark": said.mark, "source": said.source}
    if not all(values.values()):
        raise OrganWordsMissing
    path = papers_path(draft.line.jurisdiction)
    after = set_values(draft.files.get(path, b""), path, _TABLE, values)
    return save_files(session, draft_id, {path: after}, {path: revision}, actor, now)[0]


def _words(said: Mapping[str, object]) -> OrganWords:
    organ, organ_en, mark, source = (
        " ".join(str(said.get(key, "")).split()) for key in ("organ", "organ_en", "mark", "source")
    )
    return OrganWords(organ, organ_en, mark, source)
