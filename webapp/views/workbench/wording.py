"""What a draft's place calls the parts that it shares with others: each shared text with the place's own words beside it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.draft_parts.errors import TextsRefused, WordingRefused
from webapp.procedures.draft_parts.wording import WordingLine, list_wording, save_wording
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.resolution import texts_path
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import (
    head_of,
    problem_lines,
    read_draft,
    sent_revision,
    status_of,
    tell_refusal,
)
from webapp.views.workbench.text_pages import TextKind, Typed, asked_for, lay_out_texts, sent_texts

_PLATFORM = {"statuses": mark("办理状态"), "registers": mark("台账")}
_OWN_WORDS: TextKind[WordingLine] = TextKind(
    choice="own",
    chosen=lambda line: line.is_own,
    original=lambda line: line.shared,
    held=lambda line: line.own,
    fallback=lambda line: line.inherited,
)


def show_wording(draft_id: int) -> str:
    """The shared texts that the reader asked for, page by page."""
    return _page(read_draft(draft_id), {})


def store_wording(draft_id: int) -> ResponseReturnValue:
    """Save what was changed on the page; where somebody was first, say so and keep what was typed."""
    changed = sent_texts()
    try:
        with database().write() as session:
            save_wording(session, draft_id, changed, sent_revision(), get_actor(), now(session))
    except (FileChangedMeanwhile, TextsRefused, TomlNotChanged, WordingRefused) as refused:
        return _page(read_draft(draft_id), changed, refused), status_of(refused)
    flash(translate("已保存 %(n)s 条文字。", n=len(changed)), "done")
    return redirect(url_for("workbench.show_wording", draft_id=draft_id, **asked_for()))


def _page(draft: Draft, typed: Typed, refused: RongcuoError | None = None) -> str:
    language = current_language()
    names = {path: title.text(language) for path, title in title_files(draft.pack).items()}
    names |= {table: translate(name) for table, name in _PLATFORM.items()}
    return render_template(
        "workbench/wording.html",
        head=head_of(draft),
        texts=lay_out_texts(draft, _OWN_WORDS, list_wording(draft.pack), names, typed),
        revision=draft.revisions.get(texts_path(draft.line.jurisdiction, "zh"), 0),
        refusal_text=tell_refusal(draft, refused),
        refusal_lines=problem_lines(refused),
    )
