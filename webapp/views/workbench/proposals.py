"""Proposals: proposing a draft, reviewing with differences, impact and comments, returning, approving, cancelling."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.impact import get_impact
from webapp.database import now
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN
from webapp.procedures import find_current
from webapp.procedures.drafts import get_draft
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.proposals import (
    Proposal,
    ProposalHasErrors,
    approve_proposal,
    begin_of,
    cancel_publication,
    comment_on,
    get_proposal,
    list_proposals,
    propose_draft,
    return_proposal,
    withdraw_proposal,
)
from webapp.views.errors import RequestMalformed
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.comparisons import CHANGES, ROLES, Side, find_side, find_template_side, lay_out
from webapp.views.workbench.people_named import PersonNames

STATES = {
    "waiting": (mark("等待审核"), "amber"),
    "returned": (mark("已退回"), "red"),
    "withdrawn": (mark("已撤回"), "grey"),
    "scheduled": (mark("已通过，等待发布"), "blue"),
    "published": (mark("已发布"), "green"),
    "cancelled": (mark("已取消发布"), "grey"),
}
OUTCOMES = {
    "differs": mark("结论不同"),
    "missing": mark("缺少新表要问的事实"),
    "failed": mark("新表没有结论"),
    "gone": mark("新版本没有这张表"),
}


def ask_proposal(draft_id: int) -> ResponseReturnValue:
    """The page on which a draft is proposed: what it changes, and what is asked."""
    return _show_draft(draft_id)


def _show_draft(draft_id: int, refusal: str = "") -> str:
    with database().read() as session:
        draft = get_draft(session, draft_id)
        base = draft.line.base_digest
        current = find_current(session, draft.line.jurisdiction)
        new = find_side(session, f"draft:{draft_id}")
        replaced = base or (current.digest if current is not None else None)
        former = find_side(session, f"version:{replaced}") if replaced is not None else None
        old = former or find_template_side(session, new.pack)
    is_base_current = base == (current.digest if current is not None else None)
    return render_template(
        "workbench/propose.html",
        draft=draft.line,
        draft_name=_place_name(draft.line.name, draft.line.name_en),
        page=lay_out(old, new),
        is_base_current=is_base_current,
        current=current,
        refusal=refusal,
        message=request.form.get("message", ""),
        changes=CHANGES,
        roles=ROLES,
    )


def propose(draft_id: int) -> ResponseReturnValue:
    """Propose a draft as it was shown."""
    revision = request.form.get("revision", type=int)
    if revision is None:
        raise RequestMalformed
    try:
        line = propose_draft(
            database(),
            get_actor(),
            draft_id,
            request.form.get("message", ""),
            expected_revision=revision,
            confirmed_current=request.form.get("confirmed_current") or None,
        )
    except ProposalHasErrors as refused:
        return _show_draft(draft_id, refused.text(current_language())), 422
    flash(translate("已提交。另一位流程设计员或系统管理员审核通过后，从选定的日期起施行。"), "done")
    return redirect(url_for("workbench.show_proposal", proposal_id=line.id))


def show_proposal(proposal_id: int) -> ResponseReturnValue:
    """One proposal: differences, impact, comments, and what the reader may do."""
    language = current_language()
    impact = get_impact(database(), get_actor(), proposal_id, language)
    with database().read() as session:
        proposal = get_proposal(session, proposal_id)
        names = PersonNames(session)
        people = {
            login: names.of(login)
            for login in {
                proposal.line.proposed_by,
                proposal.line.reviewed_by or "",
                *(each.written_by for each in proposal.comments),
            }
        }
        template = find_template_side(session, proposal.pack) if proposal.former is None else None
        today = now(session).astimezone(proposal.pack.jurisdiction.zone).date()
        coming = [
            each
            for each in list_proposals(session, proposal.line.jurisdiction)
            if each.state == "scheduled" and each.id != proposal_id
        ]
    new = Side(f"proposal:{proposal_id}", translate("提案 %(n)s", n=proposal_id), proposal.pack)
    page = lay_out(_former_side(proposal) or template, new)
    titles = title_files(proposal.pack)
    return render_template(
        "workbench/proposal.html",
        proposal=proposal,
        line=proposal.line,
        place_name=proposal.pack.jurisdiction.name(language),
        page=page,
        # A comment is about what differs: to name all other files would only confuse.
        files=[(path, titles[path].text(language)) for path in sorted(page.differing_paths & titles.keys())],
        titles={path: title.text(language) for path, title in titles.items()},
        people=people,
        states=STATES,
        outcomes=OUTCOMES,
        changes=CHANGES,
        roles=ROLES,
        impact=impact,
        today=today,
        coming=coming,
        begins_at=proposal.line.due_at or begin_of(today, proposal.pack),
        may_review=_may_review(proposal),
        is_proposer=proposal.line.proposed_by == get_actor().login_name,
        language=language,
    )


def _former_side(proposal: Proposal) -> Side | None:
    if proposal.former is None:
        return None
    digest = proposal.former.digest
    return Side(f"version:{digest}", translate("版本 %(digest)s", digest=digest[:12]), proposal.former)


def _may_review(proposal: Proposal) -> bool:
    actor = get_actor()
    has_role = actor.has_product_role(PROCESS_DESIGNER) or actor.has_product_role(SYSTEM_ADMIN)
    return has_role and actor.login_name not in proposal.concerned


def comment(proposal_id: int) -> ResponseReturnValue:
    """Keep a comment."""
    form = request.form
    comment_on(
        database(),
        get_actor(),
        proposal_id,
        form.get("text", ""),
        path=form.get("path") or None,
        element_id=form.get("element_id", "").strip() or None,
    )
    return _back(proposal_id, translate("评论已保存，相关的人会收到消息。"), "comments")


def send_back(proposal_id: int) -> ResponseReturnValue:
    """Return the proposal with a reason."""
    return_proposal(database(), get_actor(), proposal_id, request.form.get("reason", ""))
    return _back(proposal_id, translate("已退回，提出人可以继续修改草稿。"))


def approve(proposal_id: int) -> ResponseReturnValue:
    """Approve the proposal for a day."""
    line = approve_proposal(
        database(),
        get_actor(),
        proposal_id,
        _asked_day(),
        confirmed_current=request.form.get("confirmed_current") or None,
    )
    return _back(proposal_id, translate("已审核通过，自 %(day)s 起施行。", day=line.publish_on))


def cancel(proposal_id: int) -> ResponseReturnValue:
    """Cancel what was approved."""
    cancel_publication(database(), get_actor(), proposal_id, request.form.get("reason", ""))
    return _back(proposal_id, translate("发布已取消，现行版本不变。"))


def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    withdraw_proposal(database(), get_actor(), proposal_id)
    return _back(proposal_id, translate("提案已撤回，草稿可以继续修改。"))


def _asked_day() -> date:
    try:
        return date.fromisoformat(request.form.get("publish_on", ""))
    except ValueError as error:
        raise RequestMalformed from error


def _back(proposal_id: int, told: str, anchor: str | None = None) -> ResponseReturnValue:
    flash(told, "done")
    return redirect(url_for("workbench.show_proposal", proposal_id=proposal_id, _anchor=anchor))


def _place_name(name: str, name_en: str) -> str:
    return (name_en or name) if current_language() == "en" else name
