"""The language and the tables are libraries by themselves: their handbooks run, and they need nothing else of the house."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

import webapp

HOME = Path(webapp.__file__).parent


@pytest.mark.parametrize("library", ["feel", "decisions"])
def test_every_example_of_the_handbook_is_true(library: str) -> None:
    result = doctest.testfile(str(HOME / library / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize(
    ("library", "own"),
    [
        ("feel", {"webapp.feel"}),
        (
            "decisions.what_if, webapp.decisions.examples, webapp.decisions.tck",
            {"webapp.feel", "webapp.decisions"},
        ),
    ],
)
def test_importing_the_library_brings_nothing_else_of_the_house(library: str, own: set[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import webapp.{library}, json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    modules = json.loads(told)
    house = {".".join(name.split(".")[:2]) for name in modules if name.startswith("webapp.")}
    assert house == own
    assert not {"flask", "sqlalchemy", "gettext", "babel", "flask_babel"} & set(modules)
