"""One's own account: name, unit, roles, and the tokens of programs."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import people
from webapp.errors import RongcuoError
from webapp.people import ADMIN_ROLES, SPANS_DAYS
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.refusals import status_of
from webapp.views.roles import RoleNames


def show_account() -> ResponseReturnValue:
    """The reader's own account."""
    return _draw()


def _draw(token: str = "", refusal: str = "", typed: str = "") -> str:
    actor = get_actor()
    with database().read() as session:
        line = people.get_account_line(session, actor.account_id)
        roles = RoleNames(session, current_language()).by_place(line.grants)
        tokens = people.list_tokens(session, actor)
    return render_template(
        "account/account.html",
        account=line,
        roles=roles,
        tokens=tokens,
        token=token,
        refusal=refusal,
        typed=typed,
        spans=SPANS_DAYS,
        may_have_tokens=actor.product_roles.isdisjoint(ADMIN_ROLES),
    )


def create_token() -> ResponseReturnValue:
    """Make a token; the page that answers is the only one that ever shows it."""
    name = request.form.get("name", "")
    try:
        with database().write() as session:
            token = people.create_token(
                session, get_actor(), name, days=request.form.get("days", 0, type=int)
            )
    except RongcuoError as refused:
        return _draw(refusal=refused.text(current_language()), typed=name), status_of(refused)
    return _draw(token=token)


def revoke_token(token_id: int) -> ResponseReturnValue:
    """End a token at once."""
    with database().write() as session:
        people.revoke_token(session, get_actor(), token_id)
    flash(translate("令牌已撤销，不能再用。"), "done")
    return redirect(url_for("account.show_account"))
