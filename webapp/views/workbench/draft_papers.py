"""The papers of a draft: which step issues each, its template replaced and shown filled, kinds added and taken away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures import PackRefused
from webapp.procedures.draft_parts.errors import (
    OrganWordsMissing,
    PaperWordsMissing,
    PartExists,
    PartNameRefused,
    TemplateRefused,
)
from webapp.procedures.draft_parts.organ import find_organ, name_organ
from webapp.procedures.draft_parts.papers import (
    DraftPaper,
    add_paper,
    get_draft_paper,
    list_draft_papers,
    name_paper,
    own_template_path,
    remove_paper,
    replace_template,
    try_template,
)
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.resolution import papers_path
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import (
    demand_confirmation,
    head_of,
    problem_lines,
    read_draft,
    sent_revision,
    sent_text,
    status_of,
    tell_refusal,
)
from webapp.views.workbench.paper_lines import issuer_lines, unissued_lines
from webapp.views.workbench.places import editor_address

_WORDS = ("zh", "en", "mark", "source")
_ORGAN = ("organ", "organ_en", "mark", "source")
_REFUSALS = (
    TemplateRefused,
    OrganWordsMissing,
    PaperWordsMissing,
    PartExists,
    PartNameRefused,
    TomlNotChanged,
    FileChangedMeanwhile,
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step that issues a paper, and the way to it in its diagram."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in the list."""

    paper: DraftPaper
    name: str
    steps: tuple[StepLine, ...]


def show_papers(draft_id: int) -> str:
    """All papers of the draft, and the form to add one."""
    return list_page(read_draft(draft_id))


