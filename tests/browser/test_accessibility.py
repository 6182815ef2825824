"""Every kind of page, in both languages: axe finds nothing on a large screen and on a small one, and at 320 pixels
(a page of 1280 at four times its size) nothing has to be scrolled sideways.

Every run looks at each page once, by turns on a small screen in Chinese and on a large one in English; with
``RONGCUO_TEST_AXE=all``, as `make test-faults` runs it, at both sizes in both languages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from tests.browser.accessibility import bring_axe, find_violations, overflow_px, unfold
from tests.browser.conftest import People, Site
from tests.browser.matters import claim, open_archived_case, open_case_before
from webapp.cases import get_case_page, get_recusal_page, make_papers, record_recusal
from webapp.cases.models import IncidentRecord
from webapp.cases.practice import practice_data
from webapp.database import now
from webapp.people import SECURITY_ADMIN, RoleGrant, create_setup_link
from webapp.views.help.topics import TOPICS

pytestmark = pytest.mark.browser

ADMINISTRATORS = {role: who["login"] for role, who in practice_data()["administrators"].items()}
LARGE, SMALL = 1280, 390
WHOLE_MATRIX = os.environ.get("RONGCUO_TEST_AXE") == "all"
REFLOW_WIDTH = 320
SUBMIT = "#task-form .actions .btn-primary"
DANGER = "main .btn-danger"
SEND = "#message-form .btn-primary"


@dataclass(frozen=True)
class Visit:
    """A page: its address, what is pressed there first, and what is seen then: a form sent empty comes back with its
    errors, all fields still there."""

    address: str
    press: str = ""
    shows: str = ".error-summary, .is-invalid"


def walk(page: Page, visits: Sequence[Visit]) -> list[str]:
    """Visit the pages, each at its turn or all in each language; every complaint with the page that it is about."""
    bring_axe(page)
    rounds: list[tuple[str, tuple[int, ...], Sequence[Visit]]] = [
        ("zh-CN", (LARGE, SMALL) if WHOLE_MATRIX else (SMALL,), visits if WHOLE_MATRIX else visits[::2]),
        ("en", (LARGE, SMALL) if WHOLE_MATRIX else (LARGE,), visits if WHOLE_MATRIX else visits[1::2]),
    ]
    return [
        complaint
        for language, widths, share in rounds
        if share
        for complaint in visit_in(page, language, share, widths)
    ]


def visit_in(page: Page, language: str, visits: Iterable[Visit], widths: tuple[int, ...]) -> list[str]:
    """Every complaint about the pages in one language."""
    page.set_viewport_size({"width": LARGE, "height": 900})
    page.goto("/help")
    if page.locator("html").get_attribute("lang") != language:
        page.locator("button[name='language']").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return [f"{visit} {language} {complaint}" for visit in visits for complaint in look(page, visit, widths)]


def look(page: Page, visit: Visit, widths: tuple[int, ...]) -> list[str]:
    """What is wrong with one page: what axe finds at some widths, and whether it reflows."""
    page.set_viewport_size({"width": LARGE, "height": 900})
    page.goto(visit.address)
    if visit.press:
        page.locator(visit.press).first.click()
        expect(page.locator(visit.shows).first).to_be_visible()
    unfold(page)
    complaints = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        complaints += [f"{width}: {violation}" for violation in find_violations(page)]
    page.set_viewport_size({"width": REFLOW_WIDTH, "height": 900})
    beyond = overflow_px(page)
    return [*complaints, f"wider than {REFLOW_WIDTH} by {beyond}"] if beyond else complaints


def assert_clean(complaints: list[str]) -> None:
    """Fail with everything that was found, each complaint on lines of its own."""
    assert complaints == [], "\n".join(complaints)


def test_pages_for_everybody(site: Site, people: People) -> None:
    with site.place.database.write() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.role == SECURITY_ADMIN))
        token = create_setup_link(session)
    visits = [
        Visit("/sign-in"),
        Visit("/sign-in", press="main form .btn-primary"),
        Visit(f"/setup/{token}"),
        Visit(f"/setup/{token}", press="main form .btn-primary"),
        Visit("/help"),
        Visit("/no-such-page"),
    ]
    assert_clean(walk(people.newcomer(), visits))


def test_the_manual(people: People) -> None:
    assert_clean(walk(people.newcomer(), [Visit(f"/help/{topic}") for topic in TOPICS]))


def test_pages_of_somebody_who_asks(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "state_defence")
    task_id = claim(site.place, case_id, "state_defence", "applicant")
    message = f"/cases/{case_id}/messages/withdraw"
    visits = [
        Visit("/tasks"),
        Visit("/cases"),
        Visit(f"/cases/{case_id}"),
        Visit(f"/tasks/{task_id}"),
        Visit(f"/tasks/{task_id}", press=SUBMIT),
        Visit(message),
        Visit(message, press=SEND),
        Visit("/cases/new"),
        Visit("/cases/new/liwan"),
        Visit("/cases/new/liwan", press=SUBMIT),
        Visit("/password"),
        Visit("/password", press="main form .btn-primary"),
        Visit("/administration/audit"),
    ]
    assert_clean(walk(people("applicant"), visits))


def test_pages_of_casework(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "assess_factors")
    task_id = claim(site.place, case_id, "assess_factors", "handler")
    unclaimed = open_case_before(site.place, "form_team", key="unclaimed")
    visits = [
        Visit("/tasks?tab=mine"),
        Visit("/tasks?tab=claimable"),
        Visit("/tasks?tab=done"),
        Visit("/notices"),
        Visit(f"/tasks/{site.place.task(unclaimed, 'form_team').id}"),
        Visit(f"/tasks/{task_id}"),
        Visit(f"/tasks/{task_id}", press=SUBMIT),
        Visit("/procedures"),
        Visit("/procedures/liwan"),
        Visit("/procedures/liwan/tables/outcome"),
    ]
    assert_clean(walk(people("handler"), visits))


def test_pages_of_a_decision_and_of_an_archived_case(site: Site, people: People) -> None:
    archived = open_archived_case(site.place)
    undecided = open_case_before(site.place, "decide_outcome", key="undecided")
    task_id = claim(site.place, undecided, "decide_outcome", "decider")
    visits = [
        Visit(f"/tasks/{task_id}"),
        Visit(f"/tasks/{task_id}", press=SUBMIT),
        Visit(f"/cases/{undecided}"),
        Visit(f"/cases/{archived}"),
    ]
    assert_clean(walk(people("decider"), visits))


def test_pages_of_inspection_and_of_petitions(site: Site, people: People) -> None:
    place = site.place
    place.start_clock_at(place.scenario("supervised_on_the_way").opened_at)
    supervised = open_case_before(place, "check_supervision", story="supervised_on_the_way")
    check = claim(place, supervised, "check_supervision", "inspector")
    inspection = [
        Visit(f"/cases/{supervised}"),
        Visit(f"/cases/{supervised}/messages/supervision", press=SEND),
        Visit(f"/tasks/{check}", press=SUBMIT),
    ]
    assert_clean(walk(people("inspector"), inspection))
    assert_clean(walk(people("intake"), [Visit(f"/cases/{supervised}/messages/petition", press=SEND)]))
    accused = open_case_before(place, "approve_malicious", story="malicious_report")
    consent = claim(place, accused, "approve_malicious", "city_organ")
    assert_clean(walk(people("city_organ"), [Visit(f"/tasks/{consent}", press=SUBMIT)]))


def test_pages_of_papers(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "form_team")
    make_papers(site.place.database)
    papers = get_case_page(site.place.database, site.place.actor("handler"), case_id, "zh").papers
    assert_clean(walk(people("handler"), [Visit(f"/papers/{papers[-1].paper_id}")]))


def test_pages_of_a_review(site: Site, people: People) -> None:
    place = site.place
    place.start_clock_at(place.scenario("review_changed").opened_at)
    served = open_case_before(place, "review", story="review_changed")
    assert_clean(walk(people("applicant"), [Visit(f"/cases/{served}/messages/review", press=SEND)]))
    for task, login_name in (("review_determination", "reviewer"), ("decide_review", "decider")):
        case_id = open_case_before(place, task, story="review_changed", key=task)
        task_id = claim(place, case_id, task, login_name)
        assert_clean(walk(people(login_name), [Visit(f"/tasks/{task_id}", press=SUBMIT)]))


def test_pages_of_standing_aside_and_handing_over(site: Site, people: People) -> None:
    place = site.place
    case_id = open_case_before(place, "form_team")
    task_id = claim(place, case_id, "form_team", "handler")
    record_recusal(place.database, place.actor("handler"), case_id, "verifier2", "relative", "")
    recusals = get_recusal_page(place.database, place.actor("handler"), case_id, "zh").lines or ()
    recusal_id = next(line.recusal_id for line in recusals if line.may_lift)
    visits = [
        Visit(f"/cases/{case_id}"),
        Visit(f"/cases/{case_id}/recusal", press=DANGER),
        Visit(f"/cases/{case_id}/recusals/new", press=DANGER),
        Visit(f"/cases/{case_id}/recusals/{recusal_id}/lift", press=DANGER),
        Visit(f"/tasks/{task_id}"),
    ]
    assert_clean(walk(people("handler"), visits))


def test_pages_of_registers(site: Site, people: People) -> None:
    open_archived_case(site.place)
    asked = "/registers/standing?name=联社负责人"
    visits = [
        Visit("/registers"),
        Visit("/registers/determinations"),
        Visit("/registers/corrections?subject=无"),
        Visit("/registers/risk_filings"),
        Visit("/registers/library"),
        Visit("/registers/statistics"),
    ]
    assert_clean(walk(people("handler"), visits))
    made = Visit("/account", press="#tokens .btn-primary", shows="#tokens")
    assert_clean(
        walk(people("org_dept"), [Visit("/registers/standing"), Visit(asked), Visit("/account"), made])
    )


def test_pages_of_the_administrators(site: Site, people: People) -> None:
    place = site.place
    case_id = open_case_before(site.place, "form_team")
    with place.database.write() as session:
        failed = IncidentRecord(
            case_id=case_id,
            engine_id="x",
            process_id="handle",
            element_id="form_team",
            code="CF-999",
            zh="没有执行成功。",
            en="It failed.",
            raised_at=now(session),
        )
        session.add(failed)
    account_id = place.actor("intake").account_id
    visits: dict[str, list[Visit]] = {
        "system_admin": [
            Visit("/administration/incidents"),
            Visit("/administration/units"),
            Visit("/administration/units", press="main form .btn-primary"),
            Visit("/administration/calendar"),
            Visit("/administration/calendar", press="main form .btn-primary", shows="#preview"),
            Visit("/administration/calendar?year=2027"),
            Visit("/administration/calendar?year=2027", press="main form .btn-primary"),
            Visit("/administration/clock"),
            Visit("/administration/papers"),
            Visit("/administration/papers/liwan/recusal_decision"),
        ],
        "security_admin": [
            Visit("/administration/accounts"),
            Visit("/administration/accounts/new"),
            Visit("/administration/accounts/new", press="main form .btn-primary"),
            Visit(f"/administration/accounts/{account_id}?role=liwan:archivist"),
        ],
        "audit_admin": [Visit("/administration/audit"), Visit("/administration/audit?chain=people")],
    }
    for role, pages in visits.items():
        assert_clean(walk(people(ADMINISTRATORS[role]), pages))
