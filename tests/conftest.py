"""Fixtures for every folder."""

from tests.practice_place import place, practice_template

__all__ = ["place", "practice_template"]
