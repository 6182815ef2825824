"""What the head of every page offers: only what the reader may open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for

from webapp.database import now
from webapp.people import ADMIN_ROLES, AUDIT_ADMIN, PROCESS_DESIGNER, SECURITY_ADMIN, SYSTEM_ADMIN, Actor
from webapp.views.access import Access, meets
from webapp.views.language import mark, translate
from webapp.views.platform import database, find_actor, platform


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool


#: Label, endpoint, the endpoints under which it is current. Administrators work on no cases.
CASEWORK = (
    (mark("待办"), "tasks.list_tasks", "tasks."),
    (mark("案件"), "matters.list_cases", "matters."),
    (mark("台账"), "registers.list_registers", "registers."),
    (mark("消息"), "notices.list_notices", "notices."),
)
ADMINISTRATION = {
    SYSTEM_ADMIN: (
        (mark("异常"), "administration.list_incidents", "administration.list_incidents"),
        (mark("单位名录"), "administration.list_units", "administration.list_units"),
        (mark("日历"), "administration.show_calendar", "administration.show_calendar"),
        (mark("文书"), "papers.list_templates", "papers."),
        (mark("演练时钟"), "administration.show_clock", "administration.show_clock"),
    ),
    SECURITY_ADMIN: ((mark("账号"), "administration.list_accounts", "administration."),),
    AUDIT_ADMIN: ((mark("审计记录"), "administration.show_record", "administration."),),
}
DESIGN = ((mark("工作台"), "workbench.show_home", "workbench."),)
READING = ((mark("规程"), "procedures.list_procedures", "procedures."),)


def works_on_cases(actor: Actor) -> bool:
    """Whether the inbox and the cases are for this reader: not for administrators, nor for who designs and nothing else."""
    if actor.product_roles & set(ADMIN_ROLES):
        return False
    return bool(actor.groups) or actor.product_roles != {PROCESS_DESIGNER}


def navigation() -> list[Entry]:
    """The entries for the reader."""
    actor = find_actor()
    if actor is None:
        return []
    offered = list(CASEWORK) if works_on_cases(actor) else []
    for role, entries in ADMINISTRATION.items():
        if actor.has_product_role(role):
            offered.extend(entries)
    if meets(actor, Access.WORKBENCH):
        offered.extend(DESIGN)
    offered.extend(READING)
    is_practice = platform().settings.practice
    return [
        Entry(translate(label), url_for(endpoint), (request.endpoint or "").startswith(current))
        for label, endpoint, current in offered
        if is_practice or endpoint != "administration.show_clock"
    ]


def install(app: Flask) -> None:
    """Give templates the navigation and, in practice mode, the practice instant."""

    @app.context_processor
    def head() -> dict[str, object]:
        settings = platform().settings
        given: dict[str, object] = {"practice": settings.practice, "navigation": navigation()}
        if settings.practice:
            with database().read() as session:
                given["practice_now"] = now(session)
        return given
