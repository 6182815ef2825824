"""The verification of one table: what is found depends on its hit policy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from webapp.decisions.syntax import Aggregation, HitPolicy
from webapp.decisions.verification import kinds
from webapp.decisions.verification.cells import check_cells, check_outputs
from webapp.decisions.verification.columns import (
    AnalysedColumn,
    analyse_columns,
    as_segment_columns,
    example_of,
)
from webapp.decisions.verification.coverage import (
    MAX_BITS,
    MAX_MODEL_STEPS,
    Box,
    Effort,
    SearchTooLarge,
    bits,
    count_bits,
    find_meeting,
    find_shared_box,
    find_uncovered,
    mask_of,
    may_cover,
    merge_boxes,
)
from webapp.decisions.wording import shown
from webapp.feel import Value, equal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from webapp.decisions.findings import Finding, FindingKind, Place
    from webapp.decisions.tables import CompiledTable
    from webapp.decisions.verification.coverage import SegmentColumn

#: Findings of one kind listed for one table; more are only counted.
MAX_LISTED: Final = 12

#: Boxes searched for before they are merged.
_MAX_BOXES: Final = 200

#: Steps that comparing two rules is counted as.
_PAIR_COST: Final = 5


def verify_tables(tables: Iterable[CompiledTable]) -> list[Finding]:
    """Everything there is to find in the tables of a model."""
    pool = Effort(steps=MAX_MODEL_STEPS)
    return [finding for table in tables for finding in _TableCheck(table, pool).run()]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A finding before its words are made: there may be thousands, of which a few are listed. Rules count from 0."""

    kind: FindingKind
    box: Box | None = None
    rules: tuple[int, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


class _TableCheck:
    def __init__(self, table: CompiledTable, pool: Effort) -> None:
        self._pool = pool
        self._table = table
        self._source = table.source
        self._place = replace(table.source.place, decision_id=table.origin.decision_id)
        self._columns: list[AnalysedColumn] = []
        self._certain: list[SegmentColumn] = []
        self._possible: list[SegmentColumn] = []
        self._meeting: list[int] = []
        self._is_exact = True
        self._ranks: dict[int, tuple[int, ...] | None] = {}

    def run(self) -> list[Finding]:
        found = [*check_outputs(self._table, self._place)]
        if not self._source.rules:
            return found + ([kinds.NO_RULES.at(self._place)] if self._needs_a_rule else [])
        self._columns = analyse_columns(self._table.inputs)
        self._is_exact = all(column.certain == column.possible for column in self._columns)
        if self._is_too_large():
            return [
                *found,
                kinds.TOO_LARGE.at(self._place, what_zh="缺口与重叠", what_en="gaps and overlaps"),
            ]
        if not all(column.is_whole for column in self._columns):
            found.append(kinds.TOO_LARGE.at(self._place, what_zh="单元格", what_en="cells"))
        self._certain = as_segment_columns(self._columns)
        self._possible = self._certain if self._is_exact else as_segment_columns(self._columns, possible=True)
        self._meeting = find_meeting(self._certain, len(self._source.rules))
        found += check_cells(self._table, self._columns, self._place, is_judged=self._is_judged)
        for search in (self._gaps, self._overlaps, self._dead_rules):
            found += self._listed(search())
        return found

    def _is_too_large(self) -> bool:
        held = count_bits([column.possible for column in self._columns])
        try:
            Effort(self._pool, MAX_BITS).spend(held)
        except SearchTooLarge:
            return True
        return False

    @property
    def _needs_a_rule(self) -> bool:
        """Whether facts that no rule fits would end in an error."""
        policy, aggregation = self._source.hit_policy, self._source.aggregation
        fails = policy.is_single_hit or aggregation not in (None, Aggregation.COUNT)
        return fails and not self._table.has_default

    @property
    def _is_judged(self) -> bool:
        """Whether gaps or overlaps matter at all under this hit policy."""
        return self._needs_a_rule or self._source.hit_policy.is_single_hit

    def _listed(self, candidates: Iterable[_Candidate]) -> Iterator[Finding]:
        """The first findings of each kind; the rest is only counted."""
        seen: dict[str, int] = {}
        for candidate in candidates:
            code = candidate.kind.code
            seen[code] = seen.get(code, 0) + 1
            if seen[code] <= MAX_LISTED:
                yield self._finding(candidate)
            elif seen[code] >= _MAX_BOXES:
                break
        more = sum(max(0, count - MAX_LISTED) for count in seen.values())
        if more:
            yield kinds.MORE.at(self._place, count=more)

    def _gaps(self) -> Iterator[_Candidate]:
        if not self._needs_a_rule:
            return
        try:
            proven = self._uncovered(self._possible)
            suspected = (
                [] if self._is_exact else [box for box in self._uncovered(self._certain) if box not in proven]
            )
        except SearchTooLarge:
            yield _Candidate(kinds.TOO_LARGE, words={"what_zh": "缺口", "what_en": "gaps"})
            return
        yield from (_Candidate(kinds.GAP, box) for box in proven)
        yield from (_Candidate(kinds.GAP_POSSIBLE, box) for box in suspected)

    def _uncovered(self, columns: Sequence[SegmentColumn]) -> list[Box]:
        everyone = (1 << len(self._source.rules)) - 1
        return merge_boxes(find_uncovered(columns, everyone, limit=_MAX_BOXES, effort=Effort(self._pool)))

    def _overlaps(self) -> Iterator[_Candidate]:
        try:
            yield from self._find_overlaps()
        except SearchTooLarge:
            yield _Candidate(kinds.TOO_LARGE, words={"what_zh": "重叠", "what_en": "overlaps"})

    @staticmethod
    def _later(others: int, first: int, effort: Effort) -> Iterator[int]:
        """The rules of a mask that stand after ``first``."""
        later = others & -(2 << first)
        effort.spend(_PAIR_COST * later.bit_count())
        return bits(later)

    def _find_overlaps(self) -> Iterator[_Candidate]:
        policy = self._source.hit_policy
        if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY):
            return
        effort = Effort(self._pool)
        for first, others in enumerate(self._meeting):
            for second in self._later(others, first, effort):
                kind = self._overlap_kind(first, second)
                if kind is not None:
                    yield _Candidate(kind, find_shared_box(self._certain, (first, second)), (first, second))
        if self._is_exact or policy is HitPolicy.PRIORITY:
            return
        for first, others in enumerate(find_meeting(self._possible, len(self._source.rules))):
            for second in self._later(others & ~self._meeting[first], first, effort):
                if policy is HitPolicy.UNIQUE or self._agree(first, second) is not True:
                    yield _Candidate(kinds.OVERLAP_POSSIBLE, None, (first, second), {"policy": policy.value})

    def _overlap_kind(self, first: int, second: int) -> FindingKind | None:
        """What it means under the hit policy that both rules fit some facts; None when nothing."""
        policy = self._source.hit_policy
        if policy is HitPolicy.UNIQUE:
            return kinds.OVERLAP
        agree = self._agree(first, second)
        if policy is HitPolicy.ANY:
            return None if agree else kinds.DISAGREEMENT_POSSIBLE if agree is None else kinds.DISAGREEMENT
        rank = self._rank(first)
        is_tie = rank is not None and rank == self._rank(second)
        return kinds.SAME_PRIORITY if is_tie and agree is False else None

    def _dead_rules(self) -> Iterator[_Candidate]:
        if self._source.hit_policy not in (HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY):
            return
        effort = Effort(self._pool)
        try:
            for rule in range(len(self._source.rules)):
                effort.spend(_PAIR_COST * self._meeting[rule].bit_count())
                before = [other for other in bits(self._meeting[rule]) if self._takes_from(other, rule)]
                if before and self._is_covered(rule, before, effort):
                    yield self._dead(rule, before)
        except SearchTooLarge:
            yield _Candidate(kinds.TOO_LARGE, words={"what_zh": "无效行", "what_en": "dead rules"})

    def _takes_from(self, other: int, rule: int) -> bool:
        """Whether ``other``, where both fit, leaves ``rule`` without effect."""
        policy = self._source.hit_policy
        if policy is HitPolicy.FIRST:
            return other < rule
        if policy is HitPolicy.ANY:
            # Of two rules that hold the same facts, only the later one is called redundant.
            is_wider = any(column.accepts[other] != column.accepts[rule] for column in self._certain)
            return (other < rule or is_wider) and self._agree(other, rule) is True
        ours, theirs = self._rank(rule), self._rank(other)
        return ours is not None and theirs is not None and (theirs, other) < (ours, rule)

    def _is_covered(self, rule: int, by: Sequence[int], effort: Effort) -> bool:
        within = find_shared_box(self._possible, (rule,))
        if not all(within) or not may_cover(self._certain, by, within):
            return False
        return not find_uncovered(self._certain, mask_of(by), within=within, limit=1, effort=effort)

    def _dead(self, rule: int, before: Sequence[int]) -> _Candidate:
        kind = kinds.COVERED if self._source.hit_policy is HitPolicy.FIRST else kinds.MASKED
        if kind is kinds.MASKED and all(self._agree(rule, other) is True for other in before):
            kind = kinds.REDUNDANT
        others = ", ".join(str(other + 1) for other in before)
        return _Candidate(kind, None, (rule, *before), {"rule": str(rule + 1), "others": others})

    def _constants(self, rule: int) -> list[Value] | None:
        """The outputs of a rule, if all are fixed and allowed."""
        return [output.fixed[rule] for output in self._table.outputs] if self._is_fixed(rule) else None

    def _is_fixed(self, rule: int) -> bool:
        return all(rule in output.fixed for output in self._table.outputs)

    def _agree(self, first: int, second: int) -> bool | None:
        """Whether two rules give the same outputs; None when that shows only when computed."""
        one, other = self._constants(first), self._constants(second)
        return None if one is None or other is None else equal(one, other) is True

    def _rank(self, rule: int) -> tuple[int, ...] | None:
        """The rule's priority; None when its outputs show only when computed."""
        if rule not in self._ranks:
            values = self._constants(rule)
            pairs = zip(self._table.outputs, values or (), strict=False)
            ranks = tuple(output.rank(value) for output, value in pairs if output.ranked)
            self._ranks[rule] = None if values is None else ranks
        return self._ranks[rule]

    def _finding(self, candidate: _Candidate) -> Finding:
        words = dict(candidate.words)
        if len(candidate.rules) == 2:
            words |= {"first": str(candidate.rules[0] + 1), "second": str(candidate.rules[1] + 1)}
        example = None
        if candidate.box is not None:
            example = example_of(self._columns, candidate.box)
            listed = [f"{name} = {shown(value)}" for name, value in example.items()] or ["—"]
            words |= {"example_zh": "；".join(listed), "example_en": "; ".join(listed)}
            words["box_zh"], words["box_en"] = self._describe(candidate.box)
        place = self._rule_place(candidate) if candidate.rules else self._place
        return candidate.kind.at(place, tuple(rule + 1 for rule in candidate.rules), example, **words)

    def _describe(self, box: Box) -> tuple[str, str]:
        parts_zh, parts_en = [], []
        for column, segment_column, mask in zip(self._columns, self._certain, box, strict=True):
            if mask != segment_column.whole:
                zh, en = column.describe(mask)
                parts_zh.append(f"{column.label}：{zh}")
                parts_en.append(f"{column.label}: {en}")
        return "；".join(parts_zh) or "任何事实", "; ".join(parts_en) or "any facts"

    def _rule_place(self, candidate: _Candidate) -> Place:
        """A dead rule is found at itself, an overlap at its later rule."""
        rule = candidate.rules[0] if "others" in candidate.words else max(candidate.rules)
        return replace(self._source.rules[rule].place, decision_id=self._table.origin.decision_id)
