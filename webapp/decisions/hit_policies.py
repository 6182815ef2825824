"""From the rules that fit to the table's value: the seven hit policies and the aggregations of COLLECT."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from webapp.decisions.errors import AggregationImpossible, NoRuleMatched, RulesDisagree, SeveralRulesMatched
from webapp.decisions.syntax import Aggregation, HitPolicy
from webapp.decisions.wording import shown
from webapp.feel import Value, equal
from webapp.feel.comparing import sort_key
from webapp.feel.numeric import add

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from webapp.decisions.syntax import Table
    from webapp.decisions.table_outputs import CompiledOutput
    from webapp.feel import Budget


class Hits:
    """The outputs of the rules of ``source`` that fit, made when asked for and only once.

    ``decision`` names the table in messages and ``given`` tells the facts, as text, where one is needed.
    """

    __slots__ = ("_made", "_scope", "budget", "decision", "given", "outputs", "source")

    def __init__(
        self,
        source: Table,
        outputs: Sequence[CompiledOutput],
        scope: Mapping[str, Value],
        decision: str,
        given: Callable[[], str],
        budget: Budget,
    ) -> None:
        self.source = source
        self.outputs = outputs
        self.decision = decision
        self.given = given
        self.budget = budget
        self._scope = scope
        self._made: dict[tuple[int, int], Value] = {}

    @property
    def has_default(self) -> bool:
        """Whether every output has a default."""
        return all(output.default is not None for output in self.outputs)

    def output(self, rule: int, number: int) -> Value:
        """Output ``number`` of a rule, both from 0."""
        key = (rule, number)
        if key not in self._made:
            self._made[key] = self.outputs[number].value(rule, self._scope)
        return self._made[key]

    def known_output(self, rule: int, number: int) -> Value:
        """The output if it has been made (after a violated policy it may not have been)."""
        return self._made.get((rule, number))

    def result(self, rule: int) -> Value:
        """What one rule gives: its output, or a context of its outputs."""
        outputs = self.outputs
        if len(outputs) == 1:
            return self.output(rule, 0)
        return {output.name: self.output(rule, number) for number, output in enumerate(outputs)}

    def default(self) -> Value:
        """What the table gives when no rule fits."""
        outputs = self.outputs
        if len(outputs) == 1:
            return outputs[0].default_value(self._scope)
        return {output.name: output.default_value(self._scope) for output in outputs}

    def rank(self, rule: int) -> tuple[int, ...]:
        """A rule's priority: the first output counts first; lower comes earlier."""
        return tuple(
            output.rank(self.output(rule, number))
            for number, output in enumerate(self.outputs)
            if output.ranked
        )


def _unique(hits: Hits, fitting: list[int]) -> list[int]:
    if len(fitting) > 1:
        raise SeveralRulesMatched(decision=hits.decision, rules=_numbers(fitting), given=hits.given())
    return fitting


def _any(hits: Hits, fitting: list[int]) -> list[int]:
    first = hits.result(fitting[0])
    if any(equal(first, hits.result(rule), hits.budget) is not True for rule in fitting[1:]):
        raise RulesDisagree(decision=hits.decision, rules=_numbers(fitting), given=hits.given())
    return fitting


def _priority(hits: Hits, fitting: list[int]) -> list[int]:
    return [min(fitting, key=hits.rank)] if len(fitting) > 1 else fitting


def _first(_hits: Hits, fitting: list[int]) -> list[int]:
    return fitting[:1]


def _all_in_rule_order(_hits: Hits, fitting: list[int]) -> list[int]:
    return fitting


def _output_order(hits: Hits, fitting: list[int]) -> list[int]:
    return sorted(fitting, key=hits.rank)


#: Hit policy → which of the fitting rules count, in which order.
CONCLUDERS: Final[Mapping[HitPolicy, Callable[[Hits, list[int]], list[int]]]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.FIRST: _first,
    HitPolicy.COLLECT: _all_in_rule_order,
    HitPolicy.RULE_ORDER: _all_in_rule_order,
    HitPolicy.OUTPUT_ORDER: _output_order,
}


def conclude_without_rules(hits: Hits) -> Value:
    """The value when no rule fits: the default, the empty list, a count of 0, and otherwise an error."""
    source = hits.source
    if hits.has_default:
        default = hits.default()
        is_list = not source.hit_policy.is_single_hit and source.aggregation is None
        return [default] if is_list and not isinstance(default, list) else default
    if source.aggregation is Aggregation.COUNT:
        return Decimal(0)
    if source.hit_policy.is_single_hit or source.aggregation is not None:
        raise NoRuleMatched(decision=hits.decision, given=hits.given())
    return []


def aggregate(hits: Hits, chosen: list[int]) -> Value:
    """The value of the chosen rules."""
    source = hits.source
    if source.hit_policy.is_single_hit:
        return hits.result(chosen[0])
    values = [hits.result(rule) for rule in chosen]
    if source.aggregation is None:
        return values
    if source.aggregation is Aggregation.COUNT:
        return Decimal(len(values))
    return _combine(hits, source.aggregation, values)


def _combine(hits: Hits, aggregation: Aggregation, values: list[Value]) -> Value:
    combined = _sum(values) if aggregation is Aggregation.SUM else _extreme(values, aggregation)
    if combined is None:
        listed = "、".join(map(shown, values))
        raise AggregationImpossible(decision=hits.decision, aggregation=aggregation.value, values=listed)
    return combined


def _sum(values: list[Value]) -> Value:
    total: Decimal | None = Decimal(0)
    for value in values:
        total = add(total, value) if isinstance(value, Decimal) and total is not None else None
    return total


def _extreme(values: list[Value], aggregation: Aggregation) -> Value:
    keys = [sort_key(value) for value in values]
    if None in keys or len({type(value) for value in values}) > 1:
        return None
    pick = min if aggregation is Aggregation.MIN else max
    return pick(zip(keys, range(len(values)), values, strict=True), key=lambda item: item[:2])[2]


def _numbers(rules: list[int]) -> str:
    return ", ".join(str(rule + 1) for rule in rules)
