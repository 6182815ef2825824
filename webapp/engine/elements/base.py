"""What all elements share: entering with input mappings, completing with output mappings, holding on a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from webapp.engine.diagram import Flow, Node
from webapp.engine.errors import ValueNotStorable
from webapp.engine.events import climb
from webapp.engine.expressions import PROVIDED_NAMES, Source
from webapp.engine.faults import Fault, ThrownError
from webapp.engine.scopes import nested
from webapp.engine.tokens import CaseWorkflow, ContainerSpec, Element, InnerWorkflow, Token
from webapp.feel import Value, to_text


class ElementSpec(Element):
    """A flow node. Subclasses say what happens on entering (`prepare`, `activate`) and on running (`work`)."""

    _wf_spec: ContainerSpec
    #: Whether the token's own scope holds work of people or of what ran inside, which a retry must not map over.
    keeps_scope = False

    def __init__(self, container: ContainerSpec, node: Node, name: str | None = None) -> None:
        super().__init__(container, name or node.id, lane=node.lane)
        self.node = node
        self.flows = []
        self.boundaries = []
        self.input_mappings: list[tuple[Source, str]] = []
        self.output_mappings: list[tuple[Source, str]] = []

    # For subclasses

    def prepare(self, token: Token) -> dict[str, Any]:  # noqa: ARG002 - for subclasses.
        """Evaluate what entering needs; nothing may be changed yet. Raises `Fault`."""
        return {}

    def activate(self, token: Token, prepared: dict[str, Any]) -> bool:  # noqa: ARG002 - for subclasses.
        """The element is entered; True to run on at once."""
        return True

    def work(self, token: Token) -> Mapping[str, Value]:  # noqa: ARG002 - for subclasses.
        """What the element does when it runs; its results become variables. Raises `Fault` or `ThrownError`."""
        return {}

    def leaving(self, token: Token) -> list[Flow]:  # noqa: ARG002 - for subclasses.
        """The flows a completed token takes."""
        return self.flows

    # SpiffWorkflow's hooks

    def _predict(self, my_task: Token, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """Nothing is predicted (see `tokens`)."""

    def _update(self, my_task: Token) -> None:
        self.arrive(my_task)

    def _run(self, my_task: Token) -> bool | None:
        """Work and map the results out. None when the token stays: held by an incident, or taken back."""
        top: CaseWorkflow = my_task.workflow.top_workflow
        try:
            results = self.work(my_task)
            if my_task.has_state(TaskState.READY):  # else what it threw has taken it back
                self.conclude(my_task, results)
        except ThrownError as thrown:
            if not climb(my_task, "error", thrown.code, thrown.variables):
                top.hold(my_task, "run", thrown.otherwise)
        except Exception as error:  # shown as an incident: it must not wedge the case
            top.hold(my_task, "run", as_fault(error))
        return True if my_task.has_state(TaskState.READY) else None

    def _on_complete(self, my_task: Token) -> None:
        """Leave: attached events go, tokens are put behind the flows taken."""
        workflow = my_task.workflow
        top: CaseWorkflow = workflow.top_workflow
        for child in my_task.children:
            child.cancel()
        top.note_token("element_completed", my_task)
        flows = self.leaving(my_task)
        body = my_task.parent if my_task.is_instance else None
        workflow.drop(my_task)
        if body is not None:
            body.task_spec.instance_done(body, my_task)
            return
        for flow in flows:
            self._follow(workflow, flow, my_task)
        workflow.token_left()

    def _follow(self, workflow: CaseWorkflow | InnerWorkflow, flow: Flow, token: Token) -> None:
        top: CaseWorkflow = workflow.top_workflow
        drawn = () if flow.is_synthetic else flow.via or (flow.id,)
        for flow_id in drawn:
            top.note(
                "flow_taken",
                workflow.spec.process_id,
                flow_id,
                flow.name,
                source=self.node.id,
                target=flow.target,
            )
        target = workflow.spec.element(flow.target)
        notes = self.handed_on(flow, token)
        if target.is_join:
            notes["via"] = flow.id
        workflow.spawn(target, **notes)

    def handed_on(self, flow: Flow, token: Token) -> dict[str, Any]:  # noqa: ARG002 - for subclasses.
        """What the next token should know of where it comes from."""
        return {}

    def _on_cancel(self, my_task: Token) -> None:
        self.withdraw(my_task)

    def withdraw(self, token: Token) -> None:
        """The token is taken back, and with it what runs inside."""
        top: CaseWorkflow = token.workflow.top_workflow
        inner = top.subprocesses.get(token.id)
        if inner is not None:
            inner.close()
        top.release(token)
        if "armed" not in token.internal_data and "thrown" not in token.internal_data:
            top.note_token("element_cancelled", token)

    # Entering and concluding

    def arrive(self, token: Token) -> None:
        """A new token has come."""
        token.workflow.top_workflow.note_token("element_entered", token)
        self.enter(token)

    def enter(self, token: Token) -> None:
        """Map inputs, evaluate what is needed, arm the attached events, begin. A fault holds the token before that."""
        top: CaseWorkflow = token.workflow.top_workflow
        try:
            self._map_inputs(token)
            prepared = self.prepare(token)
            armed = [(boundary, boundary.prepare_arming(token)) for boundary in self.boundaries]
        except Exception as error:  # shown as an incident: it must not wedge the case
            if not token.is_instance:
                token.close_scope()
            top.hold(token, "enter", as_fault(error))
            return
        for boundary, notes in armed:
            boundary.arm(token, notes)
        if self.activate(token, prepared):
            token.queue()

    def _map_inputs(self, token: Token) -> None:
        if not self.input_mappings:
            return
        scope = token.workflow.top_workflow.scopes.get(token.open_scope())
        for source, target in self.input_mappings:
            root, _, rest = target.partition(".")
            value = source.evaluate(token.visible())
            scope.put(root, nested(scope.variables.get(root), rest, value) if rest else value)

    def try_again(self, token: Token) -> None:
        """Go on after an incident in the step's own work. The inputs are mapped anew: what they come from may have been
        mended."""
        try:
            if not self.keeps_scope:
                self._map_inputs(token)
        except Exception as error:  # As in `enter`: the step is held again, the case is not wedged.
            token.workflow.top_workflow.hold(token, "run", as_fault(error))
            return
        token.queue()

    def conclude(self, token: Token, results: Mapping[str, Value]) -> None:
        """Results become variables: through the output mappings if there are any, else as they are."""
        scopes = token.workflow.top_workflow.scopes
        for name in results:
            if name in PROVIDED_NAMES:
                raise Fault("EN-213", name=name)
        if not self.output_mappings:
            for name, value in results.items():
                scopes.assign(token.scope_id, name, value)
        else:
            self._map_outputs(token, results)
        if token.is_instance:
            token.parent.task_spec.instance_concluded(token)

    def _map_outputs(self, token: Token, results: Mapping[str, Value]) -> None:
        """Mapped values go to the scope around the element; those of a multi-instance child stay with the child."""
        scopes = token.workflow.top_workflow.scopes
        goal = token.scope_id if token.is_instance else token.workflow.scope_id
        produced: dict[str, Value] = {}
        values: list[tuple[str, Value]] = []
        for source, target in self.output_mappings:
            view = token.visible(produced, results)
            value = source.evaluate(view)
            root, _, rest = target.partition(".")
            produced[root] = nested(view.get(root), rest, value)
            values.append((target, value))
        for target, value in values:
            scopes.assign(goal, target, value)


def as_fault(error: Exception) -> Fault:
    """The incident's text for whatever went wrong in a step."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, ValueNotStorable):
        return Fault("EN-212", **error.facts)
    return Fault("EN-214", reason=f"{type(error).__name__}: {error}"[:500])


def shown(value: Value) -> str:
    """A value in the text of an incident, cut short."""
    text = to_text(value)
    return text if len(text) <= 80 else text[:79] + "…"
