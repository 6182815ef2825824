"""The workbench's first page, and the page of one draft: its files by kind, what is changed, who changed it, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import database_now, now
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN
from webapp.procedures import VersionLine, find_current, list_current
from webapp.procedures.drafts import (
    DraftLine,
    adopt_file,
    discard_draft,
    get_draft,
    list_drafts,
    list_present,
    start_draft,
)
from webapp.procedures.proposals import ProposalLine, find_proposal_of, list_proposals, list_reviewable
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import demand_confirmation
from webapp.views.workbench.draft_files import group_files
from webapp.views.workbench.people_named import PersonNames

STATES = {
    "open": (mark("正在修改"), "blue"),
    "proposed": (mark("等待审核"), "amber"),
    "published": (mark("已发布"), "green"),
    "discarded": (mark("已作废"), "grey"),
}


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft in a list, with who changed it last by name, and the number of its latest proposal, if there is one."""

    line: DraftLine
    changed_by: str
    state: str
    tone: str
    proposal_id: int | None


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place with the version in force, if any, and its drafts that are still worked on."""

    code: str
    name: str
    version: VersionLine | None
    drafts: tuple[DraftCard, ...]
    closed: tuple[DraftCard, ...]

    @property
    def has_history(self) -> bool:
        """Whether there are versions or proposals to look at."""
        return self.version is not None or any(card.proposal_id for card in (*self.drafts, *self.closed))


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A proposal that waits for the reader's decision, with its place and who made it by name."""

    line: ProposalLine
    place: str
    proposed_by: str


def show_home() -> ResponseReturnValue:
    """What waits for the reader, then the places with a procedure in force or a draft, and the drafts of each."""
    with database().read() as session:
        versions = {version.jurisdiction: version for version in list_current(session)}
        drafts = list_drafts(session)
        names = PersonNames(session)
        # The newest comes first, and the last that is put in stays.
        proposals = {each.draft_id: each.id for each in reversed(list_proposals(session))}
        cards = [_card(line, names, proposals.get(line.id)) for line in drafts]
        codes = dict.fromkeys([*versions, *(line.jurisdiction for line in drafts)])
        places = [_place(code, versions.get(code), cards) for code in codes]
        called = {place.code: place.name for place in places}
        waiting = [
            WaitingCard(line, called.get(line.jurisdiction, line.jurisdiction), names.of(line.proposed_by))
            for line in list_reviewable(session, get_actor().login_name)
        ]
    may_move = get_actor().has_product_role(SYSTEM_ADMIN)
    return render_template(
        "workbench/home.html", waiting=waiting, places=places, may_edit=_may_edit(), may_move=may_move
    )


def _place(code: str, version: VersionLine | None, cards: list[DraftCard]) -> PlaceCard:
    own = [card for card in cards if card.line.jurisdiction == code]
    return PlaceCard(
        code,
        _name(version or own[0].line),
        version,
        tuple(card for card in own if card.line.state in {"open", "proposed"}),
        tuple(card for card in own if card.line.state not in {"open", "proposed"}),
    )


def _card(line: DraftLine, names: PersonNames, proposal_id: int | None) -> DraftCard:
    state, tone = STATES[line.state]
    return DraftCard(line, names.of(line.changed_by), translate(state), tone, proposal_id)


def _name(named: VersionLine | DraftLine) -> str:
    return (named.name_en or named.name) if current_language() == "en" else named.name


def _may_edit() -> bool:
    return get_actor().has_product_role(PROCESS_DESIGNER)


def begin_draft(jurisdiction: str) -> ResponseReturnValue:
    """Begin a draft of the version in force."""
    with database().write() as session:
        line = start_draft(session, jurisdiction, get_actor(), now(session))
    return redirect(url_for("workbench.show_draft", draft_id=line.id))


def show_draft(draft_id: int) -> ResponseReturnValue:
    """One draft: its files by kind, what is its own, what it shares, what is changed."""
    with database().read() as session:
        draft = get_draft(session, draft_id)
        names = PersonNames(session)
        wanted = request.args.get("q", "").strip()[:100]
        groups = group_files(draft, names, wanted)
        present = list_present(session, draft_id, get_actor(), database_now(session))
        proposal = find_proposal_of(session, draft_id)
        newer = find_current(session, draft.template.code) if draft.template is not None else None
        card = _card(draft.line, names, proposal.id if proposal is not None else None)
        created_by = names.of(draft.line.created_by)
    return render_template(
        "workbench/draft.html",
        draft=draft.line,
        card=card,
        draft_name=_name(draft.line),
        template=draft.template,
        newer_template=newer.digest
        if newer and draft.template and newer.digest != draft.template.digest
        else None,
        template_name=draft.template.read_jurisdiction()[0].name(current_language())
        if draft.template
        else "",
        created_by=created_by,
        groups=groups,
        wanted=wanted,
        changed=sum(line.is_changed for line in draft.lines),
        present=present,
        may_edit=_may_edit() and draft.line.state == "open",
        may_discard=draft.line.state == "open",
    )


def take_over(draft_id: int) -> ResponseReturnValue:
    """Make the place's own copy of a shared file."""
    with database().write() as session:
        adopt_file(session, draft_id, request.form.get("path", ""), get_actor(), now(session))
    flash(translate("已成为本地自有的文件，现在可以修改；英文文字已一并带过来。"), "done")
    return redirect(url_for("workbench.show_draft", draft_id=draft_id))


def discard(draft_id: int) -> ResponseReturnValue:
    """Give a draft up, once the reader has confirmed it."""
    demand_confirmation()
    with database().write() as session:
        discard_draft(session, draft_id, get_actor(), now(session))
    flash(translate("草稿已作废，内容仍可查看。"), "done")
    return redirect(url_for("workbench.show_home"))
