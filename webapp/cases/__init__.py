"""Case files and the work on them.

Each use case is one function and one transaction on a `webapp.database.Database`; ``actor`` is a `webapp.people.Actor`.
``read`` turns a form and its FEEL context into a checked submission, inside the transaction; a view passes
``lambda schema, context: read_submission(schema, context, request.form, "zh")``.

Each page function is one read transaction and returns a frozen read model of `webapp.cases.pages`. What the actor
may not see is `CaseNotFound` or `TaskNotFound`: nobody learns that it exists.
"""

from webapp.cases.calendar_years import (
    CalendarPage,
    CalendarPreview,
    YearLine,
    adopt_packaged_years,
    get_calendar_page,
    preview_year,
    read_year_form,
    save_year,
)
from webapp.cases.calendars import current_calendar
from webapp.cases.case_pages import get_case_page, get_message_page
from webapp.cases.delegation import assign_task, delegate_task
from webapp.cases.errors import (
    CalendarChanged,
    CalendarSourceMissing,
    CalendarYearOutOfRange,
    CaseNotFound,
    ClockMovesForwardOnly,
    CommentEmpty,
    EvidenceRefused,
    EvidenceTooLarge,
    FactsRefused,
    IncidentNotFound,
    MessageNotAwaited,
    MessageNotPermitted,
    NotInPractice,
    ProcedureNotPublished,
    StartNotPermitted,
    SubmissionKeyRefused,
    TaskAlreadyClaimed,
    TaskChanged,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
)
from webapp.cases.evidence import add_comment, add_evidence, get_evidence
from webapp.cases.inbox import list_cases, list_inbox
from webapp.cases.incidents import list_incidents, retry_incident
from webapp.cases.messages import send_message
from webapp.cases.opening import CaseOpened, open_case
from webapp.cases.papers.correcting import REASON_LIMIT, correct_paper, make_again
from webapp.cases.papers.errors import (
    PaperCorrectionNotPermitted,
    PaperNotFailed,
    PaperNotFound,
    PaperNotReady,
    PaperReasonMissing,
    PaperSealNotPermitted,
    PaperSealOutdated,
    TemplateChangedMeanwhile,
    TemplateNotFound,
)
from webapp.cases.papers.making import make_papers
from webapp.cases.papers.reading import get_paper_document, get_paper_page
from webapp.cases.papers.sealing import get_sealed_file, seal_paper
from webapp.cases.papers.templates import (
    discard_template_draft,
    get_template_file,
    get_template_page,
    list_templates,
    publish_template,
    save_template_draft,
)
from webapp.cases.recomputing import count_outstanding, recompute_deadlines
from webapp.cases.recusal_pages import get_handover_page, get_recusal_page
from webapp.cases.standing_aside import declare_recusal, lift_recusal, record_recusal
from webapp.cases.start_list import StartLine, list_startable
from webapp.cases.start_pages import get_start_page, save_matter_draft
from webapp.cases.submissions import SubmissionReader
from webapp.cases.task_pages import get_task_page
from webapp.cases.tasks import (
    TaskCompleted,
    claim_task,
    complete_task,
    give_back_tasks,
    release_task,
    save_draft,
)
from webapp.cases.timers import advance_practice_clock, fire_due

__all__ = [
    "REASON_LIMIT",
    "CalendarChanged",
    "CalendarPage",
    "CalendarPreview",
    "CalendarSourceMissing",
    "CalendarYearOutOfRange",
    "CaseNotFound",
    "CaseOpened",
    "ClockMovesForwardOnly",
    "CommentEmpty",
    "EvidenceRefused",
    "EvidenceTooLarge",
    "FactsRefused",
    "IncidentNotFound",
    "MessageNotAwaited",
    "MessageNotPermitted",
    "NotInPractice",
    "PaperCorrectionNotPermitted",
    "PaperNotFailed",
    "PaperNotFound",
    "PaperNotReady",
    "PaperReasonMissing",
    "PaperSealNotPermitted",
    "PaperSealOutdated",
    "ProcedureNotPublished",
    "StartLine",
    "StartNotPermitted",
    "SubmissionKeyRefused",
    "SubmissionReader",
    "TaskAlreadyClaimed",
    "TaskChanged",
    "TaskCompleted",
    "TaskNotFound",
    "TaskNotOpen",
    "TaskNotYours",
    "TemplateChangedMeanwhile",
    "TemplateNotFound",
    "YearLine",
    "add_comment",
    "add_evidence",
    "adopt_packaged_years",
    "advance_practice_clock",
    "assign_task",
    "claim_task",
    "complete_task",
    "correct_paper",
    "count_outstanding",
    "current_calendar",
    "declare_recusal",
    "delegate_task",
    "discard_template_draft",
    "fire_due",
    "get_calendar_page",
    "get_case_page",
    "get_evidence",
    "get_handover_page",
    "get_message_page",
    "get_paper_document",
    "get_paper_page",
    "get_recusal_page",
    "get_sealed_file",
    "get_start_page",
    "get_task_page",
    "get_template_file",
    "get_template_page",
    "give_back_tasks",
    "lift_recusal",
    "list_cases",
    "list_inbox",
    "list_incidents",
    "list_startable",
    "list_templates",
    "make_again",
    "make_papers",
    "open_case",
    "preview_year",
    "publish_template",
    "read_year_form",
    "recompute_deadlines",
    "record_recusal",
    "release_task",
    "retry_incident",
    "save_draft",
    "save_matter_draft",
    "save_template_draft",
    "save_year",
    "seal_paper",
    "send_message",
]
