"""Moving running cases to another version: the plan, the start, the progress, the way back. No contents of cases."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases import moving
from webapp.views.language import current_language, mark, translate
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor

#: What became of a case, and the tone of its mark.
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (mark("等待迁移"), "grey"),
    "moved": (mark("已迁移"), "green"),
    "refused": (mark("留在原版本"), "amber"),
    "failed": (mark("没有成功"), "red"),
    "undoing": (mark("等待撤回"), "grey"),
    "undone": (mark("已撤回"), "blue"),
    "kept": (mark("已继续办理，未撤回"), "amber"),
}
ACTIONS: Mapping[str, str] = {
    "moved": mark("保留"),
    "cancelled": mark("取消"),
    "added": mark("新增"),
}
#: In a select list: nothing is said, or that there is no counterpart. No id begins like this.
_UNSAID, _NONE = "", "-"
_FIELD = "map:"


def choose_move() -> ResponseReturnValue:
    """The places and their versions to choose from, and the latest moves."""
    actor, language = get_actor(), current_language()
    return render_template(
        "workbench/moving.html",
        places=moving.list_places(database(), actor, language),
        moves=moving.list_moves(database(), actor, language),
        states=STATES,
    )


def plan_move(jurisdiction: str) -> ResponseReturnValue:
    """What moving a place's cases from one version to another would do."""
    source, target = _versions(request.args)
    preview = moving.preview_move(database(), get_actor(), jurisdiction, source, target, current_language())
    return render_template(
        "workbench/move_plan.html", preview=preview, actions=ACTIONS, unsaid=_UNSAID, none=_NONE
    )


def map_elements(jurisdiction: str) -> ResponseReturnValue:
    """Keep the mapping by hand, and show the plan with it."""
    source, target = _versions(request.form)
    moving.map_elements(database(), get_actor(), jurisdiction, source, target, _said())
    flash(translate("对应关系已保存，方案已重新计算。"), "done")
    return redirect(url_for("workbench.plan_move", jurisdiction=jurisdiction, source=source, target=target))


def start_move(jurisdiction: str) -> ResponseReturnValue:
    """Let the cases be moved in the background."""
    source, target = _versions(request.form)
    move_id = moving.start_move(database(), get_actor(), jurisdiction, source, target)
    return redirect(url_for("workbench.show_move", move_id=move_id))


def show_move(move_id: int) -> ResponseReturnValue:
    """How far a move is, and what came of each case."""
    page = moving.get_move_page(database(), get_actor(), move_id, current_language(), asked_page())
    return render_template("workbench/move.html", move=page, states=STATES)


def undo_move(move_id: int) -> ResponseReturnValue:
    """Let every case of a move that has not gone on be taken back."""
    moving.undo_move(database(), get_actor(), move_id)
    return redirect(url_for("workbench.show_move", move_id=move_id))


def undo_case(move_id: int, case_id: int) -> ResponseReturnValue:
    """Take one case back."""
    moving.undo_case(database(), get_actor(), move_id, case_id)
    flash(translate("案件已回到原版本。"), "done")
    return redirect(url_for("workbench.show_move", move_id=move_id))


def _versions(given: Mapping[str, str]) -> tuple[str, str]:
    return given.get("source", ""), given.get("target", "")


def _said() -> dict[tuple[str, str], str | None]:
    """What the select lists say: by process and element the id in the new version, an empty text for none."""
    said: dict[tuple[str, str], str | None] = {}
    for name, value in request.form.items():
        process_id, colon, element_id = name.removeprefix(_FIELD).partition(":")
        if name.startswith(_FIELD) and colon:
            said[process_id, element_id] = None if value == _UNSAID else "" if value == _NONE else value
    return said
