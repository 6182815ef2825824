"""What a person does with the pages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect


def sign_in(page: Page, login_name: str) -> None:
    """Press the practice account on the log-in page."""
    page.goto("/sign-in")
    page.locator(f"form:has(input[name='login_name'][value='{login_name}']) button").click()
    expect(page.locator("form[action='/sign-out']")).to_be_attached()


def advance_clock(page: Page, span: timedelta) -> None:
    """Move the practice clock by whole days, on the system administrator's page."""
    page.goto("/administration/clock")
    page.locator("#days").fill(str(max(1, round(span / timedelta(days=1)))))
    page.locator("form:has(#days) button").click()
    expect(page.locator(".alert-success")).to_be_visible()


def fill(page: Page, facts: Mapping[str, Any]) -> None:
    """Fill in a procedure's form, field by field, in the order of ``facts``."""
    for key, value in facts.items():
        for field, act in _acts(page, key, value):
            if field.evaluate("field => field.closest('.field[hx-post]') !== null"):
                _act_and_await_redraw(page, act)
            else:
                act()


def _acts(page: Page, key: str, value: Any) -> Iterator[tuple[Locator, Callable[[], None]]]:
    """What to do for one fact: each with the input it is done to. What is chosen already is left alone."""
    fields = page.locator(f"[name='{key}']")
    kind = fields.first.evaluate("field => field.getAttribute('type') || field.tagName.toLowerCase()")
    if kind == "radio" or (kind == "checkbox" and not isinstance(value, bool)):
        for wanted in value if isinstance(value, list) else [value]:
            said = str(wanted).lower() if isinstance(wanted, bool) else wanted
            choice = page.locator(f"[name='{key}'][value='{said}']")
            if not choice.is_checked():
                yield choice, choice.check
    elif kind == "checkbox":
        if fields.first.is_checked() is not value:
            yield fields.first, lambda: fields.first.set_checked(value)
    elif kind == "select":
        if fields.first.input_value() != str(value):
            yield fields.first, lambda: _choose(fields.first, str(value))
    else:
        yield (
            fields.first,
            lambda: _type(fields.first, value.isoformat() if isinstance(value, date) else str(value)),
        )


def _choose(field: Locator, value: str) -> None:
    field.select_option(value)


def _type(field: Locator, text: str) -> None:
    field.fill(text)
    field.blur()


def _act_and_await_redraw(page: Page, act: Callable[[], None]) -> None:
    """Other fields depend on this one: the new ones replace the old, and only then does the next entry stay."""
    before = page.locator("#form-fields").element_handle()
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "form-fields"):
        act()
    page.wait_for_function("old => !old.isConnected", arg=before)


def take_up(page: Page, case_no: str, task: str, item: str = "") -> None:
    """Go to a task from the inbox, claiming it if nobody holds it yet. ``item`` tells parallel tasks apart."""
    row = page.locator("tbody tr").filter(has_text=case_no).filter(has_text=re.compile(re.escape(task)))
    if item:
        row = row.filter(has_text=item)
    page.goto("/tasks?tab=claimable")
    if row.count():
        row.first.locator("button").click()
    else:
        page.goto("/tasks?tab=mine")
        row.first.locator("a.task-title").click()
    expect(page.locator("h1")).to_contain_text(task)


def submit(page: Page) -> None:
    """Press the form's button; the page that follows says that it was done."""
    page.locator("#task-form .actions .btn-primary").click()
    expect(page.locator(".alert-success").first).to_be_visible()
