"""The same for programs, as JSON. The manual's page on it tells every address and field; a test holds the two together."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, g, jsonify, request

from webapp.cases.effects.answers import answer_standing as answer_question
from webapp.cases.effects.pages import EffectLine, Standing
from webapp.cases.library import LibraryCase, list_library
from webapp.cases.registers.listing import list_register
from webapp.cases.registers.listing import list_registers as list_readable
from webapp.cases.registers.pages import RegisterRow
from webapp.cases.statistics.reading import read_statistics as read_figures
from webapp.errors import Language
from webapp.feel import Value, to_python
from webapp.views.language import LANGUAGES, current_language
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor
from webapp.views.registers.answers import asked_question
from webapp.views.registers.asking import asked_filter, asked_library, asked_period


def _asked_language() -> Language:
    """The language of words: asked for (``language=en``), else the account's."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        g.language = asked
    return current_language()


def list_registers() -> Response:
    """The registers that the caller reads."""
    lines = list_readable(database(), get_actor(), _asked_language())
    return jsonify(
        registers=[
            {"register": line.sheet.id, "name": line.name, "about": line.about, "records": line.records}
            for line in lines
        ]
    )


def read_register(register: str) -> Response:
    """One page of a register, narrowed like the page of the same name."""
    page = list_register(
        database(),
        get_actor(),
        register,
        asked_filter(),
        language=_asked_language(),
        page=asked_page(),
        way="api",
    )
    return jsonify(
        register=page.sheet.id,
        name=page.name,
        page=page.page,
        pages=page.pages,
        total=page.total,
        columns=dict(page.sheet.columns(current_language(), is_all=True)),
        records=[_record(row) for row in page.rows],
    )


def _record(row: RegisterRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "case_no": row.case_no,
        "place": row.place,
        "subject": {
            "name": row.subject_name,
            "unit": row.subject_unit,
            "unit_name": row.subject_unit_name,
        },
        "on_date": _iso(row.on_date),
        "until_on": _iso(row.until_on),
        "ended_on": _iso(row.ended_on),
        "state": row.state,
        "values": {name: _plain(value) for name, value in row.record.items()},
        "words": {name: text for name, text in row.texts.items() if text},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Value) -> Any:
    """A value as programs expect it: days and instants as ISO 8601 texts, numbers as numbers."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | str):
        return value
    plain = to_python(value)
    if hasattr(plain, "isoformat"):
        return plain.isoformat()
    return plain if isinstance(plain, int | float) else _number(plain)


def _number(value: Any) -> Any:
    as_float = float(value) if hasattr(value, "as_tuple") else None
    if as_float is None:
        return str(value)
    return int(as_float) if as_float.is_integer() else as_float


def answer_standing() -> Response:
    """What counts for a person or unit on a day."""
    answer = answer_question(database(), get_actor(), asked_question(), _asked_language(), way="api")
    return jsonify(
        name=answer.question.name,
        unit=answer.question.unit,
        on=answer.on.isoformat(),
        words=answer.words,
        found=[_standing(each) for each in answer.found],
    )


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "place": standing.place,
        "kind": standing.subject_kind,
        "name": standing.subject_name,
        "unit": standing.unit,
        "unit_name": standing.unit_name,
        "person_number": standing.person_number or None,
        "identity": standing.identity or None,
        "posts": list(standing.posts),
        "summary": standing.summary,
        "areas": {
            area.area: {"words": area.words, "effects": [line.number for line in area.effects]}
            for area in standing.areas
        },
        "effects": [_effect(line) for line in standing.effects],
        "determinations": [
            {
                "number": line.number,
                "case_no": line.case_no,
                "outcome": line.outcome,
                "decided_on": _iso(line.decided_on),
                "decided_by": line.decided_by,
                "in_force": line.is_in_force,
                "replaced_by": line.replaced_by or None,
                "replaced_on": _iso(line.replaced_on),
                "words": line.words,
            }
            for line in standing.determinations
        ],
    }


def _effect(line: EffectLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "determination": line.determination_no or None,
        "text": line.text,
        "areas": list(line.areas),
        "weighs": line.weighs or None,
        "from_on": _iso(line.from_on),
        "until_on": _iso(line.until_on),
        "lifted_on": _iso(line.lifted_on),
        "lifted_because": line.lifted_because or None,
        "state": line.state,
        "words": line.words,
    }


def read_library() -> Response:
    """One page of the published cases."""
    page = list_library(
        database(), get_actor(), asked_library(), language=_asked_language(), page=asked_page()
    )
    return jsonify(
        page=page.page, pages=page.pages, total=page.total, cases=[_library_case(case) for case in page.cases]
    )


def _library_case(case: LibraryCase) -> dict[str, Any]:
    return {
        "id": case.library_id,
        "title": case.title,
        "text": case.text,
        "place": case.place_name,
        "published_on": case.published_on.isoformat(),
        "outcome": case.outcome,
        "items": dict(case.items),
        "shared": dict(case.shared),
        "compared": case.compared,
    }


def read_statistics() -> Response:
    """The figures of a period."""
    page = read_figures(database(), get_actor(), asked_period(), _asked_language(), way="api")
    return jsonify(
        unread=list(page.unread),
        sections=[
            {
                "id": section.id,
                "name": section.name,
                "figures": [
                    {
                        "id": figure.id,
                        "name": figure.name,
                        "persons": figure.persons,
                        "records": figure.records,
                        "share": float(figure.share) if figure.share is not None else None,
                    }
                    for figure in section.figures
                ],
            }
            for section in page.sections
        ],
    )
