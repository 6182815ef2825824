"""The units of a place, for the system administrator: accounts belong to them, and tasks are addressed to them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp import people
from webapp.errors import RongcuoError
from webapp.procedures import current_packs
from webapp.views.administration.forms import UNIT_KINDS, UnitForm
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor


def list_units() -> ResponseReturnValue:
    """The units, and the form that adds one."""
    return _show(UnitForm())


def create_unit() -> ResponseReturnValue:
    """Add a unit."""
    form = UnitForm()
    with database().read() as session:
        form.jurisdiction.choices = _places(session)
    form.kind.choices = list(_kinds().items())
    if not form.validate_on_submit():
        return _show(form), 422
    try:
        with database().write() as session:
            people.create_unit(
                session,
                get_actor(),
                jurisdiction=str(form.jurisdiction.data),
                code=str(form.code.data),
                name=str(form.name.data),
                name_en=str(form.name_en.data),
                kind=str(form.kind.data),
            )
    except RongcuoError as refused:
        return _show(form, refused.text(current_language())), 422
    flash(translate("单位已添加。安全管理员现在可以把账号和角色设到这个单位。"), "done")
    return redirect(url_for("administration.list_units"))


def _places(session: Session) -> list[tuple[str, str]]:
    language = current_language()
    return [(pack.jurisdiction.code, pack.jurisdiction.name(language)) for pack in current_packs(session)]


def _kinds() -> dict[str, str]:
    return {kind: translate(name) for kind, name in UNIT_KINDS.items()}


def _show(form: UnitForm, refusal: str = "") -> str:
    with database().read() as session:
        places = _places(session)
        units = people.list_units(session)
    form.jurisdiction.choices = places
    kinds = _kinds()
    form.kind.choices = list(kinds.items())
    return render_template(
        "administration/units.html",
        form=form,
        refusal=refusal,
        units=units,
        places=dict(places),
        kinds=kinds,
        english=current_language() == "en",
    )
