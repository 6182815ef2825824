"""Signing in and out, the first set-up, the password, the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp import people
from webapp.errors import RongcuoError
from webapp.people import LogInRefused, SetupLinkRefused
from webapp.views.language import LANGUAGES, current_language, translate
from webapp.views.platform import database, find_actor, get_actor, password_policy
from webapp.views.sign_in.forms import PasswordForm, SetUpForm, SignInForm
from webapp.views.sign_in.identity import give_token, take_token
from webapp.views.sign_in.practice import list_practice_accounts, practice_password


def sign_in() -> ResponseReturnValue:
    """Ask for name and password; in practice mode, offer the practice accounts."""
    if find_actor() is not None and request.method == "GET":
        return redirect(url_for("tasks.home"))
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    refusal, status = "", 200
    if form.validate_on_submit():
        try:
            return _open_session(str(form.login_name.data), str(form.password.data), form.next.data)
        except LogInRefused as refused:
            refusal, status = refused.text(current_language()), 403
    page = render_template(
        "sign_in/sign_in.html",
        form=form,
        refusal=refusal,
        practice_accounts=list_practice_accounts(),
        practice_password=practice_password(),
    )
    return page, status


def _open_session(login_name: str, password: str, target: str | None) -> ResponseReturnValue:
    token = people.log_in(
        database(), login_name, password, address=request.remote_addr or "", policy=password_policy()
    )
    session.clear()  # The form token of the visitor does not go on to serve the person.
    response = make_response(redirect(inner_address(target)))
    give_token(response, token)
    return response


def inner_address(target: str | None) -> str:
    """``target`` if it is a path on this server, else the home page: no link of ours leads elsewhere."""
    return target if target and _is_inner(target) else url_for("tasks.home")


def _is_inner(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
    )


def sign_out() -> ResponseReturnValue:
    """End the session on the server and let the browser forget it."""
    with database().write() as unit:
        people.log_out(unit, get_actor())
    session.clear()
    response = make_response(redirect(url_for("sign_in.sign_in")))
    take_token(response)
    return response


def set_up(token: str) -> ResponseReturnValue:
    """Make the first administrator of a new installation; the link works once."""
    with database().read() as unit:
        role = people.find_setup_role(unit, token)
    if role is None:
        raise SetupLinkRefused
    form = SetUpForm()
    refusal = ""
    if form.validate_on_submit():
        try:
            with database().write() as unit:
                people.use_setup_link(
                    unit,
                    token,
                    login_name=str(form.login_name.data),
                    display_name=str(form.display_name.data),
                    password=str(form.password.data),
                    policy=password_policy(),
                )
        except RongcuoError as refused:
            refusal = refused.text(current_language())
        else:
            return _open_session(str(form.login_name.data), str(form.password.data), None)
    names = people.ROLE_NAMES[role]
    return render_template(
        "sign_in/set_up.html",
        form=form,
        refusal=refusal,
        role=names[current_language() == "en"],
        policy=password_policy(),
    )


def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    refusal = ""
    if form.validate_on_submit():
        try:
            people.change_password(
                database(),
                get_actor(),
                str(form.current.data),
                str(form.new.data),
                policy=password_policy(),
            )
        except RongcuoError as refused:
            refusal = refused.text(current_language())
        else:
            flash(translate("密码已修改。"), "done")
            return redirect(url_for("tasks.home"))
    return render_template("sign_in/password.html", form=form, refusal=refusal, policy=password_policy())


def choose_language() -> ResponseReturnValue:
    """Switch the language, for this visit and for the account."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        actor = find_actor()
        if actor is not None and actor.language != language:
            with database().write() as unit:
                people.choose_language(unit, actor, language)
    return redirect(inner_address(request.form.get("back")))
