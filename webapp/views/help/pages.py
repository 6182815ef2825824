"""The help pages: one template for each topic and language."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.views.errors import AddressMissing
from webapp.views.language import current_language, mark, translate

TOPICS = {
    "officers": mark("办案人员：签收、办理、会商、回访"),
    "applicants": mark("申请人：提出申请、补正、查看进展"),
    "administrators": mark("管理员：账号、异常、审计"),
    "practice": mark("演练：用练习数据走完一件事"),
}


def index() -> ResponseReturnValue:
    """The list of topics."""
    return render_template(
        "help/index.html", topics=[(topic, translate(title)) for topic, title in TOPICS.items()]
    )


def show_topic(topic: str) -> ResponseReturnValue:
    """One topic."""
    if topic not in TOPICS:
        raise AddressMissing
    text = f"help/{topic}.{current_language()}.html"
    return render_template("help/topic.html", title=translate(TOPICS[topic]), text=text)
