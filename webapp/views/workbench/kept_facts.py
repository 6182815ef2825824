"""Facts that were tried on a table, kept in a draft as a scenario of that table, with what the table said to them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.context import form_context
from webapp.database import now
from webapp.errors import RongcuoError
from webapp.procedures import current_version
from webapp.procedures.fact_forms import facts_filled_in
from webapp.procedures.proof import save_new_scenario
from webapp.procedures.proof.recording import scenario_path
from webapp.procedures.table_examples import example_of_facts
from webapp.procedures.table_scenario_files import write_table_scenario
from webapp.views.errors import AddressMissing, RequestMalformed
from webapp.views.forms import bind_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.procedures.trying import fact_form


def keep_in_draft(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """Keep the facts as a scenario file of the draft that was chosen; what was filled in must be acceptable."""
    draft_id = request.form.get("_draft", type=int)
    with database().read() as session:
        pack = current_version(session, jurisdiction)
        if decision not in pack.decisions.decisions:
            raise AddressMissing
        schema = fact_form(pack, decision)
        context = form_context(session, pack, schema, now(session), get_actor())
    table = url_for("procedures.show_table", jurisdiction=jurisdiction, decision=decision)
    bound = bind_typed(schema, context, with_errors=True)
    if not bound.submission.is_accepted:
        flash(
            translate("填写的内容有错误，没有保存：%(why)s", why="；".join(bound.submission.errors.values())),
            "problem",
        )
        return redirect(table)
    if draft_id is None:
        raise RequestMalformed
    info = pack.decisions.decisions[decision]
    example = example_of_facts(pack, decision, facts_filled_in(bound.submission.values))
    name = request.form.get("_name", "").strip() or info.name
    name_en = request.form.get("_name_en", "").strip() or pack.texts("en").text(
        info.file, decision, info.name
    )
    content = write_table_scenario(name, name_en, decision, [example]).encode()
    try:
        path = scenario_path(jurisdiction, request.form.get("_stem", "").strip())
        with database().write() as session:
            save_new_scenario(session, draft_id, path, content, get_actor(), now(session))
    except RongcuoError as refused:
        flash(refused.text(current_language()), "problem")
        return redirect(table)
    flash(translate("已存为草稿的情景。"), "done")
    return redirect(url_for("workbench.show_run", draft_id=draft_id, path=path))
