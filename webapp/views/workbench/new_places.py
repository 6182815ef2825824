"""A new place from a template: the page on which it is described, and the workbook that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures import Pack, VersionLine, current_version, list_current
from webapp.procedures.jurisdiction import Parameter
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.new_place import (
    DEFAULT_ZONE,
    Name,
    Organ,
    ParameterWish,
    PlaceWishes,
    YearWish,
    make_place_files,
    show_parameter,
    store_new_place,
)
from webapp.views.errors import RequestMalformed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor

_SOURCE_ROWS = 3
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter on the page: the template's, with what was typed."""

    parameter: Parameter
    value: str
    source: str


def choose_template() -> ResponseReturnValue:
    """Which place the new one is made from; with ``?template=`` the page on which it is described."""
    code = request.args.get("template", "")
    with database().read() as session:
        places = list_current(session)
        if code in {line.jurisdiction for line in places}:
            return _show_wizard(places, current_version(session, code), {})
    return render_template("workbench/choose_template.html", places=places, language=current_language())


def download_place_sheet() -> Response:
    """The workbook of a template's roles and parameters and of own days, to fill in for a new place."""
    # It loads the spreadsheet library, which is slow: a start does without.
    from webapp.procedures.new_place.sheets import write_place_sheet  # noqa: PLC0415

    with database().read() as session:
        template = current_version(session, request.args.get("template", ""))
    return send_file(
        BytesIO(write_place_sheet(template)),
        mimetype=SPREADSHEET,
        as_attachment=True,
        download_name=f"new_place_{template.code}.xlsx",
    )


def download_list_sheet() -> Response:
    """The sheet of a template's list, to fill in for a new place."""
    # They load the spreadsheet library, which is slow: a start does without.
    from webapp.procedures.item_sheets.layout import read_layout  # noqa: PLC0415
    from webapp.procedures.item_sheets.template import write_template  # noqa: PLC0415

    with database().read() as session:
        template = current_version(session, request.args.get("template", ""))
    return send_file(
        BytesIO(write_template(read_layout(template))),
        mimetype=SPREADSHEET,
        as_attachment=True,
        download_name=f"new_place_list_{template.code}.xlsx",
    )


def make_place() -> ResponseReturnValue:
    """Make the new place as a draft."""
    code = request.form.get("template", "")
    with database().read() as session:
        places = list_current(session)
        if code not in {line.jurisdiction for line in places}:
            raise RequestMalformed
        template = current_version(session, code)
    typed = request.form.to_dict()
    try:
        made = make_place_files(template, _read_wishes(template, typed))
        with database().write() as session:
            line = store_new_place(session, made, get_actor(), now(session))
    except RongcuoError as refused:
        return _show_wizard(places, template, typed, refused.text(current_language())), 422
    flash(translate("已建立草稿，还没有发布。请核对参数和依据，再提交审核。"), "done")
    if made.left_out:
        names = translate("、").join(path.rpartition("/")[2] for path in made.left_out)
        flash(translate("参数改后，模板的这些情景不再成立，没有带来，请重写：%(names)s", names=names), "info")
    return redirect(url_for("workbench.show_draft", draft_id=line.id))


def _show_wizard(
    places: list[VersionLine], template: Pack, typed: Mapping[str, str], refusal: str = ""
) -> str:
    place = template.jurisdiction
    return render_template(
        "workbench/new_place.html",
        template=place,
        places=places,
        typed=typed,
        zone=typed.get("zone", DEFAULT_ZONE),
        refusal=refusal,
        language=current_language(),
        roles=[
            (role, typed.get(f"role.{role.id}.zh", role.zh), typed.get(f"role.{role.id}.en", role.en))
            for role in place.roles.values()
        ],
        parameters=[
            ParameterRow(
                each,
                typed.get(f"parameter.{each.id}.value", show_parameter(each.value)),
                typed.get(f"parameter.{each.id}.source", each.source),
            )
            for each in place.parameters.values()
        ],
        source_rows=range(1, _SOURCE_ROWS + 1),
        has_list=template.locate("dmn", MATCHING_DECISION) is not None,
    )


def _read_wishes(template: Pack, typed: Mapping[str, str]) -> PlaceWishes:
    """What was typed, without what is as the template has it."""
    place = template.jurisdiction
    organ = Name(typed.get("organ", "").strip(), typed.get("organ_en", "").strip())
    return PlaceWishes(
        code=typed.get("code", "").strip(),
        name=Name(typed.get("zh", ""), typed.get("en", "")),
        zone=typed.get("zone", "").strip() or DEFAULT_ZONE,
        organ=Organ(organ, typed.get("mark", ""), typed.get("organ_source", "") or "assumed")
        if organ.zh or organ.en
        else None,
        roles={
            role.id: Name(typed.get(f"role.{role.id}.zh", role.zh), typed.get(f"role.{role.id}.en", role.en))
            for role in place.roles.values()
        },
        parameters=_read_parameters(template, typed),
        sources={
            typed[f"source.{row}.id"].strip(): Name(
                typed.get(f"source.{row}.zh", ""), typed.get(f"source.{row}.en", "")
            )
            for row in range(1, _SOURCE_ROWS + 1)
            if typed.get(f"source.{row}.id", "").strip()
        },
        calendar=_read_years(typed),
        place_sheet=_read_upload("sheet"),
        list_sheet=_read_upload("list"),
    )


def _read_upload(name: str) -> tuple[str, bytes] | None:
    """A file that was handed in, with its name; None for an empty field."""
    upload = request.files.get(name)
    content = upload.read() if upload is not None and upload.filename else b""
    return (upload.filename or "", content) if upload is not None and content else None


def _read_years(typed: Mapping[str, str]) -> tuple[YearWish, ...]:
    """The own days of the one year that the page asks for, where any were typed."""
    texts = {key: typed.get(f"calendar.{key}", "") for key in ("days_off", "works_on", "notice")}
    if not any(text.strip() for text in texts.values()):
        return ()
    source = typed.get("calendar.source", "").strip() or "assumed"
    return (YearWish(typed.get("calendar.year", ""), source=source, **texts),)


def _read_parameters(template: Pack, typed: Mapping[str, str]) -> dict[str, ParameterWish]:
    """The parameters that differ from the template's."""
    wishes = {}
    for each in template.jurisdiction.parameters.values():
        value = typed.get(f"parameter.{each.id}.value", show_parameter(each.value))
        source = typed.get(f"parameter.{each.id}.source", each.source)
        if (value.strip(), source.strip()) != (show_parameter(each.value), each.source):
            wishes[each.id] = ParameterWish(value, source)
    return wishes
