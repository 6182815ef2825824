"""Finds the place of every token of a case in the new version, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.engine.elements.gateways import InclusiveSpec, ParallelSpec
from webapp.engine.moving.correspondence import Correspondence, incoming_flows
from webapp.engine.moving.findings import MoveFinding, found_at
from webapp.engine.moving.likeness import choices_for, difference, gateways_before, is_alike
from webapp.engine.tokens import CaseWorkflow, Element, Token


class Placing:
    """Where the tokens of ``former`` go. ``targets`` are by token; ``cancelled`` holds attached events without a
    counterpart, ``flows`` the flow of the new version by which a token has reached its join."""

    def __init__(self, former: CaseWorkflow, correspondence: Correspondence) -> None:
        self.former = former
        self.correspondence = correspondence
        self.targets: dict[int, Element] = {}
        self.cancelled: set[int] = set()
        self.flows: dict[int, str] = {}
        self.findings: list[MoveFinding] = []
        self._find_processes()
        for token_id in sorted(former.tokens):
            self._place(former.tokens[token_id])
        self._refuse_doubles()
        self._refuse_lost_inputs()
        self._refuse_broken_races()

    def _find_processes(self) -> None:
        """A case stands in processes that the new version must have."""
        missing = {
            spec.process_id: spec.description
            for spec in (container.spec for container in self.former.containers())
            if spec.process_id not in self.correspondence.new.processes
        }
        self.findings += [
            MoveFinding("EN-316", process_id, process_id, {"process": title})
            for process_id, title in missing.items()
        ]

    def _place(self, token: Token) -> None:
        # Without a counterpart of what is around it, that is what is told, not each step inside.
        if self.correspondence.container(token.workflow.spec) is None:
            return
        if "armed" in token.internal_data:
            self._place_attached(token)
            return
        if token.is_instance and token.parent.id not in self.targets:
            return
        target = self.correspondence.element(token.task_spec)
        reason = self._missing(token) if target is None else difference(token, target, self.correspondence)
        if target is None or reason is not None:
            self.findings += [reason] if reason else []
        else:
            self.targets[token.id] = target

    def _missing(self, token: Token) -> MoveFinding:
        code = "EN-314" if self.correspondence.is_elsewhere(token.task_spec) else "EN-302"
        return found_at(code, token, choices=choices_for(token.task_spec, self.correspondence))

    def _place_attached(self, token: Token) -> None:
        """An attached event that waits: it goes on waiting, is cancelled, or is refused."""
        host = self.targets.get(token.parent.id)
        if host is None:
            return
        spec = token.task_spec
        process_id = token.workflow.spec.process_id
        target = self.correspondence.element(spec)
        is_given_up = self.correspondence.id_of(process_id, spec.node.id) == ""
        if is_given_up or (target is None and not self.correspondence.is_elsewhere(spec)):
            self.cancelled.add(token.id)
            return
        if target in host.boundaries and target is not None and is_alike(spec, target):
            self.targets[token.id] = target
            return
        choices = tuple(each.node.id for each in host.boundaries if is_alike(spec, each))
        code = "EN-303" if target in host.boundaries else "EN-315"
        shown = "" if target is None else target.node.name or target.node.id
        self.findings.append(found_at(code, token, target=shown, choices=choices, may_cancel=True))

    def _refuse_doubles(self) -> None:
        """Two different steps under way must not become one: it would be done twice."""
        taken: dict[tuple[int, str], str] = {}
        for token in self._placed():
            target, old = self.targets[token.id].node, token.task_spec.node.id
            place = (token.workflow.task_tree.id, target.id)
            if taken.setdefault(place, old) != old:
                self.findings.append(
                    found_at(
                        "EN-310",
                        token,
                        target=target.name or target.id,
                        choices=choices_for(token.task_spec, self.correspondence),
                    )
                )

    def _placed(self) -> Iterable[Token]:
        return (self.former.tokens[token_id] for token_id in sorted(self.targets))

    def _refuse_lost_inputs(self) -> None:
        """A branch that has arrived at a join stays arrived, on a flow of its own."""
        arrived: dict[tuple[int, str, str], str] = {}
        for token in self._placed():
            old_flow: str | None = token.internal_data.get("via")
            join = self.targets[token.id]
            if old_flow is None or not isinstance(join, ParallelSpec | InclusiveSpec):
                continue
            source = next(
                (flow.source for flow in incoming_flows(token.task_spec) if flow.id == old_flow), None
            )
            flow = self.correspondence.flow(token.task_spec, old_flow, source)
            place = (token.workflow.task_tree.id, join.node.id, flow or "")
            if flow is None or arrived.setdefault(place, old_flow) != old_flow:
                self.findings.append(self._lost(token, old_flow, join))
            else:
                self.flows[token.id] = flow

    def _lost(self, token: Token, old_flow: str, join: Element) -> MoveFinding:
        node = token.task_spec.node
        return MoveFinding(
            "EN-306",
            token.workflow.spec.process_id,
            old_flow,
            {"name": node.name or node.id, "flow": old_flow},
            tuple(flow.id for flow in incoming_flows(join)),
        )

    def _refuse_broken_races(self) -> None:
        """Events that race for one token race in the new version too, behind one gateway."""
        for token in self._placed():
            race = token.internal_data.get("race")
            rivals = [
                self.targets[rival.id]
                for rival in token.workflow.live
                if race is not None and rival.internal_data.get("race") == race and rival.id in self.targets
            ]
            is_waiting = token.id in self.former.event_manager.tasks and "armed" not in token.internal_data
            before = gateways_before(self.targets[token.id])
            if (
                race is not None and not before.intersection(*(gateways_before(rival) for rival in rivals))
            ) or (race is None and is_waiting and before - self._always_raced(token)):
                self.findings.append(self._broken(token))

    def _always_raced(self, token: Token) -> frozenset[str]:
        """An event may be reached beside its gateway too; then it waits alone in both versions."""
        process_id = token.workflow.spec.process_id
        return frozenset(
            self.correspondence.id_of(process_id, each) for each in gateways_before(token.task_spec)
        )

    def _broken(self, token: Token) -> MoveFinding:
        return found_at("EN-311", token, choices=choices_for(token.task_spec, self.correspondence))
