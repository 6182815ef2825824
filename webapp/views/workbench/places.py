"""Where a file of a draft is opened, and where an element in it."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import url_for

from webapp.procedures.drafts.titles import kind_of_file

_EDITORS = {
    "diagram": "workbench.edit_diagram",
    "table": "workbench.edit_decisions",
    "form": "workbench.edit_form",
}


def editor_address(
    draft_id: int, path: str, *, element_id: str | None = None, line: int | None = None
) -> str | None:
    """The page on which a file is edited, opened at an element or a line (from 1); None for a Word document."""
    kind = kind_of_file(path)
    if kind == "paper":
        return None
    if kind in _EDITORS:
        return url_for(
            _EDITORS[kind], draft_id=draft_id, name=PurePosixPath(path).stem, element=element_id or None
        )
    return url_for("workbench.edit_text", draft_id=draft_id, path=path, line=line)
