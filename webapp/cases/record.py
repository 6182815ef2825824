"""The case's record as people read it: the timeline, and the marks on the diagrams."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from webapp.audit import RecordedEntry, list_entries
from webapp.cases.models import CaseFile
from webapp.cases.pages import DiagramMarks, TimelineLine
from webapp.cases.reading import ReadingRights
from webapp.cases.recording import chain_of
from webapp.cases.recusals import REASONS
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.errors import Language
from webapp.procedures import Pack
from webapp.procedures.kept_steps import KeptSteps, steps_behind

_PAGE = 500

#: What was done, in words. A test holds this list against every verb that the use cases record.
VERBS: Mapping[str, tuple[str, str]] = {
    "open_case": ("提出申请", "opened the matter"),
    "claim_task": ("签收任务", "claimed the task"),
    "release_task": ("退回任务", "released the task"),
    "delegate_task": ("转交任务", "delegated the task"),
    "assign_task": ("指定任务", "assigned the task"),
    "complete_task": ("办结任务", "completed the task"),
    "send_message": ("提出", "sent"),
    "add_evidence": ("上传材料", "added evidence"),
    "read_evidence": ("查阅材料", "read evidence"),
    "read_kept_back": ("查阅限定知悉的内容", "read what is kept to a few"),
    "add_comment": ("发表意见", "commented"),
    "declare_recusal": ("申请回避", "stood aside"),
    "record_recusal": ("登记回避", "recorded that somebody stands aside"),
    "lift_recusal": ("解除回避", "lifted a recusal"),
    "fire_timer": ("期限到期，自动推进", "a time limit was reached"),
    "retry_incident": ("重试异常环节", "retried a failed step"),
    "recompute_deadlines": ("日历变更，重算期限", "recomputed the deadlines after a change of the calendar"),
    "move_case": ("迁移到流程的另一版本", "moved to another version of the procedure"),
    "undo_move": ("撤回迁移，回到原版本", "taken back to the former version of the procedure"),
    "issue_paper": ("出具文书", "issued a paper"),
    "correct_paper": ("更正文书", "corrected a paper"),
    "seal_paper": ("上传盖章签署件", "kept the sealed form of a paper"),
    "make_paper": ("生成文书", "made the document of a paper"),
    "read_paper": ("下载文书", "downloaded a paper"),
    "advance_clock": ("拨动演练时钟", "moved the practice clock"),
    "incident_raised": ("环节异常，待处理", "a step failed and waits"),
}

#: What stands in place of what is kept from the reader.
KEPT_BACK = ("不在您的知悉范围", "for other roles to know")

_COLONS: Mapping[Language, str] = {"zh": "：", "en": ": "}
#: Journal events that the timeline tells, with their words; the others only mark the diagrams.
_TOLD: Mapping[str, tuple[str, str]] = {
    "timer_fired": ("到期", "time limit reached"),
    "decision_made": ("取得参考意见", "advice taken"),
    "message_received": ("收到", "received"),
    "incident_raised": ("异常", "failed"),
    "incident_resolved": ("异常已解决", "mended"),
    "process_ended": ("流程结束", "procedure ended"),
}


def read_record(session: Session, case: CaseFile) -> tuple[RecordedEntry, ...]:
    """All entries of the case's chain, oldest first."""
    entries: list[RecordedEntry] = []
    while True:
        page = list_entries(session, chain_of(case), after=len(entries), limit=_PAGE)
        entries.extend(page)
        if len(page) < _PAGE:
            return tuple(entries)


def facts_of_messages(entries: Iterable[RecordedEntry]) -> list[Mapping[str, Any]]:
    """What was submitted with messages into the case: entity to its fields, as JSON."""
    return [entry.facts["facts"] for entry in entries if entry.action == "send_message"]


