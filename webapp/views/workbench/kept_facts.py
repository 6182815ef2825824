"""Facts that were tried on a table, kept in a draft as a scenario of that table, with what the draft's table says to them.

Where the draft says otherwise than the version in force, a page shows both answers, and the designer chooses which of them
the scenario expects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.context import form_context
from webapp.cases.table_words import decision_name, fact_label, say_conclusion
from webapp.cases.terms import terms_of
from webapp.database import now
from webapp.decisions.examples import Example
from webapp.errors import RongcuoError
from webapp.feel import Value
from webapp.procedures import Pack, current_version
from webapp.procedures.drafts import Draft, get_draft
from webapp.procedures.fact_forms import facts_filled_in
from webapp.procedures.proof import ask_table, save_new_scenario
from webapp.procedures.proof.recording import scenario_path
from webapp.procedures.table_examples import TableAnswer, answer_facts
from webapp.procedures.table_scenario_files import flatten_facts, write_table_scenario
from webapp.views.errors import AddressMissing, RequestMalformed
from webapp.views.forms import PageForm, bind_typed
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.procedures.trying import fact_form
from webapp.views.workbench.desk import sent_text
from webapp.views.workbench.problems import draft_name

#: What the page of two answers sends: the choice, and which two answers it was made between.
_CHOICE, _SEEN = "_expected", "_seen"


@dataclass(frozen=True, slots=True)
class _Tried:
    """Facts tried on a published table, the draft to keep them in, and what the tables of both say to them."""

    pack: Pack
    draft: Draft
    decision: str
    in_force: TableAnswer
    in_draft: TableAnswer

    @property
    def seal(self) -> str:
        """Names the two answers, so that a choice is not taken for others than were shown."""
        both = (write_table_scenario("", "", "", [each.example]) for each in (self.in_force, self.in_draft))
        return sha256("\0".join(both).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerLines:
    """What one table says, in words: ``verdict`` is empty where it has no conclusion; then ``missing`` or ``reason``."""

    verdict: str
    rules: tuple[int, ...]
    missing: tuple[str, ...]
    reason: str


def keep_in_draft(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """Keep the facts as a scenario file of the draft that was chosen; what was filled in must be acceptable."""
    pack, bound = _read_filled_in(jurisdiction, decision)
    draft, choice = _read_draft(jurisdiction), _read_choice()
    if not bound.submission.is_accepted:
        why = "；".join(bound.submission.errors.values())
        return _back_to_table(
            jurisdiction, decision, translate("填写的内容有错误，没有保存：%(why)s", why=why)
        )
    facts = facts_filled_in(bound.submission.values)
    try:
        path = scenario_path(jurisdiction, sent_text("_stem"))
        in_draft = ask_table(draft.files, jurisdiction, decision, facts)
        tried = _Tried(pack, draft, decision, answer_facts(pack, decision, facts), in_draft)
        if (expected := _choose(tried, choice)) is None:
            return _answers_page(tried)
        _save(tried, path, expected)
    except RongcuoError as refused:
        return _back_to_table(jurisdiction, decision, refused.text(current_language()))
    flash(translate("已存为草稿的情景。"), "done")
    return redirect(url_for("workbench.show_run", draft_id=draft.line.id, path=path))


def leave_keeping(jurisdiction: str, decision: str) -> ResponseReturnValue:
    """The table, for who comes back to this address: another language was chosen on what answered the form."""
    return redirect(url_for("procedures.show_table", jurisdiction=jurisdiction, decision=decision))


def _read_filled_in(jurisdiction: str, decision: str) -> tuple[Pack, PageForm]:
    with database().read() as session:
        pack = current_version(session, jurisdiction)
        if decision not in pack.decisions.decisions:
            raise AddressMissing
        schema = fact_form(pack, decision)
        context = form_context(session, pack, schema, now(session), get_actor())
    return pack, bind_typed(schema, context, with_errors=True)


def _read_draft(jurisdiction: str) -> Draft:
    draft_id = request.form.get("_draft", type=int)
    if draft_id is None:
        raise RequestMalformed
    with database().read() as session:
        draft = get_draft(session, draft_id)
    if draft.line.jurisdiction != jurisdiction:
        raise RequestMalformed
    return draft


def _back_to_table(jurisdiction: str, decision: str, problem: str) -> ResponseReturnValue:
    flash(problem, "problem")
    return redirect(url_for("procedures.show_table", jurisdiction=jurisdiction, decision=decision))


def _read_choice() -> str:
    """Which answer the scenario is to expect: ``draft`` or ``in_force``; empty where nobody was asked yet.

    Raises:
        RequestMalformed: neither of them.
    """
    choice = sent_text(_CHOICE)
    if choice not in {"", "draft", "in_force"}:
        raise RequestMalformed
    return choice


def _choose(tried: _Tried, choice: str) -> Example | None:
    """What the scenario expects; None where the two tables differ and nobody has chosen between these two answers."""
    if tried.in_draft.agrees_with(tried.in_force):
        return tried.in_draft.example
    if not choice or request.form.get(_SEEN) != tried.seal:
        return None
    if choice == "draft":
        return tried.in_draft.example
    # Its rows are counted in the other table.
    return replace(tried.in_force.example, rules=())


def _save(tried: _Tried, path: str, expected: Example) -> None:
    pack, decision = tried.pack, tried.decision
    name = sent_text("_name") or decision_name(pack, decision, "zh")
    name_en = sent_text("_name_en") or decision_name(pack, decision, "en")
    content = write_table_scenario(name, name_en, decision, [expected]).encode()
    with database().write() as session:
        save_new_scenario(session, tried.draft.line.id, path, content, get_actor(), now(session))


# -- the page of two answers --------------------------------------------------------------------


def _answers_page(tried: _Tried) -> str:
    language, pack = current_language(), tried.pack
    return render_template(
        "workbench/kept_facts.html",
        draft=tried.draft.line,
        draft_name=draft_name(tried.draft),
        decision=tried.decision,
        jurisdiction=pack.code,
        table_name=decision_name(pack, tried.decision, language),
        facts=_facts_in_words(pack, tried.in_force.example.facts),
        in_force=_in_words(pack, tried.decision, tried.in_force),
        in_draft=_in_words(tried.draft.pack, tried.decision, tried.in_draft),
        is_stale=_SEEN in request.form,
        sent=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in {"csrf_token", _SEEN, _CHOICE}
        ],
        seen=(_SEEN, tried.seal),
        choice=_CHOICE,
    )


def _facts_in_words(pack: Pack, facts: Mapping[str, Value]) -> list[tuple[str, str]]:
    language = current_language()
    terms = terms_of(pack, language)
    return [(fact_label(pack, key, language), terms.say(value, key)) for key, value in flatten_facts(facts)]


def _in_words(pack: Pack, decision: str, answer: TableAnswer) -> AnswerLines:
    language, example = current_language(), answer.example
    has_concluded = example.error_code is None
    return AnswerLines(
        verdict=say_conclusion(example.value, pack, decision, language) if has_concluded else "",
        rules=example.rules,
        missing=tuple(dict.fromkeys(fact_label(pack, fact, language) for fact in example.missing)),
        reason=answer.reason(language),
    )
