"""The forms of the security administrator's pages."""

from __future__ import annotations

from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Length

from webapp.views.labels import OwnForm, label, required


class AccountForm(OwnForm):
    """A new account; its holder must change the password at the first log-in."""

    login_name = StringField(label("登录名"), [required(), Length(max=40)], render_kw={"autocomplete": "off"})
    display_name = StringField(label("姓名"), [required(), Length(max=60)], render_kw={"autocomplete": "off"})
    unit = SelectField(label("单位"), validate_choice=True)
    password = PasswordField(label("初始密码"), [required()], render_kw={"autocomplete": "new-password"})


class FirstPasswordForm(OwnForm):
    """A first password, set anew."""

    password = PasswordField(label("新的初始密码"), [required()], render_kw={"autocomplete": "new-password"})


class GrantForm(OwnForm):
    """A role, perhaps at one unit only."""

    role = SelectField(label("角色"), validate_choice=True)
    unit = SelectField(label("只在这个单位（选填）"), validate_choice=True)
