"""The forms of signing in, setting up and changing the password."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from webapp.views.labels import OwnForm, label, required, same


class SignInForm(OwnForm):
    """Login name and password. ``next`` is the page that asked for them."""

    login_name = StringField(
        label("登录名"),
        [required(), Length(max=128)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        label("密码"), [required(), Length(max=128)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class SetUpForm(OwnForm):
    """The first administrator's own choice of name and password."""

    login_name = StringField(
        label("登录名"), [required(), Length(max=40)], render_kw={"autocomplete": "username"}
    )
    display_name = StringField(
        label("姓名"), [required(), Length(max=60)], render_kw={"autocomplete": "name"}
    )
    password = PasswordField(label("密码"), [required()], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        label("再输一次密码"), [required(), same("password")], render_kw={"autocomplete": "new-password"}
    )


class PasswordForm(OwnForm):
    """A new password, confirmed by the old one."""

    current = PasswordField(label("当前密码"), [required()], render_kw={"autocomplete": "current-password"})
    new = PasswordField(label("新密码"), [required()], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        label("再输一次新密码"), [required(), same("new")], render_kw={"autocomplete": "new-password"}
    )
