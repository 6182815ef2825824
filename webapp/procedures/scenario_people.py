"""The people of a scenario: two of every role or as many as it says, told apart by their login names, and what is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.engine import OpenTask
from webapp.feel import Value
from webapp.procedures.errors import stop
from webapp.procedures.failure_words import BothWords
from webapp.procedures.jurisdiction import Jurisdiction, Role
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_files import Person
from webapp.procedures.separation import DoneTask, read_separation

#: How many people hold a role, unless the scenario says otherwise.
PEOPLE_OF_A_ROLE = 2


def logins_of(role_id: str, people: Mapping[str, int]) -> tuple[str, ...]:
    """The login names of the people of a role: ``verifier`` and ``verifier2``; ``people`` says where they are not two."""
    number = people.get(role_id, PEOPLE_OF_A_ROLE)
    return (role_id, *(f"{role_id}{each}" for each in range(2, number + 1)))


def list_scenario_people(
    jurisdiction: Jurisdiction, people: Mapping[str, int]
) -> dict[str, dict[str, Value]]:
    """What forms may choose among as ``people`` while nobody stands aside, by login name."""
    return {
        login_name: _as_choice(role, number, login_name)
        for role in jurisdiction.roles.values()
        for number, login_name in enumerate(logins_of(role.id, people), start=1)
    }


def mark_recused(people: Mapping[str, dict[str, Value]], book: HeldRegisterBook) -> list[Value]:
    """The same as a list that tells who stands aside by the book's register of recusals."""
    recused = list_recused(book)
    return [
        {**choice, "is_recused": True} if login_name in recused else choice
        for login_name, choice in people.items()
    ]


def _as_choice(role: Role, number: int, login_name: str) -> dict[str, Value]:
    return {
        "value": login_name,
        "label": f"{role.zh}{number}",
        "label_en": f"{role.en} {number}",
        "roles": [role.id],
        "unit": None,
        "is_recused": False,
    }


def list_recused(book: HeldRegisterBook) -> Mapping[str, str]:
    """Who stands aside by the book's register of recusals: login name to the reason."""
    records = book.list_records("recusals")
    return {str(record.get("account")): str(record.get("reason") or "") for record in records}


def require_theirs(
    task: OpenTask,
    person: Person,
    account: str,
    opener: str,
    book: HeldRegisterBook,
    done: Sequence[DoneTask],
    words: BothWords,
) -> None:
    """As in the inbox: a task is done by its candidates, and neither by the recused nor by the separated.

    ``account`` is the person's, ``opener`` that of whoever opened the matter; ``words`` tell why a task is not theirs.

    Raises:
        ScenarioStopped: the task is not theirs, and why.
    """
    _require_candidate(task, person, account, words)
    _refuse_recused(task, account, opener, book, words)
    _refuse_separated(task, account, done, words)


def _require_candidate(task: OpenTask, person: Person, account: str, words: BothWords) -> None:
    """The assignee alone, or else a named user or a member of a candidate group."""
    if task.assignee:
        is_allowed, allowed = task.assignee == account, [f"@{task.assignee}"]
    else:
        is_allowed = account in task.candidate_users or any(
            _is_member(person, group) for group in task.candidate_groups
        )
        allowed = [*task.candidate_groups, *(f"@{user}" for user in task.candidate_users)]
    if not is_allowed:
        zh, en = words
        raise stop(
            f"{zh.role(person.role)}（{account}）不能办理{zh.step(task.element_id)}；可办理者：{zh.roles(allowed)}",
            f"{en.role(person.role)} ({account}) may not do {en.step(task.element_id)}; these may: {en.roles(allowed)}",
        )


def _is_member(person: Person, group: str) -> bool:
    """``consulted@housing`` is the role in that unit; a person without a unit stands for whoever has it there."""
    role, _, unit = group.partition("@")
    return role == person.role and (not unit or not person.unit or unit == person.unit)


def _refuse_recused(
    task: OpenTask, account: str, opener: str, book: HeldRegisterBook, words: BothWords
) -> None:
    """Who stands aside does nothing in the case but what is asked of them by name as a party."""
    reason = list_recused(book).get(account)
    is_party = reason == "subject" or account == opener
    is_named = account == task.assignee or account in task.candidate_users
    if reason is not None and not (is_party and is_named):
        zh, en = (each.step(task.element_id) for each in words)
        raise stop(
            f"{account} 已回避，不能办理{zh}", f"{account} stands aside in this case and may not do {en}"
        )


def _refuse_separated(task: OpenTask, account: str, done: Sequence[DoneTask], words: BothWords) -> None:
    earlier = read_separation(task.properties).find_reason(done, account)
    if earlier is not None:
        zh, en = words
        first, second = earlier.element_id, task.element_id
        raise stop(
            f"{account} 已在本案办理{zh.step(first)}，按规程不得再办理{zh.step(second)}",
            f"{account} completed {en.step(first)} in this case and may not do {en.step(second)}",
        )
