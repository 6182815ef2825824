"""The workbench's pages: who comes to them, and what they offer."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.visitor import Visitor, read
from webapp.cases.practice import practice_data

DESIGNERS = tuple(practice_data()["designers"])


def entries_of(app: Flask, login_name: str) -> dict[str, str]:
    """Label and address of what the head of the page offers to somebody."""
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    links = read(visitor.get("/account")).xpath("//nav[@class='site-nav']/ul[1]//a")
    return {link.text_content(): link.get("href") for link in links}


@pytest.mark.parametrize("login_name", [*DESIGNERS, "admin"])
def test_designers_and_system_administrators_are_offered_the_workbench(app: Flask, login_name: str) -> None:
    assert entries_of(app, login_name)["工作台"] == "/workbench"


@pytest.mark.parametrize("login_name", ["security", "auditor", "intake"])
def test_nobody_else_is_offered_the_workbench(app: Flask, login_name: str) -> None:
    assert "工作台" not in entries_of(app, login_name)


def test_who_only_designs_begins_at_the_workbench_and_is_offered_no_cases(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.sign_in(DESIGNERS[0])
    assert visitor.get("/").location == "/workbench"
    assert "待办" not in entries_of(app, DESIGNERS[0])


def test_the_first_page_names_every_place_with_a_procedure_in_force(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.sign_in(DESIGNERS[0])
    page = read(visitor.get("/workbench"))
    assert [heading.text_content() for heading in page.xpath("//main//h2")] == ["小城"]
