"""What a template and a place made from it call themselves: read alike, the same thing under two names is no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from webapp.procedures.packs import Pack

#: A shorter name stands in too many other words.
_SHORTEST = 2
_TEXTS = (".bpmn", ".dmn", ".form", ".toml")


@dataclass(frozen=True)
class PlaceNames:
    """The template's code, name and organ, each with the place's own. A code counts where it is a whole part of a name:
    ``town`` in ``town_handle`` and not in ``towns``."""

    code: tuple[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, template: Pack, place: Pack) -> PlaceNames:
        """Those of two packs; a name that either does not have is left as it is."""
        before, after = template.read_jurisdiction()[0], place.read_jurisdiction()[0]
        found = {before.zh: after.zh, before.en: after.en}
        organs = template.read_papers()[0].place, place.read_papers()[0].place
        if organs[0] is not None and organs[1] is not None:
            found |= {organs[0].organ: organs[1].organ, organs[0].organ_en: organs[1].organ_en}
        return cls(
            (template.code, place.code),
            {old: new for old, new in found.items() if len(old) >= _SHORTEST and new and old != new},
        )

    def put_in(self, text: str) -> str:
        """A text of the template as the place would write it."""
        return self._theirs.sub(lambda found: self.names.get(found[0], self.code[1]), text)

    def put_in_file(self, path: str, content: bytes, own: bytes) -> bytes:
        """A file of the template as the place would write it. Where ``own``, the place's, names the place nowhere, and in
        what is no text, everything stays: there is nothing to match."""
        if not path.endswith(_TEXTS):
            return content
        try:
            text, said = content.decode(), own.decode()
        except UnicodeDecodeError:
            return content
        return self.put_in(text).encode() if self._ours.search(said) else content

    @cached_property
    def _theirs(self) -> re.Pattern[str]:
        return _any_of(self.code[0], self.names)

    @cached_property
    def _ours(self) -> re.Pattern[str]:
        return _any_of(self.code[1], self.names.values())


def _any_of(code: str, names: Iterable[str]) -> re.Pattern[str]:
    """The code as a whole part of a name, or one of the names; the longest first, for one may stand in another."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(
        "|".join([*map(re.escape, longest), rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])"])
    )
