"""The small place with papers: a notice where the application is checked, a volume index where it is archived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cases.small_place import make_small_template
from tests.papers.documents import write_document
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import ARCHIVE, CODE, JURISDICTION, MATTER, Change
from webapp.cases import make_papers
from webapp.cases.papers.models import Paper, PaperVersion

NOTICE_FILE = f"forms/{CODE}/papers/notice.docx"
NAMES = f"forms/{CODE}/papers/papers.toml"
REQUEST = {"application.request_text": "请求容错 <修路> & 架桥"}
SLIGHT = {"assessment.f_fault": "slight"}
GRAVE = {"assessment.f_fault": "grave"}
VOLUME = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}

NOTICE = write_document(
    "{{ place.organ }}",
    "{{ paper.no }}",
    "事由：{{ application.request_text }}",
    "{%p if assessment.f_fault %}",
    "过失程度：{{ assessment.f_fault }}",
    "{%p endif %}",
    "撤回：{{ withdrawal.reason }}",
    "经办人 {{ actor.name }}，{{ paper.issued_on }}",
    "{%p if paper.corrects %}",
    "第 {{ paper.version }} 版：{{ paper.corrects }}",
    "{%p endif %}",
    footer="记录第 {{ record.entry }} 条 {{ record.seal }}",
)
INDEX = write_document(
    "卷号 {{ archive_record.volume_no }}",
    rows=(
        ("序号", "文号"),
        ("{%tr for each in volume.papers %}", ""),
        ("{{ loop.index }}", "{{ each.no }}"),
        ("{%tr endfor %}", ""),
    ),
)
REFUSAL = write_document("不予容错：{{ application.request_text }}")
_NAMES = """
[place]
organ = "小城纪委"
organ_en = "Discipline Commission of Small Town"
mark = "小"
source = "S1"

[papers.notice]
zh = "受理通知书"
en = "Notice of acceptance"
mark = "受"

[papers.refusal]
zh = "不予容错决定书"
en = "Denial"
mark = "不"

[papers.index]
zh = "卷内目录"
en = "Index of the volume"
mark = "卷"
"""
#: FEEL as an attribute of the diagram holds it.
DEMAND = "=if assessment.f_fault = &quot;grave&quot; then [&quot;notice&quot;, &quot;refusal&quot;] else &quot;notice&quot;"


def _property(value: str) -> str:
    return f'<zeebe:property name="papers" value="{value}" /><zeebe:property name="source" value='


def with_papers(demand: str = DEMAND) -> dict[str, Change]:
    """The changes that give the small place its papers."""
    return {
        # The archivist may read a part of the file only, so that something can be kept from somebody.
        JURISDICTION: ('case_access = "involved"', 'case_access = "involved"\nreads = ["application"]'),
        MATTER: (
            'time(&quot;23:59:59@Asia/Shanghai&quot;))" /><zeebe:properties><zeebe:property name="source" value=',
            'time(&quot;23:59:59@Asia/Shanghai&quot;))" /><zeebe:properties>' + _property(demand),
        ),
        ARCHIVE: (
            'candidateGroups="archivist" /><zeebe:properties><zeebe:property name="source" value=',
            'candidateGroups="archivist" /><zeebe:properties>' + _property("index"),
        ),
        NAMES: _NAMES,
        NOTICE_FILE: NOTICE,
        f"forms/{CODE}/papers/refusal.docx": REFUSAL,
        "forms/shared/papers/index.docx": INDEX,
    }


@contextmanager
def make_paper_template(folder: Path, like: str) -> Iterator[str]:
    """A database of the place with papers, to copy."""
    with make_small_template(folder, like, with_papers()) as template:
        yield template


def check(place: PracticePlace, key: str = "one", facts: dict[str, Any] | None = None) -> int:
    """Open a matter and complete its check, which issues the notice. Returns the case's id."""
    case_id = place.open_matter(REQUEST, key=key)
    place.do(case_id, "check_application", facts or SLIGHT, by="intake")
    return case_id


def papers_of(place: PracticePlace, case_id: int) -> list[Paper]:
    """The papers of a case, in the order they were issued."""
    with place.database.read() as session:
        return list(session.query(Paper).filter_by(case_id=case_id).order_by(Paper.id))


def versions_of(place: PracticePlace, case_id: int) -> list[PaperVersion]:
    """The versions of a case's papers, in the order they were asked for."""
    with place.database.read() as session:
        return list(
            session.query(PaperVersion).join(Paper).filter(Paper.case_id == case_id).order_by(PaperVersion.id)
        )


def make_all(place: PracticePlace) -> int:
    """Make every paper that waits."""
    made = 0
    while count := make_papers(place.database):
        made += count
    return made
