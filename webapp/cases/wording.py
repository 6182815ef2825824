"""Names of a pack's things in the reader's language: tasks, roles, units, statuses, due dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.calendar import WorkingCalendar
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.pages import DueBadge
from webapp.clock import place_day
from webapp.errors import Language
from webapp.people import Account, find_account, list_units
from webapp.procedures import Pack, get_version
from webapp.procedures.platform_words import status_name

_A_MOMENT = timedelta(microseconds=1)


def due_badge(due_at: datetime | None, today: date, calendar: WorkingCalendar) -> DueBadge | None:
    """How urgent a deadline is. One at 24:00 is due on the day that ends then."""
    if due_at is None:
        return None
    due_on = place_day(due_at - _A_MOMENT)
    is_late = due_on < today
    days = calendar.working_days_between(*((due_on, today) if is_late else (today, due_on)))
    return DueBadge(
        due_on=due_on,
        # Overdue counts from -1: a deadline missed over a weekend is missed all the same.
        working_days_left=-max(days, 1) if is_late else days,
        is_provisional=calendar.is_provisional_span(min(today, due_on), max(today, due_on)),
    )


@dataclass(slots=True)
class Wording:
    """Looks names up for one page, each pack, each person and each list of units once."""

    session: Session
    language: Language
    _units: dict[str, dict[str, str]] = field(default_factory=dict)
    _people: dict[str, str] = field(default_factory=dict)

    def pack_of(self, case: CaseFile) -> Pack:
        """The version of the procedure that the case runs on."""
        return get_version(self.session, case.pack_digest)

    def jurisdiction_name(self, case: CaseFile) -> str:
        return self.pack_of(case).jurisdiction.name(self.language)

    def element_name(self, pack: Pack, process_id: str, element_id: str) -> str:
        """The name of an element on its diagram; its id where it has none."""
        process = pack.deployment.processes.get(process_id)
        element = process.elements.get(element_id) if process else None
        if process is None or element is None:
            return element_id
        return pack.texts(self.language).text(process.file, element_id, element.name or element_id)

    def status_name(self, case: CaseFile) -> str:
        """The state of the case, as its place calls it."""
        return status_name(case.status, self.pack_of(case).texts(self.language))

    def guidance(self, pack: Pack, process_id: str, element_id: str) -> str | None:
        """What the diagram tells whoever does the task."""
        process = pack.deployment.processes[process_id]
        text = process.elements[element_id].documentation
        if not text:
            return None
        return pack.texts(self.language).text(process.file, f"{element_id}.documentation", text)

    def unit_name(self, jurisdiction: str, code: str) -> str:
        """The unit's name; the code where no unit has it."""
        return self._names_of_units(jurisdiction).get(code, code)

    def list_unit_names(self, jurisdiction: str) -> tuple[tuple[str, str], ...]:
        """The units of a place: each one's code with its name."""
        return tuple(self._names_of_units(jurisdiction).items())

    def _names_of_units(self, jurisdiction: str) -> Mapping[str, str]:
        if jurisdiction not in self._units:
            self._units[jurisdiction] = {
                unit.code: (unit.name_en if self.language == "en" else None) or unit.name
                for unit in list_units(self.session, jurisdiction)
            }
        return self._units[jurisdiction]

    def learn_people(self, login_names: Iterable[str]) -> None:
        """Look up the names of several accounts at once, so that `person_name` need not ask for each."""
        wanted = set(login_names) - self._people.keys()
        if wanted:
            found = select(Account.login_name, Account.display_name).where(Account.login_name.in_(wanted))
            names = {row.login_name: row.display_name for row in self.session.execute(found)}
            self._people.update({login: names.get(login, login) for login in wanted})

    def person_name(self, login_name: str) -> str:
        """The name of an account's bearer; the login name where there is no such account."""
        if login_name not in self._people:
            account = find_account(self.session, login_name)
            self._people[login_name] = account.display_name if account else login_name
        return self._people[login_name]

    def candidate_name(self, case: CaseFile, candidate: str) -> str:
        """A candidate as people say it: the role, with the unit where one is named; an account by its name."""
        if candidate.startswith("@"):
            return self.person_name(candidate[1:])
        role_id, _, unit = candidate.partition(":")[2].partition("@")
        role = self.pack_of(case).jurisdiction.roles.get(role_id)
        name = role.name(self.language) if role else role_id
        return f"{name} · {self.unit_name(case.jurisdiction, unit)}" if unit else name

    def organ_name(self, task: CaseTask, case: CaseFile) -> str:
        """The role, with its unit, that does a task: what is said in place of the person's name."""
        groups = [name for name in task.candidates.split(",") if name and not name.startswith("@")]
        if not groups:
            elements = self.pack_of(case).deployment.processes[task.process_id].elements
            groups = [f"{case.jurisdiction}:{elements[task.element_id].lane or ''}"]
        stop = "、" if self.language == "zh" else ", "
        return stop.join(self.candidate_name(case, name) for name in groups)

    def is_person(self, case: CaseFile, item: str) -> bool:
        """Whether the item of a task stands for a person, not for a unit."""
        return self.unit_name(case.jurisdiction, item) == item and self.person_name(item) != item

    def task_name(self, task: CaseTask, case: CaseFile) -> str:
        return self.element_name(self.pack_of(case), task.process_id, task.element_id)

    def item_name(self, task: CaseTask, case: CaseFile) -> str | None:
        """Which of several parallel tasks this is: the name of the unit or of the person that the item stands for."""
        if task.item is None:
            return None
        name = self.unit_name(case.jurisdiction, task.item)
        return name if name != task.item else self.person_name(task.item)
