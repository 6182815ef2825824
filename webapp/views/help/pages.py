"""The help pages: one text for each topic and language, with the lists that the code knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from webapp.errors import Language
from webapp.views.errors import AddressMissing
from webapp.views.help.reference import reference
from webapp.views.help.topics import AUDIENCES, TOPICS, topics_of
from webapp.views.language import current_language

#: The texts of the manual, and the pieces they share.
MANUAL = Path(__file__).parents[2] / "help"
#: From this many headings on, a page begins with a list of them.
_LISTED_FROM = 4
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
_CHINESE = re.compile(
    r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*[\u4e00-\u9fff][\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*"
)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic as it is listed."""

    name: str
    title: str
    summary: str


def index() -> ResponseReturnValue:
    """The list of topics, by audience."""
    language = current_language()
    groups = [
        (audience, titled.title(language), _lines(audience, language))
        for audience, titled in AUDIENCES.items()
    ]
    return render_template("help/index.html", groups=groups)


def show_topic(topic: str) -> ResponseReturnValue:
    """One topic."""
    found = TOPICS.get(topic)
    if found is None:
        raise AddressMissing
    language = current_language()
    body = render_template(f"{topic}.{language}.html", known=reference(language), topics=_titles(language))
    headings = _HEADING.findall(body)
    return render_template(
        "help/topic.html",
        title=found.title(language),
        summary=found.summary(language),
        audience=AUDIENCES[found.audience].title(language),
        headings=[(anchor, Markup(text)) for anchor, text in headings]  # noqa: S704 - our own rendered page.
        if len(headings) >= _LISTED_FROM
        else [],
        body=Markup(body),  # noqa: S704 - rendered from our own templates, values escaped there.
        others=[line for line in _lines(found.audience, language) if line.name != topic],
    )


def _lines(audience: str, language: Language) -> list[TopicLine]:
    return [
        TopicLine(name, TOPICS[name].title(language), TOPICS[name].summary(language))
        for name in topics_of(audience)
    ]


def _titles(language: Language) -> Mapping[str, str]:
    """What each topic is called, so that pages name one another by their titles."""
    return {name: topic.title(language) for name, topic in TOPICS.items()}


def mark_chinese(text: str) -> Markup:
    """The text escaped; on an English page its Chinese words are marked as such."""
    if current_language() == "zh":
        return escape(text)
    return Markup(_CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before.
