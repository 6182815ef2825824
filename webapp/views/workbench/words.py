"""Every Chinese text of a draft with its English beside it: missing first, then what no longer goes with its Chinese; several saved at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures import Pack, get_version
from webapp.procedures.draft_parts.errors import TextsRefused
from webapp.procedures.draft_parts.outdated_words import find_outdated
from webapp.procedures.draft_parts.words import WordLine, list_words, save_words
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.resolution import texts_path
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import head_of, read_draft, sent_revision, status_of, tell_refusal
from webapp.views.workbench.text_pages import TextKind, Typed, asked_for, lay_out_texts, sent_texts


def show_words(draft_id: int) -> str:
    """The texts that the reader asked for, page by page."""
    return _page(read_draft(draft_id), {})


def store_words(draft_id: int) -> ResponseReturnValue:
    """Save what was changed on the page; where somebody was first, say so and keep what was typed."""
    changed = sent_texts()
    try:
        with database().write() as session:
            save_words(session, draft_id, changed, sent_revision(), get_actor(), now(session))
    except (FileChangedMeanwhile, TextsRefused, TomlNotChanged) as refused:
        return _page(read_draft(draft_id), changed, refused), status_of(refused)
    flash(translate("已保存 %(n)s 条文字。", n=len(changed)), "done")
    return redirect(url_for("workbench.show_words", draft_id=draft_id, **asked_for()))


def _page(draft: Draft, typed: Typed, refused: RongcuoError | None = None) -> str:
    language = current_language()
    names = {path: title.text(language) for path, title in title_files(draft.pack).items()}
    lines = list_words(draft.pack)
    former = _former(draft)
    outdated = find_outdated(lines, former) if former is not None else frozenset()
    # The sort is stable: what is missing comes first already.
    lines.sort(key=lambda line: (not line.is_missing, (line.file, line.key) not in outdated))
    return render_template(
        "workbench/words.html",
        head=head_of(draft),
        texts=lay_out_texts(draft, _english(outdated), lines, names, typed),
        outdated=outdated,
        revision=draft.revisions.get(texts_path(draft.line.jurisdiction), 0),
        refusal_text=tell_refusal(draft, refused),
    )


def _english(outdated: frozenset[tuple[str, str]]) -> TextKind[WordLine]:
    return TextKind(
        choice="missing",
        chosen=lambda line: line.is_missing or (line.file, line.key) in outdated,
        original=lambda line: line.zh,
        held=lambda line: line.en,
        fallback=lambda _: "",
    )


def _former(draft: Draft) -> Pack | None:
    """What the draft's texts are held against: the version that it began with, else the template of a new place."""
    if draft.line.base_digest is None:
        return draft.template
    with database().read() as session:
        return get_version(session, draft.line.base_digest)
