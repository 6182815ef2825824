"""Fixtures of the page tests: the application over a practice place, and visitors of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp.settings import read_settings
from webapp.views import create_app


@pytest.fixture
def app(place: PracticePlace, tmp_path: Path) -> Flask:
    """The application in practice mode."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    return create_app(settings, place.database)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)
