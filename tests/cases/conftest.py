"""Databases for the tests of this folder."""

from tests.fresh_database import database, database_url, migrated_template

__all__ = ["database", "database_url", "migrated_template"]
