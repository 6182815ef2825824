"""Who is who among the people of one name in one unit: by the staff number that was entered with an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseTask
from webapp.cases.reading import facts_of
from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class Person:
    """What an application says of the person beside name and unit; empty where it says nothing."""

    number: str = ""
    post: str = ""


UNKNOWN = Person()


def read_persons(session: Session, case_ids: Iterable[int]) -> Mapping[int, Person]:
    """The person of each case, from its application; one statement, however many cases there are."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    first = select(func.min(CaseTask.id)).where(CaseTask.case_id.in_(wanted)).group_by(CaseTask.case_id)
    applications = session.scalars(select(CaseTask).where(CaseTask.id.in_(first)))
    return {task.case_id: _read_person(task) for task in applications}


def _read_person(application: CaseTask) -> Person:
    subject = facts_of(application).get("subject")
    told = subject if isinstance(subject, dict) else {}
    number, post = (told.get(name) for name in ("number", "post"))
    return Person(
        number.strip() if isinstance(number, str) else "", post.strip() if isinstance(post, str) else ""
    )


def say_identity(number: str, cases: int, *, has_namesakes: bool, language: Language) -> str:
    """How sure it is that ``cases`` are about one person, and whom else the name may mean.

    ``has_namesakes``: there are other cases of that name in the unit, under another number or under none.
    """
    english = language == "en"
    if number:
        told = f"Staff number {number}." if english else f"人员编号 {number}。"
        more = (
            " Other cases of this name in the unit are listed apart: under another number or without one."
            if english
            else "本单位同名的其他案件另行列出：编号不同，或者没有登记编号。"
        )
        return told + more if has_namesakes else told
    if english:
        told = "No staff number was entered: "
        told += (
            "this case was found by name and unit alone."
            if cases == 1
            else f"these {cases} cases were put together by name and unit alone and may be about different people."
        )
        return f"{told} Compare the case files before relying on it."
    told = "没有登记人员编号："
    told += (
        "这件案件只按姓名和单位找到，"
        if cases == 1
        else f"下列 {cases} 件案件只按姓名和单位归在一起，可能不是同一个人，"
    )
    return f"{told}使用前请核对案卷。"
