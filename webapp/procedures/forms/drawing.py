"""Draws a settled form: from components to what a template walks over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import wtforms
from markupsafe import escape

from webapp.errors import Language
from webapp.procedures.forms.bound import (
    BoundColumns,
    BoundComponent,
    BoundField,
    BoundGap,
    BoundGroup,
    BoundList,
    BoundListRow,
    BoundTable,
    BoundText,
)
from webapp.procedures.forms.dependencies import list_row_triggers
from webapp.procedures.forms.display import show_value
from webapp.procedures.forms.entries import ROW_MARKER
from webapp.procedures.forms.evaluation import evaluate
from webapp.procedures.forms.inputs import bind_options, widget_kind
from webapp.procedures.forms.markup import protect_markdown, render_markdown, sanitise_html
from webapp.procedures.forms.schema import (
    Component,
    FieldComponent,
    GapComponent,
    GroupComponent,
    ListComponent,
    TableComponent,
    TextComponent,
)
from webapp.procedures.forms.settling import Settled, SettledField, SettledList
from webapp.procedures.forms.submitting import row_prefix
from webapp.procedures.forms.wording import Words


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws one level of a form: the whole, or (with a ``prefix`` of input names) one row of a list."""

    form: wtforms.Form
    language: Language
    errors: Mapping[str, str]
    triggers: frozenset[str]
    prefix: str = ""

    def draw(self, components: Sequence[Component], settled: Settled) -> tuple[BoundComponent, ...]:
        """The visible ones of ``components``; neighbours of one layout row are put side by side."""
        shown = [item for item in components if item.id in settled.visible]
        drawn: list[BoundComponent] = []
        for row, members in groupby(shown, key=lambda item: item.row or item.id):
            side_by_side = list(members)
            bound = [part for item in side_by_side for part in self._draw_one(item, settled)]
            if len(bound) > 1 and side_by_side[0].row == row:
                drawn.append(BoundColumns(tuple(bound)))
            else:
                drawn.extend(bound)
        return tuple(drawn)

    def _draw_one(self, component: Component, settled: Settled) -> list[BoundComponent]:
        if isinstance(component, FieldComponent):
            return [self._draw_field(component, settled)]
        if isinstance(component, GroupComponent):
            return self._draw_group(component, settled)
        if isinstance(component, ListComponent):
            return [self._draw_list(component, settled)]
        if isinstance(component, TextComponent):
            return [self._draw_text(component, settled)]
        if isinstance(component, TableComponent):
            return [self._draw_table(component, settled)]
        if isinstance(component, GapComponent):
            return [BoundGap(component.type, grid_width(component.columns), component.height)]
        return []

    def _words(self, words: Words, settled: Settled) -> str:
        return words.render(settled.scope, self.language)

    def _draw_field(self, component: FieldComponent, settled: Settled) -> BoundField:
        item = settled.fields[component.key]
        assert isinstance(item, SettledField)  # noqa: S101 - the key is a field's; for the type checker.
        name = self.prefix + component.key
        field = self.form[name]
        return BoundField(
            key=component.key,
            name=name,
            widget=widget_kind(component),
            field=field,
            label=self._words(component.label, settled),
            help=self._words(component.description, settled),
            error=self.errors.get(name),
            width=grid_width(component.columns),
            is_required=component.limits.is_required,
            is_readonly=item.is_readonly,
            is_trigger=component.key in self.triggers,
            options=bind_options(field, item, self.language),
            accept=component.accept,
            is_multiple=component.is_multiple,
            prefix=self._words(component.prefix, settled) or None,
            suffix=self._words(component.suffix, settled) or None,
        )

    def _draw_group(self, component: GroupComponent, settled: Settled) -> list[BoundComponent]:
        inner = self.draw(component.children, settled)
        if not inner:
            return []
        return [
            BoundGroup(
                id=component.id,
                label=self._words(component.label, settled),
                help=self._words(component.description, settled),
                width=grid_width(component.columns),
                is_outlined=component.is_outlined,
                components=inner,
            )
        ]

    def _draw_list(self, component: ListComponent, settled: Settled) -> BoundList:
        item = settled.fields[component.key]
        assert isinstance(item, SettledList)  # noqa: S101 - the key is a list's; for the type checker.
        return BoundList(
            key=component.key,
            label=self._words(component.label, settled),
            help=self._words(component.description, settled),
            error=self.errors.get(component.key),
            width=grid_width(component.columns),
            is_required=component.is_required,
            may_change_rows=component.may_change_rows,
            add_value=component.key,
            rows=tuple(self._draw_row(component, number, row) for number, row in item.rows),
        )

    def _draw_row(self, component: ListComponent, number: int, row: Settled) -> BoundListRow:
        prefix = row_prefix(component, number)
        inner = Drawer(self.form, self.language, self.errors, list_row_triggers(component), prefix)
        return BoundListRow(
            number=number,
            marker=prefix + ROW_MARKER,
            remove_value=f"{component.key}-{number}",
            components=inner.draw(component.children, row),
        )

    def _draw_text(self, component: TextComponent, settled: Settled) -> BoundText:
        quote = _escape if component.is_html else protect_markdown
        text = component.text.render(settled.scope, self.language, quote)
        html = sanitise_html(text) if component.is_html else render_markdown(text)
        return BoundText(component.id, grid_width(component.columns), html)

    def _draw_table(self, component: TableComponent, settled: Settled) -> BoundTable:
        found = evaluate(component.source, settled.scope)
        rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        names = [name for name, _ in component.columns_shown]
        return BoundTable(
            id=component.id,
            label=self._words(component.label, settled),
            width=grid_width(component.columns),
            headings=tuple(self._words(label, settled) for _, label in component.columns_shown),
            rows=tuple(tuple(show_value(row.get(name), self.language) for name in names) for row in rows),
        )


def grid_width(columns: int | None) -> int | None:
    """Sixteenths of the form editor as twelfths of the page's grid."""
    return None if columns is None else max(1, min(12, round(columns * 12 / 16)))


def _escape(text: str) -> str:
    return str(escape(text))
