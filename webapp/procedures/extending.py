"""What a place was made from: the nearest place that it extends and that has a procedure."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from webapp.procedures.packs import Pack, read_pack
from webapp.procedures.publishing import find_current, list_jurisdictions


def find_template(session: Session, place: Pack, pack_root: Path | None = None) -> Pack | None:
    """The version in force of the nearest place that ``place`` extends; None where it extends none, or none is in force.

    With ``pack_root``, the folder of the shipped procedures, one that came with the release and is not in force counts, too.
    """
    shipped = list_jurisdictions(pack_root) if pack_root is not None else []
    for code in place.lineage[1:-1]:
        found = find_current(session, code)
        if found is None and pack_root is not None and code in shipped:
            found = read_pack(code, pack_root)
        if found is not None:
            return found
    return None
