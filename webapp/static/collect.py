"""Put the browser's libraries into ``vendor/``: ready-made files are copied, what comes in modules is bundled.

Run after ``npm ci --ignore-scripts`` in this folder: ``python webapp/static/collect.py``. Only what the pages load is
collected. The bundler comes by the same lock file as a finished program for this machine, so no node program runs.
Beside each bundle stand the licences of everything inside. ``vendor/`` is left out of the repository.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
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

#: Files of ``bundles/``, each bundled under its own name with all that it imports.
BUNDLES = (
    "diagram-editor.js",
    "diagram-editor.css",
    "decision-editor.js",
    "decision-editor.css",
    "form-editor.js",
    "form-editor.css",
    "diagram-differ.js",
)

_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--legal-comments=none",  # The licences are collected whole, see `licences_of`.
    "--log-level=error",
    "--asset-names=[name]",
    *(f"--loader:.{kind}=file" for kind in ("woff2", "woff", "ttf", "eot", "svg")),
    "--alias:style-mod=./bundles/style-mod.js",
)


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


def find_bundler(modules: Path) -> Path | None:
    """The bundler's program for this machine; None when the lock file's libraries are not installed."""
    found = sorted(modules.glob("@esbuild/*/bin/esbuild")) + sorted(modules.glob("@esbuild/*/esbuild.exe"))
    return found[0] if found else None


def bundle(bundler: Path, source: Path, vendor: Path) -> None:
    """Make every file of `BUNDLES`, and the licences of what each holds, from ``source`` with its ``bundles/``.

    Raises:
        subprocess.CalledProcessError: a bundle could not be made; the bundler says why on standard error.
    """
    vendor.mkdir(parents=True, exist_ok=True)
    report = vendor / "bundles.json"
    entries = [f"bundles/{name}" for name in BUNDLES]
    written = ("--outdir=" + str(vendor), "--metafile=" + str(report))
    command = [str(bundler), *entries, *_OPTIONS, *written]
    subprocess.run(command, cwd=source, check=True)  # noqa: S603 - our own arguments, no shell.
    made = json.loads(report.read_text(encoding="utf-8"))["outputs"]
    report.unlink()
    for path, output in made.items():
        if Path(path).name in BUNDLES:
            licences = licences_of(source / "node_modules", output["inputs"])
            (vendor / f"{Path(path).name}.LICENSE").write_text(licences, encoding="utf-8")


def licences_of(modules: Path, inputs: Iterable[str]) -> str:
    """Name, version and licence text of every package that the files ``inputs`` come from."""
    parts = []
    for package in sorted({_package_of(path) for path in inputs if "node_modules/" in path}):
        folder = modules / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = [
            path for path in sorted(folder.iterdir()) if path.name.lower().startswith(("licen", "notice"))
        ]
        head = f"{package} {about.get('version', '')} ({about.get('license', 'see below')})"
        parts.append("\n".join([head, *(path.read_text(encoding="utf-8").strip() for path in texts)]))
    return ("\n\n" + "-" * 80 + "\n\n").join(parts) + "\n"


def _package_of(path: str) -> str:
    """The package's folder under ``node_modules``; packages may hold packages of their own."""
    before, _, rest = path.rpartition("node_modules/")
    parts = rest.split("/")
    name = "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]
    _, _, outer = before.partition("node_modules/")
    return f"{outer}node_modules/{name}" if outer else name


def main() -> int:
    """Collect into this folder; exit code 1 names what is missing."""
    modules, vendor = HERE / "node_modules", HERE / "vendor"
    missing = collect(modules, vendor)
    bundler = find_bundler(modules)
    if bundler is None:
        missing.append("@esbuild")
    for source in missing:
        sys.stderr.write(f"missing in node_modules: {source}; run `npm ci --ignore-scripts` in {HERE}\n")
    if bundler is not None and not missing:
        bundle(bundler, HERE, vendor)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
