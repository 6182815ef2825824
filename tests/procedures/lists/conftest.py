"""The shipped pack and the sheet of its list."""

from __future__ import annotations

import pytest

from tests.practice_place import PLACE, ROOT
from webapp.procedures import Pack, read_pack
from webapp.procedures.item_sheets.layout import read_layout
from webapp.procedures.item_sheets.template import write_template


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(PLACE, ROOT)


@pytest.fixture(scope="session")
def template(pack: Pack) -> bytes:
    return write_template(read_layout(pack))
