"""What is wrong with a draft: a list for the editors and a page for people, each problem a way to where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import Language, Problem
from webapp.procedures.drafts import (
    Draft,
    NotReady,
    check_draft,
    find_names,
    get_draft,
    list_fixes,
    mend_problem,
)
from webapp.procedures.drafts.fixes import Fix
from webapp.procedures.drafts.titles import kind_of_file, title_files
from webapp.procedures.resolution import scenario_folder
from webapp.views.errors import RequestMalformed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.answers import come_again, sent_json, told_as_json, wished_patience
from webapp.views.workbench.desk import whole_number
from webapp.views.workbench.places import editor_address


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem as it is shown: the file by its name, a way there, and how it can be mended at once."""

    problem: Problem
    title: str
    url: str | None
    message: str
    fixes: tuple[Fix, ...]


def _get(draft_id: int) -> Draft:
    with database().read() as session:
        return get_draft(session, draft_id)


def describe_problems(draft: Draft, *, patience: float | None = None) -> list[ProblemLine]:
    """All findings on a draft, errors first, in the reader's language.

    Raises:
        NotReady: the check takes longer than ``patience`` seconds.
    """
    language = current_language()
    checked = check_draft(draft.files, draft.line.jurisdiction, patience=patience)
    titles = title_files(draft.pack)
    return [
        ProblemLine(
            problem,
            titles[problem.file].text(language) if problem.file in titles else _name_place(draft, problem),
            _way_to(draft, problem),
            problem.en if language == "en" else problem.zh,
            list_fixes(draft, problem) if draft.line.state == "open" else (),
        )
        for problem in checked.problems
    ]


def _name_place(draft: Draft, problem: Problem) -> str:
    """What is no file of the draft: its scenarios as a whole, or a path that is missing."""
    return translate("情景验证") if _is_of_scenarios(draft, problem) else problem.file


def _is_of_scenarios(draft: Draft, problem: Problem) -> bool:
    return problem.file == scenario_folder(draft.line.jurisdiction)


def _way_to(draft: Draft, problem: Problem) -> str | None:
    """Where the problem is mended: in the file's editor; for a template on the page of its paper, where that has a name;
    for the scenarios as a whole where they are run and mended together."""
    if _is_of_scenarios(draft, problem):
        return url_for("workbench.show_proof", draft_id=draft.line.id)
    if problem.file not in draft.files:
        return None
    stem = PurePosixPath(problem.file).stem
    if kind_of_file(problem.file) == "paper" and stem in draft.pack.read_papers()[0].kinds:
        return url_for("workbench.show_paper_kind", draft_id=draft.line.id, kind=stem)
    return editor_address(draft.line.id, problem.file, element_id=problem.element_id, line=problem.line)


@told_as_json
def list_problems(draft_id: int) -> ResponseReturnValue:
    """The findings for the editors, with the words that a fix asks for; 202 while the check goes on."""
    draft, language = _get(draft_id), current_language()
    try:
        lines = describe_problems(draft, patience=wished_patience())
    except NotReady:
        return come_again()
    return jsonify(
        draft_revision=draft.line.revision,
        problems=[
            {
                "code": line.problem.code,
                "severity": line.problem.severity,
                "file": line.problem.file,
                "title": line.title,
                "element_id": line.problem.element_id,
                "line": line.problem.line,
                "message": line.message,
                "url": line.url,
                "fixes": [_told_fix(fix, language) for fix in line.fixes],
            }
            for line in lines
        ],
    )


def _told_fix(fix: Fix, language: Language) -> dict[str, Any]:
    asks = [{"name": ask.name, "label": ask.text(language), "proposed": ask.proposed} for ask in fix.asks]
    return {"id": fix.id, "label": fix.text(language), "asks": asks, "is_removal": fix.is_removal}


def show_problems(draft_id: int) -> ResponseReturnValue:
    """The findings on a page, with the fixes as buttons."""
    draft = _get(draft_id)
    lines = describe_problems(draft)
    return render_template(
        "workbench/problems.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        errors=[line for line in lines if line.problem.severity == "error"],
        warnings=[line for line in lines if line.problem.severity != "error"],
        english=current_language() == "en",
    )


def draft_name(draft: Draft) -> str:
    """What the draft's place is called, in the reader's language."""
    line = draft.line
    return (line.name_en or line.name) if current_language() == "en" else line.name


@told_as_json
def apply_fix(draft_id: int) -> ResponseReturnValue:
    """Mend one problem in the way that an editor's reader chose, with the words they gave."""
    sent = sent_json()
    answers = sent.get("answers", {})
    if not isinstance(answers, dict) or not all(isinstance(each, str) for each in answers.values()):
        raise RequestMalformed
    saved = _mend(draft_id, sent, answers)
    return jsonify(files=[{"path": each.path, "revision": each.revision} for each in saved])


def apply_fix_on_page(draft_id: int) -> ResponseReturnValue:
    """Mend one problem in the way that the page's reader chose, with the words they gave."""
    answers = {
        name.removeprefix("answer_"): value
        for name, value in request.form.items()
        if name.startswith("answer_")
    }
    _mend(draft_id, request.form.to_dict(), answers)
    flash(translate("已修改并保存到草稿。"), "done")
    return redirect(url_for("workbench.show_problems", draft_id=draft_id))


def _mend(draft_id: int, sent: Mapping[str, Any], answers: Mapping[str, str]) -> Any:
    wanted = [sent.get(key) for key in ("code", "file", "fix")]
    if not all(isinstance(each, str) for each in wanted):
        raise RequestMalformed
    code, file, fix = (str(each) for each in wanted)
    line = str(sent.get("line") or "")
    with database().write() as session:
        return mend_problem(
            session,
            draft_id,
            (code, file, str(sent.get("element_id") or "") or None, whole_number(line)),
            fix,
            answers,
            get_actor(),
            now(session),
        )


@told_as_json
def list_names(draft_id: int) -> ResponseReturnValue:
    """The names that the draft's files may refer to, in the reader's language.

    With ``?path=`` of a diagram, ``scopes`` tells by element which variables may be there. 202 while they are gathered.
    """
    draft = _get(draft_id)
    try:
        names = find_names(draft.files, draft.line.jurisdiction, patience=wished_patience())
    except NotReady:
        return come_again()
    is_english = current_language() == "en"
    told: dict[str, Any] = {
        kind: [_in_language(each, is_english=is_english) for each in names.get(kind, ())]
        for kind in (
            "roles",
            "forms",
            "decisions",
            "processes",
            "parameters",
            "operations",
            "papers",
            "messages",
            "functions",
        )
    }
    told["variables"] = [
        {"name": each["name"], "label": each["en"] if is_english else each["zh"], "from": _told_from(each)}
        for each in names.get("variables", ())
    ]
    told["scopes"] = names.get("scopes", {}).get(request.args.get("path", ""), {})
    return jsonify(told)


def _in_language(named: Mapping[str, Any], *, is_english: bool) -> dict[str, Any]:
    told = {key: value for key, value in named.items() if key not in {"zh", "en"}}
    if "zh" in named:
        told["label" if "name" in named else "name"] = named["en"] if is_english else named["zh"]
    if "inputs" in told:
        told["inputs"] = [
            _in_language(each, is_english=is_english) if isinstance(each, dict) else each
            for each in told["inputs"]
        ]
    return told


def _told_from(variable: Mapping[str, Any]) -> str:
    return "、".join(dict.fromkeys(each["name"] for each in variable["from"][:3]))
