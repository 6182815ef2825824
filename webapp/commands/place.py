"""The place that a command works on: its settings, and its database brought up to date."""

from __future__ import annotations

import argparse

from webapp.database import Database, open_database
from webapp.migrations import migrate
from webapp.settings import Settings, read_settings


def read_place(arguments: argparse.Namespace) -> Settings:
    """The settings, with ``--practice`` over them; the data folder is made when missing.

    Raises: what `read_settings` raises.
    """
    settings = read_settings(practice=True if arguments.practice else None)
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    return settings


def open_place(settings: Settings) -> Database:
    """The database, brought to this release's schema.

    Raises: what `open_database` and `migrate` raise.
    """
    database = open_database(settings.database_url)
    migrate(database)
    return database
