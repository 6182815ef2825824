"""Who sends a request: the token in the cookie, the log-in session it opens on the server.

The cookie holds a random token and nothing else. Ending the session on the server ends it everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request, Response
from flask_login import LoginManager, UserMixin

from webapp.errors import Language
from webapp.people import POLICIES, Actor, SessionLimits, recognise_actor
from webapp.views.platform import database, platform

COOKIE = "rongcuo_session"


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types.
    """The person of a request, as Flask-Login and the templates know them."""

    actor: Actor
    token: str

    @property
    def display_name(self) -> str:
        return self.actor.display_name

    @property
    def language(self) -> Language:
        return self.actor.language

    def get_id(self) -> str:
        return str(self.actor.account_id)


def load_signed_in(request: Request) -> SignedIn | None:
    """The person whose session the request's cookie names."""
    token = request.cookies.get(COOKIE, "")
    if not token or request.endpoint == "static":
        return None
    settings = platform().settings
    actor = recognise_actor(
        database(),
        token,
        limits=SessionLimits(idle=settings.idle_span, whole=settings.session_span),
        policy=POLICIES[settings.password_policy],
    )
    return SignedIn(actor, token) if actor is not None else None


def give_token(response: Response, token: str) -> None:
    """Let the browser keep the session's token: no script reads it, no other site's form sends it."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=platform().settings.secure_cookies, path="/"
    )


def take_token(response: Response) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(
        COOKIE, httponly=True, samesite="Lax", secure=platform().settings.secure_cookies, path="/"
    )


def install(app: Flask) -> None:
    """Let Flask-Login ask us, and nothing else, who is there."""
    manager = LoginManager()
    manager.session_protection = None  # Nothing of the identity is in Flask's own session.
    manager.init_app(app)
    manager.request_loader(load_signed_in)
