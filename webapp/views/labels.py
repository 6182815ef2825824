"""Labels and refusals of the pages' own forms, in the language of whoever reads them."""

from __future__ import annotations

from collections import UserString
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from webapp.views.language import translate


class OwnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types.
    """A form of the platform's own pages, with the token against forged requests."""


class LazyText(UserString):
    """A text that is translated when it is shown: a form class is made once, its readers differ."""

    def __init__(self, message: str) -> None:
        self._message = message

    @property
    def data(self) -> str:  # type: ignore[override]  # UserString keeps plain text; ours is looked up each time.
        return translate(self._message)

    def __html__(self) -> str:
        return self.data


def label(message: str) -> Any:
    """A label by its message id. (WTForms calls for ``str``, and takes whatever turns into one.)"""
    return LazyText(message)


def required() -> Any:
    """A validator: something must be typed."""

    def check(_form: Form, field: Field) -> None:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []
            raise StopValidation(translate("请填写“%(field)s”。", field=str(field.label.text)))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # The place where WTForms looks for HTML attributes.
    return check


def same(other: str) -> Any:
    """A validator: the same must be typed twice."""

    def check(form: Form, field: Field) -> None:
        if field.data != form[other].data:
            raise ValidationError(translate("两次输入的内容不一致。"))

    return check
