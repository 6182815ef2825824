"""What would change a conclusion, and what can still be concluded while facts are unknown.

A table cannot tell apart two values of a fact that all its cells treat alike. So each fact has finitely many values
worth trying: one for each segment into which the cells of every table that reads the fact cut it. The answers here come
from asking the tables themselves with each of these values in turn: exact for every fact that tables read plainly
(``assessment.f_remedy``); a fact read inside a calculation is named in ``WhatIf.untried`` and left as it is.

>>> from webapp.decisions import load
>>> TABLE = '''
... <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="参考" namespace="urn:example">
...   <decision id="outcome" name="参考意见">
...     <decisionTable hitPolicy="UNIQUE">
...       <input label="挽回损失"><inputExpression typeRef="string"><text>assessment.f_remedy</text></inputExpression>
...         <inputValues><text>"full","active","none"</text></inputValues></input>
...       <output name="outcome" typeRef="string"/>
...       <rule id="r1"><inputEntry><text>"none"</text></inputEntry><outputEntry><text>"deny"</text></outputEntry></rule>
...       <rule id="r2"><inputEntry><text>not("none")</text></inputEntry><outputEntry><text>"exempt"</text></outputEntry></rule>
...     </decisionTable>
...   </decision>
... </definitions>'''
>>> question = WhatIf(load({"outcome.dmn": TABLE.encode()}), "outcome")
>>> [change] = question.nearest_changes({"assessment": {"f_remedy": "none"}})
>>> change.path, change.values, change.conclusion
('assessment.f_remedy', ('active', 'full'), 'exempt')
>>> [possibility.conclusion for possibility in question.still_possible({}).conclusions]
['exempt', 'deny']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any, Final

from webapp.decisions.errors import DecisionError, EvaluationLimitExceeded
from webapp.decisions.verification.columns import cut_fact
from webapp.decisions.verification.coverage import mask_of
from webapp.feel import Budget, Value, equal, from_python, value_at, with_value_at

if TYPE_CHECKING:
    from webapp.decisions.linking import Key
    from webapp.decisions.model import Model
    from webapp.decisions.nodes import DecisionNode
    from webapp.decisions.table_inputs import CompiledInput
    from webapp.decisions.verification.segments import Segments

#: How many sets of values are tried for the unknown facts together.
MAX_TRIALS: Final = 4096

#: Steps that all trials of one question may take together: part of a second.
MAX_STEPS: Final = 250_000

#: Different conclusions told of one question; nobody reads more.
MAX_CONCLUSIONS: Final = 100

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact, changed, and what would be concluded then.

    ``values`` are the values that lead there, the nearest first; of an interval (``is_listed`` false) only an example,
    and ``zh``/``en`` say in FEEL what it holds. ``distance`` counts segments between the fact and the nearest value: 1 is
    the next one. ``fact`` is the present value, None when unknown.
    """

    path: str
    fact: Value
    values: tuple[Value, ...]
    is_listed: bool
    zh: str
    en: str
    conclusion: Value
    distance: int


@dataclass(frozen=True, slots=True)
class Possibility:
    """A conclusion that can still be reached, with one set of values for the unknown facts that reaches it."""

    conclusion: Value
    example: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Possibilities:
    """What can still be concluded. ``unknown`` are the paths of the facts not known; with a single conclusion they do not matter.

    ``is_complete`` is false when there were too many sets of values, or conclusions, to try and tell them all, or a fact
    that cannot be tried. ``may_fail``: some set of values has no conclusion at all (no rule fits, a violated hit policy).
    """

    unknown: tuple[str, ...]
    conclusions: tuple[Possibility, ...]
    is_complete: bool
    may_fail: bool = False


@dataclass(frozen=True, slots=True)
class FactValues:
    """The values of one fact that the tables tell apart, one of each kind; ``is_listed`` where there are no others."""

    path: str
    values: tuple[Value, ...]
    is_listed: bool


