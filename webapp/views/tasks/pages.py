"""The inbox and the task page."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.cases.errors import FactsRefused, TaskChanged
from webapp.cases.inbox import Sort, Tab
from webapp.cases.pages import TaskPage
from webapp.people import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from webapp.views.drafts import answer_draft
from webapp.views.forms import PageForm, bind_typed, bind_untyped, read_typed
from webapp.views.language import current_language, translate
from webapp.views.lists import asked_page, one_of
from webapp.views.navigation import works_on_cases
from webapp.views.platform import database, get_actor, new_submission_key

#: Administrators work on no cases; they start at their own pages.
FIRST_PAGES = {
    SYSTEM_ADMIN: "administration.list_incidents",
    SECURITY_ADMIN: "administration.list_accounts",
    AUDIT_ADMIN: "administration.show_record",
}
TABS: tuple[Tab, ...] = ("mine", "claimable", "done")
SORTS: tuple[Sort, ...] = ("due", "opened", "case")


def home() -> ResponseReturnValue:
    """The first page after signing in: one's tasks, or one's administration."""
    actor = get_actor()
    for role, endpoint in FIRST_PAGES.items():
        if actor.has_product_role(role):
            return redirect(url_for(endpoint))
    if not works_on_cases(actor):
        return redirect(url_for("workbench.show_home"))
    return redirect(url_for("tasks.list_tasks"))


def list_tasks() -> ResponseReturnValue:
    """The inbox: mine, to claim, done; searched, sorted, page by page."""
    sort = one_of(request.args.get("sort"), SORTS)
    asked = {
        "search": request.args.get("search", "").strip(),
        "jurisdiction": request.args.get("jurisdiction", ""),
        "sort": sort,
    }
    inbox = cases.list_inbox(
        database(),
        get_actor(),
        one_of(request.args.get("tab"), TABS),
        language=current_language(),
        search=asked["search"],
        jurisdiction=asked["jurisdiction"] or None,
        sort=sort,
        page=asked_page(),
    )
    places = sorted({(line.jurisdiction, line.jurisdiction_name) for line in inbox.lines})
    startable = cases.list_startable(database(), get_actor(), current_language())
    return render_template("tasks/inbox.html", inbox=inbox, asked=asked, places=places, startable=startable)


def show_task(task_id: int) -> ResponseReturnValue:
    """One task with all that is needed to do it."""
    page = cases.get_task_page(database(), get_actor(), task_id, current_language())
    bound = None
    if page.form is not None and page.line.may_complete:
        bound = bind_untyped(page.form, page.context, page.draft)
    return _render(page, bound)


def claim(task_id: int) -> ResponseReturnValue:
    """Take a task that waits for one's roles."""
    cases.claim_task(database(), get_actor(), task_id)
    flash(translate("已签收，由您办理。"), "done")
    return redirect(url_for("tasks.show_task", task_id=task_id))


def release(task_id: int) -> ResponseReturnValue:
    """Give a task back."""
    cases.release_task(database(), get_actor(), task_id)
    flash(translate("已退回待签收。"), "done")
    return redirect(url_for("tasks.list_tasks"))


def save_draft(task_id: int) -> ResponseReturnValue:
    """Keep what was typed; conditions of the form may have changed with it."""
    page = cases.get_task_page(database(), get_actor(), task_id, current_language())
    bound = bind_typed(page.form, page.context) if page.form is not None else None
    cases.save_draft(database(), get_actor(), task_id, bound.draft if bound is not None else {})
    return answer_draft(bound, url_for("tasks.show_task", task_id=task_id))


def complete(task_id: int) -> ResponseReturnValue:
    """Submit the task's form; what is refused comes back with what was typed."""
    key = request.form.get("submission_key", "")
    try:
        done = cases.complete_task(
            database(),
            get_actor(),
            task_id,
            read_typed(),
            revision=request.form.get("revision", 0, type=int),
            submission_key=key,
        )
    except FactsRefused:
        return _show_typed_again(task_id, key, with_errors=True), 422
    except TaskChanged as changed:
        flash(changed.text(current_language()), "problem")
        return _show_typed_again(task_id, key, with_errors=False), 409
    flash(translate("已提交，案号 %(case_no)s。", case_no=done.case_no), "done")
    if done.next_task_id is not None:
        return redirect(url_for("tasks.show_task", task_id=done.next_task_id))
    return redirect(url_for("matters.show_case", case_id=done.case_id))


def _show_typed_again(task_id: int, key: str, *, with_errors: bool) -> str:
    page = cases.get_task_page(database(), get_actor(), task_id, current_language())
    bound = bind_typed(page.form, page.context, with_errors=with_errors) if page.form is not None else None
    return _render(page, bound, key)


def _render(page: TaskPage, bound: PageForm | None, key: str | None = None) -> str:
    return render_template(
        "tasks/task.html",
        task=page,
        handover=cases.get_handover_page(database(), get_actor(), page.line.task_id, current_language()),
        bound=bound,
        submission_key=key or new_submission_key(),
        comment_key=new_submission_key(),
    )
