"""A paper locked for a change: known to be readable by who changes it, its case locked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_case, lock_visible_case
from webapp.cases.case_files import OpenedFile, open_file
from webapp.cases.papers.errors import PaperNotFound
from webapp.cases.papers.models import Paper
from webapp.cases.papers.reading import may_read_paper
from webapp.people import Actor


def lock_readable_paper(session: Session, actor: Actor, paper_id: int) -> tuple[Paper, OpenedFile]:
    """The paper and its case's file as ``actor`` reads it, the case locked until the transaction ends.

    Raises: `PaperNotFound`, also for a paper that shows what ``actor`` may not read; `CaseNotFound`.
    """
    paper = session.get(Paper, paper_id)
    if paper is None:
        raise PaperNotFound
    get_visible_case(session, actor, paper.case_id)
    case = lock_visible_case(session, actor, paper.case_id)
    file = open_file(session, actor, case, "zh")
    if not may_read_paper(paper, actor, case, file.pack, file.rights):
        raise PaperNotFound
    return paper, file
