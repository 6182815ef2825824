"""Proving a draft: its scenarios with what came of them, the path of one on the diagrams, and what all of them cover."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.people import PROCESS_DESIGNER
from webapp.procedures import get_version
from webapp.procedures.drafts import Draft, DraftFileNotFound, get_draft
from webapp.procedures.drafts.titles import FileTitle, title_files
from webapp.procedures.proof import (
    Gap,
    Play,
    RunAnswer,
    Said,
    find_gaps,
    find_results,
    list_plays,
    list_scenario_files,
    open_in_play,
    read_drawings,
    run_scenarios_of,
)
from webapp.procedures.scenario_results import END
from webapp.views.errors import AddressMissing
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.protection import DRAWING_POLICY
from webapp.views.workbench.drawn_files import answer_diagram
from webapp.views.workbench.path_drawings import draw_coverage, draw_paths, tell_steps
from webapp.views.workbench.problems import draft_name


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario in the list; ``result`` is None while it has not run on what the draft holds now."""

    path: str
    title: str
    result: RunAnswer | None

    @property
    def failing_step(self) -> int | None:
        """The step to open in play; None where it passes, or is about a table."""
        if self.result is None or self.result.is_passed or self.result.is_table or not self.result.acts:
            return None
        step = self.result.failures[0].step
        return self.result.length if step == END else step


def read_draft(draft_id: int) -> Draft:
    """The draft of a page."""
    with database().read() as session:
        return get_draft(session, draft_id)


def may_change(draft: Draft) -> bool:
    """Whether the reader may record into the draft."""
    return draft.line.state == "open" and get_actor().has_product_role(PROCESS_DESIGNER)


def show_proof(draft_id: int) -> ResponseReturnValue:
    """The scenarios of a draft, the plays that are under way, and the way to record another."""
    with database().read() as session:
        draft = get_draft(session, draft_id)
        plays = list_plays(session, draft_id)
    rows = _rows(draft)
    told = [row for row in rows if row.result is not None]
    return render_template(
        "workbench/proof.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        rows=rows,
        plays=[(play, _play_title(play)) for play in plays],
        passed=sum(row.result.is_passed for row in told if row.result),
        failed=sum(not row.result.is_passed for row in told if row.result),
        lacking=len(rows) - len(told),
        gaps=[(gap, gap_name(draft, gap)) for gap in _gaps(rows)] if may_change(draft) else [],
        may_change=may_change(draft),
        failure_words=failure_words,
    )


def _gaps(rows: list[ScenarioRow]) -> list[Gap]:
    """What can be repaired in several scenarios at once."""
    return find_gaps({row.path: row.result for row in rows if row.result is not None})


def _rows(draft: Draft) -> list[ScenarioRow]:
    """Failed ones first, then those that have not run."""
    code, titles = draft.line.jurisdiction, title_files(draft.pack)
    found = find_results(draft.files, code)
    rows = [
        ScenarioRow(path, scenario_title(titles.get(path), path), found.get(path))
        for path in list_scenario_files(draft.files, code)
    ]
    return sorted(rows, key=lambda row: (row.result is None or row.result.is_passed, row.result is not None))


def failure_words(failure: Said, result: RunAnswer) -> str:
    """A failure with its place in words: the step by what it does, or the case of a table."""
    said = failure.text(current_language())
    if result.is_table or not result.acts:
        return said
    if failure.step == END:
        return translate("终局：%(why)s", why=said)
    act = next((act for act in result.acts if act.number == failure.step), None)
    place = act.element.name(current_language()) if act is not None and act.element.id else ""
    if failure.step == 0:
        return translate("发起：%(why)s", why=said)
    if place:
        return translate("第 %(n)s 步“%(place)s”：%(why)s", n=failure.step, place=place, why=said)
    return translate("第 %(n)s 步：%(why)s", n=failure.step, why=said)


def failures_at(result: RunAnswer, step: int) -> list[str]:
    """Why a scenario fails at a step."""
    return [failure.text(current_language()) for failure in result.failures if failure.step == step]


