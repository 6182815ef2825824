"""Tasks: pass-through, user, script, business rule, operation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from webapp.decisions import Model
from webapp.engine.diagram import Node
from webapp.engine.elements.base import ElementSpec, shown
from webapp.engine.encoding import pack_value, unpack_value
from webapp.engine.errors import BusinessError
from webapp.engine.expressions import Formula, Source
from webapp.engine.faults import Fault, ThrownError
from webapp.engine.host import OperationCall, current_budget
from webapp.engine.timers import due_of, stamp
from webapp.engine.tokens import ContainerSpec, Token
from webapp.errors import RongcuoError
from webapp.feel import FeelLimitExceeded, Value

#: Camunda 8's priority of a task that names none.
DEFAULT_PRIORITY = 50
#: What a decision takes from the budget of an action, whatever it costs: a hundred of them are enough for one.
DECISION_STEPS = 20_000
#: The error code under which a boundary event catches a decision that lacks facts.
INCOMPLETE = "incomplete"


class PassSpec(ElementSpec):
    """Start events, plain and manual tasks, none events: straight through."""


class UserTaskSpec(ElementSpec):
    """Somebody works here. Who, by when and how urgently is reckoned once, on entering."""

    keeps_scope = True

    def __init__(
        self, container: ContainerSpec, node: Node, sources: Mapping[str, Source], name: str | None = None
    ) -> None:
        super().__init__(container, node, name)
        self.manual = True
        self.sources = sources

    def prepare(self, token: Token) -> dict[str, Any]:
        view = token.visible()
        values = {key: source.evaluate(view) for key, source in self.sources.items()}
        notes: dict[str, Any] = {
            "assignee": self._login(values.get("assignee"), view),
            "users": self._names("users", values.get("users"), view),
            "groups": self._names("groups", values.get("groups"), view),
            "priority": self._priority(values.get("priority"), view),
        }
        if "groups" not in self.sources and not notes["assignee"] and not notes["users"] and self.node.lane:
            notes["groups"] = [self.node.lane]
        if not notes["assignee"] and not notes["users"] and not notes["groups"]:
            raise Fault("EN-205")
        for key in ("due_at", "follow_up_at"):
            notes[key] = self._instant(key, values.get(key), token, view)
            if notes[key] is not None and isinstance(self.sources[key], Formula):
                notes["set_at"] = stamp(token.workflow.top_workflow.host.now())
        return {key: value for key, value in notes.items() if value not in (None, [])}

    def _fault(
        self, key: str, value: Value, view: Mapping[str, Value], expected: str, expected_en: str
    ) -> Fault:
        words = {
            "assignee": ("经办人", "assignee"),
            "users": ("候选人", "candidate users"),
            "groups": ("候选组", "candidate groups"),
            "priority": ("优先级", "priority"),
            "due_at": ("期限", "due date"),
            "follow_up_at": ("跟进时间", "follow-up date"),
        }
        source = self.sources[key]
        why, why_en = source.explain_null(view)
        return Fault(
            "EN-204",
            what=words[key][0],
            what_en=words[key][1].capitalize(),
            text=source.text,
            value=shown(value),
            expected=expected,
            expected_en=expected_en,
            why=why,
            why_en=why_en,
        )

    def _login(self, value: Value, view: Mapping[str, Value]) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        raise self._fault("assignee", value, view, "账号", "a login name")

    def _names(self, key: str, value: Value, view: Mapping[str, Value]) -> list[str]:
        """A list of names, or a comma-separated text."""
        if key not in self.sources:
            return []
        if isinstance(value, str):
            return [name for name in (part.strip() for part in value.split(",")) if name]
        if isinstance(value, list):
            names = [item for item in value if isinstance(item, str) and item]
            if len(names) == len(value):
                return list(dict.fromkeys(names))
        raise self._fault(key, value, view, "名称清单", "a list of names")

    def _priority(self, value: Value, view: Mapping[str, Value]) -> int | None:
        if value is None:
            return None
        number = (
            value
            if isinstance(value, Decimal)
            else Decimal(value)
            if isinstance(value, str) and value.isdigit()
            else None
        )
        if number is None or not 0 <= number <= 100:
            raise self._fault("priority", value, view, "0 至 100 的数", "a number from 0 to 100")
        return int(number)

    def _instant(self, key: str, value: Value, token: Token, view: Mapping[str, Value]) -> str | None:
        if value is None or value == "":
            return None
        instant = due_of(value, token.workflow.top_workflow.host)
        if instant is None:
            raise self._fault(key, value, view, "日期或时刻", "a date or instant")
        return instant.isoformat()

    def activate(self, token: Token, prepared: dict[str, Any]) -> bool:
        token.internal_data.update(prepared)
        token.move_to(TaskState.READY)
        return False

    def submit(self, token: Token, submission: Mapping[str, Value], actor: Mapping[str, Value]) -> None:
        """Somebody completes the task: each entity replaces the variable of its name, whole."""
        if self.output_mappings or token.is_instance:
            scope = token.workflow.top_workflow.scopes.get(token.open_scope())
            for entity, value in submission.items():
                scope.put(entity, value)
            scope.put("actor", dict(actor))
        else:
            for entity, value in submission.items():
                token.workflow.top_workflow.scopes.assign(token.scope_id, entity, value)
        token.run()


class ScriptSpec(ElementSpec):
    """A FEEL expression whose value becomes a variable."""

    def __init__(
        self, container: ContainerSpec, node: Node, script: Formula, name: str | None = None
    ) -> None:
        super().__init__(container, node, name)
        self.script = script

    def work(self, token: Token) -> Mapping[str, Value]:
        value = self.script.evaluate(token.visible())
        return {self.node.result_variable: value} if self.node.result_variable else {}


class DecisionSpec(ElementSpec):
    """Asks the tables. The value becomes a variable, the explanation goes into the journal.

    A decision that lacks required facts throws the BPMN error ``incomplete``; where no boundary event catches it, the
    step is held as an incident that names the facts, and a retry may supply them.
    """

    def __init__(self, container: ContainerSpec, node: Node, model: Model, name: str | None = None) -> None:
        super().__init__(container, node, name)
        self.model = model

    def work(self, token: Token) -> Mapping[str, Value]:
        decision = self.node.decision_id or ""
        try:
            current_budget().spend(DECISION_STEPS)
        except FeelLimitExceeded as error:
            raise Fault(
                "EN-201", text=decision, reason=error.text("zh"), reason_en=error.text("en")
            ) from error
        explanation = self.model.explain(decision, token.visible())
        token.workflow.top_workflow.note_token(
            "decision_made", token, decision_id=decision, explanation=explanation.as_json()
        )
        if explanation.status == "incomplete":
            missing = ", ".join(explanation.missing)
            raise ThrownError(INCOMPLETE, {}, Fault("EN-206", decision=decision, missing=missing))
        if explanation.status != "concluded":
            failure = explanation.error
            zh, en = (failure.text("zh"), failure.text("en")) if failure is not None else ("", "")
            raise Fault("EN-207", decision=decision, reason=zh, reason_en=en)
        return {self.node.result_variable or decision: explanation.value}


class OperationSpec(ElementSpec):
    """Asks the platform to do something of its closed list. Its inputs are the mapped ones, nothing else."""

    def work(self, token: Token) -> Mapping[str, Value]:
        done = token.internal_data.get("performed")
        if done is not None:  # The operation succeeded before the step was held: it must not be done twice.
            return {name: unpack_value(packed) for name, packed in done.items()}
        results = self._perform(token)
        token.internal_data["performed"] = {name: pack_value(value, name) for name, value in results.items()}
        return results

    def _perform(self, token: Token) -> Mapping[str, Value]:
        top = token.workflow.top_workflow
        own = token.own_scope
        names = dict.fromkeys(target.partition(".")[0] for _source, target in self.input_mappings)
        inputs = {} if own is None else {name: top.scopes.get(own).variables[name] for name in names}
        operation = self.node.operation or ""
        call = OperationCall(
            operation, self.node.headers, inputs, token.workflow.spec.process_id, self.node.id
        )
        try:
            results = top.host.perform(call)
        except BusinessError as error:
            fault = Fault("EN-209", error=error.code, reason=error.message)
            raise ThrownError(error.code, error.variables, fault) from error
        except RongcuoError as error:
            raise Fault(
                "EN-208", operation=operation, reason=error.text("zh"), reason_en=error.text("en")
            ) from error
        except (
            Exception
        ) as error:  # The platform's own failure is the step's failure: an incident with a retry.
            reason = f"{type(error).__name__}: {error}"[:500]
            raise Fault("EN-208", operation=operation, reason=reason, reason_en=reason) from error
        top.note_token("operation_performed", token, operation=operation)
        return results
