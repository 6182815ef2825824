"""What the pages show: plain, frozen read models. They hold no database rows and may outlive the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.cases.papers.lines import PaperLine
from webapp.cases.parameter_words import ParameterLine
from webapp.feel import Value
from webapp.procedures.forms import FormSchema


@dataclass(frozen=True, slots=True)
class DueBadge:
    """How urgent a task is. ``working_days_left`` counts from today to ``due_on`` and is negative when overdue.

    ``is_provisional`` marks a span that reaches into a year whose holidays are not announced yet.
    """

    due_on: date
    working_days_left: int
    is_provisional: bool

    @property
    def urgency(self) -> str:
        """``overdue``, ``soon`` (two working days or fewer) or ``calm``."""
        if self.working_days_left < 0:
            return "overdue"
        return "soon" if self.working_days_left <= 2 else "calm"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of an inbox or of a case's task list. ``state`` is open, done or cancelled.

    ``is_kept_back`` marks a task whose occasion the reader may not know; its name then says only that.
    """

    task_id: int
    case_id: int
    case_no: str
    case_title: str
    jurisdiction: str
    jurisdiction_name: str
    process_id: str
    element_id: str
    name: str
    item: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    due: DueBadge | None
    priority: int
    assignee_name: str | None
    candidates: tuple[str, ...]
    may_claim: bool
    may_release: bool
    may_complete: bool
    revision: int
    is_kept_back: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of tasks, with the counts of all three tabs."""

    tab: str
    lines: tuple[TaskLine, ...]
    counts: Mapping[str, int]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class FactGroup:
    """What one completed form says, in words: rows of (label, text)."""

    task_name: str
    item: str | None
    by: str
    at: datetime
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AdviceCell:
    """One cell of a fired row beside the fact it met."""

    label: str
    condition: str
    fact: str


@dataclass(frozen=True, slots=True)
class Precedent:
    """A published case beside the row that fits the present one: ``shared`` of ``compared`` facts are the same.

    ``case_id`` is the present case, which the library compares on.
    """

    library_id: int
    case_id: int
    title: str
    outcome: str
    shared: int
    compared: int


@dataclass(frozen=True, slots=True)
class FiredRule:
    """One row that fired: its number in the table, cells, conclusions, and annotations (legal basis).

    ``item`` is the code of the list item that the row is, empty in other tables; ``precedents`` are published cases of it.
    """

    number: int
    cells: tuple[AdviceCell, ...]
    outputs: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    item: str = ""
    precedents: tuple[Precedent, ...] = ()


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """One decision of the requirement graph: the table, its version, the rows that fired, the conclusion."""

    decision_id: str
    name: str
    file: str
    version: str
    hit_policy: str | None
    value: str
    rules: tuple[FiredRule, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One fact that, changed alone from ``now`` to ``then``, would change the conclusion."""

    fact: str
    now: str
    then: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What a table advised. ``status`` is concluded, incomplete (``missing`` names the facts) or failed (``error``).

    ``changes`` are the changes of one fact that would have changed it; ``possible`` are the conclusions that an incomplete one
    can still come to, whatever the missing facts turn out to be.
    """

    decision_id: str
    name: str
    status: str
    value: str
    missing: tuple[str, ...]
    error: str | None
    decided_at: datetime
    steps: tuple[AdviceStep, ...]
    changes: tuple[ChangeLine, ...] = ()
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One file of the evidence list."""

    evidence_id: int
    file_name: str
    media_type: str
    size_bytes: int
    digest: str
    note: str
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One remark."""

    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class DiagramMarks:
    """A diagram of the pack with the elements the case has passed and where it stands now."""

    process_id: str
    name: str
    file: str
    active: tuple[str, ...]
    passed: tuple[str, ...]
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One entry of the record: who did what, when; ``details`` in words; ``seq`` and ``seal`` point into the audit chain."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: tuple[str, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One register's records of a case: column ids and labels, rows as text."""

    register: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class MessageAction:
    """A message the actor may send to the case now (for instance withdrawal); ``context`` is what its form sees.

    ``makes`` are the names of the papers that sending it can make.
    """

    name: str
    label: str
    form: FormSchema | None
    context: Mapping[str, Value]
    makes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """A step that failed. The text is in the reader's language; for administrators no case content is in it."""

    incident_id: int
    case_no: str
    jurisdiction: str
    process_id: str
    element_id: str
    code: str
    text: str
    raised_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of the list of cases."""

    case_id: int
    case_no: str
    title: str
    subject_name: str
    jurisdiction: str
    jurisdiction_name: str
    status: str
    status_label: str
    opened_at: datetime
    closed_at: datetime | None
    open_tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of cases. ``statuses`` are the states to choose from, as the reader's places call them."""

    lines: tuple[CaseLine, ...]
    statuses: tuple[tuple[str, str], ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is kept from the reader of a case: all but a part of it, and what ``rules`` name, if any of it is on file.

    The names stand there whether or not the case holds anything of the kind: that alone would tell something.
    """

    is_part: bool = False
    rules: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.is_part or bool(self.rules)


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a reader of the case may see; ``withheld`` says what they may not.

    ``comments`` are None for whoever reads a part of the file: they neither read nor write any. ``procedure_note`` is what the
    place says of its procedure as a whole.
    """

    line: CaseLine
    withheld: Withheld
    pack_digest: str
    pack_name: str
    opened_by: str
    revision: int
    tasks: tuple[TaskLine, ...]
    facts: tuple[FactGroup, ...]
    advice: tuple[Advice, ...]
    evidence: tuple[EvidenceLine, ...]
    comments: tuple[CommentLine, ...] | None
    diagrams: tuple[DiagramMarks, ...]
    registers: tuple[RegisterTable, ...]
    timeline: tuple[TimelineLine, ...]
    messages: tuple[MessageAction, ...]
    incidents: tuple[IncidentLine, ...]
    papers: tuple[PaperLine, ...] = ()
    procedure_note: str | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything the holder of a task works with.

    ``context`` are the FEEL values the form's expressions see; ``draft`` what was typed earlier
    (form input name to text or list of texts); ``withheld`` says what of the case its reader may not see;
    ``makes`` are the names of the papers that completing it can make, ``limits`` the place's figures behind its due date;
    ``procedure_note`` is what the place says of its procedure as a whole.
    """

    line: TaskLine
    withheld: Withheld
    guidance: str | None
    source: str | None
    form: FormSchema | None
    context: Mapping[str, Value]
    draft: Mapping[str, Any]
    case: CaseLine
    pack_digest: str
    facts: tuple[FactGroup, ...]
    advice: tuple[Advice, ...]
    evidence: tuple[EvidenceLine, ...]
    comments: tuple[CommentLine, ...] | None
    diagrams: tuple[DiagramMarks, ...]
    papers: tuple[PaperLine, ...] = ()
    makes: tuple[str, ...] = ()
    limits: tuple[ParameterLine, ...] = ()
    procedure_note: str | None = None


@dataclass(frozen=True, slots=True)
class StartPage:
    """The form that opens a matter in a jurisdiction, by one of its entrances.

    ``makes`` are the names of the papers that opening it can make; ``procedure_note`` is what the place says of its procedure
    as a whole.
    """

    jurisdiction: str
    jurisdiction_name: str
    entrance: str
    entrance_name: str
    pack_digest: str
    form: FormSchema
    context: Mapping[str, Value]
    draft: Mapping[str, Any]
    makes: tuple[str, ...] = ()
    procedure_note: str | None = None
