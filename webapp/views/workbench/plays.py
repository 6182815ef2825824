"""Playing a case of a draft with a movable clock. No real case is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.drafts import Draft
from webapp.procedures.operations import STATUSES
from webapp.procedures.proof import (
    AskedForm,
    Play,
    PlayState,
    StepRefused,
    change_play,
    discard_play,
    mend,
    play,
    read_drawings,
)
from webapp.procedures.proof.recording import (
    make_step,
    morning_of,
    with_step,
    without_steps,
)
from webapp.procedures.scenario_files import Step
from webapp.procedures.scenario_results import END
from webapp.views.errors import RequestMalformed
from webapp.views.forms import PageForm, bind_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.fact_words import FactWords
from webapp.views.workbench.path_drawings import draw_paths, tell_steps
from webapp.views.workbench.play_differences import show_differences
from webapp.views.workbench.play_forms import (
    as_seen,
    bind_answer,
    open_untyped,
    read_day,
    read_filled_in,
    read_person,
    read_play,
    require_played,
)
from webapp.views.workbench.problems import draft_name
from webapp.views.workbench.proof import drawing_page, may_change


def _asked_form(values: Mapping[str, str]) -> AskedForm | None:
    """Which form the page is to show: of a task or a message, and who fills it in."""
    kind, name = values.get("kind", ""), values.get("name", "")
    if kind not in ("task", "message") or not name:
        return None
    return AskedForm(kind, name, read_person(values.get("who", "")))


def show_play(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Where a play stands: what is open and for whom, the clock, the path, the facts."""
    draft, kept = read_play(draft_id, play_id)
    asked = _asked_form(request.args)
    state = play(draft.files, draft.line.jurisdiction, kept.content, kept.position, form=asked)
    return _page(draft, kept, state, asked, bind_answer(draft, state.form, open_untyped))


def redraw_form(draft_id: int, play_id: int) -> ResponseReturnValue:
    """The form of a step with what was typed, its conditions worked out anew."""
    draft, kept = read_play(draft_id, play_id)
    asked = _asked_form(request.form)
    state = play(draft.files, draft.line.jurisdiction, kept.content, kept.position, form=asked)
    bound = bind_answer(draft, state.form, bind_typed)
    if request.headers.get("HX-Request"):
        return render_template("fields.html", bound=bound, draft_url=request.path)
    return _page(draft, kept, state, asked, bound)


