"""The web application for a WSGI server: ``gunicorn 'webapp.wsgi:make_app_from_environment()'``."""

from __future__ import annotations

from flask import Flask

from webapp.database import Database, open_database
from webapp.settings import Settings, read_settings
from webapp.views import create_app


def make_app(settings: Settings, database: Database) -> Flask:
    """The web application over an open, migrated database."""
    return create_app(settings, database)


def make_app_from_environment() -> Flask:
    """The web application as the environment's settings describe it. Migrate first: ``rongcuo migrate``."""
    settings = read_settings()
    return make_app(settings, open_database(settings.database_url))
