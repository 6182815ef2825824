"""How long it takes from opening an editor's address until one can work in it, in a real browser."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.person import sign_in
from tests.practice_place import PLACE, ROOT, PracticePlace
from tests.provision import find_chromium
from webapp.cases.practice import prepare_practice
from webapp.database import now, open_database
from webapp.migrations import migrate
from webapp.procedures.drafts import start_draft
from webapp.serving import finish_requests, open_server
from webapp.settings import read_settings
from webapp.wsgi import make_app

#: The largest of each kind.
_FILES = ("diagrams/handle", "tables/outcome", "forms/assess_factors")
_ROUNDS = 5
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def serve_draft(folder: Path) -> Iterator[str]:
    """A server with a draft; gives the draft's address."""
    database = open_database(f"sqlite:///{folder / 'bench.db'}")
    migrate(database)
    prepare_practice(database, ROOT, with_matters=False)
    place = PracticePlace(database, PLACE)
    with database.write() as session:
        draft = start_draft(session, PLACE, place.actor("designer"), now(session))
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}, practice=True)
    server, in_flight = open_server(make_app(settings, database), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/workbench/drafts/{draft.id}"
    finish_requests(server, in_flight)
    server.close()
    thread.join(timeout=10)
    database.close()


def measure_opening(page: Page, address: str) -> list[float]:
    """Seconds of each opening, the first without anything in the browser's cache."""
    spans = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator("[data-editor][data-state=ready]").wait_for()
        spans.append(time.perf_counter() - begun)
        # The checks go on behind the editor; the next opening is not measured against them.
        page.locator("[data-problem-box][data-count]").wait_for(timeout=120_000)
    return spans


def main() -> None:
    """Print, for each editor, the first opening and the median of the following ones."""
    path = find_chromium()
    if path is None:
        sys.stdout.write("editors: no Chromium, not measured\n")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_draft(Path(folder)) as draft,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        page = browser.new_context(base_url=draft.partition("/workbench")[0]).new_page()
        sign_in(page, "designer")
        for name in _FILES:
            first, *others = measure_opening(page, f"{draft}/{name}")
            sys.stdout.write(
                f"editor {name}: usable after {first:.2f} s, then {statistics.median(others):.2f} s\n"
            )
        browser.close()


if __name__ == "__main__":
    main()
