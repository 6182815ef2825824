"""What a draft's place calls the parts that it shares with others: each shared text with the place's own words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from webapp.views.workbench.desk import head_of, read_draft, sent_revision
from webapp.views.workbench.places import editor_address
from webapp.views.workbench.words import MOST, ROWS, asked_for, sent_texts

_PLATFORM = {"statuses": mark("办理状态"), "registers": mark("台账")}


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A text on the page: where it stands, and the words that stand or were typed."""

    line: WordingLine
    title: str
    url: str | None
    shown: str


def show_wording(draft_id: int) -> str:
    """The shared texts that the reader asked for, page by page."""
    return _page(read_draft(draft_id), {})


def store_wording(draft_id: int) -> ResponseReturnValue:
    """Save what was changed on the page; where somebody was first, say so and keep what was typed."""
    changed = sent_texts("own")
    try:
        with database().write() as session:
            save_wording(session, draft_id, changed, sent_revision(), get_actor(), now(session))
    except FileChangedMeanwhile as first:
        return _page(read_draft(draft_id), changed, first), 409
    except (TextsRefused, TomlNotChanged, WordingRefused) as refused:
        return _page(read_draft(draft_id), changed, refused), 422
    flash(translate("已保存 %(n)s 条文字。", n=len(changed)), "done")
    arguments: dict[str, Any] = dict(asked_for())
    return redirect(url_for("workbench.show_wording", draft_id=draft_id, **arguments))


def _page(draft: Draft, typed: Mapping[tuple[str, str], str], refused: RongcuoError | None = None) -> str:
    asked, language = asked_for(), current_language()
    lines = list_wording(draft.pack)
    found = [line for line in lines if _fits(line, asked)]
    pages = max(1, -(-len(found) // ROWS))
    page = min(max(1, int(asked["page"]) if asked.get("page", "").isdigit() else 1), pages)
    names = {path: title.text(language) for path, title in title_files(draft.pack).items()}
    names |= {table: translate(name) for table, name in _PLATFORM.items()}
    shown = found[(page - 1) * ROWS : page * ROWS]
    # What was typed and no longer fits the search is shown all the same.
    shown += [line for line in lines if (line.file, line.key) in typed and line not in shown]
    return render_template(
        "workbench/wording.html",
        head=head_of(draft),
        rows=[_row(draft, line, names, typed) for line in shown[:MOST]],
        files=sorted(((file, names.get(file, file)) for file in {line.file for line in lines}), key=_by_name),
        asked=asked,
        arguments={
            **{name: value for name, value in asked.items() if name != "page"},
            "draft_id": draft.line.id,
        },
        own=sum(line.is_own for line in lines),
        total=len(lines),
        found=len(found),
        page=page,
        pages=pages,
        revision=draft.revisions.get(texts_path(draft.line.jurisdiction, "zh"), 0),
        refusal_text=refused.text(language) if refused is not None else "",
        refusal_lines=_problems_of(refused),
    )


def _row(
    draft: Draft, line: WordingLine, names: Mapping[str, str], typed: Mapping[tuple[str, str], str]
) -> WordingRow:
    is_file = line.file not in _PLATFORM
    element = line.key.partition(".")[0]
    return WordingRow(
        line,
        names.get(line.file, line.file),
        editor_address(draft.line.id, line.file, element_id=element) if is_file else None,
        typed.get((line.file, line.key), line.own),
    )


def _problems_of(refused: RongcuoError | None) -> tuple[str, ...]:
    problems = refused.problems if isinstance(refused, WordingRefused) else ()
    return tuple(each.en if current_language() == "en" else each.zh for each in problems)


def _by_name(each: tuple[str, str]) -> str:
    return each[1]


def _fits(line: WordingLine, asked: Mapping[str, str]) -> bool:
    wanted = asked.get("q", "").casefold()
    words = (line.shared, line.inherited, line.own, line.key)
    return (
        (asked.get("show") != "own" or line.is_own)
        and asked.get("file", line.file) == line.file
        and (not wanted or any(wanted in text.casefold() for text in words))
    )
