"""The small place (小城) as a practice database, with changes to its procedure where a test needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fresh_database import kind_of, make_template
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import ARCHIVE, CODE, Change, write_pack
from webapp.cases.practice import prepare_practice
from webapp.database import open_database
from webapp.migrations import migrate

REQUEST = {"application.request_text": "请求容错"}
SLIGHT = {"assessment.f_fault": "slight"}
PAPERS = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}


#: For one month the diagram's expression gives nothing where the operation needs a day.
_FAILS_IN_JANUARY_2030 = (
    '=if now() &gt;= date and time("2030-01-01T00:00:00+08:00")'
    ' and now() &lt; date and time("2030-02-01T00:00:00+08:00") then null else today()'
).replace('"', "&quot;")
#: A change after which the step that archives fails in January 2030.
FAILING_ARCHIVE = {ARCHIVE: ('source="=today()"', f'source="{_FAILS_IN_JANUARY_2030}"')}


def make_small_place(
    folder: Path, database_url: str, changes: Mapping[str, Change] | None = None
) -> PracticePlace:
    """Publish the small procedure, written below ``folder``, into a migrated database. The caller closes it."""
    write_pack(folder / "pack", changes)
    database = open_database(database_url)
    prepare_practice(database, folder / "pack", with_matters=False)
    return PracticePlace(database, CODE)


@contextmanager
def make_small_template(
    folder: Path, like: str, changes: Mapping[str, Change] | None = None
) -> Iterator[str]:
    """The small place as a database to copy, on the kind of database of the template ``like``."""
    write_pack(folder / "pack", changes)

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        prepare_practice(database, folder / "pack", with_matters=False)
        database.close()

    with make_template(kind_of(like), folder, prepare) as template:
        yield template
