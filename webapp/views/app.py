"""Putting the web application together."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.cases.evidence import LIMIT_BYTES
from webapp.database import Database
from webapp.keys import load_secret_key
from webapp.settings import Settings
from webapp.views import (
    access,
    actions,
    language,
    navigation,
    presentation,
    protection,
    refusals,
    static_files,
)
from webapp.views import platform as platform_of
from webapp.views.account import blueprint as account
from webapp.views.administration import blueprint as administration
from webapp.views.help import blueprint as help_pages
from webapp.views.matters import blueprint as matters
from webapp.views.notices import blueprint as notices
from webapp.views.papers import blueprint as papers
from webapp.views.procedures import blueprint as procedures
from webapp.views.registers import blueprint as registers
from webapp.views.registers import programs
from webapp.views.sign_in import blueprint as sign_in
from webapp.views.sign_in import identity
from webapp.views.tasks import blueprint as tasks
from webapp.views.workbench import blueprint as workbench

TEMPLATES = Path(__file__).parents[1] / "templates"


def create_app(settings: Settings, database: Database) -> Flask:
    """The web application over ``database``. It starts nothing: no thread, no migration, no timer."""
    app = Flask("webapp", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        SECRET_KEY=load_secret_key(settings),
        MAX_CONTENT_LENGTH=LIMIT_BYTES + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=3000,
        SESSION_COOKIE_NAME="rongcuo_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        BOOTSTRAP_SERVE_LOCAL=True,
        TEMPLATES_AUTO_RELOAD=False,
    )
    _believe_proxies(app, settings.proxies)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["version"] = version("rongcuo")
    platform_of.install(app, settings, database)
    identity.install(app)
    access.install(app)
    CSRFProtect(app)
    Bootstrap5(app)
    language.install(app)
    presentation.install(app)
    actions.install(app)
    navigation.install(app)
    protection.install(app)
    refusals.install(app)
    static_files.install(app)
    for blueprint in (
        sign_in,
        tasks,
        matters,
        notices,
        registers,
        programs,
        procedures,
        workbench,
        papers,
        account,
        administration,
        help_pages,
    ):
        app.register_blueprint(blueprint)
    return app


def _believe_proxies(app: Flask, count: int) -> None:
    """Who asks is what the outermost of ``count`` reverse proxies saw; host and scheme are what the last of them says."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=1, x_host=1)  # type: ignore[method-assign]
