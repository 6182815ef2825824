"""Which problems can be mended at once, and mending one of them in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.errors import Problem
from webapp.people import Actor
from webapp.procedures.drafts.errors import FixAnswerMissing, FixGone
from webapp.procedures.drafts.fixes import diagrams, forms, settings, tables, wording
from webapp.procedures.drafts.fixes.model import Answers, Case, Fix, Mender
from webapp.procedures.drafts.lines import Draft, SavedFile
from webapp.procedures.drafts.paths import own_path
from webapp.procedures.drafts.reading import draft_of
from webapp.procedures.drafts.saving import lock_draft, save_files

#: The code of a problem → what can mend it. Whoever adds a fix adds it to the list of its module.
MENDERS: Mapping[str, tuple[Mender, ...]] = {
    **diagrams.MENDERS,
    **forms.MENDERS,
    **settings.MENDERS,
    **tables.MENDERS,
    **wording.MENDERS,
}

Place = tuple[str, str, str | None, int | None]
"""Which problem: its code, file, element and line (from 1)."""


def list_fixes(draft: Draft, problem: Problem) -> tuple[Fix, ...]:
    """The ways to mend a problem of a draft, the likeliest first; empty where a person has to look."""
    menders = MENDERS.get(problem.code, ())
    if not menders:
        return ()
    case = Case(draft.pack, problem)
    return tuple(fix for mender in menders for fix in mender(case))


def mend_problem(
    session: Session,
    draft_id: int,
    place: Place,
    fix_id: str,
    answers: Answers,
    actor: Actor,
    now: datetime,
) -> list[SavedFile]:
    """Mend one problem in the chosen way, in the caller's transaction, over the files as they stand now.

    Raises:
        FixGone: the draft no longer shows the problem, or not so.
        FixAnswerMissing: a word that the fix asks for is blank.
        TomlNotChanged: the file is laid out so that it cannot be changed by itself.
        And what `save_files` raises.
    """
    draft = draft_of(session, lock_draft(session, draft_id))
    code, file, element_id, line = place
    problem = Problem(code, "error", file, element_id, line, "", "")
    fix = next((each for each in list_fixes(draft, problem) if each.id == fix_id), None)
    if fix is None:
        raise FixGone(file=file)
    for ask in fix.asks:
        if not answers.get(ask.name, "").strip():
            raise FixAnswerMissing(what=ask.zh, what_en=ask.en)
    changes = fix.apply(answers)
    revisions = {path: draft.revisions.get(own_path(path, draft.line.jurisdiction), 0) for path in changes}
    return save_files(session, draft_id, changes, revisions, actor, now)
