"""The units of a place, for the system administrator: accounts belong to them, and tasks are addressed to them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp import people
from webapp.errors import RongcuoError
from webapp.people import UnitLine
from webapp.procedures import current_packs
from webapp.views.administration.forms import UNIT_KINDS, UnitForm
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor


def list_units() -> ResponseReturnValue:
    """The form that adds a unit, and the units: all, or those that hold what is sought."""
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


def _holds(unit: UnitLine, place: str, sought: str) -> bool:
    """Whether a unit's names, code or place hold what is sought, in any case."""
    return any(sought.casefold() in each.casefold() for each in (unit.name, unit.name_en, unit.code, place))


def _show(form: UnitForm, refusal: str = "") -> str:
    search = request.args.get("search", "").strip()
    with database().read() as session:
        places = _places(session)
        called = dict(places)
        units = [
            unit
            for unit in people.list_units(session)
            if _holds(unit, called.get(unit.jurisdiction, unit.jurisdiction), search)
        ]
    form.jurisdiction.choices = places
    kinds = _kinds()
    form.kind.choices = list(kinds.items())
    return render_template(
        "administration/units.html",
        form=form,
        refusal=refusal,
        units=units,
        places=called,
        search=search,
        kinds=kinds,
        english=current_language() == "en",
    )
