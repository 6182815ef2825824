"""A new place from a template: its own files say what differs, all else is the template's, by ``extends``.

made = make_place_files(template, PlaceWishes("newtown", Name("新城", "Newtown")))
with database.write() as session:
    draft = store_new_place(session, made, actor, now(session))
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import Actor
from webapp.procedures.drafts import DraftLine, store_draft
from webapp.procedures.drafts.adopting import carry_texts
from webapp.procedures.files import HeldFiles
from webapp.procedures.jurisdiction import Parameter, Role
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.new_place.errors import PlaceExists
from webapp.procedures.new_place.wishes import (
    DEFAULT_ZONE,
    PlaceWishes,
    check_wishes,
    read_parameter,
    read_year_wish,
)
from webapp.procedures.packs import Pack, collect_pack
from webapp.procedures.publishing import list_current
from webapp.procedures.resolution import jurisdiction_path, papers_path, scenario_folder
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.scenarios import run_scenarios
from webapp.procedures.table_scenarios import TableResult, run_table_scenarios
from webapp.procedures.toml_changes import add_table
from webapp.procedures.toml_writing import Plain


@dataclass(frozen=True, slots=True)
class MadePlace:
    """A new place's files, and those scenarios of the template that do not hold under what was asked for: they were left
    out, by their paths in the template, and should be written anew."""

    pack: Pack
    template: Pack
    left_out: tuple[str, ...]

    @property
    def own(self) -> dict[str, bytes]:
        """The files that the template does not have."""
        return {path: content for path, content in self.pack.files.items() if path not in self.template.files}


def make_place_files(template: Pack, wishes: PlaceWishes) -> MadePlace:
    """The files of a new place. Nothing is stored.

    Raises:
        NewPlaceCodeRefused, PlaceNameMissing, ZoneUnknown, TemplateHasNo, ParameterValueRefused, ParameterSourceMissing: the
            wishes cannot be met.
        YearRefused, CalendarTextUnclear: the own days of a year cannot be taken.
        ListItemsRefused and its like: a sheet has mistakes.
        PackRefused: with what was asked for, the checks fail.
    """
    if wishes.place_sheet is not None:
        # It loads the spreadsheet library, which is slow: a start does without.
        from webapp.procedures.new_place.sheets import fill_from_sheet  # noqa: PLC0415

        wishes = fill_from_sheet(wishes, template, *wishes.place_sheet)
    check_wishes(wishes, template)
    code = wishes.code
    files = {**template.files, jurisdiction_path(code): _write_place(template, wishes)}
    if wishes.organ is not None:
        files[papers_path(code)] = _write_papers(wishes)
    if wishes.list_sheet is not None:
        files = _fill_list(template, code, files, *wishes.list_sheet)
    scenarios = {
        f"{scenario_folder(code)}/{path.rpartition('/')[2]}": path
        for path in template.files
        if path.startswith(f"{scenario_folder(template.code)}/")
    }
    files |= {own: template.files[path] for own, path in scenarios.items()}
    pack = collect_pack(code, HeldFiles(files))
    may_differ = wishes.parameters or wishes.calendar or wishes.list_sheet is not None
    failing = _list_failing(pack) if may_differ else set()
    if failing:
        pack = collect_pack(code, HeldFiles({path: files[path] for path in files if path not in failing}))
    return MadePlace(pack, template, tuple(sorted(scenarios[path] for path in failing)))


def _list_failing(pack: Pack) -> set[str]:
    """The scenario files that do not hold."""
    results: list[ScenarioResult | TableResult] = [
        *run_scenarios(pack, pack.scenarios),
        *run_table_scenarios(pack, pack.table_scenarios),
    ]
    return {result.scenario.file for result in results if result.failures}


def _write_place(template: Pack, wishes: PlaceWishes) -> bytes:
    """``jurisdiction.toml``: names, and what differs from the template."""
    place, path = template.jurisdiction, jurisdiction_path(wishes.code)
    top: dict[str, str] = {
        "code": wishes.code,
        "zh": wishes.name.zh.strip(),
        "en": wishes.name.en.strip(),
        "zone": wishes.zone or DEFAULT_ZONE,
        "extends": template.code,
    }
    lines = [f"# 由模板“{place.zh}”建立。这里只写与模板不同的；没有写的都以模板为准。"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()]
    content = ("\n".join(lines) + "\n").encode()
    for name, values in _tables(template, wishes).items():
        content = add_table(content, path, name, values)
    return content


def _tables(template: Pack, wishes: PlaceWishes) -> dict[tuple[str | int, ...], Mapping[str, Plain]]:
    """The tables below the names, in their order."""
    place = template.jurisdiction
    tables: dict[tuple[str | int, ...], Mapping[str, Plain]] = {
        ("procedure_note",): {
            "zh": f"本规程由模板“{place.zh}”建立；没有出处的步骤和期限均为自拟，施行前须逐条核定。",
            "en": f"This procedure was made from the template '{place.en}'; steps and time limits without a source are assumed and must be settled before they are used.",
        }
    }
    for role, name in wishes.roles.items():
        if (name.zh, name.en) != (place.roles[role].zh, place.roles[role].en):
            tables["roles", role] = _role(place.roles[role], name.zh.strip(), name.en.strip())
    for parameter_id, wish in wishes.parameters.items():
        parameter = place.parameters[parameter_id]
        value, source = read_parameter(parameter, wish), wish.source.strip() or parameter.source
        if (value, source) != (parameter.value, parameter.source):
            tables["parameters", parameter_id] = _parameter(parameter, value, source)
    for year in wishes.calendar:
        tables["calendar", year.year.strip()] = dict(read_year_wish(year))
    for document, title in wishes.sources.items():
        tables["sources", document] = {"zh": title.zh.strip(), "en": title.en.strip()}
    return tables


def _role(role: Role, zh: str, en: str) -> dict[str, Plain]:
    """A role whole: the nearest file that names a role says all of it."""
    values: dict[str, Plain] = {"zh": zh, "en": en, "case_access": role.case_access}
    if role.reads is not None:
        values["reads"] = sorted(role.reads)
    if role.registers:
        values["registers"] = sorted(role.registers)
    return values


def _parameter(parameter: Parameter, value: Plain, source: str) -> dict[str, Plain]:
    return {"value": value, "unit": parameter.unit, "source": source, "zh": parameter.zh, "en": parameter.en}


def _write_papers(wishes: PlaceWishes) -> bytes:
    organ = wishes.organ
    if organ is None:
        return b""
    values: dict[str, Plain] = {
        "organ": organ.name.zh.strip(),
        "organ_en": organ.name.en.strip(),
        "mark": organ.mark.strip(),
        "source": organ.source.strip(),
    }
    return add_table(
        "# 文书的制发机关和机关代字；文种和模板用的是各地共用的。\n".encode(),
        papers_path(wishes.code),
        ("place",),
        values,
    )


def _fill_list(
    template: Pack, code: str, files: Mapping[str, bytes], name: str, sheet: bytes
) -> dict[str, bytes]:
    """The files with the template's list as the place's own, and the items of the sheet behind its rows."""
    # It loads the spreadsheet library, which is slow: a start does without.
    from webapp.procedures.item_sheets.importing import plan_import  # noqa: PLC0415

    table = template.locate("dmn", MATCHING_DECISION)
    own = f"dmn/{code}/{MATCHING_DECISION}.dmn"
    filled = dict(files)
    if table is not None:
        filled[own] = files[table]
        filled.update(carry_texts(code, filled, table, own))
    planned = plan_import(collect_pack(code, HeldFiles(filled)), sheet, name)
    return {**filled, **planned.after.files}


def store_new_place(session: Session, made: MadePlace, actor: Actor, now: datetime) -> DraftLine:
    """Keep a new place as a draft, in the caller's transaction. It is open to nobody before it is published.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        PlaceExists: a place of that code is in force.
    """
    code = made.pack.code
    if any(line.jurisdiction == code for line in list_current(session)):
        raise PlaceExists(found=code)
    line = store_draft(session, code, made.pack.files, actor, now)
    facts = {
        "draft": line.id,
        "jurisdiction": code,
        "template": made.template.code,
        "template_digest": made.template.digest,
        "digest": made.pack.digest,
    }
    audit.append(
        session,
        audit.PROCEDURES,
        [audit.Entry("make_place", facts, actor.login_name, actor.display_name)],
        now,
    )
    return line
