"""Fixtures for every folder."""

from tests.fresh_database import choose_databases as pytest_generate_tests
from tests.practice_place import place, practice_template

__all__ = ["place", "practice_template", "pytest_generate_tests"]
