"""The workbench's first page: the places and what is being changed in each."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.procedures import VersionLine, list_current
from webapp.views.language import current_language
from webapp.views.platform import database


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place whose procedure is in force."""

    name: str
    version: VersionLine


def show_home() -> ResponseReturnValue:
    """The places with a procedure in force."""
    with database().read() as session:
        places = [PlaceCard(_name(version), version) for version in list_current(session)]
    return render_template("workbench/home.html", places=places)


def _name(version: VersionLine) -> str:
    return (version.name_en or version.name) if current_language() == "en" else version.name
