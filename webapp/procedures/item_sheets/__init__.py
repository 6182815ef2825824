"""A place's list in a spreadsheet: exported as a sheet to fill in, checked whole, imported as rows of its table.

The functions stand in `webapp.procedures.item_sheets.importing`, which loads the spreadsheet library; what merely names
the findings, as the manual does, need not wait for that.

The sources often publish only how many items a list has. Whoever has the official text fills the open slots:

    export_list(pack, Path("list.xlsx"))
    planned = plan_import(pack, Path("list.xlsx").read_bytes(), "list.xlsx")   # raises ListItemsRefused with all mistakes
    print(planned.difference())
    write_import(planned, root)

`webapp.procedures.draft_parts.lists` takes a planned import into a draft.
"""

from webapp.procedures.item_sheets.errors import (
    ListChangedMeanwhile,
    ListFileActive,
    ListFileExists,
    ListFileSwollen,
    ListFileTooLarge,
    ListFileUnreadable,
    ListItemsRefused,
    ListTableElsewhere,
    ListTableMissing,
    ListTableUnsuitable,
    ListTextsUnwritable,
)
from webapp.procedures.item_sheets.layout import Item

__all__ = [
    "Item",
    "ListChangedMeanwhile",
    "ListFileActive",
    "ListFileExists",
    "ListFileSwollen",
    "ListFileTooLarge",
    "ListFileUnreadable",
    "ListItemsRefused",
    "ListTableElsewhere",
    "ListTableMissing",
    "ListTableUnsuitable",
    "ListTextsUnwritable",
]
