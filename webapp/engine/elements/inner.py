"""Elements with an inside: embedded subprocesses, call activities and multi-instance bodies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from SpiffWorkflow.util.task import TaskState

from webapp.engine.diagram import Called, MultiInstance, Node
from webapp.engine.elements.base import ElementSpec, shown
from webapp.engine.encoding import pack_value, unpack_value
from webapp.engine.expressions import Formula
from webapp.engine.faults import Fault
from webapp.engine.tokens import ContainerSpec, InnerWorkflow, Token
from webapp.feel import Value

#: More elements than this in a multi-instance list are refused.
MAX_INSTANCES = 1_000
#: Multi-instances inside multi-instances must not open more steps at once than this.
MAX_TOKENS = 5_000


class InnerSpec(ElementSpec):
    """A subprocess or call activity: runs another container and goes on when that has ended."""

    keeps_scope = True

    def __init__(self, container: ContainerSpec, node: Node, inside: str, name: str | None = None) -> None:
        super().__init__(container, node, name)
        self.inside = inside

    def activate(self, token: Token, prepared: dict[str, Any]) -> bool:  # noqa: ARG002 - nothing to prepare.
        token.move_to(TaskState.STARTED)
        spec = token.workflow.top_workflow.subprocess_specs[self.inside]
        inner = InnerWorkflow(spec, token, self.open_inside(token))
        inner.spawn(spec.first)
        return False

    def open_inside(self, token: Token) -> int:
        """The scope in which the inside runs."""
        raise NotImplementedError

    def resume(self, token: Token) -> None:
        token.queue()


class SubprocessSpec(InnerSpec):
    """An embedded subprocess: a scope of its own inside the one around it."""

    def open_inside(self, token: Token) -> int:
        return token.open_scope()

    def work(self, token: Token) -> Mapping[str, Value]:
        token.workflow.top_workflow.subprocesses.pop(token.id, None)
        return {}


class CallSpec(InnerSpec):
    """A call activity: the called process works on copies, and hands back what it wrote."""

    def __init__(self, container: ContainerSpec, node: Node, called: Called, name: str | None = None) -> None:
        super().__init__(container, node, called.process_id, name)
        self.called = called

    def open_inside(self, token: Token) -> int:
        scopes = token.workflow.top_workflow.scopes
        own = token.own_scope
        names: frozenset[str] | None = None
        if not self.called.has_all_parent_variables:
            names = frozenset() if own is None else frozenset(scopes.get(own).variables)
        return scopes.call(token.scope_id, names).id

    def work(self, token: Token) -> Mapping[str, Value]:
        """What the called process wrote: all of it, or what the output mappings pick."""
        top = token.workflow.top_workflow
        inner = top.subprocesses[token.id]
        if not self.output_mappings and not self.called.has_all_child_variables:
            return {}
        scope = top.scopes.get(inner.scope_id)
        if self.output_mappings:
            return dict(scope.variables)
        return {name: value for name, value in scope.variables.items() if name not in scope.inherited}

    def conclude(self, token: Token, results: Mapping[str, Value]) -> None:
        super().conclude(token, results)
        top = token.workflow.top_workflow
        inner = top.subprocesses.pop(token.id)
        top.scopes.close(inner.scope_id)


class MultiInstanceSpec(ElementSpec):
    """The body of a multi-instance: one child token per element of the list.

    Each child has a closed scope with its element and ``loopCounter``: nothing it writes reaches its siblings. What
    counts of it is the output element, kept by position; children that a completion condition cuts off leave null.
    """

    def __init__(
        self,
        container: ContainerSpec,
        node: Node,
        loop: MultiInstance,
        child: ElementSpec,
        collection: Formula,
        output: Formula | None,
        condition: Formula | None,
    ) -> None:
        super().__init__(container, node)
        self.loop = loop
        self.child = child
        self.collection = collection
        self.output = output
        self.condition = condition

    def prepare(self, token: Token) -> dict[str, Any]:
        view = token.visible()
        items = self.collection.evaluate(view)
        if not isinstance(items, list):
            why, why_en = self.collection.explain_null(view)
            raise Fault(
                "EN-204",
                what="多实例清单",
                what_en="Multi-instance list",
                text=self.collection.text,
                value=shown(items),
                expected="清单",
                expected_en="a list",
                why=why,
                why_en=why_en,
            )
        if len(items) > MAX_INSTANCES:
            raise Fault("EN-211", count=len(items), limit=MAX_INSTANCES)
        if not self.loop.is_sequential and len(token.workflow.top_workflow.tokens) + len(items) > MAX_TOKENS:
            raise Fault("EN-216", limit=MAX_TOKENS)
        pack_value(items, self.collection.text)
        return {"items": items}

    def activate(self, token: Token, prepared: dict[str, Any]) -> bool:
        items: list[Value] = prepared["items"]
        token.internal_data.update(total=len(items), done=0, results={})
        if not items:
            return True
        token.move_to(TaskState.STARTED)
        if self.loop.is_sequential:
            token.internal_data["items"] = pack_value(items)
            self._start(token, 0, items[0])
        else:
            for index, item in enumerate(items):
                self._start(token, index, item)
        return False

    def _start(self, body: Token, index: int, item: Value) -> None:
        """A child token with its own closed scope."""
        child = Token(body.workflow, self.child, body)
        child.internal_data["index"] = index
        scope = body.workflow.top_workflow.scopes.get(child.open_scope(is_closed=True))
        if self.loop.input_element is not None:
            scope.put(self.loop.input_element, item)
        scope.put("loopCounter", Decimal(index + 1))
        self.child.arrive(child)

    def instance_concluded(self, child: Token) -> None:
        """A child has its results: take the output element and see whether that is enough. Raises `Fault`."""
        body: Token = child.parent
        value = None if self.output is None else self.output.evaluate(child.visible())
        packed = pack_value(value, self.loop.output_collection or "")
        is_enough = self.condition is not None and self._is_enough(self.condition, body, child, packed)
        body.internal_data["results"][child.internal_data["index"]] = packed
        if is_enough:
            body.internal_data["enough"] = True

    def _is_enough(self, condition: Formula, body: Token, child: Token, packed: bytes) -> bool:
        notes = body.internal_data
        done = notes["done"] + 1
        counters: dict[str, Value] = {
            "numberOfInstances": Decimal(notes["total"]),
            "numberOfCompletedInstances": Decimal(done),
            "numberOfActiveInstances": Decimal(sum(other.is_instance for other in body.children) - 1),
            "numberOfTerminatedInstances": Decimal(0),
        }
        if self.loop.output_collection is not None:
            results = {**notes["results"], child.internal_data["index"]: packed}
            counters[self.loop.output_collection] = _collected(results, notes["total"])
        view = child.visible(counters)
        value = condition.evaluate(view)
        if isinstance(value, bool):
            return value
        why, why_en = condition.explain_null(view)
        raise Fault("EN-202", text=condition.text, value=shown(value), why=why, why_en=why_en)

    def instance_done(self, body: Token, child: Token) -> None:
        """A child has left: start the next, or go on."""
        notes = body.internal_data
        notes["done"] += 1
        if notes.get("enough") or notes["done"] == notes["total"]:
            for other in body.children:
                if other.is_instance:
                    other.cancel()
            body.queue()
        elif self.loop.is_sequential:
            items = cast("list[Value]", unpack_value(notes["items"]))
            index = child.internal_data["index"] + 1
            self._start(body, index, items[index])

    def work(self, token: Token) -> Mapping[str, Value]:
        """The output collection: results by the order of the list."""
        if self.loop.output_collection is None:
            return {}
        return {
            self.loop.output_collection: _collected(
                token.internal_data["results"], token.internal_data["total"]
            )
        }


def _collected(results: Mapping[int, bytes], total: int) -> list[Value]:
    return [unpack_value(results[index]) if index in results else None for index in range(total)]
