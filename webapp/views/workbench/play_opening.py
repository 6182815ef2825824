"""Beginning a play: how the matter is opened, and its start form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.clock import place_day
from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.drafts import Draft
from webapp.procedures.proof import (
    AskedForm,
    FormAnswer,
    StepRefused,
    keep_play,
    play,
    read_start_form,
)
from webapp.procedures.proof.recording import (
    begin_scenario,
    usual_units,
)
from webapp.procedures.scenario_files import Person
from webapp.procedures.scenario_people import logins_of
from webapp.views.errors import RequestMalformed
from webapp.views.forms import PageForm, bind_typed
from webapp.views.language import current_language
from webapp.views.platform import database, get_actor
from webapp.views.workbench.play_forms import (
    bind_answer,
    open_untyped,
    read_day,
    read_filled_in,
    read_person,
    require_played,
)
from webapp.views.workbench.problems import draft_name
from webapp.views.workbench.proof import may_change, read_draft


@dataclass(frozen=True, slots=True)
class Opening:
    """How a matter is opened: by which way in, by whom, on which day, with which units to choose from."""

    entrance: str
    person: Person
    day: date
    units: Mapping[str, str]

    @property
    def who(self) -> str:
        return f"{self.person.role}:{self.person.by}:{self.person.unit}"

    @property
    def units_text(self) -> str:
        return "\n".join(f"{code} {name}" for code, name in self.units.items())

    def scenario(self, facts: Mapping[str, Any]) -> bytes:
        """The scenario that begins so."""
        return begin_scenario(self.day, self.person, self.entrance, self.units, facts)


def _read_opening(draft: Draft) -> Opening:
    place = draft.pack.jurisdiction
    entrance = request.values.get("entrance", "")
    if entrance not in place.entrances:
        raise RequestMalformed
    roles = place.entrances[entrance].roles
    who = request.values.get("who", "")
    person = read_person(who) if who else Person(roles[0])
    if person.role not in roles:
        person = Person(roles[0])
    return Opening(entrance, person, read_day("day") or place_day(_clock()), _read_units(draft))


def _clock() -> datetime:
    with database().read() as session:
        return now(session)


def _read_units(draft: Draft) -> Mapping[str, str]:
    """One unit to a line, its code and its name."""
    typed = (line.split(None, 1) for line in request.values.get("units", "").splitlines() if line.strip())
    units = {parts[0]: parts[-1].strip() for parts in typed}
    return units or usual_units(draft.pack.scenario_set.matters)


def show_opening(draft_id: int) -> ResponseReturnValue:
    """How the matter is opened, and the start form."""
    draft = read_draft(draft_id)
    opening = _read_opening(draft)
    answer = _start_form(draft, opening)
    return _opening_page(draft, opening, bind_answer(draft, answer, open_untyped))


def redraw_opening(draft_id: int) -> ResponseReturnValue:
    """The start form with what was typed, its conditions worked out anew."""
    draft = read_draft(draft_id)
    opening = _read_opening(draft)
    bound = bind_answer(draft, _start_form(draft, opening), bind_typed)
    if request.headers.get("HX-Request"):
        return render_template("fields.html", bound=bound, draft_url=request.path)
    return _opening_page(draft, opening, bound)


def begin_play(draft_id: int) -> ResponseReturnValue:
    """Open the matter, and keep the play if it could be opened."""
    draft = read_draft(draft_id)
    opening = _read_opening(draft)
    answer = _start_form(draft, opening)
    try:
        bound, facts = read_filled_in(draft, answer)
        if facts is None:
            return _opening_page(draft, opening, bound), 422
        content = opening.scenario(facts)
        require_played(play(draft.files, draft.line.jurisdiction, content, 0))
    except StepRefused as refused:
        return _opening_page(draft, opening, bound, refused), 422
    with database().write() as session:
        kept = keep_play(session, draft_id, content, 0, get_actor(), now(session))
    return redirect(url_for("workbench.show_play", draft_id=draft_id, play_id=kept.id))


def _start_form(draft: Draft, opening: Opening) -> FormAnswer | None:
    asked = AskedForm("start", "", opening.person)
    return read_start_form(draft.files, draft.line.jurisdiction, opening.scenario({}), asked)


def _opening_page(
    draft: Draft, opening: Opening, bound: PageForm | None, refused: RongcuoError | None = None
) -> str:
    place, language = draft.pack.jurisdiction, current_language()
    roles = place.entrances[opening.entrance].roles
    people = [
        (f"{role}:{'' if login == role else login}:", f"{place.roles[role].name(language)} {number}")
        for role in roles
        if role in place.roles
        for number, login in enumerate(logins_of(role, {}), start=1)
    ]
    return render_template(
        "workbench/play_opening.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        entrances=[(each.id, each.name(language)) for each in place.entrances.values()],
        opening=opening,
        people=people,
        bound=bound,
        refusal=refused.text(language) if refused else "",
        may_change=may_change(draft),
    )
