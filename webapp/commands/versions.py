"""Versions in force and drafts, as commands read them and tell of them."""

from __future__ import annotations

from webapp.commands.console import choose, say
from webapp.database import Database
from webapp.errors import Language
from webapp.procedures import Pack, VersionLine, current_version
from webapp.procedures.drafts import DraftLine


def read_published(database: Database, jurisdiction: str) -> Pack:
    """The procedures of a place in force.

    Raises:
        NothingPublished: the place has none.
    """
    with database.read() as session:
        return current_version(session, jurisdiction)


def tell_published(version: VersionLine, language: Language) -> None:
    """Say which version was published, and that running cases keep theirs."""
    say(
        choose(
            language,
            f"已发布版本 {version.short_digest}。办理中的案件仍用原来的版本。",
            f"Published as version {version.short_digest}. Running cases keep theirs.",
        )
    )


def tell_stored(line: DraftLine, language: Language) -> None:
    """Say which draft something was stored as, and where to go on."""
    say(
        choose(
            language,
            f"已存为草稿 {line.id}，没有发布。请在工作台打开。",
            f"Stored as draft {line.id}, not published. Open it in the workbench.",
        )
    )
