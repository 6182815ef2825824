"""A pack as a zip that mirrors the top level: ``bpmn/ dmn/ forms/ tests/scenarios/``. Equal files give equal bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files by path.

    Entries are stored and not packed, in the order of their paths, all of one instant: what packs is free to choose its
    bits, and the same files should give the same bytes on every machine.
    """
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, files[path])
    return target.getvalue()


def export_name(code: str, digest: str) -> str:
    """What the zip of a version is called: the place and the beginning of its digest."""
    return f"{code}-{digest[:12]}.zip"