def scenario_title(title: FileTitle | None, path: str) -> str:
    """What a scenario is called; its path where its file cannot be read."""
    return title.name(current_language()) if title is not None else path


def gap_name(draft: Draft, gap: Gap) -> str:
    """What the step is called; what it was called in the version that the draft began from, where no diagram holds it now."""
    digest = draft.line.base_digest
    if gap.process or digest is None:
        return gap.element.name(current_language())
    with database().read() as session:
        base = get_version(session, digest)
    for process in base.deployment.processes.values():
        if (info := process.elements.get(gap.element.id)) is not None:
            texts = base.texts(current_language())
            return texts.text(process.file, info.id, info.name) or info.id
    return gap.element.id


def _play_title(play: Play) -> str:
    return play.scenario.title(current_language())


def run_scenarios(draft_id: int) -> ResponseReturnValue:
    """Run every scenario that has not run on what the draft holds now, or the one that is named."""
    draft = read_draft(draft_id)
    path = request.form.get("path", "")
    try:
        results = run_scenarios_of(draft.files, draft.line.jurisdiction, [path] if path else None)
    except RongcuoError as refused:
        flash(refused.text(current_language()), "problem")
        return redirect(url_for("workbench.show_proof", draft_id=draft_id))
    failed = sum(not result.is_passed for result in results.values())
    if failed:
        flash(translate("运行完毕：%(n)s 个情景没有通过。", n=failed), "problem")
    else:
        flash(translate("运行完毕，全部通过。"), "done")
    return redirect(url_for("workbench.show_proof", draft_id=draft_id))


def show_run(draft_id: int, path: str) -> ResponseReturnValue:
    """One scenario: its steps, the path on the diagrams, and why it fails where it does."""
    draft, language = read_draft(draft_id), current_language()
    if path not in list_scenario_files(draft.files, draft.line.jurisdiction):
        raise DraftFileNotFound(path=path)
    result = run_scenarios_of(draft.files, draft.line.jurisdiction, [path])[path]
    drawings = read_drawings(draft.files, draft.line.jurisdiction) if result.marks else ()
    row = ScenarioRow(path, result.name.name(language), result)
    return drawing_page(
        render_template(
            "workbench/proof_run.html",
            draft=draft.line,
            draft_name=draft_name(draft),
            row=row,
            result=result,
            steps=tell_steps(drawings, result.acts, result.marks, language),
            diagrams=draw_paths(draft_id, drawings, result.marks, {}, language),
            may_change=may_change(draft),
            failure_words=failure_words,
            failures_at=failures_at,
        )
    )


def show_coverage(draft_id: int) -> ResponseReturnValue:
    """What all scenarios together walk: on the diagrams in colours, and in lists."""
    draft, language = read_draft(draft_id), current_language()
    code = draft.line.jurisdiction
    try:
        results = run_scenarios_of(draft.files, code)
        drawings = read_drawings(draft.files, code)
    except RongcuoError as refused:
        flash(refused.text(language), "problem")
        return redirect(url_for("workbench.show_proof", draft_id=draft_id))
    diagrams = draw_coverage(draft_id, drawings, (each.marks for each in results.values()), language)
    return drawing_page(
        render_template(
            "workbench/coverage.html", draft=draft.line, draft_name=draft_name(draft), diagrams=diagrams
        )
    )


def show_diagram(draft_id: int, path: str) -> ResponseReturnValue:
    """A diagram of the draft for the browser to draw, its names in the reader's language."""
    draft = read_draft(draft_id)
    if path not in draft.files or not path.endswith(".bpmn"):
        raise AddressMissing
    return answer_diagram(draft.pack, path)


def open_play(draft_id: int) -> ResponseReturnValue:
    """Open a scenario in play behind one of its steps: where it fails, or at its end."""
    path, step = request.form.get("path", ""), request.form.get("step", 0, type=int)
    with database().write() as session:
        play = open_in_play(session, draft_id, path, step, get_actor(), now(session))
    return redirect(url_for("workbench.show_play", draft_id=draft_id, play_id=play.id))


def drawing_page(page: str) -> Response:
    """A page whose diagrams the browser draws."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = DRAWING_POLICY
    return response
