"""Differences of papers: what the list says of each, and of its template the content and the fields that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from webapp.papers import TemplateComparison, outline_templates
from webapp.papers import compare_templates as compare_wording
from webapp.procedures.comparing.settings import compare_named
from webapp.procedures.comparing.words import Change, Detail, Said
from webapp.procedures.packs import Pack


def compare_papers(old: Pack, new: Pack) -> tuple[Change, ...]:
    """The papers whose entry in the list differs, who issues them, and what is not issued."""
    before, after = old.read_papers()[0], new.read_papers()[0]
    changes = [
        *compare_named(before.kinds, after.kinds),
        *compare_named(before.not_issued, after.not_issued),
    ]
    places = [{"place": each.place} if each.place else {} for each in (before, after)]
    changes += [
        Change(each.kind, "place", Said("出具单位和文号", "Organ and numbers"), each.details)
        for each in compare_named(*places)
    ]
    return tuple(changes)


def read_templates(pairs: Mapping[str, tuple[bytes, bytes]]) -> dict[str, TemplateComparison]:
    """Pairs of templates compared by their words, by the names of the pairs.

    All are read in two child processes and remembered, so that asking again for one by one costs nothing.
    """
    outline_templates(
        {f"{side}:{name}": content for name, pair in pairs.items() for side, content in enumerate(pair)}
    )
    return compare_wording(pairs)


def compare_templates(old: bytes, new: bytes) -> tuple[Detail, ...]:
    """Two templates of one paper that are not the same bytes: their digests, and the fields that came and went."""
    fields = [_fields_of(content) for content in (old, new)]
    details = [Detail(Said("内容摘要", "Digest"), sha256(old).hexdigest()[:12], sha256(new).hexdigest()[:12])]
    if fields[0] != fields[1]:
        gone, came = sorted(fields[0] - fields[1]), sorted(fields[1] - fields[0])
        details.append(
            Detail(Said("模板用到的字段", "Fields of the template"), ", ".join(gone), ", ".join(came))
        )
    return tuple(details)


def _fields_of(content: bytes) -> frozenset[str]:
    """What a template asks for, found in a child process: an upload may be hostile."""
    outline = outline_templates({"template": content})["template"]
    return frozenset(".".join(each.path) for each in outline.placeholders)
