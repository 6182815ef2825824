"""Whether an element of the new version is of the same making as one that a case stands on."""

from __future__ import annotations

from webapp.engine.diagram import MultiInstance, Node
from webapp.engine.elements.base import ElementSpec
from webapp.engine.elements.events import WaitingSpec
from webapp.engine.elements.gateways import EventGatewaySpec
from webapp.engine.moving.correspondence import Correspondence, elements_of, incoming_flows
from webapp.engine.moving.findings import MoveFinding, found_at
from webapp.engine.tokens import Element, Token


def is_alike(old: Element, new: Element) -> bool:
    """Whether both are one kind of element, and events wait for one kind of thing."""
    if old.node.is_operation != new.node.is_operation:
        return False
    return _making(old) == _making(new)


def _making(spec: Element) -> tuple[object, ...]:
    event = spec.node.event
    if event is None:
        return (spec.node.kind,)
    # What a case waits for is written into its state: the message's name, one instant or a cycle.
    message = event.name if isinstance(spec, WaitingSpec) and event.kind == "message" else None
    return spec.node.kind, event.kind, event.timer == "cycle", message


def difference(token: Token, target: Element, correspondence: Correspondence) -> MoveFinding | None:
    """Why what the token has begun cannot go on at ``target``; None when it can."""
    old, new = token.task_spec.node, target.node
    if not is_alike(token.task_spec, target):
        return found_at(
            "EN-303", token, target=new.name or new.id, choices=choices_for(token.task_spec, correspondence)
        )
    if old.called is not None and _callee(old) != _callee(new):
        return found_at("EN-304", token, callee=_callee(old))
    if _vote(old.multi_instance) != _vote(new.multi_instance):
        return found_at("EN-305", token)
    if "performed" in token.internal_data and old.operation != new.operation:
        # Its results are kept so that it is not done twice; they are another operation's.
        return found_at("EN-303", token, target=new.name or new.id)
    return None


def _callee(node: Node) -> str:
    return node.called.process_id if node.called is not None else ""


def _vote(loop: MultiInstance | None) -> tuple[object, ...] | None:
    """What the results so far are tied to; the completion condition is not."""
    if loop is None:
        return None
    return (
        loop.is_sequential,
        loop.input_collection,
        loop.input_element,
        loop.output_collection,
        loop.output_element,
    )


def choices_for(old: Element, correspondence: Correspondence) -> tuple[str, ...]:
    """The elements of the new version that an administrator may name for ``old``; those of its name first."""
    container = correspondence.container(old.container)
    if container is None:
        return ()
    alike = [
        spec.node for spec in elements_of(container) if is_alike(old, spec) and not spec.node.is_synthetic
    ]
    alike.sort(key=lambda node: (node.name != old.node.name, node.form_id != old.node.form_id))
    return tuple(node.id for node in alike)


def gateways_before(spec: Element) -> frozenset[str]:
    """The event gateways that start a race with this event in it."""
    container = spec.container
    return frozenset(
        flow.source
        for flow in incoming_flows(spec)
        if isinstance(container.task_specs[flow.source], EventGatewaySpec)
    )


def targets_of(gateway: Element) -> list[ElementSpec]:
    """The events behind an event gateway."""
    specs = (gateway.container.element(flow.target) for flow in gateway.flows)
    return [spec for spec in specs if isinstance(spec, ElementSpec)]
