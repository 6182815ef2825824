"""The registers that have a page: their names, their columns, what sorts them, and what their states are called.

The columns come from what the operations record (`webapp.cases.registers.tables.column_labels`), so that a register
fed by a new operation has its page at once; here stands which of them the page itself shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from webapp.cases.registers.tables import column_labels
from webapp.errors import Language
from webapp.procedures import Pack
from webapp.procedures.platform_words import register_about, register_name
from webapp.procedures.registers import REGISTERS
from webapp.procedures.texts import Texts

#: The states of a record: running, past its day and not settled, settled.
OPEN, OVERDUE, ENDED = "open", "overdue", "ended"


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages."""

    zh: str
    en: str

    def name(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Sheet:
    """One register as a page. ``shown`` are the columns on the page, in order; an export holds all.

    ``category`` is the value by which it is sorted (`webapp.cases.registers.drawn`), ``states`` the names of those that its
    records pass through, ``flags`` the marks worth looking for. ``texts`` are those of the place that the page is about.
    """

    id: str
    about: Names
    shown: tuple[str, ...]
    group: str
    category: str = ""
    states: Mapping[str, Names] = field(default_factory=dict)
    flags: Mapping[str, Names] = field(default_factory=dict)
    unfed: Names | None = None
    texts: Texts | None = None

    def in_words_of(self, packs: Collection[Pack], language: Language) -> Sheet:
        """The sheet as the place calls it, where the page is about one place alone."""
        return replace(self, texts=next(iter(packs)).texts(language)) if len(packs) == 1 else self

    def name(self, language: Language) -> str:
        """The register's name; its own where no operation feeds it yet."""
        known = REGISTERS.get(self.id) or self.unfed
        name = known.name(language) if known else self.id
        return name if self.texts is None else register_name(self.id, name, self.texts)

    def say_about(self, language: Language) -> str:
        """What the register holds."""
        about = self.about.name(language)
        return about if self.texts is None else register_about(self.id, about, self.texts)

    def columns(self, language: Language, *, is_all: bool = False) -> tuple[tuple[str, str], ...]:
        """(value name, heading) of the columns on the page, or of all that a record may hold."""
        labels = column_labels(self.id, language, self.texts)
        names = tuple(labels) if is_all or not self.shown else self.shown
        return tuple((name, labels[name]) for name in names if name in labels)

    def state_of(self, until_on: date | None, ended_on: date | None, day: date) -> str:
        """The state of a record on a day; empty for a register whose records have none."""
        if not self.states:
            return ""
        if ended_on is not None and ended_on <= day:
            return ENDED
        is_over = OVERDUE in self.states and until_on is not None and until_on < day
        return OVERDUE if is_over else OPEN


#: The groups of the registers' list.
GROUPS: Mapping[str, Names] = MappingProxyType(
    {
        "conclusions": Names("认定与结果运用", "Determinations and what follows from them"),
        "correction": Names("纠错与回访", "Correction and revisits"),
        "petition": Names("信访举报与澄清", "Petitions and clearing a name"),
        "supervision": Names("监督检查与事前防错", "Supervision and prevention"),
        "papers": Names("文书与归档", "Papers and archive"),
    }
)


def _states(
    opened: tuple[str, str], ended: tuple[str, str], overdue: tuple[str, str] = ("", "")
) -> Mapping[str, Names]:
    named = {OPEN: opened, OVERDUE: overdue, ENDED: ended}
    return {state: Names(*pair) for state, pair in named.items() if any(pair)}


_SHEETS = (
    Sheet(
        "determinations",
        Names(
            "容错认定结论、与参考意见是否一致、是否已由后来的结论代替。",
            "Conclusions, departures from the advice, replacement by a later conclusion.",
        ),
        ("outcome", "decided_by", "decided_on", "advised_outcome", "replaced_by"),
        "conclusions",
        "outcome",
        _states(("有效", "In force"), ("已被代替", "Replaced")),
        {"differs": Names("与参考意见不一致", "Departs from the advice")},
    ),
    Sheet(
        "effects",
        Names(
            "结论在考核、任用等方面的运用，起止和解除。",
            "What follows in assessment and appointment: start, end, lifting.",
        ),
        ("effects", "appointment_effect", "from_on", "until_on", "lifted_on", "reason"),
        "conclusions",
        "",
        _states(("运用中", "Running"), ("已解除", "Lifted"), ("期满待解除", "Period over, to be lifted")),
    ),
    Sheet(
        "education",
        Names("批评教育和“四种形态”的运用。", "Criticism and education, and the four forms."),
        ("kind", "form", "text", "done_on", "done_by"),
        "conclusions",
        "kind",
    ),
    Sheet(
        "reviews",
        Names("复核的申请、意见和决定。", "Reviews asked for, and what was decided."),
        ("filed_by", "filed_on", "result", "decided_by", "decided_on"),
        "conclusions",
        "result",
    ),
    Sheet(
        "promotions",
        Names("影响期满后提拔、晋升职级的情况。", "Promotion and rank after the influence period."),
        ("kind", "on", "post", "cadre_level", "influence_ended_on", "note"),
        "conclusions",
        "kind",
    ),
    Sheet(
        "corrections",
        Names(
            "纠错文书、责任单位、期限、验收、逾期和上报。",
            "Papers, owners, limits, acceptance, overdue and escalated corrections.",
        ),
        ("doc_kind", "duties", "owner", "due_on", "result", "accepted_on"),
        "correction",
        "doc_kind",
        _states(("整改中", "Under way"), ("已销号", "Closed"), ("逾期", "Overdue")),
        {
            "overdue": Names("曾经逾期", "Was overdue"),
            "escalated": Names("已上报追责", "Escalated"),
            "failed": Names("整改不力", "Weak correction"),
        },
    ),
    Sheet(
        "revisits",
        Names("回访的计划、完成、回访人和评价。", "Revisits planned and done, visitors and grades."),
        ("seq", "planned_on", "done_on", "visitors", "grade", "led_to"),
        "correction",
        "grade",
        _states(("待回访", "Planned"), ("已回访", "Done"), ("逾期未访", "Overdue")),
    ),
    Sheet(
        "trackings",
        Names("决策执行效果的定期跟踪和评价。", "Periodic tracking of how decisions work out."),
        (),
        "correction",
        "kind",
    ),
    Sheet(
        "petitions",
        Names("信访举报、次数和查核结论。限定知悉。", "Petitions, repeats and findings. For few to know."),
        ("channel", "received_on", "is_named", "times", "finding", "closed_on"),
        "petition",
        "finding",
        _states(("办理中", "Open"), ("已办结", "Closed")),
        {"repeat": Names("重复信访", "Repeated")},
    ),
    Sheet(
        "clarifications",
        Names("澄清正名的方式、范围和内容。", "How and where names were cleared."),
        ("finding", "modes", "scope", "done_on", "done_by"),
        "petition",
        "finding",
    ),
    Sheet(
        "referrals",
        Names(
            "诬告陷害的移送和批准。限定知悉。",
            "Malicious reports referred, and who approved. For few to know.",
        ),
        ("to_body", "reason", "approved_by", "approved_on", "referred_on"),
        "petition",
    ),
    Sheet(
        "supervisions",
        Names(
            "该实施不实施、不该实施乱实施等问题和整改。",
            "Tolerance refused or misused, and what was demanded.",
        ),
        ("finding", "basis", "demand", "found_by", "found_on", "due_on", "result"),
        "supervision",
        "finding",
        _states(("整改中", "Under way"), ("已办结", "Closed"), ("逾期", "Overdue")),
    ),
    Sheet(
        "superior_accountability",
        Names(
            "放任错误发生，对党委（党组）或问责机关追责。",
            "Bodies held to account for letting errors happen.",
        ),
        ("body", "body_kind", "fault", "to_body", "held_on", "held_by"),
        "supervision",
        unfed=Names("追究上级责任", "Superiors held to account"),
    ),
    Sheet(
        "explanations",
        Names(
            "对上级问责或者责任调查的解释说明和答复。",
            "Explanations to superiors who hold to account, and their answers.",
        ),
        ("to_body", "text", "explained_on", "answer", "answered_on"),
        "supervision",
        "",
        _states(("待答复", "Awaiting an answer"), ("已答复", "Answered")),
    ),
    Sheet(
        "early_reminders",
        Names("事前防错：早发现、早提醒。", "Prevention: found early, reminded early."),
        (),
        "supervision",
        unfed=Names("事前提醒", "Early reminders"),
    ),
    Sheet(
        "risk_filings",
        Names(
            "事前的风险备案和有效期；备案不等于承诺免责。",
            "Risks filed beforehand and how long that is valid; filing promises no exemption.",
        ),
        ("title", "unit_code", "subject_name", "filed_on", "result", "valid_to", "expired_on"),
        "supervision",
        "result",
        _states(("审核中或者有效", "Under review or valid"), ("未备成或者已期满", "Not filed, or expired")),
        unfed=Names("风险备案", "Risk filings"),
    ),
    Sheet(
        "notices",
        Names("受理、反馈、抄送、报备等通知。", "Notices of acceptance, results, copies and filings."),
        ("kind", "to_body", "method", "sent_on", "receipt_on"),
        "papers",
        "kind",
    ),
    Sheet("transfers", Names("移送其他机关的案件。", "Matters transferred elsewhere."), (), "papers"),
    Sheet("withdrawals", Names("申请的撤回。", "Applications withdrawn."), (), "papers"),
    Sheet(
        "archives",
        Names("卷号、保管期限和归档日期。", "Volumes, retention and days of archiving."),
        (),
        "papers",
    ),
)

#: What stands with its case alone, or has a page of another kind (the case library).
_WITHOUT_SHEET = frozenset({"status", "messages", "advice", "recusals", "publications"})


def _sheets() -> Mapping[str, Sheet]:
    """The sheets above; any other register that an operation feeds has one too, with all its columns."""
    sheets = {sheet.id: sheet for sheet in _SHEETS}
    for register in REGISTERS.values():
        if register.id not in sheets and register.id not in _WITHOUT_SHEET:
            sheets[register.id] = Sheet(register.id, Names("", ""), (), "papers")
    return sheets


#: Every register with a page, in the order of the list.
SHEETS: Mapping[str, Sheet] = MappingProxyType(_sheets())
