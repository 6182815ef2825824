"""What every view reaches for: the database, the settings, the person who asks."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from webapp.database import Database
from webapp.people import POLICIES, Actor, PasswordPolicy
from webapp.settings import Settings
from webapp.views.errors import AddressForbidden


@dataclass(frozen=True, slots=True)
class Platform:
    """What one running server works with."""

    settings: Settings
    database: Database


def install(app: Flask, settings: Settings, database: Database) -> None:
    """Let the views of ``app`` reach its settings and database."""
    app.extensions["rongcuo"] = Platform(settings, database)


def platform() -> Platform:
    """The platform of the app that answers."""
    found: Platform = current_app.extensions["rongcuo"]
    return found


def database() -> Database:
    """The database of the app that answers."""
    return platform().database


def password_policy() -> PasswordPolicy:
    """The place's rules for passwords."""
    return POLICIES[platform().settings.password_policy]


def is_for_programs() -> bool:
    """Whether the address is one that programs read: it answers in JSON, and takes personal tokens."""
    return request.path.startswith("/api/")


def find_actor() -> Actor | None:
    """Who asks, or None for a visitor who has not signed in."""
    return getattr(current_user, "actor", None)


def get_actor() -> Actor:
    """Who asks. Raises: `AddressForbidden` for a visitor who has not signed in."""
    actor = find_actor()
    if actor is None:
        raise AddressForbidden
    return actor


def new_submission_key() -> str:
    """A key for a form on this page: a second submission with it changes nothing."""
    return secrets.token_urlsafe(24)
