"""What the use cases of proposals hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from webapp.errors import Language
from webapp.procedures.packs import Pack

ProposalState = Literal["waiting", "returned", "withdrawn", "scheduled", "published", "cancelled"]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list. People are login names; instants are aware; ``publish_on`` is a day in the place's zone."""

    id: int
    jurisdiction: str
    draft_id: int | None
    digest: str
    base_digest: str | None
    message: str
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    reason_zh: str
    reason_en: str
    publish_on: date | None
    due_at: datetime | None
    published_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide on it still."""
        return self.state == "waiting"

    def reason(self, language: Language = "zh") -> str:
        """Why it was returned or cancelled; what the platform wrote stands in both languages."""
        return (self.reason_en or self.reason_zh) if language == "en" else self.reason_zh


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment, with the file and element that it is about, if any."""

    id: int
    written_by: str
    written_at: datetime
    text: str
    path: str | None
    element_id: str | None


@dataclass(frozen=True)
class Proposal:
    """A proposal with what it would put into force.

    ``base`` is what it began with, ``current`` what is in force now; the same pack where nothing came between. ``former``
    is what it is compared with: ``base``, or for a draft that began with none the version that it replaces, if it does.
    ``concerned`` are the login names that may not approve it: who edited or proposed it.
    """

    line: ProposalLine
    pack: Pack
    base: Pack | None
    current: Pack | None
    former: Pack | None
    comments: tuple[CommentLine, ...]
    concerned: frozenset[str]

    @property
    def is_base_current(self) -> bool:
        """Whether nothing came into force since it began."""
        return (self.base.digest if self.base else None) == (self.current.digest if self.current else None)