def timeline(
    entries: Sequence[RecordedEntry],
    case: CaseFile,
    wording: Wording,
    rights: ReadingRights,
    hidden_files: Collection[str],
) -> tuple[TimelineLine, ...]:
    """The record in words, newest first. ``hidden_files`` are the digests of the evidence kept from the reader.

    Who reads a part of the file sees what they did themselves. Of what is kept back from others the verb stays.
    """
    pack = wording.pack_of(case)
    told = _Teller(pack, wording, rights, frozenset(hidden_files))
    return tuple(told.tell(entry) for entry in reversed(entries) if told.may_know(entry))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts entries into words for one reader."""

    pack: Pack
    wording: Wording
    rights: ReadingRights
    hidden_files: frozenset[str]

    def may_know(self, entry: RecordedEntry) -> bool:
        return self.rights.is_whole or entry.actor_account == self.rights.login_name

    def tell(self, entry: RecordedEntry) -> TimelineLine:
        is_kept = self._is_kept_back(entry)
        language = self.wording.language
        return TimelineLine(
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor_name,
            action=_say(VERBS, entry.action, language),
            subject=KEPT_BACK[language == "en"] if is_kept else _subject(entry, self.pack, self.wording),
            details=() if is_kept else tuple(self._details(entry)),
            seal=entry.hash[:12],
        )

    def _details(self, entry: RecordedEntry) -> Iterator[str]:
        yield from _reasons(entry, self.wording.language)
        told = (event for event in _events(entry) if not self._is_kept_process(event["process"]))
        yield from _details(told, self.pack, self.wording)
        moved = [each for each in entry.facts.get("moved", ()) if not self._is_kept_process(each["process"])]
        yield from _moves(moved, self.pack, self.wording)

    def _is_kept_back(self, entry: RecordedEntry) -> bool:
        """Whether the entry is about nothing but what is kept from the reader."""
        facts = entry.facts
        if entry.actor_account == self.rights.login_name:
            return False
        if "digest" in facts:
            return facts["digest"] in self.hidden_files
        if _is_of_earlier_version(entry, self.pack):
            # Nothing here says any more what the step is about: who may not read everything does not read its name.
            return bool(self.rights.unread_entities)
        return self.rights.keeps_back(self.pack, _form_of(entry, self.pack))

    def _is_kept_process(self, process_id: str) -> bool:
        """Whether all that people do in a process is kept from the reader."""
        process = self.pack.deployment.processes.get(process_id)
        forms = [each.form_id for each in process.elements.values() if each.form_id] if process else []
        return bool(forms) and all(self.rights.keeps_back(self.pack, form) for form in forms)


def _form_of(entry: RecordedEntry, pack: Pack) -> str | None:
    """The form of the task or message that an entry is about."""
    facts = entry.facts
    if "message" in facts:
        message = pack.jurisdiction.messages.get(facts["message"])
        return message.form_id if message else None
    process = pack.deployment.processes.get(facts.get("process", ""))
    element = process.elements.get(facts.get("task", "")) if process else None
    return element.form_id if element else None


def _is_of_earlier_version(entry: RecordedEntry, pack: Pack) -> bool:
    """Whether an entry is about a step that the case's version does not have: it was moved there since."""
    if not {"process", "task"} <= entry.facts.keys():
        return False
    process = pack.deployment.processes.get(entry.facts["process"])
    return process is None or entry.facts["task"] not in process.elements


def _say(words: Mapping[str, tuple[str, str]], key: str, language: Language) -> str:
    pair = words.get(key)
    return key if pair is None else pair[language == "en"]


def _subject(entry: RecordedEntry, pack: Pack, wording: Wording) -> str:
    facts = entry.facts
    if "message" in facts:
        message = pack.jurisdiction.messages.get(facts["message"])
        names = (message.zh, message.en) if message else (facts["message"],) * 2
        return str(names[wording.language == "en"])
    if "paper" in facts:
        kind = pack.papers.kinds.get(facts["paper"])
        name = kind.name(wording.language) if kind else facts["paper"]
        return f"{name} {facts['number']}"
    if "task" in facts:
        process_id = facts.get("process")
        name = wording.element_name(pack, process_id, facts["task"]) if process_id else facts.get("name")
        item = facts.get("item")
        shown = f"{name} · {wording.unit_name(pack.jurisdiction.code, item)}" if item else str(name)
        return f"{shown} → {facts['person']}" if "person" in facts else shown
    if "person" in facts:
        return str(facts["person"])
    return str(facts.get("file_name") or facts.get("text") or facts.get("incident") or "")


