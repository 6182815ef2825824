"""The browser libraries: pinned, collected, and nothing collected that no page loads."""

from __future__ import annotations

import json
from pathlib import Path

from webapp.static.collect import BUNDLES, FILES, collect, find_bundler, licences_of

STATIC = Path(__file__).parents[2] / "webapp" / "static"
TEMPLATES = Path(__file__).parents[2] / "webapp" / "templates"


def test_every_file_is_copied_under_its_own_name(tmp_path: Path) -> None:
    modules, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    for source in FILES.values():
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_text(source, encoding="utf-8")
    assert collect(modules, vendor) == []
    assert {path.name: path.read_text(encoding="utf-8") for path in vendor.iterdir()} == FILES


def test_what_is_missing_is_named_and_the_rest_is_copied(tmp_path: Path) -> None:
    modules, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    source = FILES["htmx.min.js"]
    (modules / source).parent.mkdir(parents=True)
    (modules / source).write_text("x", encoding="utf-8")
    assert set(collect(modules, vendor)) == set(FILES.values()) - {source}
    assert [path.name for path in vendor.iterdir()] == ["htmx.min.js"]


def test_every_library_is_locked_at_the_version_that_is_asked_for() -> None:
    package = json.loads((STATIC / "package.json").read_text(encoding="utf-8"))
    asked = package["dependencies"] | package["devDependencies"]
    locked = json.loads((STATIC / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all("integrity" in each for name, each in locked.items() if name)


def test_what_only_the_tests_need_is_not_collected() -> None:
    package = json.loads((STATIC / "package.json").read_text(encoding="utf-8"))
    libraries = set(package["devDependencies"])
    assert libraries
    assert not [source for source in FILES.values() if any(source.startswith(name) for name in libraries)]


def test_the_lock_names_no_server() -> None:
    assert '"resolved"' not in (STATIC / "package-lock.json").read_text(encoding="utf-8")


def test_pages_load_what_is_collected_and_all_of_it() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    for name in FILES:
        if not name.endswith("LICENSE"):
            assert f"vendor/{name}" in pages, name


def test_licences_that_are_not_in_the_files_themselves_come_along() -> None:
    for library in ("htmx", "bpmn-viewer", "dmn-viewer"):
        assert f"{library}.LICENSE" in FILES


def test_licences_of_everything_in_a_bundle_are_collected(tmp_path: Path) -> None:
    inner = tmp_path / "@maker" / "inner"
    outer = tmp_path / "outer" / "node_modules" / "nested"
    for folder, name in ((inner, "@maker/inner"), (outer, "nested")):
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"version": "1.2.3", "license": "MIT"}), "utf-8")
        (folder / "LICENSE").write_text(f"Permission is granted by {name}.", "utf-8")
    text = licences_of(
        tmp_path,
        [
            "bundles/ours.js",
            "node_modules/@maker/inner/lib/a.js",
            "node_modules/@maker/inner/lib/b.js",
            "node_modules/outer/node_modules/nested/index.js",
        ],
    )
    assert text.count("1.2.3 (MIT)") == 2
    assert "@maker/inner 1.2.3 (MIT)\nPermission is granted by @maker/inner." in text
    assert "Permission is granted by nested." in text


def test_a_machine_without_the_bundler_is_told_so(tmp_path: Path) -> None:
    assert find_bundler(tmp_path) is None


def test_every_bundle_has_its_source_and_stands_in_vendor_with_its_licences() -> None:
    for name in BUNDLES:
        assert (STATIC / "bundles" / name).is_file(), name
        assert (STATIC / "vendor" / name).stat().st_size > 1000, name
        assert "Permission is hereby granted" in (STATIC / "vendor" / f"{name}.LICENSE").read_text("utf-8"), (
            name
        )
    stray = {path.name for path in (STATIC / "bundles").iterdir()} - set(BUNDLES)
    sources = "\n".join(path.read_text("utf-8") for path in (STATIC / "bundles").iterdir())
    collected = (STATIC / "collect.py").read_text("utf-8")
    assert not [name for name in stray if name not in collected and name.removesuffix(".js") not in sources]
