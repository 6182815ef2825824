"""What the plain pages of a draft share: reading the draft, who may change it, which files' revisions a page was made from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from webapp.errors import RongcuoError
from webapp.people import PROCESS_DESIGNER
from webapp.procedures.draft_parts.errors import ProblemsFound
from webapp.procedures.drafts import Draft, FileChangedMeanwhile, get_draft
from webapp.procedures.drafts.titles import title_files
from webapp.views.errors import ConfirmationMissing, RequestMalformed
from webapp.views.language import current_language
from webapp.views.platform import database, get_actor


@dataclass(frozen=True, slots=True)
class DraftHead:
    """The draft above a page: its number, the place's name in the reader's language, and whether the reader may change it."""

    id: int
    name: str
    may_edit: bool


def read_draft(draft_id: int) -> Draft:
    """The draft that a page is about."""
    with database().read() as session:
        return get_draft(session, draft_id)


def head_of(draft: Draft) -> DraftHead:
    """What stands above a page of this draft."""
    line = draft.line
    name = (line.name_en or line.name) if current_language() == "en" else line.name
    return DraftHead(line.id, name, line.state == "open" and get_actor().has_product_role(PROCESS_DESIGNER))


def sent_revision(name: str = "revision") -> int:
    """The revision that the sent page was made from.

    Raises:
        RequestMalformed: it names none.
    """
    revision = request.form.get(name, type=int)
    if revision is None:
        raise RequestMalformed
    return revision


def whole_number(text: str) -> int | None:
    """A number that a page sent, of nine digits at most; None for anything else, which no page of ours sends."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def demand_confirmation() -> None:
    """See that the box was ticked that says: I am sure.

    Raises:
        ConfirmationMissing: it was not; nothing may be changed then.
    """
    if request.form.get("sure") != "yes":
        raise ConfirmationMissing


def sent_text(name: str) -> str:
    """One field of the sent page without blanks around it; empty where it was not sent."""
    return request.form.get(name, "").strip()


def status_of(refused: RongcuoError) -> int:
    """The status of a page that says why nothing was saved."""
    return 409 if isinstance(refused, FileChangedMeanwhile) else 422


def tell_refusal(draft: Draft, refused: RongcuoError | None) -> str:
    """Why nothing was saved, in the reader's language; a file is called by its title, with the path as a detail."""
    if refused is None:
        return ""
    language, titles = current_language(), title_files(draft.pack)
    detail = "{} ({})" if language == "en" else "{}（{}）"
    facts = dict(refused.facts)
    for name in {"path", "file"} & facts.keys():
        if (title := titles.get(str(facts[name]))) is not None:
            # The title stands in quotation marks: its own are those within.
            called = title.text(language).replace("“", "‘").replace("”", "’")
            facts[name] = detail.format(called, facts[name])
    return refused.tell(language, facts)


def problem_lines(refused: RongcuoError | None) -> tuple[str, ...]:
    """What the checks found in what was sent, in the reader's language; nothing where something else kept it from being saved."""
    problems = refused.problems if isinstance(refused, ProblemsFound) else ()
    return tuple(each.en if current_language() == "en" else each.zh for each in problems)
