"""What can go wrong with a form as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class FormRefused(RongcuoError):
    """The form has errors and is not used. ``problems`` says what to mend, warnings included."""

    code = "RC-3101"
    zh = "表单 {file} 有 {count} 处错误，不予采用。第一处：{first}"
    en = "The form {file} has {count} error(s) and is refused. The first: {first_en}"

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        super().__init__(
            file=file, count=len(errors), first=errors[0].text("zh"), first_en=errors[0].text("en")
        )
