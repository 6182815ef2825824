"""People as a choice: who is offered, by what name, and that a chosen person must still be allowed when submitted."""

from __future__ import annotations

import pytest

from tests.cases.small_place import REQUEST, SLIGHT
from tests.practice_place import PracticePlace
from webapp.cases import FactsRefused, get_case_page, get_task_page
from webapp.cases.context import form_context, offered_choices
from webapp.cases.models import CaseFile
from webapp.cases.recusals import make_effective
from webapp.database import count_statements, now
from webapp.feel import Value
from webapp.people import disable_account, find_account
from webapp.procedures.forms import bind_form
from webapp.procedures.forms.bound import BoundField


def offered(pair: PracticePlace, case_id: int) -> dict[str, str]:
    """Login names and labels that the form offers for the member."""
    page = get_task_page(
        pair.database, pair.actor("handler"), pair.task(case_id, "check_application").id, "zh"
    )
    assert page.form is not None
    form = bind_form(page.form, page.context, "zh")
    fields = [each for each in form.components if isinstance(each, BoundField) and each.key == "team.member"]
    return {option.value: option.label for option in fields[0].options if option.value}


def recuse(pair: PracticePlace, case_id: int, *logins: str, reason: str = "relative") -> None:
    """What the procedure's own step does."""
    decided: list[dict[str, Value]] = [{"account": login, "reason": reason} for login in logins]
    with pair.database.write() as session:
        make_effective(session, session.get_one(CaseFile, case_id), decided, now(session))


def test_those_who_hold_the_role_are_offered_by_name_and_unit(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    assert offered(pair, case_id) == {
        "verifier": "何实（演练区纪检监察机关）",
        "verifier2": "何真（演练区纪检监察机关）",
    }


def test_a_person_says_roles_unit_and_both_names_and_no_administrator_is_among_them(
    pair: PracticePlace,
) -> None:
    schema = pair.pack.forms["check_application"]
    with pair.database.read() as session:
        people = form_context(session, pair.pack, schema, now(session), pair.actor("handler"))["people"]
    assert isinstance(people, list)
    logins = [person["value"] for person in people if isinstance(person, dict)]
    assert set(logins) == {"applicant", "intake", "archivist", "handler", "handler2", "verifier", "verifier2"}
    assert people[logins.index("verifier2")] == {
        "value": "verifier2",
        "label": "何真（演练区纪检监察机关）",
        "label_en": "何真 (Discipline inspection organ (practice))",
        "roles": ["verifier"],
        "unit": "discipline",
        "is_recused": False,
    }


def test_who_left_or_stands_aside_is_offered_no_more(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    recuse(pair, case_id, "verifier")
    assert set(offered(pair, case_id)) == {"verifier2"}
    with pair.database.write() as session:
        left = find_account(session, "verifier2")
        assert left is not None
        disable_account(session, pair.actor("security"), left.id)
    assert offered(pair, case_id) == {}


def test_a_chosen_person_must_still_be_allowed_when_the_form_is_submitted(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    recuse(pair, case_id, "verifier2")
    for chosen in ("verifier2", "intake", "nobody"):
        with pytest.raises(FactsRefused) as refused:
            pair.do(case_id, "check_application", {**SLIGHT, "team.member": chosen}, by="verifier")
        assert set(refused.value.errors) == {"team.member"}
    pair.do(case_id, "check_application", {**SLIGHT, "team.member": "verifier"}, by="verifier")


def test_a_person_once_chosen_is_shown_by_name_whatever_became_of_them(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    pair.do(case_id, "check_application", {**SLIGHT, "team.member": "verifier2"}, by="verifier")
    recuse(pair, case_id, "verifier2")
    with pair.database.write() as session:
        disable_account(session, pair.actor("security"), pair.actor("verifier2").account_id)
    page = get_case_page(pair.database, pair.actor("handler"), case_id, "zh")
    assert dict(page.facts[-1].rows)["复核人"] == "何真（演练区纪检监察机关）"


def test_people_are_looked_up_only_for_a_form_that_mentions_them(pair: PracticePlace) -> None:
    actor, at = pair.actor("handler"), pair.now()

    def statements(form_id: str) -> int:
        with count_statements(pair.database) as counted, pair.database.read() as session:
            form_context(session, pair.pack, pair.pack.forms[form_id], at, actor)
        return sum("FROM account" in statement for statement in counted.statements)

    assert statements("check_application") == 1
    assert statements("file_papers") == 0
    with pair.database.read() as session:
        assert "people" in offered_choices(session, pair.pack)
