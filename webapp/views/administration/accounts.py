"""Accounts and roles, for the security administrator."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp import people
from webapp.cases import give_back_tasks
from webapp.errors import RongcuoError
from webapp.people import AccountLine, AccountNotFound, Unit
from webapp.people.lists import PAGE_ROWS
from webapp.views.administration.forms import AccountForm, FirstPasswordForm
from webapp.views.administration.granting import offer_roles
from webapp.views.language import current_language, translate
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor, password_policy
from webapp.views.roles import RoleNames, unit_choices


def list_accounts() -> ResponseReturnValue:
    """Everybody who can sign in, with their roles."""
    search = request.args.get("search", "").strip()
    with database().read() as session:
        found = people.list_accounts(session, search=search, page=asked_page())
        names = RoleNames(session, current_language())
        accounts = [(line, names.by_place(line.grants)) for line in found.lines]
    wanted = {each: name for each in request.args.getlist("role") if (name := names.find_name(each))}
    pages = max(1, -(-found.found // PAGE_ROWS))
    return render_template(
        "administration/accounts.html",
        accounts=accounts,
        search=search,
        page=found.page,
        pages=pages,
        wanted=wanted,
        places=names.places(),
    )


def create_account() -> ResponseReturnValue:
    """Open an account."""
    with database().read() as session:
        units = unit_choices(session, current_language())
    form = AccountForm()
    form.unit.choices = [("", translate("（不属于单位）")), *units]
    refusal = ""
    if form.validate_on_submit():
        try:
            account_id = _create(form)
        except RongcuoError as refused:
            refusal = refused.text(current_language())
        else:
            flash(translate("账号已开立。请授予角色，并把初始密码当面交给本人。"), "done")
            return redirect(url_for("administration.show_account", account_id=account_id))
    return render_template("administration/new_account.html", form=form, refusal=refusal)


def _create(form: AccountForm) -> int:
    with database().write() as session:
        account = people.create_account(
            session,
            get_actor(),
            login_name=str(form.login_name.data),
            display_name=str(form.display_name.data),
            password=str(form.password.data),
            unit=_find_unit(session, str(form.unit.data)),
            policy=password_policy(),
        )
        return account.id


def _find_unit(session: Session, chosen: str) -> Unit | None:
    """The unit of a choice such as ``town:housing``; none for an empty choice."""
    jurisdiction, _, code = chosen.partition(":")
    return people.get_unit(session, jurisdiction, code) if code else None


def show_account(account_id: int) -> ResponseReturnValue:
    """One account: its roles, its state."""
    return _show(account_id)


def _show(account_id: int, refusal: str = "") -> str:
    language = current_language()
    with database().read() as session:
        account = _get_line(session, account_id)
        names = RoleNames(session, language)
        grants = [(grant, names.name(grant)) for grant in account.grants]
        offers = offer_roles(session, language, account.grants)
    return render_template(
        "administration/account.html",
        account=account,
        grants=grants,
        offers=offers,
        chosen=request.values.getlist("role"),
        chosen_unit=request.form.get("unit", ""),
        password_form=FirstPasswordForm(),
        refusal=refusal,
    )


def _get_line(session: Session, account_id: int) -> AccountLine:
    return people.get_account_line(session, account_id)


def grant_roles(account_id: int) -> ResponseReturnValue:
    """Give the roles that were ticked: all of them, or none."""
    chosen = list(dict.fromkeys(request.form.getlist("role")))
    with database().read() as session:
        offers = offer_roles(session, current_language())
    offered = {role.value for place in offers for role in place.roles}
    if not chosen or not offered.issuperset(chosen):
        return _show(account_id, translate("请选择角色。")), 422

    def grant(session: Session) -> None:
        unit = _find_unit(session, request.form.get("unit", ""))
        for each in chosen:
            jurisdiction, _, role = each.partition(":")
            people.grant_role(
                session, get_actor(), account_id, jurisdiction=jurisdiction, role=role, unit=unit
            )

    return _change(account_id, grant, translate("角色已授予，对方下一次打开页面时生效。"))


def revoke_role(account_id: int) -> ResponseReturnValue:
    """Take a role away."""

    def revoke(session: Session) -> None:
        jurisdiction, role = request.form.get("jurisdiction", ""), request.form.get("role", "")
        code = request.form.get("unit", "")
        unit = people.get_unit(session, jurisdiction, code) if code else None
        people.revoke_role(session, get_actor(), account_id, jurisdiction=jurisdiction, role=role, unit=unit)
        give_back_tasks(session, get_actor(), account_id)

    return _change(account_id, revoke, translate("角色已收回。"))


def disable_account(account_id: int) -> ResponseReturnValue:
    """Close an account and end its sessions."""

    def disable(session: Session) -> None:
        people.disable_account(session, get_actor(), account_id)
        give_back_tasks(session, get_actor(), account_id)

    return _change(
        account_id,
        disable,
        translate("账号已停用，对方的登录已全部结束。"),
    )


def enable_account(account_id: int) -> ResponseReturnValue:
    """Open a disabled or locked account again."""
    return _change(
        account_id,
        lambda session: people.enable_account(session, get_actor(), account_id),
        translate("账号已启用。"),
    )


def reset_password(account_id: int) -> ResponseReturnValue:
    """Set a first password anew."""
    password = request.form.get("password", "")
    return _change(
        account_id,
        lambda session: people.reset_password(
            session, get_actor(), account_id, password, policy=password_policy()
        ),
        translate("初始密码已重设，本人登录后须修改。"),
    )


def _change(account_id: int, change: Callable[[Session], None], done: str) -> ResponseReturnValue:
    """Carry out one change in one transaction; a refusal is shown on the account's page."""
    try:
        with database().write() as session:
            change(session)
    except AccountNotFound:
        raise
    except RongcuoError as refused:
        return _show(account_id, refused.text(current_language())), 422
    flash(done, "done")
    return redirect(url_for("administration.show_account", account_id=account_id))
