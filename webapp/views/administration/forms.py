"""The forms of the administrators' pages."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from webapp.views.labels import OwnForm, label, required
from webapp.views.language import mark

#: Kinds of unit (domain terms `body_kind`), with the message id of each name.
UNIT_KINDS = {
    "county_dept": mark("县直（区直）单位"),
    "township": mark("乡镇"),
    "street": mark("街道"),
    "community": mark("社区、村"),
    "economic_union": mark("经济联社"),
    "soe": mark("国有企业"),
    "party_org": mark("党的机关"),
}


class AccountForm(OwnForm):
    """A new account; its holder must change the password at the first log-in."""

    login_name = StringField(label("登录名"), [required(), Length(max=40)], render_kw={"autocomplete": "off"})
    display_name = StringField(label("姓名"), [required(), Length(max=60)], render_kw={"autocomplete": "off"})
    unit = SelectField(label("单位"), validate_choice=True)
    password = PasswordField(label("初始密码"), [required()], render_kw={"autocomplete": "new-password"})


class FirstPasswordForm(OwnForm):
    """A first password, set anew."""

    password = PasswordField(label("新的初始密码"), [required()], render_kw={"autocomplete": "new-password"})


class UnitForm(OwnForm):
    """A unit of a place."""

    jurisdiction = SelectField(label("地方"), validate_choice=True)
    name = StringField(label("名称"), [required(), Length(max=80)])
    name_en = StringField(label("英文名称"), [required(), Length(max=120)])
    code = StringField(label("代码（小写字母、数字、下划线）"), [required(), Length(max=40)])
    kind = SelectField(label("类别"), validate_choice=True)


class CalendarForm(OwnForm):
    """A year's days off and weekend days worked, as lists or as the notice words them."""

    revision = IntegerField(widget=HiddenInput())
    notice = TextAreaField(
        label("粘贴通知原文（选填）"),
        description=label(
            "例如：春节：2月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。填了这里，下面两栏由它生成。"
        ),
        render_kw={"rows": 5},
    )
    days_off = TextAreaField(
        label("放假的日子"),
        description=label("每行一天或一段，如 2026-02-15 至 2026-02-23；也可写 2月15日至23日。"),
        render_kw={"rows": 8},
    )
    works_on = TextAreaField(label("调休上班的周末"), render_kw={"rows": 5})
    source_title = StringField(
        label("依据"), [Length(max=200)], description=label("通知的名称；尚未公布时写明按什么预计。")
    )
    source_number = StringField(label("文号（选填）"), [Length(max=80)])
    is_announced = BooleanField(label("国务院办公厅已公布"))
