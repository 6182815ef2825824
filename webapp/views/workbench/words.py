"""Every Chinese text of a draft with its English beside it: missing first, looked up, several saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures.draft_parts.errors import TextsRefused
from webapp.procedures.draft_parts.words import WordLine, list_words, save_words
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.resolution import texts_path
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import head_of, read_draft, sent_revision
from webapp.views.workbench.places import editor_address

#: Texts on a page, and the most that are taken from one.
ROWS = 50
MOST = 200

Sent = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class WordRow:
    """A text on the page: where it stands, and the English that stands or was typed."""

    line: WordLine
    title: str
    url: str | None
    shown: str


def show_words(draft_id: int) -> str:
    """The texts that the reader asked for, page by page."""
    return _page(read_draft(draft_id), {}, "")


def store_words(draft_id: int) -> ResponseReturnValue:
    """Save what was changed on the page; where somebody was first, say so and keep what was typed."""
    changed = sent_texts("en")
    try:
        with database().write() as session:
            save_words(session, draft_id, changed, sent_revision(), get_actor(), now(session))
    except FileChangedMeanwhile as first:
        return _page(read_draft(draft_id), changed, _told(first)), 409
    except (TextsRefused, TomlNotChanged) as refused:
        return _page(read_draft(draft_id), changed, _told(refused)), 422
    flash(translate("已保存 %(n)s 条文字。", n=len(changed)), "done")
    arguments: dict[str, Any] = dict(asked_for())
    return redirect(url_for("workbench.show_words", draft_id=draft_id, **arguments))


def _told(refused: RongcuoError) -> str:
    return refused.text(current_language())


def sent_texts(name: str) -> dict[tuple[str, str], str]:
    """The texts of the fields ``name`` that differ from what the page showed, by file and key."""
    form = request.form
    sent = {}
    for number in range(MOST):
        key = form.get(f"key.{number}")
        text = form.get(f"{name}.{number}", "").replace("\r\n", "\n").strip()
        if key is not None and text != form.get(f"was.{number}", "").replace("\r\n", "\n").strip():
            sent[form.get(f"file.{number}", ""), key] = text
    return sent


def asked_for() -> dict[str, str]:
    """What the reader looks for: ``show`` is ``missing``, ``own`` or ``all``, ``file`` a path, ``q`` a part of a text."""
    asked = {name: request.values.get(name, "").strip()[:200] for name in ("show", "file", "q", "page")}
    return {name: value for name, value in asked.items() if value}


def _page(draft: Draft, typed: Sent, refusal: str) -> str:
    asked, language = asked_for(), current_language()
    lines = list_words(draft.pack)
    found = [line for line in lines if _fits(line, asked)]
    pages = max(1, -(-len(found) // ROWS))
    page = min(max(1, int(asked["page"]) if asked.get("page", "").isdigit() else 1), pages)
    titles = title_files(draft.pack)
    names = {path: title.text(language) for path, title in titles.items()}
    shown = found[(page - 1) * ROWS : page * ROWS]
    # What was typed and no longer fits the search is shown all the same.
    shown += [line for line in lines if (line.file, line.key) in typed and line not in shown]
    return render_template(
        "workbench/words.html",
        head=head_of(draft),
        rows=[
            WordRow(
                line,
                names.get(line.file, line.file),
                editor_address(draft.line.id, line.file, element_id=line.key.partition(".")[0]),
                typed.get((line.file, line.key), line.en),
            )
            for line in shown[:MOST]
        ],
        files=sorted(((path, names.get(path, path)) for path in {line.file for line in lines}), key=_by_name),
        asked=asked,
        arguments={
            **{name: value for name, value in asked.items() if name != "page"},
            "draft_id": draft.line.id,
        },
        missing=sum(line.is_missing for line in lines),
        total=len(lines),
        found=len(found),
        page=page,
        pages=pages,
        revision=draft.revisions.get(texts_path(draft.line.jurisdiction), 0),
        refusal_text=refusal,
    )


def _by_name(each: tuple[str, str]) -> str:
    return each[1]


def _fits(line: WordLine, asked: Mapping[str, str]) -> bool:
    wanted = asked.get("q", "").casefold()
    return (
        (asked.get("show") != "missing" or line.is_missing)
        and asked.get("file", line.file) == line.file
        and (not wanted or any(wanted in text.casefold() for text in (line.zh, line.en, line.key)))
    )
