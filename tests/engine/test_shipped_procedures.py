"""Every shipped procedure: its diagrams pass the checks, in this process and in the child that checks strangers'."""

from __future__ import annotations

from pathlib import Path

import pytest

import webapp
from webapp.engine import check_diagrams, check_in_child
from webapp.procedures import Pack, list_jurisdictions, read_pack

ROOT = Path(webapp.__file__).parent.parent
SHIPPED = list_jurisdictions(ROOT)


@pytest.fixture(params=SHIPPED, name="pack")
def _pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param, ROOT)


def test_the_diagrams_pass_the_checks_in_the_child_too(pack: Pack) -> None:
    diagrams = pack.with_suffix(".bpmn")
    assert check_diagrams(diagrams, pack.surroundings) == []
    assert check_in_child(diagrams, pack.surroundings) == []
