"""Saving a play as a scenario: its names, its source mark, and what is expected of it, proposed from what happened."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.feel import from_json
from webapp.procedures.drafts import Draft
from webapp.procedures.operations import STATUSES
from webapp.procedures.proof import (
    Play,
    PlayState,
    play,
    read_drawings,
    save_scenario,
)
from webapp.procedures.proof.recording import (
    choose_expectation,
    finish_scenario,
    propose_stem,
    require_words,
    scenario_path,
)
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import whole_number
from webapp.views.workbench.fact_words import FactWords
from webapp.views.workbench.play_differences import differences_left
from webapp.views.workbench.play_forms import as_seen, read_play, require_played
from webapp.views.workbench.problems import draft_name
from webapp.views.workbench.proof import may_change


def show_saving(draft_id: int, play_id: int) -> ResponseReturnValue:
    """What the scenario is called, and what is expected of it: proposed from what happened."""
    draft, kept = read_play(draft_id, play_id)
    return _saving_page(draft, kept, None)


def save_play(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Save the play as a scenario file of the draft."""
    draft, kept = read_play(draft_id, play_id)
    typed = request.form
    code = draft.line.jurisdiction
    stem = typed.get("stem", "").strip()
    try:
        require_words(
            name=typed.get("name", ""),
            name_en=typed.get("name_en", ""),
            source=typed.get("source", ""),
            stem=None if kept.file else stem,
        )
        state = _state_to_save(draft, kept)
        require_played(state)
        expect = choose_expectation(
            kept.scenario.expect,
            state,
            _chosen_path(state),
            typed.getlist("advice"),
            typed.getlist("outcome"),
        )
        content = finish_scenario(
            kept.content,
            name=typed.get("name", ""),
            name_en=typed.get("name_en", ""),
            source=typed.get("source", ""),
            expect=expect,
        )
        path = kept.file or scenario_path(code, stem)
        with database().write() as session:
            saved = save_scenario(session, as_seen(kept), path, content, get_actor(), now(session))
    except RongcuoError as refused:
        return _saving_page(draft, kept, refused), 422
    flash(translate("已存为草稿的情景。"), "done")
    left = differences_left(state, current_language())
    if left:
        places = translate("、").join(dict.fromkeys(each.place for each in left))
        told = translate(
            "还有 %(n)s 处与期望不同没有改，情景在那里通不过：%(places)s。", n=len(left), places=places
        )
        flash(told, "problem")
    return redirect(url_for("workbench.show_run", draft_id=draft_id, path=saved))


def _unplayed(kept: Play) -> int:
    """How many steps of the scenario were not taken."""
    return len(kept.scenario.steps) - kept.position


def _state_to_save(draft: Draft, kept: Play) -> PlayState:
    """Where the play stands. Only at its last step is anything proposed for the end: before that, what the scenario expects
    there is left as it is."""
    code, is_whole = draft.line.jurisdiction, not _unplayed(kept)
    return play(draft.files, code, kept.content, kept.position, propose=is_whole)


def _chosen_path(state: PlayState) -> list[str]:
    """The chosen entries, by their places in the proposal."""
    entries = state.proposal.path if state.proposal else ()
    chosen = {whole_number(place) for place in request.form.getlist("path")}
    return [entry for place, entry in enumerate(entries) if place in chosen]


def _saving_page(draft: Draft, kept: Play, refused: RongcuoError | None) -> str:
    language, code = current_language(), draft.line.jurisdiction
    state = _state_to_save(draft, kept)
    names = {
        f"{drawing.id}:{part.id}": (drawing.name(language), part.name(language))
        for drawing in read_drawings(draft.files, code)
        for part in drawing.parts
    }
    scenario, typed, words = kept.scenario, request.form, FactWords(draft.pack, language)
    held = scenario.expect
    proposal = state.proposal
    is_new = not kept.file
    statuses = STATUSES.get(proposal.status or "") if proposal else None
    return render_template(
        "workbench/play_saving.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        play=kept,
        state=state,
        failure=state.failure.text(language) if state.failure else "",
        proposal=proposal,
        path=[
            (
                place,
                entry,
                *names.get(entry, ("", entry)),
                _is_chosen(str(place), "path", is_new or entry in held.path),
            )
            for place, entry in enumerate(proposal.path if proposal else ())
        ],
        advice=[
            (
                key,
                words.label(key),
                words.say(key, from_json(value)),
                value,
                _is_chosen(key, "advice", is_new or key in held.advice),
            )
            for key, value in (proposal.advice if proposal else {}).items()
        ],
        outcomes={
            "status": _is_chosen("status", "outcome", is_new or held.status is not None),
            "is_ended": _is_chosen("is_ended", "outcome", is_new or held.is_ended is not None),
            "open": _is_chosen("open", "outcome", is_new or held.open is not None),
        },
        status=statuses[language == "en"] if statuses else (proposal.status if proposal else ""),
        open_names=[_task_name(state, key, language) for key in (proposal.open or ())] if proposal else [],
        typed={
            "name": typed.get("name", "" if is_new else scenario.name),
            "name_en": typed.get("name_en", "" if is_new else scenario.name_en),
            "source": typed.get("source", scenario.source or "assumed"),
            "stem": typed.get("stem", propose_stem(code, draft.files) if is_new else ""),
        },
        unplayed=_unplayed(kept),
        left=differences_left(state, language),
        refusal=refused.text(language) if refused else "",
        may_change=may_change(draft),
    )


def _is_chosen(value: str, name: str, usual: bool) -> bool:
    return value in request.form.getlist(name) if request.method == "POST" else usual


def _task_name(state: PlayState, element: str, language: Any) -> str:
    return next((each.element.name(language) for each in state.tasks if each.element.id == element), element)
