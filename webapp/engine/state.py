"""The stored state of a case: a format number, a checksum, then the live tokens and the scopes.

The variables stand apart, each kept by itself (see `kept`): loading and saving copies those that nobody touches.

Specifications are never stored: elements are named by their ids, so that the blob can be read by any release that has
the case's deployment. There is no history in it: what is over is in the journal, which the caller keeps.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

import msgpack
from SpiffWorkflow.util.task import TaskState

from webapp.engine.deployment import Deployment
from webapp.engine.errors import EngineError, StateUnreadable
from webapp.engine.host import Host
from webapp.engine.kept import keep
from webapp.engine.scopes import ScopeTree
from webapp.engine.tokens import CaseWorkflow, InnerWorkflow, Token

#: The format that is written. Older ones stay readable: add a reader, never change one.
FORMAT = 2
#: The first format: everything compressed as one.
_FORMAT_1 = 1
#: A blob that unpacks to more than this is not read.
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
_LEVEL = 6
_CHECKSUM_BYTES = 4
#: What a blob holds, unpacked: root process, last token number, whether it has ended, scopes, containers. A container
#: is ``[parent token, name, scope, has ended, tokens, numbers of waiting tokens]``, a token ``[number, parent, element,
#: state, notes]``.
StateContent = list[Any]


def dump_state(case: CaseWorkflow) -> bytes:
    """The bytes of a case at rest."""
    containers = [_dump_container(case, 0, case)]
    containers += [
        _dump_container(inner, parent_id, case) for parent_id, inner in sorted(case.subprocesses.items())
    ]
    last_scope_id, scopes = case.scopes.pack()
    frames = [
        [scope_id, parent, is_closed, inherited] for scope_id, parent, is_closed, _kept, inherited in scopes
    ]
    variables = [kept for _id, _parent, _is_closed, kept, _inherited in scopes]
    head = [case.spec.name, case.last_id, case.completed, [last_scope_id, frames], containers]
    body: bytes = msgpack.packb([zlib.compress(msgpack.packb(head), _LEVEL), variables])
    return b"".join((bytes([FORMAT]), zlib.adler32(body).to_bytes(_CHECKSUM_BYTES, "big"), body))


def _dump_container(container: CaseWorkflow | InnerWorkflow, parent_id: int, case: CaseWorkflow) -> list[Any]:
    tokens = [
        [
            token.id,
            0 if token.parent is container.task_tree else token.parent.id,
            token.task_spec.name,
            token.state,
            token.internal_data,
        ]
        for token in container.live
    ]
    waiting = [token.id for token in container.live if token.id in case.event_manager.tasks]
    return [parent_id, container.spec.name, container.scope_id, container.completed, tokens, waiting]


def load_state(state: bytes, deployment: Deployment, host: Host) -> CaseWorkflow:
    """The case of a blob.

    Raises:
        StateUnreadable: the bytes are damaged, of an unknown format, or do not fit the deployment.
    """
    return restore(state, lambda content: content, deployment, host)


def restore(
    state: bytes, rewrite: Callable[[StateContent], StateContent], deployment: Deployment, host: Host
) -> CaseWorkflow:
    """The case of a blob, its content rewritten before it is read.

    Raises:
        StateUnreadable: as `load_state`.
    """
    read = _READERS.get(state[0]) if state else None
    if read is None:
        number = state[0] if state else None
        raise StateUnreadable(reason_zh=f"格式编号 {number} 未知", reason_en=f"format {number} is unknown")
    try:
        return _load(rewrite(read(state[1:])), deployment, host)
    except EngineError:
        raise
    except (ValueError, KeyError, TypeError, AssertionError, zlib.error, msgpack.UnpackException) as error:
        raise StateUnreadable(
            reason_zh=f"内容损坏（{error}）", reason_en=f"the content is damaged ({error})"
        ) from error


def _unpack(compressed: bytes) -> Any:
    inflater = zlib.decompressobj()
    content = inflater.decompress(compressed, MAX_UNPACKED_BYTES)
    if inflater.unconsumed_tail or not inflater.eof:
        raise ValueError("cut off or too large")
    return msgpack.unpackb(content, strict_map_key=False)


def _read_1(stored: bytes) -> Any:
    """Format 1: the values of the variables are packed, but not kept by themselves."""
    name, last_id, is_completed, (last_scope_id, scopes), containers = _unpack(stored)
    scopes = [
        [scope_id, parent, is_closed, _one_by_one(variables), inherited]
        for scope_id, parent, is_closed, variables, inherited in scopes
    ]
    return [name, last_id, is_completed, [last_scope_id, scopes], containers]


def _one_by_one(packed: Mapping[str, bytes]) -> tuple[list[str], list[int], bytes]:
    parts = [keep(value) for value in packed.values()]
    return list(packed), list(accumulate(map(len, parts))), b"".join(parts)


def _read_2(stored: bytes) -> Any:
    """Format 2: the head compressed, the variables of each scope beside it."""
    checksum, body = stored[:_CHECKSUM_BYTES], memoryview(stored)[_CHECKSUM_BYTES:]
    if zlib.adler32(body).to_bytes(_CHECKSUM_BYTES, "big") != checksum:
        raise ValueError("the checksum does not fit")
    head, variables = msgpack.unpackb(body)
    name, last_id, is_completed, (last_scope_id, frames), containers = _unpack(head)
    scopes = [
        [scope_id, parent, is_closed, kept, inherited]
        for (scope_id, parent, is_closed, inherited), kept in zip(frames, variables, strict=True)
    ]
    return [name, last_id, is_completed, [last_scope_id, scopes], containers]


_READERS: Mapping[int, Callable[[bytes], Any]] = {_FORMAT_1: _read_1, FORMAT: _read_2}


def _load(content: Any, deployment: Deployment, host: Host) -> CaseWorkflow:
    name, last_id, is_completed, scopes, containers = content
    case = CaseWorkflow(deployment.get_container(name), deployment.containers, host)
    case.scopes = ScopeTree.unpack(scopes)
    case.completed = is_completed
    # Tokens are numbered as they are made, so a container's parent is always read before it.
    for parent_id, spec_name, scope_id, is_done, tokens, waiting in containers:
        container: CaseWorkflow | InnerWorkflow = case
        if parent_id:
            container = InnerWorkflow(deployment.get_container(spec_name), case.tokens[parent_id], scope_id)
        container.scope_id = scope_id
        container.completed = is_done
        for token_id, parent, element, token_state, notes in tokens:
            token = Token(
                container,
                container.spec.element(element),
                case.tokens[parent] if parent else container.task_tree,
                token_id,
            )
            token.move_to(token_state)
            token.internal_data = notes
            if token_state == TaskState.READY and not token.task_spec.manual:
                case.ready.append(token)
        for token_id in waiting:
            case.event_manager.add_task(case.tokens[token_id])
    case.last_id = last_id
    return case
