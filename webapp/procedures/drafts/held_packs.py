"""The packs of drafts that a process holds ready: several pages ask for one after each save."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from webapp.procedures.files import HeldFiles
from webapp.procedures.packs import Pack, collect_pack, digest_files

#: One takes a few megabytes, and few drafts are worked on at a time.
MAX_HELD = 8

_HELD: OrderedDict[tuple[str, str], Pack] = OrderedDict()
_LOCK = threading.Lock()


def hold_pack(code: str, files: Mapping[str, bytes]) -> Pack:
    """The pack ``code`` of these files, collected once for the same content.

    Raises:
        PackNotFound: there is no file of the place itself.
    """
    key = (code, digest_files(files))
    with _LOCK:
        if (held := _HELD.get(key)) is not None:
            _HELD.move_to_end(key)
            return held
    pack = collect_pack(code, HeldFiles(files))
    with _LOCK:
        pack = _HELD.setdefault(key, pack)
        while len(_HELD) > MAX_HELD:
            _HELD.popitem(last=False)
    return pack