def _reasons(entry: RecordedEntry, language: Language) -> Iterator[str]:
    """Why a task was handed on, why somebody stands aside or no longer does, as it was written down."""
    if why := entry.facts.get("why"):
        yield str(why)
    if "person" not in entry.facts:
        return
    if recusal := REASONS.get(str(entry.facts.get("recusal"))):
        yield recusal[language == "en"]
    for name in ("basis", "reason", "because"):
        if text := entry.facts.get(name):
            yield str(text)


def _details(events: Iterable[Mapping[str, Any]], pack: Pack, wording: Wording) -> Iterable[str]:
    for event in events:
        if event["kind"] in _TOLD:
            is_process = event["element"] == event["process"]
            name = (
                process_name(pack, event["process"], wording.language)
                if is_process
                else wording.element_name(pack, event["process"], event["element"])
            )
            yield f"{_say(_TOLD, event['kind'], wording.language)}{_COLONS[wording.language]}{name}"


def _moves(moved: Iterable[Mapping[str, Any]], pack: Pack, wording: Wording) -> Iterator[str]:
    """Deadlines that a changed calendar has moved, with their last day before and after."""
    for each in moved:
        name = wording.element_name(pack, each["process"], each["task"])
        yield f"{name}{_COLONS[wording.language]}{_last_day(each['before'])} → {_last_day(each['after'])}"


def _last_day(instant: str) -> str:
    """The day that ends at a deadline of 24:00, or on which it falls."""
    return place_day(datetime.fromisoformat(instant) - timedelta(microseconds=1)).isoformat()


def _events(entry: RecordedEntry) -> Sequence[Mapping[str, Any]]:
    events: Sequence[Mapping[str, Any]] = entry.facts.get("events", ())
    return events


def diagram_marks(
    entries: Iterable[RecordedEntry],
    active: Iterable[tuple[str, str]],
    case: CaseFile,
    wording: Wording,
    rights: ReadingRights,
) -> tuple[DiagramMarks, ...]:
    """Every diagram the case has entered, the one where it stands first, without what would tell what is kept.

    ``active`` are (process, element) of the open tasks and failed steps.
    """
    pack = wording.pack_of(case)
    kept = steps_behind(pack, rights.unread_entities)
    passed: dict[str, dict[str, None]] = {}
    flows: dict[str, dict[str, None]] = {}
    for entry in entries:
        for event in _events(entry):
            held = flows if event["kind"] == "flow_taken" else passed
            if event["kind"] in {"flow_taken", "element_completed"}:
                held.setdefault(event["process"], {})[event["element"]] = None
            elif event["kind"] == "element_entered":
                passed.setdefault(event["process"], {})
    standing: dict[str, list[str]] = {}
    for process_id, element_id in active:
        standing.setdefault(process_id, []).append(element_id)
    seen = [*standing, *(process_id for process_id in passed if process_id not in standing)]
    return tuple(
        DiagramMarks(
            process_id=process_id,
            name=process_name(pack, process_id, wording.language),
            file=pack.deployment.processes[process_id].file,
            active=_told(standing, process_id, kept),
            passed=_told(passed, process_id, kept),
            flows=_told(flows, process_id, kept),
        )
        for process_id in seen
        if process_id in pack.deployment.processes and process_id not in kept.processes
    )


def _told(marks: Mapping[str, Iterable[str]], process_id: str, kept: KeptSteps) -> tuple[str, ...]:
    hidden = kept.steps.get(process_id, frozenset())
    return tuple(element for element in marks.get(process_id, ()) if element not in hidden)


def process_name(pack: Pack, process_id: str, language: Language) -> str:
    """The name of a process in the reader's language."""
    process = pack.deployment.processes[process_id]
    return pack.texts(language).text(process.file, process_id, process.name or process_id)
