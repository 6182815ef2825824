"""Who sends a request: the token in the cookie, the log-in session it opens on the server.

The cookie holds a random token and nothing else. Ending the session on the server ends it everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request, Response
from flask_login import LoginManager, UserMixin

from webapp.errors import Language
from webapp.people import POLICIES, Actor, SessionLimits, recognise_actor, recognise_token
from webapp.views.platform import database, is_for_programs, platform

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
    """The person whose session the request's cookie names; at the addresses for programs, whose token it bears.

    A request that bears a token is judged by it alone, and a token opens nothing but what programs read.
    """
    settings = platform().settings
    if is_for_programs() and (bearer := _bearer(request)) is not None:
        owner = recognise_token(database(), bearer, policy=POLICIES[settings.password_policy])
        return SignedIn(owner, "") if owner is not None and request.method in {"GET", "HEAD"} else None
    token = request.cookies.get(COOKIE, "")
    if not token or request.endpoint == "static":
        return None
    actor = recognise_actor(
        database(),
        token,
        limits=SessionLimits(idle=settings.idle_span, whole=settings.session_span),
        policy=POLICIES[settings.password_policy],
    )
    return SignedIn(actor, token) if actor is not None else None


def _bearer(request: Request) -> str | None:
    """The token after ``Authorization: Bearer``; None where the request has no such head."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.casefold() == "bearer" else None


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
