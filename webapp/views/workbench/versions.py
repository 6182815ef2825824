"""The versions of a place: their history, what is coming, any two compared, an older one proposed again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.procedures import (
    NothingPublished,
    get_version,
    list_current,
    list_jurisdictions,
    list_versions,
)
from webapp.procedures.drafts import list_drafts
from webapp.procedures.extending import find_template
from webapp.procedures.proposals import list_proposals, propose_version
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor, platform
from webapp.views.workbench.people_named import PersonNames
from webapp.views.workbench.proposals import STATES


def show_versions(jurisdiction: str) -> ResponseReturnValue:
    """All versions of a place, what is approved and coming, and what was proposed."""
    with database().read() as session:
        versions = list_versions(session, jurisdiction)
        proposals = list_proposals(session, jurisdiction)
        if not versions and not proposals:
            raise NothingPublished(jurisdiction=jurisdiction)
        names = PersonNames(session)
        people = {
            login: names.of(login)
            for login in {
                *(each.published_by for each in versions),
                *(each.proposed_by for each in proposals),
                *(each.reviewed_by or "" for each in proposals),
            }
        }
        drafts = list_drafts(session, jurisdiction)
        first = get_version(session, versions[-1].digest) if versions else None
        template = find_template(session, first) if first is not None else None
        others = [each for each in list_current(session) if each.jurisdiction != jurisdiction]
    # Before its first version a place is called what its newest draft calls it.
    names_of = [(each.name, each.name_en) for each in versions] + [
        (each.name, each.name_en) for each in drafts
    ]
    zh, en = next(iter(names_of), (jurisdiction, ""))
    name = (en or zh) if current_language() == "en" else zh
    return render_template(
        "workbench/versions.html",
        code=jurisdiction,
        place_name=name,
        versions=versions,
        template=template.digest if template is not None else None,
        coming=[each for each in proposals if each.state == "scheduled"],
        proposals=[each for each in proposals if each.state != "scheduled"],
        people=people,
        others=others,
        is_shipped=jurisdiction in list_jurisdictions(platform().settings.pack_root),
        states=STATES,
        language=current_language(),
    )


def propose_again(jurisdiction: str, digest: str) -> ResponseReturnValue:
    """Propose that an older version be in force again."""
    line = propose_version(database(), get_actor(), jurisdiction, digest, request.form.get("reason", ""))
    flash(translate("已提交提案，须由另一人审核通过后才会恢复这个版本。"), "done")
    return redirect(url_for("workbench.show_proposal", proposal_id=line.id))