class WhatIf:
    """Asks a decision again and again with other facts.

    ``feeds`` names facts that are themselves conclusions: fact name → id of the decision that gives it, as when a
    procedure asks several decisions in a row and keeps each result under a name. They are decided anew for every set of
    facts, never varied. ``given`` are values that are settled, such as the figures a place sets: they are laid under every
    set of facts and never varied. ``of`` picks what counts as the conclusion out of the decision's value.

    Raises `DecisionNotFound`.
    """

    def __init__(
        self,
        model: Model,
        decision: str,
        *,
        feeds: Mapping[str, str] | None = None,
        given: Mapping[str, Value] | None = None,
        of: Callable[[Value], Value] = lambda value: value,
    ) -> None:
        self._model = model
        self._decision = decision
        self._of = of
        self._feeds: dict[str, str] = {}
        self.given = dict(given or {})
        nodes = self._reach(model.node(decision), feeds or {}, (), {})
        taken = {name for node in nodes for required in node.decisions for name in required.names}
        derived = frozenset((*self._feeds, *taken, *self.given))
        asked, self.untried = _questions(model, nodes, derived)
        self._domains = {path: _Domain.of(path, columns) for path, columns in asked.items()}

    @property
    def paths(self) -> tuple[str, ...]:
        """The facts that are tried, such as ``assessment.f_remedy``."""
        return tuple(".".join(path) for path in self._domains)

    def fact_values(self) -> tuple[FactValues, ...]:
        """What the tables tell apart of each fact that is tried."""
        return tuple(domain.fact_values() for domain in self._domains.values())

    @property
    def feeds(self) -> Mapping[str, str]:
        """Fact name → decision that gives it, in the order in which they are decided."""
        return dict(self._feeds)

    def conclude(
        self, facts: Mapping[str, Any], *, budget: Budget | None = None, settled: Set[str] = frozenset()
    ) -> Value:
        """The conclusion for these facts, all that feeds it decided anew but what is ``settled``. Raises `DecisionError`."""
        known = self.complete(facts, budget=budget, settled=settled)
        return self._of(self._model.decide(self._decision, known, budget=budget))

    def budget(self) -> Budget:
        """What the trials of one question may take together."""
        return Budget(replace(self._model.limits, steps=MAX_STEPS))

    def nearest_changes(self, facts: Mapping[str, Any]) -> tuple[Change, ...]:
        """Every change of one fact that changes the conclusion, the nearest first; empty when no single fact does.

        Of each fact one change for each conclusion it leads to. Raises `DecisionError` where ``facts`` themselves have no
        conclusion, and `EvaluationLimitExceeded` where trying them all takes more than `MAX_STEPS`: a part of them would
        not tell which is the nearest.
        """
        known = from_python(dict(facts))
        assert isinstance(known, dict)  # noqa: S101 - a mapping becomes a context.
        budget = self.budget()
        now = self.conclude(known, budget=budget)
        domains = self._domains.values()
        found = [change for domain in domains for change in self._changes(domain, known, now, budget)]
        if budget.is_spent:
            words = {"reason_zh": "要试的事实太多。", "reason_en": "there is too much to try."}
            raise EvaluationLimitExceeded(decision=self._decision, **words)
        return tuple(sorted(found, key=lambda change: change.distance))

    def _changes(
        self, domain: _Domain, known: Mapping[str, Value], now: Value, budget: Budget
    ) -> Iterator[Change]:
        fact = value_at(known, domain.name)
        here = domain.position(fact)
        reached: list[tuple[Value, list[int]]] = []
        for position, value in domain.known_values():
            conclusion = self._try(with_value_at(known, domain.name, value), budget)
            if budget.is_spent:
                return
            if conclusion is _NONE or equal(conclusion, now) is True:
                continue
            group = next((held for other, held in reached if equal(other, conclusion) is True), None)
            if group is None:
                reached.append((conclusion, [position]))
            else:
                group.append(position)
        for conclusion, positions in reached:
            yield domain.change(fact, here, positions, conclusion)

    def still_possible(self, facts: Mapping[str, Any]) -> Possibilities:
        """What could be concluded, whatever the unknown facts turn out to be."""
        known = from_python(dict(facts))
        assert isinstance(known, dict)  # noqa: S101 - a mapping becomes a context.
        open_domains = [domain for domain in self._domains.values() if value_at(known, domain.name) is None]
        choices = [[value for _, value in domain.known_values()] for domain in open_domains]
        names = [domain.name for domain in open_domains]
        reached: list[Possibility] = []
        may_fail = False
        budget = self.budget()
        for values in islice(product(*choices), MAX_TRIALS):
            trial: Mapping[str, Value] = known
            for name, value in zip(names, values, strict=True):
                trial = with_value_at(trial, name, value)
            conclusion = self._try(trial, budget)
            if budget.is_spent or len(reached) >= MAX_CONCLUSIONS:
                break
            may_fail = may_fail or conclusion is _NONE
            if conclusion is not _NONE and not any(
                equal(one.conclusion, conclusion) is True for one in reached
            ):
                reached.append(Possibility(conclusion, dict(zip(names, values, strict=True))))
        is_whole = (
            prod(len(values) for values in choices) <= MAX_TRIALS
            and not budget.is_spent
            and len(reached) < MAX_CONCLUSIONS
            and not any(value_at(known, path) is None for path in self.untried)
        )
        return Possibilities(tuple(names), tuple(reached), is_whole, may_fail)

    def trials(self, facts: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
        """Sets of facts that differ in what the tables can tell apart, based on ``facts``: all of them, or a fixed choice of
        `MAX_TRIALS` where there are more."""
        domains = list(self._domains.values())
        choices = [[value for _, value in domain.known_values()] for domain in domains]
        for values in _combinations(choices):
            trial = dict(facts)
            for domain, value in zip(domains, values, strict=True):
                trial = with_value_at(trial, domain.name, value)
            yield trial

    def complete(
        self, facts: Mapping[str, Any], *, budget: Budget | None = None, settled: Set[str] = frozenset()
    ) -> dict[str, Value]:
        """``facts`` with the conclusions that feed the decision. Those in ``settled`` are not decided anew: they stay as they
        are among the facts. Raises `DecisionError`."""
        known = self.lay(facts, settled)
        for name, decision in self._feeds.items():
            if name not in settled:
                known[name] = self._model.decide(decision, known, budget=budget)
        return known

    def lay(self, facts: Mapping[str, Any], settled: Set[str] = frozenset()) -> dict[str, Value]:
        """``facts`` over what is given, without those that the question decides itself."""
        decided = self._feeds.keys() - settled
        return {**self.given, **{name: value for name, value in facts.items() if name not in decided}}

    def _try(self, facts: Mapping[str, Value], budget: Budget) -> Any:
        try:
            return self.conclude(facts, budget=budget)
        except DecisionError:
            return _NONE

    def _reach(
        self,
        node: DecisionNode,
        feeds: Mapping[str, str],
        above: tuple[str, ...],
        known: dict[Key, DecisionNode],
    ) -> Iterable[DecisionNode]:
        """The node, all it requires and all that feeds it, each once; notes the feeds in the order to decide them."""
        if node.key in known:
            return known.values()
        known[node.key] = node
        for required in node.decisions:
            self._reach(required.node, feeds, above, known)
        names = node.names_read | {item.name for item in node.inputs}
        for name in sorted(names & feeds.keys()):
            # A result that a decision keeps under its own input's name is a fact like any other.
            if feeds[name] not in above and name not in self._feeds and feeds[name] != node.key[1]:
                self._reach(self._model.node(feeds[name]), feeds, (*above, feeds[name]), known)
                self._feeds[name] = feeds[name]
        return known.values()


_NONE: Final = object()


@dataclass(frozen=True, slots=True)
class _Domain:
    """The values of one fact that are worth trying: positions among its segments."""

    path: Path
    segments: Segments
    positions: Sequence[int]

    @classmethod
    def of(cls, path: Path, columns: Sequence[CompiledInput]) -> _Domain:
        return cls(path, *cut_fact(columns))

    @property
    def name(self) -> str:
        """The fact as tables write it: its path with dots."""
        return ".".join(self.path)

    def known_values(self) -> Iterator[tuple[int, Value]]:
        """Position and value of every segment but "not known"."""
        for position in self.positions:
            segment = self.segments.items[position]
            if segment.kind != "null":
                yield position, segment.value

    def fact_values(self) -> FactValues:
        held = [self.segments.items[position] for position in self.positions]
        known = [item for item in held if item.kind != "null"]
        return FactValues(
            self.name, tuple(item.value for item in known), all(item.is_point for item in known)
        )

    def position(self, fact: Value) -> int | None:
        """The segment that holds the fact; None when none does."""
        return next((place for place in self.positions if self.segments.holds(place, fact)), None)

    def change(self, fact: Value, here: int | None, positions: list[int], conclusion: Value) -> Change:
        """The change from ``here`` to any of ``positions``."""
        ordered = (
            positions
            if here is None
            else sorted(positions, key=lambda place: (abs(place - here), place > here))
        )
        items = [self.segments.items[place] for place in ordered]
        is_listed = all(item.is_point for item in items)
        zh, en = self.segments.describe(mask_of(positions))
        return Change(
            path=self.name,
            fact=fact,
            values=tuple(item.value for item in items) if is_listed else (items[0].value,),
            is_listed=is_listed,
            zh=zh,
            en=en,
            conclusion=conclusion,
            distance=1 if here is None else abs(ordered[0] - here),
        )


def _combinations(choices: Sequence[Sequence[Value]]) -> Iterator[tuple[Value, ...]]:
    """All combinations, or a fixed choice of them where they are more than `MAX_TRIALS`."""
    total = prod(len(values) for values in choices)
    if total <= MAX_TRIALS:
        yield from product(*choices)
        return
    chance = Random(0)  # noqa: S311 - a spread choice, no secret.
    chosen: set[int] = set()
    while len(chosen) < MAX_TRIALS:
        number = chance.randrange(total)
        if number not in chosen:
            chosen.add(number)
            yield _combination(choices, number)


def _combination(choices: Sequence[Sequence[Value]], number: int) -> tuple[Value, ...]:
    """The combination of that number, whose digits are positions."""
    values = []
    for options in choices:
        number, position = divmod(number, len(options))
        values.append(options[position])
    return tuple(values)


def _questions(
    model: Model, nodes: Iterable[DecisionNode], derived: frozenset[str]
) -> tuple[dict[Path, list[CompiledInput]], tuple[str, ...]]:
    """The columns by the fact they plainly read, and the facts that are read otherwise."""
    plain: dict[Path, list[CompiledInput]] = {}
    others: set[Path] = set()
    ids = {node.key[1] for node in nodes}
    for table in model.tables:
        if table.origin.decision_id not in ids:
            continue
        for column in table.inputs:
            path = tuple(column.text.text.strip().split("."))
            if column.expression.references == {path}:
                if path[0] not in derived:
                    plain.setdefault(path, []).append(column)
            else:
                others |= {read for read in column.expression.references if read[0] not in derived}
    for decision in ids:
        others |= {tuple(fact.split(".")) for fact in model.decisions[decision].facts}
    untried = {path for path in others if path not in plain and path[0] not in derived}
    return plain, tuple(sorted(".".join(path) for path in untried))