def take_step(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Do an open task or send a message, as somebody, with what was filled in."""
    draft, kept = read_play(draft_id, play_id)
    asked = _asked_form(request.form)
    if asked is None:
        raise RequestMalformed
    state = play(draft.files, draft.line.jurisdiction, kept.content, kept.position, form=asked)
    bound = bind_answer(draft, state.form, bind_typed)
    try:
        bound, facts = read_filled_in(draft, state.form)
        if facts is None:
            return _page(draft, kept, state, asked, bound), 422
        _put_in(draft, kept, _step_of(state, asked, facts))
    except RongcuoError as refused:
        if not isinstance(refused, StepRefused):
            raise
        return _page(draft, kept, state, asked, bound, refused), 422
    return _back(kept)


def _step_of(state: PlayState, asked: AskedForm, facts: Mapping[str, Any]) -> Step:
    if asked.kind == "message":
        return make_step(message=asked.name, person=asked.person, facts=facts)
    task = next(each for each in state.tasks if each.key == asked.name)
    return make_step(task=task.element.id, item=task.item, person=asked.person, facts=facts)


def move_clock(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Move the clock: to the next timer, or to the morning of a day."""
    draft, kept = read_play(draft_id, play_id)
    state = play(draft.files, draft.line.jurisdiction, kept.content, kept.position)
    day = read_day("day")
    if request.form.get("to") == "timer" and state.timers:
        target = datetime.fromisoformat(state.timers[0].at)
    elif day is not None:
        target = morning_of(day)
    else:
        flash(translate("请选择一个日期。"), "problem")
        return _back(kept)
    try:
        _put_in(draft, kept, make_step(advance_to=target))
    except StepRefused as refused:
        flash(refused.text(current_language()), "problem")
    return _back(kept)


def _put_in(draft: Draft, kept: Play, step: Step) -> None:
    """Put a step in where the play stands, if it can be taken.

    Raises:
        StepRefused: it cannot.
    """
    _go_on(draft, kept, with_step(kept.content, kept.position, step), kept.position + 1)


def _go_on(draft: Draft, kept: Play, content: bytes, position: int) -> None:
    require_played(play(draft.files, draft.line.jurisdiction, content, position))
    _keep(kept, content, position)


def _keep(kept: Play, content: bytes, position: int) -> None:
    with database().write() as session:
        change_play(session, as_seen(kept), content, position, get_actor(), now(session))


def take_next(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Take the next step as the scenario has it; or go on to the next difference, or to the end."""
    draft, kept = read_play(draft_id, play_id)
    to, length = request.form.get("to", "step"), len(kept.scenario.steps)
    target = min(kept.position + 1, length) if to == "step" else length
    state = play(draft.files, draft.line.jurisdiction, kept.content, target)
    ahead = _next_difference(state, kept.position) if to == "difference" else None
    position = state.reached if ahead is None else ahead
    if position > kept.position:
        _keep(kept, kept.content, position)
    if ahead is None and state.failure is not None:
        why = state.failure.text(current_language())
        flash(translate("第 %(n)s 步走不成了：%(why)s", n=state.reached + 1, why=why), "problem")
        return _back(kept)
    if ahead is None and to == "difference":
        flash(translate("后面没有别的不同，已经走到底。"), "done")
        return _back(kept)
    return _back(kept, "walk")


def _next_difference(state: PlayState, behind: int) -> int | None:
    """The first step after ``behind`` at which something differs; the last where only the end does, None where nothing."""
    steps = [state.reached if each.step == END else each.step for each in state.differences]
    return min((step for step in steps if step > behind), default=None)


def undo_step(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Take the last step back."""
    _, kept = read_play(draft_id, play_id)
    if kept.position:
        _keep(kept, without_steps(kept.content, kept.position, kept.position), kept.position - 1)
    return _back(kept)


def drop_later(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Take out the steps of the scenario that have not been played."""
    _, kept = read_play(draft_id, play_id)
    first = request.form.get("first", kept.position + 1, type=int)
    if 1 <= first <= len(kept.scenario.steps):
        _keep(kept, without_steps(kept.content, first), min(kept.position, first - 1))
    return _back(kept)


def mend_expectation(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Set what is expected on the way here to what is seen, for the differences that were chosen, or all that count."""
    draft, kept = read_play(draft_id, play_id)
    keys = request.form.getlist("shown" if request.form.get("all") else "key")
    content = mend(draft.files, draft.line.jurisdiction, kept.content, kept.position, keys)
    _keep(kept, content, kept.position)
    flash(translate("期望已按实际改好；保存后写入情景文件。"), "done")
    return _back(kept)


def discard_play_of(draft_id: int, play_id: int) -> ResponseReturnValue:
    """Throw the play away."""
    _, kept = read_play(draft_id, play_id)
    with database().write() as session:
        discard_play(session, as_seen(kept), get_actor())
    flash(translate("试走已丢弃。"), "done")
    return redirect(url_for("workbench.show_proof", draft_id=draft_id))


def _back(kept: Play, anchor: str | None = None) -> ResponseReturnValue:
    """To the page of a play, at a place of it: the top where something is told there."""
    address = url_for("workbench.show_play", draft_id=kept.draft_id, play_id=kept.id, _anchor=anchor)
    return redirect(address)


def _page(
    draft: Draft,
    kept: Play,
    state: PlayState,
    asked: AskedForm | None,
    bound: PageForm | None,
    refused: RongcuoError | None = None,
) -> Response:
    language = current_language()
    drawings = read_drawings(draft.files, draft.line.jurisdiction)
    active: dict[str, list[str]] = {}
    for task in state.tasks:
        active.setdefault(task.process, []).append(task.element.id)
    steps = tell_steps(drawings, state.acts, state.marks, language)
    status = STATUSES.get(state.status)
    return drawing_page(
        render_template(
            "workbench/play.html",
            draft=draft.line,
            draft_name=draft_name(draft),
            play=kept,
            title=kept.scenario.title(language),
            state=state,
            status=(status[language == "en"] if status else state.status),
            now=datetime.fromisoformat(state.now),
            timers=[(each, datetime.fromisoformat(each.at)) for each in state.timers],
            asked=asked,
            has_form=state.form is not None,
            bound=bound,
            refusal=refused.text(language) if refused else "",
            steps=steps[: state.reached + 1],
            later=steps[max(state.reached, kept.position if state.failure is None else 0) + 1 :],
            diagrams=draw_paths(draft.line.id, drawings, state.marks, active, language),
            facts=FactWords(draft.pack, language).rows(state.facts),
            differences=show_differences(state, language),
            may_change=may_change(draft),
        )
    )
