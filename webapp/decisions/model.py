"""The public face: load decision files, decide, explain, verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from webapp.decisions import refusals
from webapp.decisions.assembly import assemble
from webapp.decisions.errors import (
    DecisionError,
    DecisionNameAmbiguous,
    DecisionNotFound,
    DecisionsRefused,
    EvaluationLimitExceeded,
    FactsMissing,
)
from webapp.decisions.explanation import Explanation, Status
from webapp.decisions.findings import FindingLog, Place
from webapp.decisions.linking import link
from webapp.decisions.run import FactsIncomplete, Run, facts_of
from webapp.decisions.sources import read_sources
from webapp.decisions.verification.merging import suggest_merges
from webapp.decisions.verification.tables import verify_tables
from webapp.feel import DEFAULT, Budget, FeelLimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from webapp.decisions.catalogue import DecisionInfo
    from webapp.decisions.findings import Finding
    from webapp.decisions.nodes import DecisionNode, KnowledgeNode, ServiceNode
    from webapp.decisions.tables import CompiledTable
    from webapp.feel import Function, Limits, Value

_Node: TypeAlias = "DecisionNode | ServiceNode | KnowledgeNode"


def load(
    source: Path | Mapping[str, bytes],
    imports: Iterable[Path] = (),
    *,
    functions: Mapping[str, Function] | None = None,
    limits: Limits = DEFAULT,
) -> Model:
    """Read decision files into a model that can be evaluated.

    ``source`` is one file, a folder (all ``*.dmn`` in it, at any depth) or file name → bytes; ``imports`` are further
    files or folders; of these the files that the source refers to, by an import or by an href, are read with it. ``functions`` are the host's own, callable from FEEL.

    Raises `DecisionsRefused`, whose ``findings`` name every fault at once, when the files as a whole cannot be used: not
    XML, not DMN, a DOCTYPE, too large, an id or name used twice, a requirement that is missing or goes in a circle,
    a type that is not defined, an expression language other than FEEL, a Java or PMML function.
    A fault inside one decision (a cell that is not FEEL, an unknown hit policy …) breaks only that decision and those
    that need it: asking them raises `DecisionBroken`, and the fault stands in `Model.faults` and in `Model.verify`.
    """
    log = FindingLog()
    sources = read_sources(source, imports, log)
    own = frozenset(item.file for item in sources.own)
    graph = link(sources.all, log, imported=frozenset(item.file for item in sources.imported))
    if log.errors:
        raise DecisionsRefused(log.errors)
    try:
        assembled = assemble(graph, functions or {}, limits, log)
    except RecursionError:
        raise DecisionsRefused([refusals.KNOTTED.at(Place(", ".join(sorted(own))))]) from None
    return Model(
        decisions=assembled.infos,
        files={item.file: item.version for item in sources.all},
        faults=tuple(log.findings),
        _nodes=assembled.nodes,
        _services=assembled.services,
        _knowledge=assembled.knowledge,
        _tables=assembled.tables,
        _own=own,
        _limits=limits,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """Decisions that can be asked. Immutable; may be shared between threads.

    ``decisions`` describes each by id; ``files`` gives each file's version, the sha256 of its bytes in hex.
    ``faults`` are the findings for which single decisions cannot be evaluated.
    """

    decisions: Mapping[str, DecisionInfo]
    files: Mapping[str, str]
    faults: tuple[Finding, ...]
    _nodes: Mapping[str, DecisionNode]
    _services: Mapping[str, ServiceNode]
    _knowledge: Mapping[str, KnowledgeNode]
    _tables: Sequence[CompiledTable]
    _own: frozenset[str]
    _limits: Limits

    @property
    def limits(self) -> Limits:
        """The most that one evaluation may cost."""
        return self._limits

    def decide(self, name_or_id: str, facts: Mapping[str, Any], *, budget: Budget | None = None) -> Value:
        """The value of a decision for these facts: FEEL values, or plain Python ones.

        A decision service or business knowledge model may be named as well; the facts are its arguments. A ``budget`` is
        shared by several evaluations, to bound them together; without one each has its own.

        Raises a `DecisionError`: required facts missing, no rule fits and there is no default, a violated hit policy,
        a value outside the allowed ones, a limit passed.
        """
        node = self._find(name_or_id)
        run = Run(facts_of(facts, node.facts_read), budget or Budget(self._limits), has_trace=False)
        return _evaluate(node, run)

    def explain(
        self, name_or_id: str, facts: Mapping[str, Any], *, budget: Budget | None = None
    ) -> Explanation:
        """The value with all that led to it. Only an unknown name raises; a failed decision is told as such."""
        node = self._find(name_or_id)
        run = Run({}, budget or Budget(self._limits), has_trace=True)
        value: Value = None
        status: Status = "concluded"
        failure: DecisionError | None = None
        try:
            run.facts = facts_of(facts, node.facts_read)
            value = _evaluate(node, run)
        except FactsMissing:
            status = "incomplete"
        except DecisionError as error:
            status, failure = "failed", error
        return Explanation(
            decision_id=node.key[1],
            name=node.label,
            status=status,
            value=value,
            missing=tuple(run.missing),
            steps=tuple(run.steps or ()),
            error=failure,
        )

    def verify(self) -> list[Finding]:
        """Every finding: the faults, and for each table gaps, overlaps, dead rows and outputs outside the allowed values.

        What is an error depends on the hit policy; nothing with an error should be published.
        """
        return [*self.faults, *verify_tables(self._tables)]

    def suggest(self) -> list[Finding]:
        """Suggestions: rows that one row could say. None of them is a fault."""
        return suggest_merges(self._tables)

    @property
    def tables(self) -> Sequence[CompiledTable]:
        """Every table of the files, compiled: for `webapp.decisions.what_if` and the verification."""
        return self._tables

    def node(self, name_or_id: str) -> DecisionNode:
        """A decision, compiled. Raises `DecisionNotFound`, `DecisionNameAmbiguous`."""
        found = self._find(name_or_id)
        if found.key[1] not in self._nodes:
            raise DecisionNotFound(name=name_or_id, known="、".join(sorted(self._nodes)))
        return self._nodes[found.key[1]]

    def _find(self, name_or_id: str) -> _Node:
        """By id or by name; what the source itself holds comes before what it imports, and an id before a name."""
        found = self._nodes.get(name_or_id)
        if found is not None and found.key[0] in self._own:
            return found
        called: list[_Node] = [*self._nodes.values(), *self._services.values()]
        functions: list[_Node] = [*self._knowledge.values()]
        for nodes in (called, functions):
            own = [node for node in nodes if node.key[0] in self._own]
            for candidates in (own, nodes):
                named = _named(name_or_id, candidates)
                if len(named) == 1:
                    return named[0]
                if named:
                    raise DecisionNameAmbiguous(name=name_or_id, ids="、".join(node.key[1] for node in named))
        raise DecisionNotFound(name=name_or_id, known="、".join(sorted((*self._nodes, *self._services))))


def _named(name_or_id: str, nodes: Iterable[_Node]) -> list[_Node]:
    """The nodes of that id, else of that name."""
    candidates = list(nodes)
    return [node for node in candidates if node.key[1] == name_or_id] or [
        node for node in candidates if name_or_id in (node.name, node.label)
    ]


def _evaluate(node: _Node, run: Run) -> Value:
    """The node's value; whatever keeps it from having one is a `DecisionError`."""
    try:
        return node.value(run)
    except FactsIncomplete:
        raise FactsMissing(decision=node.label, missing=tuple(run.missing)) from None
    except FeelLimitExceeded as error:
        reasons = {"reason_zh": error.text("zh"), "reason_en": error.text("en")}
        raise EvaluationLimitExceeded(decision=node.label, **reasons) from error
    except RecursionError as error:
        words = {"reason_zh": "嵌套太深。", "reason_en": "nested too deep."}
        raise EvaluationLimitExceeded(decision=node.label, **words) from error
