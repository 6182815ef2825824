"""The statistics, as a page and as files."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from webapp.cases.statistics.reading import HEADINGS
from webapp.cases.statistics.reading import read_statistics as read_figures
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.registers.asking import asked_period, check_format, send_table


def show_statistics() -> ResponseReturnValue:
    """The figures of a period."""
    period = asked_period()
    page = read_figures(database(), get_actor(), period, current_language())
    return render_template(
        "registers/statistics.html", statistics=page, asked=period, narrowed=period.as_facts()
    )


def export_statistics(file_format: str) -> Response:
    """The figures of a period as a file."""
    check_format(file_format)
    language = current_language()
    page = read_figures(database(), get_actor(), asked_period(), language, way=file_format)
    rows = [
        [
            section.name,
            figure.name,
            *(
                "" if number is None else str(number)
                for number in (figure.persons, figure.records, figure.share)
            ),
        ]
        for section in page.sections
        for figure in section.figures
    ]
    headings = [names.name(language) for names in HEADINGS]
    return send_table("statistics", translate("统计"), headings, rows, file_format)
