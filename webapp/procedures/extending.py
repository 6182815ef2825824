"""What a place was made from: the nearest place that it extends and that has a procedure."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from webapp.procedures.packs import Pack, read_pack
from webapp.procedures.publishing import find_current, get_version, list_jurisdictions, list_versions

#: Former versions of a template among which the one is sought that a draft was made from.
_MOST_FORMER = 8


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


def find_origin(session: Session, place: Pack) -> Pack | None:
    """The version of its template that a place's files were taken from: the one of which it holds most as it was there.

    It is sought among the one in force, which comes first, and recent former ones. None where `find_template` finds none.
    """
    template = find_template(session, place)
    if template is None:
        return None
    lines = list_versions(session, template.code)[:_MOST_FORMER]
    versions = [template, *(get_version(session, line.digest) for line in lines)]
    return max(versions, key=lambda version: _count_taken(place, version))


def _count_taken(place: Pack, template: Pack) -> int:
    """The files that are the template's, byte by byte: where it has them, or copied among the place's own."""
    own, theirs = f"/{place.code}/", f"/{template.code}/"
    return sum(
        content in {template.files.get(path), template.files.get(path.replace(own, theirs, 1))}
        for path, content in place.files.items()
    )
