"""Giving something of a draft another id: first what would change, line by line, then all of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.draft_parts.renaming import (
    KINDS,
    FileChange,
    RenameBreaks,
    RenameKind,
    RenamePlan,
    RenamePlanOutdated,
    RenameRefused,
    Renaming,
    plan_rename,
    refuse_breaking,
    rename,
)
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.errors import AddressMissing
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import head_of, read_draft, sent_text, tell_refusal


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that changes, by what it is called."""

    title: str
    change: FileChange


def ask_rename(draft_id: int) -> str:
    """Ask for the new id."""
    wanted = Renaming(_kind(request.args.get("kind", "")), request.args.get("id", "")[:80], "")
    return _page(read_draft(draft_id), wanted)


def make_rename(draft_id: int) -> ResponseReturnValue:
    """Show what would change; or, where the page that showed it is sent, change all of it."""
    wanted = Renaming(_kind(sent_text("kind")), sent_text("id")[:80], sent_text("new")[:80])
    digest = sent_text("digest")
    try:
        draft = read_draft(draft_id)
        plan = plan_rename(draft, wanted)
        # The checks take a while and their answer is kept: no transaction waits for them.
        refuse_breaking(draft, plan)
        if not digest:
            return _page(draft, wanted, plan)
        with database().write() as session:
            saved = rename(session, draft_id, wanted, digest, get_actor(), now(session))
    except (RenamePlanOutdated, FileChangedMeanwhile) as outdated:
        draft = read_draft(draft_id)
        return _page(draft, wanted, plan_rename(draft, wanted), outdated), 409
    except (RenameRefused, RenameBreaks, TomlNotChanged) as refused:
        return _page(read_draft(draft_id), wanted, None, refused), 422
    flash(translate("已改为 %(new)s，改动了 %(n)s 个文件。", new=wanted.new, n=len(saved)), "done")
    return redirect(url_for("workbench.show_draft", draft_id=draft_id))


def _kind(sent: str) -> RenameKind:
    for kind in KINDS:
        if kind == sent:
            return kind
    raise AddressMissing


def _page(
    draft: Draft,
    wanted: Renaming,
    plan: RenamePlan | None = None,
    refused: RongcuoError | None = None,
) -> str:
    language = current_language()
    names = {path: title.text(language) for path, title in title_files(draft.pack).items()}
    problems = refused.problems if isinstance(refused, RenameBreaks) else ()
    changes = plan.changes if plan is not None else ()
    left = plan.left.items() if plan is not None else ()
    return render_template(
        "workbench/rename.html",
        head=head_of(draft),
        kind=wanted.kind,
        kind_name=KINDS[wanted.kind][language == "en"],
        old=wanted.old,
        new=wanted.new,
        plan=plan,
        files=[FileLine(names.get(each.path, each.path), each) for each in changes],
        left=[(names.get(path, path), count) for path, count in left],
        refusal_text=tell_refusal(draft, refused),
        refusal_lines=tuple(
            f"{names.get(each.file, each.file)}{translate('：')}{each.en if language == 'en' else each.zh}"
            for each in problems
        ),
    )
