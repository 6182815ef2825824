"""What somebody may know follows from the roles they hold and how they stand to the matter, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.guarded_place import (
    INTERNAL,
    KEPT,
    KNOWING,
    PART,
    WHOLE,
    GuardedMatter,
    everything,
)
from tests.procedures.small_pack import CODE
from webapp.cases import (
    CaseNotFound,
    get_case_page,
    get_evidence,
)
from webapp.cases.models import CaseFile
from webapp.cases.reading import may_read_decision, reads_register, rights_in, rights_of_roles
from webapp.cases.recusals import make_effective
from webapp.people import add_account, add_grant, find_account
from webapp.procedures import get_version
from webapp.procedures.knowledge import facts_behind

READERS = sorted(KNOWING | WHOLE | PART)


def recuse(matter: GuardedMatter, login_name: str, reason: str) -> None:
    with matter.place.database.write() as session:
        case = session.get_one(CaseFile, matter.case_id)
        make_effective(session, case, [{"account": login_name, "reason": reason}], matter.place.now())


def test_a_recused_insider_finds_nothing_any_more(matter: GuardedMatter) -> None:
    assert KEPT in everything(matter, "intake")
    recuse(matter, "intake", "relative")
    assert KEPT not in everything(matter, "intake")
    with pytest.raises(CaseNotFound):
        get_evidence(
            matter.place.database, matter.place.actor("intake"), matter.case_id, matter.files["intake"]
        )


def test_an_insider_who_opened_the_matter_and_stands_aside_reads_as_an_applicant(
    matter: GuardedMatter,
) -> None:
    place = matter.place
    grant(matter, "applicant", {"decider"})
    assert KEPT in everything(matter, "applicant")
    recuse(matter, "applicant", "subject")
    assert KEPT not in everything(matter, "applicant")
    page = get_case_page(place.database, place.actor("applicant"), matter.case_id, "zh")
    assert page.withheld.is_part
    assert [file.file_name for file in page.evidence] == ["申请书.txt"]


def grant(matter: GuardedMatter, login_name: str, roles: set[str] | frozenset[str]) -> None:
    with matter.place.database.write() as session:
        account = find_account(session, login_name) or add_account(
            session, login_name=login_name, display_name=login_name, password_hash="x"
        )
        for role in sorted(roles):
            add_grant(session, account, jurisdiction=CODE, role=role)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(roles=st.frozensets(st.sampled_from(READERS)))
def test_whatever_roles_somebody_holds_they_find_what_these_roles_may_know_and_no_more(
    matter: GuardedMatter, roles: frozenset[str]
) -> None:
    login_name = "someone" + "".join(str(READERS.index(role)) for role in sorted(roles))
    with matter.place.database.read() as session:
        is_new = find_account(session, login_name) is None
    if is_new:
        grant(matter, login_name, roles)
    told = everything(matter, login_name)
    assert (KEPT in told) == bool(roles & KNOWING)
    # The archivist's task is open to the group, the others' are done; all of them have a part in the case.
    assert (INTERNAL in told) == bool(roles & (KNOWING | WHOLE))


NAMES = ("application", "acceptance", "assessment", "petition", "petition_study", "opinion")


@given(st.frozensets(st.sampled_from(READERS)), st.sampled_from(NAMES))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_entity_is_read_where_one_role_alone_may_read_it(
    matter: GuardedMatter, roles: frozenset[str], entity: str
) -> None:
    def reads(names: frozenset[str]) -> bool:
        groups = frozenset(f"{CODE}:{name}" for name in names)
        somebody = replace(matter.place.actor("inspector"), account_id=0, groups=groups)
        with matter.place.database.read() as session:
            case = session.get_one(CaseFile, matter.case_id)
            pack = get_version(session, case.pack_digest)
            return rights_of_roles(somebody, case, pack).reads_entity(entity)

    assert reads(roles) == any(reads(frozenset({role})) for role in roles)


def test_the_facts_behind_a_decision_are_those_of_all_it_requires(matter: GuardedMatter) -> None:
    pack = matter.place.pack
    assert facts_behind(pack, "weigh") == {"petition"}
    assert facts_behind(pack, "outcome") == {"assessment"}
    with matter.place.database.read() as session:
        case = session.get_one(CaseFile, matter.case_id)
        rights = rights_in(matter.place.actor("inspector"), case, pack, ())
    assert may_read_decision(pack, "outcome", rights)
    assert not may_read_decision(pack, "weigh", rights)


def test_a_register_over_all_cases_is_for_roles_that_see_all_cases_and_may_know(
    matter: GuardedMatter,
) -> None:
    pack = matter.place.pack
    readers = {
        name: [
            register
            for register in ("petitions", "archives")
            if reads_register(matter.place.actor(name), pack, register)
        ]
        for name in READERS
    }
    assert readers == {
        "applicant": [],
        "archivist": [],
        "consulted": [],
        "decider": [],
        "inspector": ["archives"],
        "intake": ["petitions", "archives"],
    }
