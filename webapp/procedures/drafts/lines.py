"""What the use cases of drafts hand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.packs import Pack

DraftState = Literal["open", "proposed", "published", "discarded"]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list. ``created_by`` and ``changed_by`` are login names; instants are aware."""

    id: int
    jurisdiction: str
    name: str
    name_en: str
    base_digest: str | None
    revision: int
    state: DraftState
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a draft in a list.

    ``revision`` is 0 for a file that nobody touched, and for a shared one always. ``is_own`` tells the place's own files
    from those it shares or extends, ``is_changed`` what differs from the version that the draft began with; of a draft
    that began with none the own files that do not say what the template's say (``is_as_in_template``). ``size`` is in bytes.
    """

    path: str
    revision: int
    changed_by: str | None
    changed_at: datetime | None
    is_own: bool
    is_changed: bool
    size: int
    is_as_in_template: bool = False


@dataclass(frozen=True, slots=True)
class SavedFile:
    """What came of a save: where the file stands now. A shared file was copied: ``path`` is that of the copy."""

    path: str
    revision: int
    draft_revision: int


@dataclass(frozen=True)
class Draft:
    """A draft with all its files by path, and the revisions of those that were touched.

    ``template`` is what a new place was made from, at the version that its files were taken from.
    """

    line: DraftLine
    files: Mapping[str, bytes]
    revisions: Mapping[str, int]
    lines: tuple[FileLine, ...]
    template: Pack | None = None

    @cached_property
    def pack(self) -> Pack:
        """The pack that the files make up.

        Raises:
            PackNotFound: no file of the place itself is left.
        """
        return hold_pack(self.line.jurisdiction, self.files)
