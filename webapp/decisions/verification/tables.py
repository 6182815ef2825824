"""The verification of one table: what is found depends on its hit policy."""

from __future__ import annotations

from dataclasses import replace
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
    Box,
    SearchTooLarge,
    bits,
    find_overlapping,
    find_shared_box,
    find_uncovered,
    merge_boxes,
)
from webapp.decisions.wording import shown
from webapp.feel import Value, equal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from webapp.decisions.findings import Finding, FindingKind, Place
    from webapp.decisions.tables import CompiledTable
    from webapp.decisions.verification.coverage import SegmentColumn

#: Findings of one kind listed for one table; more are only counted.
MAX_LISTED: Final = 12

#: Boxes searched for before they are merged.
_MAX_BOXES: Final = 200


def verify_table(table: CompiledTable) -> list[Finding]:
    """Everything there is to find in a table, worst kinds first where they depend on each other."""
    return _TableCheck(table).run()


class _TableCheck:
    def __init__(self, table: CompiledTable) -> None:
        self._table = table
        self._source = table.source
        self._place = replace(table.source.place, decision_id=table.origin.decision_id)
        self._columns: list[AnalysedColumn] = []
        self._certain: list[SegmentColumn] = []
        self._possible: list[SegmentColumn] = []
        self._is_exact = True

    def run(self) -> list[Finding]:
        found = [*check_outputs(self._table, self._place)]
        if not self._source.rules:
            return found + ([kinds.NO_RULES.at(self._place)] if self._needs_a_rule else [])
        self._columns = analyse_columns(self._table.inputs)
        self._is_exact = all(column.certain == column.possible for column in self._columns)
        self._certain = as_segment_columns(self._columns)
        self._possible = self._certain if self._is_exact else as_segment_columns(self._columns, possible=True)
        found += check_cells(self._table, self._columns, self._place, is_judged=self._is_judged)
        for search in (self._gaps, self._overlaps, self._dead_rules):
            found += self._listed(search())
        return found

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

    def _listed(self, found: Iterable[Finding]) -> list[Finding]:
        """The first findings of each code; the rest is counted."""
        listed: list[Finding] = []
        seen: dict[str, int] = {}
        for finding in found:
            seen[finding.code] = seen.get(finding.code, 0) + 1
            if seen[finding.code] <= MAX_LISTED:
                listed.append(finding)
            elif seen[finding.code] > _MAX_BOXES:
                break
        more = sum(max(0, count - MAX_LISTED) for count in seen.values())
        return [*listed, kinds.MORE.at(self._place, count=more)] if more else listed

    def _gaps(self) -> Iterator[Finding]:
        if not self._needs_a_rule:
            return
        try:
            proven = self._uncovered(self._possible)
            suspected = (
                [] if self._is_exact else [box for box in self._uncovered(self._certain) if box not in proven]
            )
        except SearchTooLarge:
            yield kinds.TOO_LARGE.at(self._place, what_zh="缺口", what_en="gaps")
            return
        for boxes, kind in ((proven, kinds.GAP), (suspected, kinds.GAP_POSSIBLE)):
            for box in boxes:
                yield self._boxed(kind, box, ())

    def _uncovered(self, columns: Sequence[SegmentColumn]) -> list[Box]:
        everyone = (1 << len(self._source.rules)) - 1
        return merge_boxes(find_uncovered(columns, everyone, limit=_MAX_BOXES))

    def _overlaps(self) -> Iterator[Finding]:
        policy = self._source.hit_policy
        if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY):
            return
        count = len(self._source.rules)
        certain = find_overlapping(self._certain, count)
        possible = certain if self._is_exact else find_overlapping(self._possible, count)
        for first in range(count):
            for second in bits(certain[first]):
                finding = self._overlap(first, second)
                if finding is not None:
                    yield finding
            if policy is not HitPolicy.PRIORITY:
                for second in bits(possible[first] & ~certain[first]):
                    if policy is HitPolicy.UNIQUE or self._agree(first, second) is not True:
                        yield self._pair(kinds.OVERLAP_POSSIBLE, first, second, policy=policy.value)

    def _overlap(self, first: int, second: int) -> Finding | None:
        policy = self._source.hit_policy
        box = find_shared_box(self._certain, (first, second))
        if policy is HitPolicy.UNIQUE:
            return self._boxed(kinds.OVERLAP, box, (first, second))
        agree = self._agree(first, second)
        if policy is HitPolicy.ANY and agree is not True:
            kind = kinds.DISAGREEMENT if agree is False else kinds.DISAGREEMENT_POSSIBLE
            return self._boxed(kind, box, (first, second))
        ranks = self._rank(first), self._rank(second)
        if policy is HitPolicy.PRIORITY and agree is False and None not in ranks and ranks[0] == ranks[1]:
            return self._boxed(kinds.SAME_PRIORITY, box, (first, second))
        return None

    def _dead_rules(self) -> Iterator[Finding]:
        policy = self._source.hit_policy
        if policy not in (HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY):
            return
        try:
            for rule in range(len(self._source.rules)):
                before = self._rules_before(rule)
                if before and self._is_covered(rule, before):
                    yield self._dead(rule, before)
        except SearchTooLarge:
            yield kinds.TOO_LARGE.at(self._place, what_zh="无效行", what_en="dead rules")

    def _rules_before(self, rule: int) -> list[int]:
        """The rules that, where they fit too, take the facts from this one, and do meet it somewhere."""
        policy, count = self._source.hit_policy, len(self._source.rules)
        if policy is HitPolicy.FIRST:
            before: Iterable[int] = range(rule)
        elif policy is HitPolicy.ANY:
            before = (other for other in range(count) if self._makes_redundant(other, rule))
        else:
            before = (other for other in range(count) if self._wins(other, rule))
        return [other for other in before if all(find_shared_box(self._certain, (other, rule)))]

    def _makes_redundant(self, other: int, rule: int) -> bool:
        # Of two rules that hold the same facts, only the later one is called redundant.
        wider = any(one.accepts[other] != one.accepts[rule] for one in self._certain)
        return other != rule and (other < rule or wider) and self._agree(other, rule) is True

    def _wins(self, other: int, rule: int) -> bool:
        ours, theirs = self._rank(rule), self._rank(other)
        if ours is None or theirs is None or other == rule:
            return False
        return theirs < ours or (theirs == ours and other < rule)

    def _is_covered(self, rule: int, by: Sequence[int]) -> bool:
        within = find_shared_box(self._possible, (rule,))
        return all(within) and not find_uncovered(
            self._certain, sum(1 << other for other in by), within=within, limit=1
        )

    def _dead(self, rule: int, before: Sequence[int]) -> Finding:
        policy = self._source.hit_policy
        kind = kinds.COVERED if policy is HitPolicy.FIRST else kinds.MASKED
        if policy is not HitPolicy.FIRST and all(self._agree(rule, other) is True for other in before):
            kind = kinds.REDUNDANT
        others = ", ".join(str(other + 1) for other in before)
        place = self._rule_place(rule)
        return kind.at(place, (rule + 1, *(other + 1 for other in before)), rule=rule + 1, others=others)

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
        values = self._constants(rule)
        if values is None:
            return None
        pairs = zip(self._table.outputs, values, strict=True)
        return tuple(output.rank(value) for output, value in pairs if output.ranked)

    def _boxed(self, kind: FindingKind, box: Box, rules: tuple[int, ...]) -> Finding:
        """A finding about the facts in a box."""
        box_zh, box_en = self._describe(box)
        example = example_of(self._columns, box)
        listed = "；".join(f"{name} = {shown(value)}" for name, value in example.items()) or "—"
        words = {
            "box_zh": box_zh,
            "box_en": box_en,
            "example_zh": listed,
            "example_en": listed.replace("；", "; "),
        }
        if len(rules) == 2:
            words |= {"first": str(rules[0] + 1), "second": str(rules[1] + 1)}
        place = self._rule_place(rules[-1]) if rules else self._place
        return kind.at(place, tuple(rule + 1 for rule in rules), example, **words)

    def _pair(self, kind: FindingKind, first: int, second: int, **words: str) -> Finding:
        return kind.at(
            self._rule_place(second),
            (first + 1, second + 1),
            first=first + 1,
            second=second + 1,
            **words,
        )

    def _describe(self, box: Box) -> tuple[str, str]:
        parts_zh, parts_en = [], []
        for column, segment_column, mask in zip(self._columns, self._certain, box, strict=True):
            if mask != segment_column.whole:
                zh, en = column.describe(mask)
                parts_zh.append(f"{column.label}：{zh}")
                parts_en.append(f"{column.label}: {en}")
        return "；".join(parts_zh) or "任何事实", "; ".join(parts_en) or "any facts"

    def _rule_place(self, rule: int) -> Place:
        return replace(self._source.rules[rule].place, decision_id=self._table.origin.decision_id)
