"""One change of the procedure taken into all scenarios that it stops: a new step is entered once and put into each, one that
is gone is left out of each; then they are run again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.feel import from_python
from webapp.procedures.drafts import Draft
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.proof import (
    AskedForm,
    FormAnswer,
    Gap,
    PlayState,
    Repaired,
    RunAnswer,
    StepRefused,
    find_gaps,
    leave_step_out,
    play,
    read_drawings,
    run_scenarios_of,
    save_repairs,
    take_step_in,
    with_repairs,
)
from webapp.procedures.proof.errors import NoScenarioChosen
from webapp.procedures.proof.recording import make_step, with_step
from webapp.procedures.proof.states import OpenStep
from webapp.procedures.scenario_files import Person
from webapp.views.errors import RequestMalformed
from webapp.views.forms import PageForm, bind_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import whole_number
from webapp.views.workbench.path_drawings import draw_paths
from webapp.views.workbench.play_forms import bind_answer, open_untyped, read_filled_in, read_person
from webapp.views.workbench.problems import draft_name
from webapp.views.workbench.proof import (
    drawing_page,
    gap_name,
    may_change,
    read_draft,
    scenario_title,
)
from webapp.views.workbench.repair_results import RepairResult, keep_result

#: What the page sends besides the fields of the form: who does the step, the scenarios chosen, those shown with revisions.
_WHO, _CHOSEN, _SEEN = "_who", "_scenario", "_seen"


@dataclass(frozen=True, slots=True)
class _Repair:
    """A step to take in or leave out, in a draft whose scenarios were run."""

    draft: Draft
    results: Mapping[str, RunAnswer]
    gap: Gap


def _find(draft_id: int, kind: str, element: str) -> _Repair | None:
    """What there is to repair; None where no scenario stops at the step any more."""
    draft = read_draft(draft_id)
    results = run_scenarios_of(draft.files, draft.line.jurisdiction)
    gaps = find_gaps(results)
    gap = next((each for each in gaps if (each.kind, each.element.id) == (kind, element)), None)
    return None if gap is None else _Repair(draft, results, gap)


def _nothing_left(draft_id: int) -> ResponseReturnValue:
    flash(translate("现在没有情景停在这一步，不用再补。"), "done")
    return redirect(url_for("workbench.show_proof", draft_id=draft_id))


# -- a step that is missing ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """The step as the scenario ``sample`` meets it: its open task, who is to do it, and the form."""

    sample: str
    task: OpenStep
    who: str
    state: PlayState

    @property
    def person(self) -> Person | None:
        return read_person(self.who) if self.who else None


def _ask(repair: _Repair) -> _Asked:
    """Play a scenario to where it stands at the step: the first in which somebody may do it, or else the first.

    Raises:
        StepRefused: none stands there, for the draft has changed meanwhile.
    """
    met = None
    for path in repair.gap.stalls:
        asked = _meet(repair, path)
        if asked is not None and asked.who:
            return asked
        met = met or asked
    if met is None:
        raise StepRefused(
            reason="情景现在没有停在这一步。请回到情景清单，重新运行。",
            reason_en="The scenario does not stop at this step now. Go back to the scenarios and run them again.",
        )
    return met


def _meet(repair: _Repair, path: str) -> _Asked | None:
    """The step as this scenario meets it, with the form for whoever was chosen or else may do it."""
    draft, stall = repair.draft, repair.gap.stalls[path]
    code, content, position = draft.line.jurisdiction, draft.files[path], stall.behind
    if stall.is_within:
        scenario = next(each for each in draft.pack.scenario_set.matters if each.file == path)
        clock = make_step(advance_to=scenario.steps[position].advance_to)
        content, position = with_step(content, position, clock), position + 1
    state = play(draft.files, code, content, position)
    task = next((each for each in state.tasks if each.element.id == repair.gap.element.id), None)
    if task is None:
        return None
    offered = [each.id for each in task.people]
    wished = request.values.get(_WHO, "")
    who = wished if wished in offered else next(iter(offered), "")
    if who:
        form = AskedForm("task", task.key, read_person(who))
        state = play(draft.files, code, content, position, form=form)
    return _Asked(path, task, who, state)


def show_missing(draft_id: int, element: str) -> ResponseReturnValue:
    """The new step, its form once, and the scenarios that it goes into."""
    repair = _find(draft_id, "missing", element)
    if repair is None:
        return _nothing_left(draft_id)
    asked = _ask(repair)
    bound = bind_answer(repair.draft, _with_known_facts(repair, asked.state.form), open_untyped)
    return _missing_page(repair, asked, bound, set(repair.gap.stalls))


def _with_known_facts(repair: _Repair, answer: FormAnswer | None) -> FormAnswer | None:
    """The form as it opens, with what a scenario that plays the step already has in it."""
    if answer is None:
        return None
    steps = (step for each in repair.draft.pack.scenario_set.matters for step in each.steps)
    known = next((step for step in steps if step.task == repair.gap.element.id), None)
    context = dict(answer.context)
    for key, value in (known.facts if known else {}).items():
        entity, _, name = key.partition(".")
        held = context.get(entity)
        context[entity] = {**(held if isinstance(held, dict) else {}), name: from_python(value)}
    return replace(answer, context=context)


def redraw_missing(draft_id: int, element: str) -> ResponseReturnValue:
    """The form with what was typed, its conditions worked out anew; or as another person sees it."""
    repair = _find(draft_id, "missing", element)
    if repair is None:
        return _nothing_left(draft_id)
    asked = _ask(repair)
    bound = bind_answer(repair.draft, asked.state.form, bind_typed)
    if request.headers.get("HX-Request"):
        return render_template("fields.html", bound=bound, draft_url=request.path)
    return _missing_page(repair, asked, bound, _chosen(repair))


def take_in(draft_id: int, element: str) -> ResponseReturnValue:
    """Put the step into the chosen scenarios, run them, save them in one go, and tell what came of each."""
    repair = _find(draft_id, "missing", element)
    if repair is None:
        return _nothing_left(draft_id)
    asked, chosen, seen = _ask(repair), _chosen(repair), _seen()
    bound, facts = read_filled_in(repair.draft, asked.state.form)
    if facts is None:
        return _missing_page(repair, asked, bound, chosen), 422
    files, code = repair.draft.files, repair.draft.line.jurisdiction
    try:
        _require_any(chosen)
        repaired = take_step_in(files, code, element, chosen, asked.person, facts)
        return _save(repair, repaired, seen)
    except RongcuoError as refused:
        return _missing_page(_fresh(repair), asked, bound, chosen, refused), _status(refused)


def _missing_page(
    repair: _Repair,
    asked: _Asked,
    bound: PageForm | None,
    chosen: Collection[str],
    refused: RongcuoError | None = None,
) -> Response:
    draft, gap, language = repair.draft, repair.gap, current_language()
    drawings = draw_paths(
        draft.line.id,
        read_drawings(draft.files, draft.line.jurisdiction),
        asked.state.marks,
        {gap.process: [gap.element.id]},
        language,
    )
    return drawing_page(
        render_template(
            "workbench/repair_missing.html",
            **_shown(repair, chosen, refused),
            asked=asked,
            bound=bound,
            people=[(each.id, each.name(language)) for each in asked.task.people],
            sample=scenario_title(title_files(draft.pack).get(asked.sample), asked.sample),
            diagrams=[each for each in drawings if each.id == gap.process],
        )
    )


# -- a step that is gone ------------------------------------------------------------------------


def show_gone(draft_id: int, element: str) -> ResponseReturnValue:
    """The step that is not on the way any more, and the scenarios that play it."""
    repair = _find(draft_id, "gone", element)
    if repair is None:
        return _nothing_left(draft_id)
    return _gone_page(repair, set(repair.gap.stalls))


def leave_out(draft_id: int, element: str) -> ResponseReturnValue:
    """Take the step out of the chosen scenarios, run them, save them in one go, and tell what came of each."""
    repair = _find(draft_id, "gone", element)
    if repair is None:
        return _nothing_left(draft_id)
    chosen, seen = _chosen(repair), _seen()
    try:
        _require_any(chosen)
        repaired = leave_step_out(repair.draft.files, repair.draft.line.jurisdiction, element, chosen)
        return _save(repair, repaired, seen)
    except RongcuoError as refused:
        return _gone_page(_fresh(repair), chosen, refused), _status(refused)


def _gone_page(repair: _Repair, chosen: Collection[str], refused: RongcuoError | None = None) -> str:
    return render_template("workbench/repair_gone.html", **_shown(repair, chosen, refused))


# -- what both share ----------------------------------------------------------------------------


def _chosen(repair: _Repair) -> set[str]:
    return set(request.form.getlist(_CHOSEN)) & repair.gap.stalls.keys()


def _require_any(chosen: Collection[str]) -> None:
    if not chosen:
        raise NoScenarioChosen


def _seen() -> dict[str, int]:
    """The revisions of the scenarios as the page showed them.

    Raises:
        RequestMalformed: they are not what the page sends.
    """
    seen: dict[str, int] = {}
    for line in request.form.getlist(_SEEN):
        sent, _, path = line.partition(" ")
        revision = whole_number(sent)
        if revision is None:
            raise RequestMalformed
        seen[path] = revision
    return seen


def _status(refused: RongcuoError) -> int:
    return 409 if refused.kind == "conflict" else 422


def _fresh(repair: _Repair) -> _Repair:
    """The same with the files as they stand now, for a page that is to be sent once more."""
    return replace(repair, draft=read_draft(repair.draft.line.id))


def _shown(repair: _Repair, chosen: Collection[str], refused: RongcuoError | None) -> dict[str, Any]:
    """The step, and each scenario with its title, its place and its revision."""
    draft, gap = repair.draft, repair.gap
    titles = title_files(draft.pack)
    return {
        "draft": draft.line,
        "draft_name": draft_name(draft),
        "element": gap.element,
        "name": gap_name(draft, gap),
        "rows": [
            (
                path,
                scenario_title(titles.get(path), path),
                stall,
                repair.results[path].acts,
                draft.revisions.get(path, 0),
                path in chosen,
            )
            for path, stall in gap.stalls.items()
        ],
        "refusal": refused.text(current_language()) if refused else "",
        "may_change": may_change(draft),
    }


def _save(repair: _Repair, repaired: list[Repaired], seen: Mapping[str, int]) -> ResponseReturnValue:
    """Run what came of the scenarios, save it in one transaction, and lead to the page that tells it.

    Raises: what `save_repairs` raises.
    """
    draft = repair.draft
    paths = [each.file for each in repaired]
    results = run_scenarios_of(with_repairs(draft.files, repaired), draft.line.jurisdiction, paths)
    if any(each.content is not None for each in repaired):
        with database().write() as session:
            save_repairs(session, draft.line.id, repaired, seen, get_actor(), now(session))
    kept = RepairResult(
        repair.gap, tuple(repaired), {path: repair.results[path].acts for path in paths}, results
    )
    return redirect(keep_result(draft.line.id, kept))