def save_organ(draft_id: int) -> ResponseReturnValue:
    """Say who issues the place's papers."""
    words = {key: sent_text(f"place.{key}") for key in _ORGAN}
    try:
        with database().write() as session:
            name_organ(session, draft_id, words, sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return list_page(read_draft(draft_id), refused), status_of(refused)
    flash(translate("已保存到草稿。"), "done")
    return redirect(url_for("workbench.show_papers", draft_id=draft_id))


def add_kind(draft_id: int) -> ResponseReturnValue:
    """Add a kind of paper with its template."""
    kind = sent_text("id")
    try:
        with database().write() as session:
            words = {key: sent_text(key) for key in _WORDS}
            add_paper(session, draft_id, kind, words, _upload(), sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return list_page(read_draft(draft_id), refused), status_of(refused)
    flash(translate("已加到草稿。在流程图里给出具它的步骤填上这个文种的代码。"), "done")
    return redirect(url_for("workbench.show_paper_kind", draft_id=draft_id, kind=kind))


def show_paper_kind(draft_id: int, kind: str) -> str:
    """One paper: its template filled with sample words, who issues it, its names."""
    return kind_page(read_draft(draft_id), kind)


def preview_template(draft_id: int, kind: str) -> ResponseReturnValue:
    """Show what a template makes of sample words before anything is saved; or say what is wrong with it."""
    draft, language = read_draft(draft_id), current_language()
    paper = get_draft_paper(draft, kind)
    try:
        trial = try_template(draft.pack, kind, own_template_path(draft.line.jurisdiction, kind), _upload())
    except PackRefused:
        trial = None
    lines = trial.problems if trial is not None else ()
    page = render_template(
        "workbench/template_trial.html",
        head=head_of(draft),
        line=_line(draft, paper),
        preview=trial.preview if trial is not None else None,
        trouble=tuple(each.en if language == "en" else each.zh for each in lines),
        is_draft_broken=trial is None,
    )
    return page, 422 if lines or trial is None else 200


def upload_template(draft_id: int, kind: str) -> ResponseReturnValue:
    """Replace the template; one that cannot be used is refused in words, and nothing is saved."""
    try:
        with database().write() as session:
            replace_template(session, draft_id, kind, _upload(), sent_revision(), get_actor(), now(session))
    except (TemplateRefused, FileChangedMeanwhile) as refused:
        return kind_page(read_draft(draft_id), kind, refused), status_of(refused)
    flash(translate("模板已存到草稿，下面以示例内容填写。"), "done")
    return redirect(url_for("workbench.show_paper_kind", draft_id=draft_id, kind=kind))


def save_paper_words(draft_id: int, kind: str) -> ResponseReturnValue:
    """Change a paper's names, mark and source."""
    try:
        with database().write() as session:
            words = {key: sent_text(key) for key in _WORDS}
            name_paper(session, draft_id, kind, words, sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return kind_page(read_draft(draft_id), kind, refused), status_of(refused)
    flash(translate("已保存到草稿。"), "done")
    return redirect(url_for("workbench.show_paper_kind", draft_id=draft_id, kind=kind))


def remove_kind(draft_id: int, kind: str) -> ResponseReturnValue:
    """Take out what the place's own files hold of a paper, once that is confirmed."""
    demand_confirmation()
    try:
        with database().write() as session:
            remove_paper(session, draft_id, kind, sent_revision(), get_actor(), now(session))
    except _REFUSALS as refused:
        return kind_page(read_draft(draft_id), kind, refused), status_of(refused)
    flash(translate("本地的文种和模板已删去；有共用的，现在沿用它。"), "done")
    return redirect(url_for("workbench.show_papers", draft_id=draft_id))


def _upload() -> bytes:
    upload = request.files.get("file")
    return upload.read() if upload is not None else b""


def _line(draft: Draft, paper: DraftPaper) -> PaperLine:
    language = current_language()
    steps = []
    for step in paper.steps:
        english = draft.pack.texts("en").of_file(step.file).get(step.element_id, "")
        name = (english if language == "en" else "") or step.name
        steps.append(StepLine(name, editor_address(draft.line.id, step.file, element_id=step.element_id)))
    return PaperLine(paper, paper.kind.name(language), tuple(steps))


def _organ_shown(draft: Draft) -> dict[str, str]:
    """What stands in the fields of the issuing organ: what was typed, else what the draft says."""
    held = find_organ(draft)
    return {
        key: request.form.get(f"place.{key}", getattr(held, key) if held is not None else "")
        for key in _ORGAN
    }


def list_page(draft: Draft, refused: RongcuoError | None = None) -> str:
    """The page of all papers, maybe with what was refused."""
    unissued = unissued_lines(draft)
    named = {each.id for each in unissued}
    papers = [_line(draft, paper) for paper in list_draft_papers(draft)]
    return render_template(
        "workbench/draft_papers.html",
        head=head_of(draft),
        papers=papers,
        organ=_organ_shown(draft),
        unissued=unissued,
        unissued_ids=named,
        issuable=[each for each in papers if each.paper.kind.id not in named],
        revision=draft.revisions.get(papers_path(draft.line.jurisdiction), 0),
        typed=request.form,
        refusal_text=tell_refusal(draft, refused),
        refusal_lines=problem_lines(refused),
    )


def kind_page(draft: Draft, kind: str, refused: RongcuoError | None = None) -> str:
    """The page of one paper, maybe with what was refused."""
    paper, language = get_draft_paper(draft, kind), current_language()
    trouble: tuple[str, ...] = ()
    preview = None
    try:
        trial = try_template(draft.pack, kind, paper.kind.file, draft.files[paper.kind.file])
        preview = trial.preview
        trouble = tuple(each.en if language == "en" else each.zh for each in trial.problems)
    except PackRefused:
        trouble = (translate("草稿里还有错误，现在不能以示例内容填写。请先看问题清单。"),)
    code = draft.line.jurisdiction
    words = {key: request.form.get(key, str(paper.row.get(key, ""))) for key in _WORDS}
    return render_template(
        "workbench/draft_paper.html",
        head=head_of(draft),
        line=_line(draft, paper),
        issuing=issuer_lines(draft, kind, issuing=True),
        able=issuer_lines(draft, kind, issuing=False),
        chosen=request.form.get("place", ""),
        words=words,
        preview=preview,
        trouble=trouble,
        revision=draft.revisions.get(papers_path(code), 0),
        template_revision=draft.revisions.get(own_template_path(code, kind), 0),
        refusal_text=tell_refusal(draft, refused),
        refusal_lines=problem_lines(refused),
    )
