"""XML to a decision table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webapp.decisions import refusals
from webapp.decisions.syntax import Aggregation, HitPolicy, InputColumn, OutputColumn, Rule, Table, Text
from webapp.decisions.xml_elements import attribute, child, child_text, children, type_ref_of

if TYPE_CHECKING:
    from lxml import etree

    from webapp.decisions.element_reader import ElementReader

#: The annotation column that the browser's table editor keeps as each rule's description.
DESCRIPTION: Final = "description"


def read_table(element: etree._Element, reader: ElementReader) -> Table | None:
    """A decision table; None when its shape is refused. Cells are compiled later."""
    hit_policy, aggregation = _policy(element, reader)
    inputs = tuple(_input(item, number, reader) for number, item in enumerate(children(element, "input"), 1))
    outputs = tuple(_output(item, reader) for item in children(element, "output"))
    named = tuple(attribute(item, "name") for item in children(element, "annotation"))
    rows = list(children(element, "rule"))
    if not _check_outputs(element, outputs, reader) or hit_policy is None:
        return None
    if aggregation is not None and len(outputs) > 1:
        reader.refuse(
            refusals.AGGREGATION_WRONG, element, aggregation=aggregation.value,
            reason_zh="表有多个输出列，不能汇总。请只留一个输出列。", reason_en="the table has several outputs. Keep one.",
        )  # fmt: skip
        return None
    has_descriptions = DESCRIPTION not in named and any(child_text(row, DESCRIPTION) for row in rows)
    columns = (*named, DESCRIPTION) if has_descriptions else named
    rules = [
        _rule(row, number, len(inputs), len(outputs), columns, reader) for number, row in enumerate(rows, 1)
    ]
    if None in rules:
        return None
    return Table(
        hit_policy=hit_policy,
        aggregation=aggregation,
        orientation=attribute(element, "preferredOrientation") or "Rule-as-Row",
        inputs=inputs,
        outputs=outputs,
        annotation_columns=columns,
        rules=tuple(rule for rule in rules if rule is not None),
        place=reader.place(element),
        type_ref=type_ref_of(element),
    )


def _policy(element: etree._Element, reader: ElementReader) -> tuple[HitPolicy | None, Aggregation | None]:
    written = attribute(element, "hitPolicy") or "UNIQUE"
    policy = next((item for item in HitPolicy if item.value == written.upper()), None)
    if policy is None:
        reader.refuse(refusals.HIT_POLICY_UNKNOWN, element, policy=written)
    named = attribute(element, "aggregation")
    aggregation = next((item for item in Aggregation if item.value == named.upper()), None)
    if named and aggregation is None:
        reader.refuse(
            refusals.AGGREGATION_WRONG, element, aggregation=named,
            reason_zh="只有 SUM、MIN、MAX、COUNT。", reason_en="use SUM, MIN, MAX or COUNT.",
        )  # fmt: skip
    if aggregation is not None and policy is not None and policy is not HitPolicy.COLLECT:
        reader.refuse(
            refusals.AGGREGATION_WRONG, element, aggregation=named,
            reason_zh="只有 COLLECT 表可以汇总。", reason_en="only a COLLECT table aggregates.",
        )  # fmt: skip
    return policy, aggregation


def _input(element: etree._Element, number: int, reader: ElementReader) -> InputColumn:
    holder = child(element, "inputExpression")
    if holder is None or not child_text(holder, "text"):
        zh, en = f"第 {number} 个输入列", f"Input column {number}"
        reader.refuse(refusals.EXPRESSION_MISSING, element, element_zh=zh, element_en=en)
        expression = Text("null", reader.place(element))
    else:
        expression = reader.text(holder)
    return InputColumn(
        attribute(element, "label") or expression.text, expression, _allowed(element, "inputValues", reader)
    )


def _output(element: etree._Element, reader: ElementReader) -> OutputColumn:
    default = child(element, "defaultOutputEntry")
    name = attribute(element, "name")
    return OutputColumn(
        name=name,
        label=attribute(element, "label") or name,
        type_ref=type_ref_of(element),
        allowed=_allowed(element, "outputValues", reader),
        default=None if default is None or not child_text(default, "text") else reader.text(default),
        place=reader.place(element),
    )


def _allowed(element: etree._Element, name: str, reader: ElementReader) -> Text | None:
    holder = child(element, name)
    if holder is None or child_text(holder, "text") in {"", "-"}:
        return None
    return reader.text(holder)


def _check_outputs(element: etree._Element, outputs: tuple[OutputColumn, ...], reader: ElementReader) -> bool:
    if not outputs:
        reader.refuse(refusals.OUTPUT_MISSING, element)
        return False
    if len(outputs) == 1:
        return True
    seen: set[str] = set()
    for number, output in enumerate(outputs, 1):
        if not output.name:
            reader.refuse(refusals.OUTPUT_NAME_MISSING, element, number=number)
        elif output.name in seen:
            reader.refuse(refusals.OUTPUT_NAME_TWICE, element, name=output.name)
        seen.add(output.name)
    without = [output.label or output.name for output in outputs if output.default is None]
    if without and len(without) < len(outputs):
        reader.refuse(refusals.DEFAULT_INCOMPLETE, element, columns="、".join(without))
    return all(output.name for output in outputs) and len(seen) == len(outputs)


def _rule(
    element: etree._Element,
    number: int,
    inputs: int,
    outputs: int,
    annotation_columns: tuple[str, ...],
    reader: ElementReader,
) -> Rule | None:
    given = tuple(_input_cell(cell, reader) for cell in children(element, "inputEntry"))
    made = tuple(reader.text(cell) for cell in children(element, "outputEntry"))
    notes = [child_text(entry, "text") for entry in children(element, "annotationEntry")]
    whole = True
    for part_zh, part_en, found, expected in (
        ("输入格", "input cells", len(given), inputs),
        ("输出格", "output cells", len(made), outputs),
    ):
        if found != expected:
            reader.refuse(
                refusals.ROW_LENGTH,
                element,
                rule=number,
                part_zh=part_zh,
                part_en=part_en,
                found=found,
                expected=expected,
            )
            whole = False
    # The browser's editor adds rows without annotation cells: fewer are empty, more belong to no column.
    if len(notes) > len(annotation_columns):
        reader.refuse(
            refusals.ROW_LENGTH, element, rule=number, part_zh="批注", part_en="annotations",
            found=len(notes), expected=len(annotation_columns),
        )  # fmt: skip
        whole = False
    if not whole:
        return None
    annotations = dict.fromkeys(annotation_columns, "") | dict(zip(annotation_columns, notes, strict=False))
    if not annotations.get(DESCRIPTION, "?"):
        annotations[DESCRIPTION] = child_text(element, DESCRIPTION)
    return Rule(number, given, made, tuple(annotations.items()), reader.place(element))


def _input_cell(element: etree._Element, reader: ElementReader) -> Text:
    cell = reader.text(element)
    return Text(cell.text or "-", cell.place)
