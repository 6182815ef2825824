"""Differences of two files of decision tables, cell by cell: columns and rows are matched, then each cell is compared."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.procedures.comparing.table_reading import ComparedColumn, ComparedRow, ComparedTable, read_tables
from webapp.procedures.comparing.words import ChangeKind, Detail, Said, details_of

_WORDS = {
    "name": Said("名称", "Name"),
    "hit_policy": Said("命中规则", "Hit policy"),
    "expression": Said("表达式", "Expression"),
    "label": Said("列名", "Label"),
    "type": Said("数据类型", "Type"),
    "allowed": Said("可取的值", "Allowed values"),
    "default": Said("默认值", "Default"),
    "requires": Said("引用的判断表和数据", "Requires"),
}
#: What the columns of a table are called together, by their role.
COLUMN_NAMES: Mapping[str, Said] = {
    "input": Said("条件", "Conditions"),
    "output": Said("结论", "Conclusions"),
    "annotation": Said("批注", "Annotations"),
}


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column of either table, the new one's in order, then those removed. ``kind`` is None where nothing changed."""

    kind: ChangeKind | None
    role: str
    label: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell, as written before and after; of an added or removed row or column one of them is empty."""

    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs. Its number counts from 1, None where it is not in that table; cells follow the columns."""

    kind: ChangeKind
    old_number: int | None
    new_number: int | None
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """A decision that differs: its own properties, its columns, the rows that differ and how many do not."""

    kind: ChangeKind
    id: str
    name: Said
    details: tuple[Detail, ...] = ()
    columns: tuple[ColumnChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    same_rows: int = 0


#: The English label of a decision's column, by the decision's id and the label as written.
EnglishColumn = Callable[[str, str], str]


def compare_tables(
    old: bytes,
    new: bytes,
    old_english: Mapping[str, str],
    new_english: Mapping[str, str],
    english_column: EnglishColumn,
) -> tuple[DecisionChange, ...] | None:
    """The decisions that differ; None where a file cannot be read. The mappings give English names by decision id."""
    before, after = read_tables(old), read_tables(new)
    if before is None or after is None:
        return None
    found = [
        _compare(before.get(id_), table, Said(table.name, new_english.get(id_, "")), english_column)
        for id_, table in after.items()
    ]
    found += [
        DecisionChange("removed", id_, Said(table.name, old_english.get(id_, "")))
        for id_, table in before.items()
        if id_ not in after
    ]
    return tuple(change for change in found if change is not None)


def list_decisions(
    content: bytes, english: Mapping[str, str], english_column: EnglishColumn
) -> tuple[DecisionChange, ...]:
    """All decisions of a file that is new; none where it cannot be read."""
    tables = read_tables(content) or {}
    return tuple(
        DecisionChange("added", id_, Said(table.name, english.get(id_, "")), _describe(table, english_column))
        for id_, table in tables.items()
    )


def _describe(table: ComparedTable, english_column: EnglishColumn) -> tuple[Detail, ...]:
    """What a new table asks and concludes, and how many rows it has; of a decision that is no table, what it says."""
    if not table.columns:
        return details_of({}, table.properties, _WORDS)
    labels = {
        role: [column.label for column in table.columns if column.role == role] for role in COLUMN_NAMES
    }
    columns = (
        Detail(
            COLUMN_NAMES[role],
            "",
            "、".join(found),
            "",
            ", ".join(english_column(table.id, label) for label in found),
        )
        for role, found in labels.items()
        if found
    )
    return (*columns, Detail(Said("行数", "Rows"), "", str(len(table.rows))))


def _compare(
    before: ComparedTable | None, after: ComparedTable, name: Said, english_column: EnglishColumn
) -> DecisionChange | None:
    if before is None:
        return DecisionChange("added", after.id, name, _describe(after, english_column))
    details = details_of(before.properties, after.properties, _WORDS)
    pairs = _pair_columns(before.columns, after.columns)
    columns = tuple(_compare_column(old, new) for old, new in pairs)
    rows = tuple(_compare_rows(before, after, pairs))
    if not details and not rows and all(column.kind is None for column in columns):
        return None
    changed = sum(row.new_number is not None for row in rows)
    return DecisionChange("changed", after.id, name, details, columns, rows, len(after.rows) - changed)


# -- columns ------------------------------------------------------------------------------------

_ColumnPair = tuple[ComparedColumn | None, ComparedColumn | None]


def _pair_columns(old: Sequence[ComparedColumn], new: Sequence[ComparedColumn]) -> list[_ColumnPair]:
    """Each column of the new table with its former self, then the columns that are gone."""
    free = list(old)
    found: dict[int, ComparedColumn] = {}
    # By id first: an editor keeps it when everything else of a column is changed. Then by what the column asks or gives.
    for same in (_has_same_id, _asks_the_same, _is_called_the_same):
        for number, column in enumerate(new):
            if number not in found:
                former = next((each for each in free if same(each, column)), None)
                if former is not None:
                    found[number] = former
                    free.remove(former)
    return [
        *((found.get(number), column) for number, column in enumerate(new)),
        *((gone, None) for gone in free),
    ]


def _has_same_id(old: ComparedColumn, new: ComparedColumn) -> bool:
    return bool(new.id) and old.id == new.id and old.role == new.role


def _asks_the_same(old: ComparedColumn, new: ComparedColumn) -> bool:
    return old.role == new.role and old.expression == new.expression


def _is_called_the_same(old: ComparedColumn, new: ComparedColumn) -> bool:
    return bool(new.label) and old.role == new.role and old.label == new.label


def _compare_column(old: ComparedColumn | None, new: ComparedColumn | None) -> ColumnChange:
    column = new or old
    assert column is not None  # noqa: S101 - a pair holds at least one.
    if old is None or new is None:
        return ColumnChange("added" if old is None else "removed", column.role, column.label, ())
    details = details_of(old.properties, new.properties, _WORDS)
    return ColumnChange("changed" if details else None, column.role, column.label, details)


# -- rows ---------------------------------------------------------------------------------------


def _compare_rows(
    before: ComparedTable, after: ComparedTable, pairs: Sequence[_ColumnPair]
) -> Iterator[RowChange]:
    """The rows that differ, in the order of the new table; each that is gone stands where it stood."""
    former = _match_rows(before.rows, after.rows, pairs)
    kept = _in_order([former[number] for number in sorted(former)])
    gone = [number for number in range(len(before.rows)) if number not in former.values()]
    for number, row in enumerate(after.rows):
        old = former.get(number)
        while gone and old is not None and gone[0] < old:
            yield _removed(before.rows[gone[0]], gone.pop(0), pairs)
        cells = _cells(None if old is None else before.rows[old], row, pairs)
        if old is None:
            yield RowChange("added", None, number + 1, cells)
        elif any(cell.is_changed for cell in cells):
            yield RowChange("changed", old + 1, number + 1, cells)
        elif old not in kept:
            yield RowChange("moved", old + 1, number + 1, cells)
    for number in gone:
        yield _removed(before.rows[number], number, pairs)


def _removed(row: ComparedRow, number: int, pairs: Sequence[_ColumnPair]) -> RowChange:
    return RowChange("removed", number + 1, None, _cells(row, None, pairs))


def _cells(
    old: ComparedRow | None, new: ComparedRow | None, pairs: Sequence[_ColumnPair]
) -> tuple[CellChange, ...]:
    return tuple(CellChange(_cell(old, former), _cell(new, column)) for former, column in pairs)


def _cell(row: ComparedRow | None, column: ComparedColumn | None) -> str:
    if row is None or column is None or column.position >= len(row.cells):
        return ""
    return row.cells[column.position]


def _match_rows(
    old: Sequence[ComparedRow], new: Sequence[ComparedRow], pairs: Sequence[_ColumnPair]
) -> dict[int, int]:
    """Row of the new table → its former self: by id, then by equal cells, then by most of its cells."""
    former: dict[int, int] = {}
    by_id = {row.id: number for number, row in enumerate(old) if row.id}
    taken: set[int] = set()
    for number, row in enumerate(new):
        if row.id and row.id in by_id and by_id[row.id] not in taken:
            former[number] = by_id[row.id]
            taken.add(by_id[row.id])
    common = [(a, b) for a, b in pairs if a is not None and b is not None]
    for least in (1.0, 0.5):
        for number, row in enumerate(new):
            if number in former:
                continue
            likeness = {
                other: _likeness(each, row, common) for other, each in enumerate(old) if other not in taken
            }
            best = max(likeness, key=lambda other: (likeness[other], -abs(other - number)), default=None)
            if best is not None and likeness[best] >= least:
                former[number] = best
                taken.add(best)
    return former


def _likeness(
    old: ComparedRow, new: ComparedRow, common: Sequence[tuple[ComparedColumn, ComparedColumn]]
) -> float:
    """How many of the cells that both tables have are equal, from 0 to 1. Cells that ask nothing tell nothing."""
    told = [(_cell(old, former), _cell(new, column)) for former, column in common]
    told = [pair for pair in told if pair not in {("", ""), ("-", "-")}]
    return sum(a == b for a, b in told) / len(told) if told else 0.0


def _in_order(positions: Sequence[int]) -> set[int]:
    """The most positions that stand in rising order: the rows that stayed where they were when others were moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for position in positions:
        place = bisect_left(ends, position)
        before[position] = ends[place - 1] if place else None
        ends[place : place + 1] = [position]
    kept: set[int] = set()
    current = ends[-1] if ends else None
    while current is not None:
        kept.add(current)
        current = before[current]
    return kept
