"""Finds what was changed, taken out, moved or cut off in the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.chain import Tip, list_tips, seal_entry
from webapp.audit.errors import DigestUnknown
from webapp.audit.models import AuditEntry
from webapp.errors import Language

Damage = Literal[
    "changed", "missing", "reordered", "broken_link", "cut", "added", "unknown_algorithm", "forged", "removed"
]

#: What each damage is called, in both languages.
DAMAGE_TEXTS: dict[Damage, tuple[str, str]] = {
    "changed": ("第 {seq} 条记录的内容被修改", "entry {seq} was changed"),
    "missing": ("第 {seq} 条记录缺失", "entry {seq} is missing"),
    "reordered": ("第 {seq} 条记录的位置被调换", "entry {seq} was moved from its place"),
    "broken_link": ("第 {seq} 条记录与前一条不衔接", "entry {seq} does not follow the entry before it"),
    "cut": ("自第 {seq} 条起的记录被截去", "the record was cut off from entry {seq} on"),
    "added": (
        "自第 {seq} 条起的记录不是系统写入的",
        "from entry {seq} on, the record was added to from outside",
    ),
    "unknown_algorithm": (
        "第 {seq} 条记录的摘要算法无法识别",
        "entry {seq} names a digest algorithm that is unknown",
    ),
    "forged": (
        "第 {seq} 条记录不是当时签存的那一条",
        "entry {seq} is not the one that was signed at the time",
    ),
    "removed": (
        "整条链被移除，原有至少 {seq} 条记录",
        "the whole chain was removed; it had at least {seq} entries",
    ),
}


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One place where a chain is not what was written."""

    chain: str
    seq: int
    damage: Damage

    def text(self, language: Language = "zh") -> str:
        """The finding in the reader's language."""
        zh, en = DAMAGE_TEXTS[self.damage]
        told = en if language == "en" else zh
        return f"{self.chain}: {told.format(seq=self.seq)}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was examined, and what was found."""

    chains: int
    entries: int
    findings: tuple[AuditFinding, ...]

    @property
    def is_intact(self) -> bool:
        """Whether every entry is as it was written, as far as the chains and the known tips can tell."""
        return not self.findings

    def text(self, language: Language = "zh") -> str:
        """What was examined and what was found, a line each, in the reader's language."""
        if language == "en":
            first = f"{self.chains} chains, {self.entries} entries: " + (
                "intact" if self.is_intact else "DAMAGED"
            )
        else:
            first = f"{self.chains} 条链、{self.entries} 条记录:" + ("完好" if self.is_intact else "有改动")
        return "\n".join([first, *(finding.text(language) for finding in self.findings)])


def verify(session: Session, *, known_tips: Iterable[Tip] = ()) -> AuditReport:
    """Examine every chain from its first entry.

    ``known_tips`` are tips of the past kept outside the database (checkpoints). Without them a tail that was
    cut off together with the chain's own end cannot be noticed.
    """
    ends = {tip.chain: tip for tip in list_tips(session)}
    known: dict[str, list[Tip]] = {}
    for tip in known_tips:
        known.setdefault(tip.chain, []).append(tip)
    findings: list[AuditFinding] = []
    entries = 0
    unseen = set(ends) | set(known)
    for chain, rows in _read_chains(session):
        unseen.discard(chain)
        entries += len(rows)
        end = ends.get(chain, Tip(chain, 0, ""))
        findings += _examine_links(chain, rows)
        findings += _examine_end(end, rows)
        findings += _examine_known(known.get(chain, []), rows)
    for chain in sorted(unseen):
        if chain in ends:
            findings += _examine_end(ends[chain], [])
            findings += _examine_known(known.get(chain, []), [])
        else:
            findings.append(AuditFinding(chain, max(tip.seq for tip in known[chain]), "removed"))
    return AuditReport(len(ends), entries, tuple(dict.fromkeys(findings)))


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    hash: str
    previous_hash: str
    sealed: dict[str, Any]

    def is_sealed(self) -> bool:
        return seal_entry(self.sealed) == self.hash

    def is_sealed_as(self, seq: int) -> bool:
        return seal_entry(self.sealed | {"seq": seq}) == self.hash


def _read_chains(session: Session) -> Iterator[tuple[str, list[_Row]]]:
    """Chain by chain, so that no more than one is in memory."""
    table = AuditEntry.__table__
    found = session.execute(
        select(table).order_by(table.c.chain, table.c.seq).execution_options(yield_per=1000)
    ).mappings()
    for chain, members in groupby(found, key=lambda row: str(row["chain"])):
        rows = []
        for member in members:
            sealed = {name: value for name, value in member.items() if name != "hash"}
            rows.append(_Row(member["seq"], member["hash"], member["previous_hash"], sealed))
        yield chain, rows


def _examine_links(chain: str, rows: list[_Row]) -> Iterator[AuditFinding]:
    judged = [(row, *_judge(row, rows)) for row in rows]
    # By the place at which each row was sealed: the row after an exchanged pair still follows its own.
    hashes = {0: ""} | {place: row.hash for row, _damage, place in judged}
    previous_seq = 0
    for row, damage, _place in judged:
        for missing in range(previous_seq + 1, row.seq):
            yield AuditFinding(chain, missing, "missing")
        if damage is not None:
            yield AuditFinding(chain, row.seq, damage)
        elif hashes.get(row.seq - 1, row.previous_hash) != row.previous_hash:
            yield AuditFinding(chain, row.seq, "broken_link")
        previous_seq = row.seq


def _judge(row: _Row, rows: list[_Row]) -> tuple[Damage | None, int]:
    """What happened to the row, and the place in the chain at which it was sealed."""
    try:
        if row.is_sealed():
            return None, row.seq
        place = next((other.seq for other in rows if row.is_sealed_as(other.seq)), None)
    except DigestUnknown:
        return "unknown_algorithm", row.seq
    return ("changed", row.seq) if place is None else ("reordered", place)


def _examine_end(end: Tip, rows: list[_Row]) -> Iterator[AuditFinding]:
    last = rows[-1] if rows else None
    last_seq = last.seq if last else 0
    if last_seq < end.seq:
        yield AuditFinding(end.chain, last_seq + 1, "cut")
    elif last_seq > end.seq:
        yield AuditFinding(end.chain, end.seq + 1, "added")
    elif last is not None and last.hash != end.hash:
        yield AuditFinding(end.chain, last_seq, "broken_link")


def _examine_known(tips: list[Tip], rows: list[_Row]) -> Iterator[AuditFinding]:
    by_seq = {row.seq: row for row in rows} if tips else {}
    last_seq = rows[-1].seq if rows else 0
    for tip in tips:
        row = by_seq.get(tip.seq)
        if tip.seq > last_seq:
            yield AuditFinding(tip.chain, last_seq + 1, "cut")
        elif row is not None and row.hash != tip.hash:
            yield AuditFinding(tip.chain, tip.seq, "forged")
