"""What the new version adds to the steps a case stands on: attached events, rivals in a race, people, inputs.

What is running stays as it was set: instants, messages waited for, results, what was taken in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from webapp.engine.deployment import Deployment
from webapp.engine.elements.activities import UserTaskSpec
from webapp.engine.elements.base import ElementSpec, as_fault
from webapp.engine.elements.events import WaitingSpec
from webapp.engine.moving.correspondence import Correspondence
from webapp.engine.moving.findings import MoveFinding, found_at
from webapp.engine.moving.likeness import gateways_before, targets_of
from webapp.engine.scopes import nested
from webapp.engine.tokens import CaseWorkflow, Element, Token

_PEOPLE = ("assignee", "users", "groups", "priority")


class Renewing:
    """Brings the tokens of a case that has just changed its version up to what that version says of their steps.

    ``drafts`` are the fields filled in but not submitted, by task id.
    """

    def __init__(
        self,
        former: CaseWorkflow,
        moved: CaseWorkflow,
        correspondence: Correspondence,
        drafts: Mapping[str, Collection[str]],
    ) -> None:
        self._former = former
        self._moved = moved
        self._correspondence = correspondence
        self._new: Deployment = correspondence.new
        self._drafts = drafts
        self.findings: list[MoveFinding] = []

    def renew(self) -> None:
        """Renew every token that has entered its step. What is held on its way in enters by the new version anyway."""
        for token_id in sorted(self._former.tokens):
            token, old = self._moved.tokens.get(token_id), self._former.tokens[token_id]
            incident = old.internal_data.get("incident", {})
            if token is not None and incident.get("stage") != "enter":
                self._renew(token, old)

    def _renew(self, token: Token, old: Token) -> None:
        spec = token.task_spec
        if isinstance(spec, WaitingSpec):
            self._compare_timer(old, spec)
        if isinstance(spec, UserTaskSpec) and isinstance(old.task_spec, UserTaskSpec):
            self._renew_people(token, old, spec, old.task_spec)
            self._renew_due(token, old, spec, old.task_spec)
            self._compare_form(old, spec)
        if not token.internal_data.get("armed"):
            self._renew_inputs(token, old)
            self._compare_vote(old, spec)
            self._arm_added(token, old)
            self._race_added(token, old)

    def _compare_timer(self, old: Token, spec: WaitingSpec) -> None:
        was, now = old.task_spec.node.event, spec.node.event
        if "due" in old.internal_data and (was and (was.timer, was.text)) != (now and (now.timer, now.text)):
            self.findings.append(found_at("EN-321", old))

    # People and due dates

    def _renew_people(self, token: Token, old: Token, spec: UserTaskSpec, before: UserTaskSpec) -> None:
        """Who does the task, where the new version says it in other words."""
        if _written(spec) == _written(before) or not _is_open(old):
            return
        notes = self._prepare(token, old, spec, "EN-313")
        if notes is None:
            return
        former = {key: old.internal_data.get(key) for key in _PEOPLE}
        for key in _PEOPLE:
            token.internal_data.pop(key, None)
        token.internal_data.update({key: notes[key] for key in _PEOPLE if key in notes})
        if former != {key: notes.get(key) for key in _PEOPLE}:
            self.findings.append(found_at("EN-324", old))

    def _renew_due(self, token: Token, old: Token, spec: UserTaskSpec, before: UserTaskSpec) -> None:
        """A due date that the new version adds is set now; one that was set stays."""
        added = [
            key
            for key in ("due_at", "follow_up_at")
            if key in spec.sources and key not in before.sources and key not in old.internal_data
        ]
        notes = self._prepare(token, old, spec, "EN-312") if added and _is_open(old) else None
        for key in added:
            if notes is not None and key in notes:
                token.internal_data[key] = notes[key]
                if "set_at" in notes:
                    token.internal_data.setdefault("set_at", notes["set_at"])
        was, now = before.sources.get("due_at"), spec.sources.get("due_at")
        if "due_at" in old.internal_data and (was and was.text) != (now and now.text):
            self.findings.append(found_at("EN-322", old))

    def _prepare(self, token: Token, old: Token, spec: UserTaskSpec, code: str) -> dict[str, Any] | None:
        try:
            return spec.prepare(token)
        except (
            Exception
        ) as error:  # Whatever an expression of the new version meets keeps the case where it is.
            self.findings.append(found_at(code, old, fault=as_fault(error).code))
            return None

    def _compare_form(self, old: Token, spec: UserTaskSpec) -> None:
        form = spec.node.form_id
        if form != old.task_spec.node.form_id:
            self.findings.append(found_at("EN-327", old, form=form or ""))
        declared = self._new.form_fields.get(form or "", frozenset())
        lost = sorted(set(self._drafts.get(str(old.id), ())) - declared)
        if lost:
            self.findings.append(found_at("EN-323", old, count=len(lost), fields=", ".join(lost)))

    # Inputs and votes

    def _renew_inputs(self, token: Token, old: Token) -> None:
        """Inputs that the new version adds to a task are taken in now; what was taken in stays."""
        if not isinstance(token.task_spec, ElementSpec) or not isinstance(old.task_spec, ElementSpec):
            return
        was = {target: source.text for source, target in old.task_spec.input_mappings}
        now = {target: source.text for source, target in token.task_spec.input_mappings}
        if not _has_waited(old) or was == now:
            return
        if isinstance(token.task_spec, UserTaskSpec):
            self._take_in(token, old, {target for target in now if target not in was})
        if any(now.get(target) != text for target, text in was.items()) or not isinstance(
            token.task_spec, UserTaskSpec
        ):
            self.findings.append(found_at("EN-326", old))

    def _take_in(self, token: Token, old: Token, added: set[str]) -> None:
        scopes = token.workflow.top_workflow.scopes
        try:
            for source, target in token.task_spec.input_mappings:
                if target in added:
                    root, _, rest = target.partition(".")
                    value = source.evaluate(token.visible())
                    scope = scopes.get(token.open_scope())
                    scope.put(root, nested(scope.variables.get(root), rest, value) if rest else value)
        except Exception as error:  # As in `_prepare`.
            self.findings.append(found_at("EN-312", old, fault=as_fault(error).code))

    def _compare_vote(self, old: Token, spec: Element) -> None:
        was, now = old.task_spec.node.multi_instance, spec.node.multi_instance
        if was is None or now is None or old.is_instance:
            return
        if was.completion_condition != now.completion_condition:
            self.findings.append(found_at("EN-325", old))

    # What waits beside

    def _arm_added(self, token: Token, old: Token) -> None:
        """Attached events that the old version did not have begin to wait now.

        Those it had are armed still, or have gone off and must not again.
        """
        if token.is_instance:  # Events are attached to the multi-instance as a whole.
            return
        process_id = old.workflow.spec.process_id
        known = {
            self._correspondence.id_of(process_id, boundary.node.id) for boundary in old.task_spec.boundaries
        }
        for boundary in token.task_spec.boundaries:
            if boundary.node.id in known:
                continue
            try:
                boundary.arm(token, boundary.prepare_arming(token))
            except Exception as error:  # As in `_prepare`.
                self.findings.append(found_at("EN-312", old, fault=as_fault(error).code))

    def _race_added(self, token: Token, old: Token) -> None:
        """Events that the new version puts behind the same event gateway join the race, once for all its tokens."""
        race = token.internal_data.get("race")
        rivals = [each for each in token.workflow.live if race and each.internal_data.get("race") == race]
        if not rivals or min(rival.id for rival in rivals) != token.id:
            return
        shared = frozenset.intersection(*(gateways_before(rival.task_spec) for rival in rivals))
        present = {rival.task_spec.node.id for rival in rivals}
        container = token.workflow.spec
        for gateway in sorted(shared)[:1]:
            for event in targets_of(container.element(gateway)):
                if event.node.id not in present:
                    rival = token.workflow.spawn(event, race=race)
                    if "incident" in rival.internal_data:
                        fault = rival.internal_data["incident"]["code"]
                        self.findings.append(found_at("EN-312", old, fault=fault))


def _written(spec: UserTaskSpec) -> dict[str, str | None]:
    """The parts of the diagram that say who does a task."""
    written: dict[str, str | None] = {
        key: source.text for key, source in spec.sources.items() if key in _PEOPLE
    }
    return {**written, "lane": spec.node.lane}


def _is_open(token: Token) -> bool:
    """Whether somebody can complete the task: it is not held by an incident of its own work."""
    return "incident" not in token.internal_data


def _has_waited(token: Token) -> bool:
    """Whether the step keeps what it took in; one that is held by an incident takes it in anew when it is retried."""
    spec = token.task_spec
    return "incident" not in token.internal_data or (isinstance(spec, ElementSpec) and spec.keeps_scope)
