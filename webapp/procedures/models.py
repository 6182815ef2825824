"""Published versions of packs, and the files they are made of. Both are written once and never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class PackVersion(Base):
    """One published version. Only ``is_current`` ever changes: new cases start on their place's current one."""

    __tablename__ = "pack_version"

    digest: Mapped[str] = mapped_column(primary_key=True)
    jurisdiction: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    published_at: Mapped[datetime]
    #: The login name of whoever published it; empty for what came with a release.
    published_by: Mapped[str]
    is_current: Mapped[bool]

    __table_args__ = (
        Index("ix_pack_version_jurisdiction", "jurisdiction", "published_at"),
        Index(
            "uq_pack_version_current",
            "jurisdiction",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )


class PackFile(Base):
    """One file of a version, under its path relative to the top of the repository."""

    __tablename__ = "pack_file"

    digest: Mapped[str] = mapped_column(ForeignKey("pack_version.digest"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
