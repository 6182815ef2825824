"""Versions of the small procedure to move between, all published; the first is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cases.paired_place import PAIRED, paired
from tests.fresh_database import kind_of, make_template
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, MATTER, SCENARIO, Replacement, files_of, write_pack
from webapp.cases.moving import map_elements, start_move
from webapp.cases.practice import prepare_practice
from webapp.database import now, open_database
from webapp.migrations import migrate
from webapp.people import find_account, get_actor
from webapp.procedures import Pack, collect_pack, publish
from webapp.procedures.files import HeldFiles

#: What some versions change in the first one.
CHANGED: Mapping[str, Mapping[str, list[Replacement]]] = {
    "first": {},
    "timed": {MATTER: [("P60D", "P90D")]},
    "people": {
        MATTER: [('candidateGroups="verifier"', 'candidateGroups="archivist"')],
        SCENARIO: [
            (
                'task = "check_application"\nrole = "verifier"',
                'task = "check_application"\nrole = "archivist"',
            )
        ],
    },
}
#: What others call otherwise: a step, its form, and whatever speaks of them.
RENAMED = {"renamed": ("check_application", "check_matter"), "put_away": ("file_papers", "put_away")}


def _packs() -> dict[str, Pack]:
    packs = {name: _pack(files_of(paired(changes))) for name, changes in CHANGED.items()}
    for name, (old, new) in RENAMED.items():
        packs[name] = _pack(
            {
                path.replace(old, new): content.replace(old.encode(), new.encode())
                for path, content in files_of(paired()).items()
            }
        )
    return packs


def _pack(files: dict[str, bytes]) -> Pack:
    return collect_pack(CODE, HeldFiles(files))


class MovingPlace(PracticePlace):
    """The small place with several versions."""

    @property
    def digests(self) -> Mapping[str, str]:
        """By the names of `CHANGED` and `RENAMED`."""
        return _DIGESTS

    def start(self, version: str, source: str = "first") -> int:
        """Start moving everything to a version, as the administrator."""
        admin = self.actor("admin")
        return start_move(self.database, admin, self.code, self.digests[source], self.digests[version])

    def say(self, version: str, said: Mapping[tuple[str, str], str | None]) -> None:
        """Map elements by hand, as the administrator."""
        admin = self.actor("admin")
        map_elements(self.database, admin, self.code, self.digests["first"], self.digests[version], said)


_DIGESTS: dict[str, str] = {}


@contextmanager
def make_versions_template(folder: Path, like: str) -> Iterator[str]:
    """A database with every version, to copy, on the kind of database of the template ``like``."""

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        write_pack(folder / "pack", PAIRED)
        prepare_practice(database, folder / "pack", with_matters=False)
        packs = _packs()
        with database.write() as session:
            account = find_account(session, "admin")
            assert account is not None
            admin = get_actor(session, account.id)
            for name, pack in reversed(packs.items()):
                publish(session, pack, admin, now(session))
                _DIGESTS[name] = pack.digest
        database.close()

    with make_template(kind_of(like), folder, prepare) as template:
        yield template
