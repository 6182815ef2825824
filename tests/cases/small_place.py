"""The small place (小城) as a practice database, with changes to its procedure where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, Change, write_pack
from webapp.cases.practice import prepare_practice
from webapp.database import open_database

REQUEST = {"application.request_text": "请求容错"}
SLIGHT = {"assessment.f_fault": "slight"}
PAPERS = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}


def make_small_place(
    folder: Path, database_url: str, changes: Mapping[str, Change] | None = None
) -> PracticePlace:
    """Publish the small procedure, written below ``folder``, into a migrated database. The caller closes it."""
    write_pack(folder / "pack", changes)
    database = open_database(database_url)
    prepare_practice(database, folder / "pack", with_matters=False)
    return PracticePlace(database, CODE)
