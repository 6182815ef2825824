"""What random walks look at after each action: all that can be seen of a case, and whether it can still go on."""

from __future__ import annotations

from webapp.engine import CaseRun


def everything(run: CaseRun) -> dict[str, object]:
    """All that can be seen of a run, and the bytes it would be stored as: the whole state."""
    return {
        "tasks": run.open_tasks(),
        "due": run.due_times(),
        "subscriptions": run.subscriptions(),
        "incidents": run.incidents(),
        "active": run.active_elements(),
        "variables": dict(run.variables()),
        "visible": [dict(run.variables(task.id)) for task in run.open_tasks()],
        "ended": run.is_ended,
        "state": run.dump(),
    }


def check_sane(run: CaseRun) -> None:
    """A case either has ended, or something can still move it; no token and no scope is left behind."""
    waits = run.open_tasks() or run.due_times() or run.subscriptions() or run.incidents()
    assert run.is_ended != bool(waits)
    workflow = run._workflow
    assert not workflow.ready
    if run.is_ended:
        assert workflow.tokens == {}
        assert workflow.subprocesses == {}
        assert len(workflow.scopes._scopes) == 1
    used = {workflow.scope_id} | {inner.scope_id for inner in workflow.subprocesses.values()}
    used |= {token.own_scope for token in workflow.tokens.values() if token.own_scope is not None}
    assert set(workflow.scopes._scopes) == used, "no scope is left behind"
