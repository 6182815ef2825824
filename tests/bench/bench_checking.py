"""What a check of each shipped pack costs, all its scenarios included, and what publishing it costs.

Checks are made as the workbench makes them, in a child process: the start of the child, which begins when somebody opens
the workbench; its first check; and warm ones, each after an edit of one file of the pack. Publishing is the proof by the
same checks and the storing, as the shell does it.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.practice_place import ROOT
from webapp.database import now, open_database
from webapp.migrations import migrate
from webapp.procedures import list_jurisdictions, read_pack
from webapp.procedures.drafts import check_draft
from webapp.procedures.drafts.checker import Checker
from webapp.procedures.files import HeldFiles
from webapp.procedures.packs import collect_pack
from webapp.procedures.publishing import publish_shipped_pack
from webapp.procedures.resolution import jurisdiction_path

#: Seconds of the processor on a quiet machine.
MOST_FIRST_SECONDS = 2.0
MOST_CHECK_SECONDS = 1.2
MOST_PUBLISH_SECONDS = 3.0
_WARM_CHECKS = 3
_EDITS = itertools.count()


def edited(files: Mapping[str, bytes], code: str) -> dict[str, bytes]:
    """The files with a further comment in the one on which all others rest, so that no answer is known yet."""
    path = jurisdiction_path(code)
    return {**files, path: files[path] + b"\n# edit %d\n" % next(_EDITS)}


def measure_start() -> float:
    """Seconds of the processor until a new child could read its first question."""
    begun = _seconds_of_children()
    asked_nothing = [sys.executable, "-m", "webapp.procedures.drafts", "60", str(2**30)]
    subprocess.run(asked_nothing, stdin=subprocess.DEVNULL, check=True)
    return _seconds_of_children() - begun


def measure_checks(files: Mapping[str, bytes], code: str, number: int) -> float:
    """Seconds of the processor that a new child takes from its start to its end for as many checks."""
    begun = _seconds_of_children()
    checker = Checker(seconds=60, patience_seconds=600)
    checker.prepare()
    for _ in range(number):
        assert not check_draft(edited(files, code), code, checker=checker).has_errors, code
    checker.close()
    return _seconds_of_children() - begun


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_publishing(files: Mapping[str, bytes], code: str) -> float:
    """Seconds of the processor to prove a version and store it."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(database)
        pack = collect_pack(code, HeldFiles(edited(files, code)))
        begun = time.process_time()
        with database.write() as session:
            publish_shipped_pack(session, pack, now(session))
        spent = time.process_time() - begun
        database.close()
    return spent


def main() -> None:
    """Print the figures of every shipped pack."""
    start = min(measure_start() for _ in range(2))
    sys.stdout.write(f"checks: their child starts in {start:.2f} s of the processor, before anybody asks\n")
    for code in list_jurisdictions(ROOT):
        files = read_pack(code, ROOT).files
        cold = measure_checks(files, code, 1)
        warm = (measure_checks(files, code, 1 + _WARM_CHECKS) - cold) / _WARM_CHECKS
        published = measure_publishing(files, code)
        sys.stdout.write(
            f"check of {code}: first {cold - start:.2f} s of the processor (on a quiet machine at most "
            f"{MOST_FIRST_SECONDS:.0f} s; with the start {cold:.2f} s), warm {warm:.2f} s (at most {MOST_CHECK_SECONDS:.1f} s), "
            f"{warm / cold:.2f} x the first with the start; "
            f"publishing {published:.2f} s, {published / cold:.2f} x (at most {MOST_PUBLISH_SECONDS:.0f} s)\n"
        )


if __name__ == "__main__":
    main()
