"""The language of a page: Chinese as written in the templates, English from ``translations/en``.

The catalogue is read from its ``.po`` file at start, so no compile step stands between an edit and the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session
from flask_login import current_user
from markupsafe import Markup

from webapp.clock import PLACE_ZONE
from webapp.errors import Language

TRANSLATIONS = Path(__file__).parents[1] / "translations"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


#: A text, or the texts for one and for many.
Wording = str | tuple[str, str]


@cache
def english() -> dict[str, Wording]:
    """The English text of every Chinese message id."""
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="en")
    texts: dict[str, Wording] = {}
    for message in catalog:
        key, string = message.id, message.string
        if isinstance(key, str) and key:
            texts[key] = str(string)
        elif isinstance(key, tuple | list) and string:
            texts[key[0]] = (str(string[0]), str(string[1]))
    return texts


def current_language() -> Language:
    """The reader's language: the account's, else the visit's, else Chinese."""
    if not has_request_context():
        return "zh"
    chosen = g.get("language")
    if chosen is None:
        chosen = getattr(current_user, "language", None) or session.get("language")
        g.language = chosen = chosen if chosen in LANGUAGES else "zh"
    return "en" if chosen == "en" else "zh"


def _wording(message: str, values: Mapping[str, object]) -> str:
    """The message in the reader's language. ``n`` among the values chooses between one and many."""
    text: Wording = english().get(message, message) if current_language() == "en" else message
    return text if isinstance(text, str) else text[values.get("n") != 1]


def translate(message: str, /, **values: object) -> str:
    """The message in the reader's language, with ``%(name)s`` filled in."""
    text = _wording(message, values)
    return text % values if values else text


def _gettext(message: str, /, **values: object) -> Markup:
    """`translate` for templates: values are escaped, the catalogue's own text is trusted."""
    text = Markup(_wording(message, values))  # noqa: S704 - our own catalogue, in which no value is yet.
    return text % values if values else text


def mark(message: str) -> str:
    """Name a message id that is translated where it is shown; lets the completeness test find it."""
    return message


def show_day(day: date | datetime | None) -> str:
    """``2026年3月2日`` or ``2 Mar 2026``; instants are shown by the place's calendar."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(PLACE_ZONE).date()
    if current_language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def show_instant(instant: datetime | None) -> str:
    """The day and the minute, by the place's clock."""
    if instant is None:
        return ""
    return f"{show_day(instant)} {instant.astimezone(PLACE_ZONE):%H:%M}"


def _here() -> str:
    """The address to come back to in another language: what answered a form has the address of the form's page."""
    if request.method == "GET":
        return request.full_path
    came_from = request.referrer or ""
    return (
        came_from.removeprefix(request.host_url.rstrip("/")) if came_from.startswith(request.host_url) else ""
    )


def install(app: Flask) -> None:
    """Give the app's templates ``_()``, the ``day`` and ``instant`` filters and the language in use."""
    english()
    app.jinja_env.globals["_"] = _gettext
    app.jinja_env.filters["day"] = show_day
    app.jinja_env.filters["instant"] = show_instant

    @app.context_processor
    def language() -> dict[str, object]:
        chosen = current_language()
        other: Language = "zh" if chosen == "en" else "en"
        return {
            "language": chosen,
            "other_language": other,
            "html_lang": HTML_LANG[chosen],
            "here": _here(),
        }
