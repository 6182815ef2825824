"""Copy the ready-made browser files out of ``node_modules`` into ``vendor/``.

Run after ``npm ci --ignore-scripts`` in this folder: ``python webapp/static/collect.py``. Only what the pages
load is copied; nothing is built, so no node program runs. ``vendor/`` is left out of the repository.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: Name under ``vendor/`` → file under ``node_modules/``.
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "bpmn-viewer.min.js": "camunda-bpmn-js/dist/camunda-cloud-navigated-viewer.production.min.js",
    "bpmn-viewer.css": "camunda-bpmn-js/dist/assets/diagram-js.css",
    "bpmn-viewer.LICENSE": "bpmn-js/LICENSE",
    "dmn-viewer.min.js": "dmn-js/dist/dmn-navigated-viewer.production.min.js",
    "dmn-viewer-shared.css": "dmn-js/dist/assets/dmn-js-shared.css",
    "dmn-viewer-table.css": "dmn-js/dist/assets/dmn-js-decision-table.css",
    "dmn-viewer-drd.css": "dmn-js/dist/assets/dmn-js-drd.css",
    "dmn-viewer.LICENSE": "dmn-js/LICENSE",
    "htmx.LICENSE": "htmx.org/LICENSE",
}


def collect(modules: Path, vendor: Path) -> list[str]:
    """Copy every file of `FILES`; return the names of those that ``modules`` does not hold."""
    vendor.mkdir(parents=True, exist_ok=True)
    missing = []
    for name, source in FILES.items():
        if (modules / source).is_file():
            shutil.copyfile(modules / source, vendor / name)
        else:
            missing.append(source)
    return missing


def main() -> int:
    """Collect into this folder; exit code 1 names what is missing."""
    missing = collect(HERE / "node_modules", HERE / "vendor")
    for source in missing:
        sys.stderr.write(f"missing in node_modules: {source}; run `npm ci --ignore-scripts` in {HERE}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
