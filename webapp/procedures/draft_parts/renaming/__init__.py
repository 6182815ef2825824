"""Giving a role, parameter, form, table, diagram or paper of a draft another id, with everything that refers to it.

with database.read() as session:
    plan = plan_rename(get_draft(session, draft_id), Renaming("roles", "clerk", "intake"))
    print(plan.digest, [(change.path, change.lines) for change in plan.changes])
with database.write() as session:
    rename(session, draft_id, Renaming("roles", "clerk", "intake"), plan.digest, actor, now)
"""

from webapp.procedures.draft_parts.errors import (
    RenameBreaks,
    RenamePlanOutdated,
    RenameRefused,
)
from webapp.procedures.draft_parts.renaming.planning import (
    ChangedLine,
    FileChange,
    RenamePlan,
    plan_rename,
    refuse_breaking,
    rename,
)
from webapp.procedures.draft_parts.renaming.subjects import KINDS, RenameKind, Renaming

__all__ = [
    "KINDS",
    "ChangedLine",
    "FileChange",
    "RenameBreaks",
    "RenameKind",
    "RenamePlan",
    "RenamePlanOutdated",
    "RenameRefused",
    "Renaming",
    "plan_rename",
    "refuse_breaking",
    "rename",
]
