"""What a person does with the pages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
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
    """Fill in a procedure's form, field by field, in the order of ``facts``; a list of records row by row."""
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            _fill_rows(page, key, value)
        else:
            _enter(page, key, value)


def _fill_rows(page: Page, key: str, records: list[Mapping[str, Any]]) -> None:
    """Bring a list of the form to as many rows as there are records, and fill them in."""
    rows = page.locator(f"[name^='{key}-'][name$='-_row']")
    while rows.count() < len(records):
        _act_and_await_redraw(page, page.locator(f"button[name='_add'][value='{key}']").click)
    markers = [str(each.get_attribute("name")) for each in rows.all()]
    for marker, record in zip(markers, records, strict=True):
        fill(page, {f"{marker.removesuffix('_row')}{name}": value for name, value in record.items()})


def _enter(page: Page, key: str, value: Any) -> None:
    for field, act in _acts(page, key, value):
        if field.evaluate("field => field.closest('.field[hx-post]') !== null"):
            _act_and_await_redraw(page, act)
        else:
            act()


def _acts(page: Page, key: str, value: Any) -> Iterator[tuple[Locator, Callable[[], None]]]:
    """What to do for one fact: each with the input it is done to. What is chosen already is left alone."""
    fields = page.locator(f"[name='{key}']")
    if not fields.count():
        pytest.fail(f"the form shows no field {key}; it shows {page.locator('#form-fields').inner_text()!r}")
    kind = fields.first.evaluate("field => field.getAttribute('type') || field.tagName.toLowerCase()")
    if kind == "radio":
        said = str(value).lower() if isinstance(value, bool) else value
        choice = page.locator(f"[name='{key}'][value='{said}']")
        if not choice.is_checked():
            yield choice, choice.check
    elif kind == "checkbox" and not isinstance(value, bool):
        yield from _ticks(page, key, [str(each) for each in value])
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


def _ticks(page: Page, key: str, wanted: list[str]) -> Iterator[tuple[Locator, Callable[[], None]]]:
    """Tick what is wanted of a list of boxes, and take the tick from every other: some stand ticked at first."""
    offered = [box.get_attribute("value") for box in page.locator(f"[name='{key}']").all()]
    assert set(wanted) <= set(offered), (key, wanted, offered)
    for value in offered:
        box = page.locator(f"[name='{key}'][value='{value}']")
        if box.is_checked() is not (value in wanted):
            yield box, box.click


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
    """Press the form's button; the page that follows says that it was done. What it refuses instead fails the test."""
    # Leaving breaks off a draft that is under way, and the console tells of it.
    expect(page.locator("#draft-state.htmx-request")).to_have_count(0)
    with page.expect_navigation():
        page.locator(":is(#task-form, #message-form) .actions .btn-primary").click()
    if not page.locator(".alert-success").count():
        pytest.fail(f"not done: {page.locator('main').inner_text()}")
