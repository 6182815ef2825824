"""Forms: form-js schemas read, checked, shown through WTForms, and submissions taken in.

The source is the JSON of the form editor. Declared fields only; a hidden field is not accepted; read-only
fields keep the server's value; an option that was not offered is refused. Everything works without
JavaScript: a page that redraws itself on change only asks for the same form again.

A host offers data to a form's expressions through the context, for instance ``units`` and ``list_items``
(lists of ``{value, label}``), and ``evidence`` for file pickers.
"""

from webapp.procedures.forms.binding import BoundForm, bind_form
from webapp.procedures.forms.bound import (
    BoundColumns,
    BoundComponent,
    BoundField,
    BoundGap,
    BoundGroup,
    BoundList,
    BoundListRow,
    BoundOption,
    BoundTable,
    BoundText,
)
from webapp.procedures.forms.errors import FormRefused
from webapp.procedures.forms.reading import check_form, read_form
from webapp.procedures.forms.schema import FormSchema
from webapp.procedures.forms.submitting import Submission, read_submission, validate_facts
from webapp.procedures.forms.summary import summarise

__all__ = [
    "BoundColumns",
    "BoundComponent",
    "BoundField",
    "BoundForm",
    "BoundGap",
    "BoundGroup",
    "BoundList",
    "BoundListRow",
    "BoundOption",
    "BoundTable",
    "BoundText",
    "FormRefused",
    "FormSchema",
    "Submission",
    "bind_form",
    "check_form",
    "read_form",
    "read_submission",
    "summarise",
    "validate_facts",
]
