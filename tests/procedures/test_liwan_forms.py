"""Rules that Liwan's forms hold beyond single fields."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from webapp.feel import from_python
from webapp.procedures import Pack, read_pack
from webapp.procedures.forms import Submission, validate_facts

ROOT = Path(__file__).resolve().parent.parent.parent
TALK = {"education.text": "指出不足。", "education.first_officer": "li", "education.second_officer": "wang"}


@cache
def liwan() -> Pack:
    return read_pack("liwan", ROOT)


def person(login: str, name: str, *roles: str, is_recused: bool = False) -> dict[str, Any]:
    return {"value": login, "label": name, "roles": list(roles), "unit": None, "is_recused": is_recused}


PEOPLE = [
    person("li", "李某（审理室）", "handler"),
    person("wang", "王某（监督室）", "intake", "verifier"),
    person("zhao", "赵某", "handler", is_recused=True),
    person("qian", "钱某", "applicant"),
]


def talked(**facts: Any) -> Submission:
    given = {**TALK, **{f"education.{name}": value for name, value in facts.items()}}
    context = {"people": from_python(PEOPLE), "actor": from_python({"account": "li", "name": "李某"})}
    return validate_facts(liwan().forms["educate_subject"], context, given)


def test_two_officers_hold_the_talk_and_are_recorded_by_name() -> None:
    taken = talked()
    assert taken.errors == {}
    assert taken.values["education"]["done_by"] == "李某（审理室）、王某（监督室）"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"second_officer": "li"}, "second_officer"),
        ({"second_officer": None}, "second_officer"),
        ({"second_officer": "zhao"}, "second_officer"),
        ({"first_officer": "qian"}, "first_officer"),
        ({"done_by": "谈话人甲、谈话人乙"}, "done_by"),
    ],
    ids=["the same twice", "one alone", "who stands aside", "the applicant", "names written by hand"],
)
def test_nobody_else_counts_as_the_second_officer(facts: dict[str, Any], field: str) -> None:
    assert f"education.{field}" in talked(**facts).errors
