"""Forms of older form-js schemas, as the forms that this platform reads: an id, and fields named ``entity.field``."""

from __future__ import annotations

import json
import re
from typing import Any

from webapp.procedures.forms.json_source import read_json
from webapp.procedures.importing.normalising.diagrams import Normalised
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.normalising.form_fields import field_name, write_schema
from webapp.procedures.importing.remarks import Remark, remark

#: The schema that the shipped forms are written in.
SCHEMA_VERSION = 17
_ID = re.compile(r"[a-z][a-z0-9_]{0,79}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}\.[a-z][a-z0-9_]{0,79}")
#: Groups of fields that keep names of their own inside them.
_NESTS = frozenset({"dynamiclist", "group"})


def normalise_form(path: str, content: bytes, *, is_loose: bool) -> Normalised:
    """A form at its path; byte for byte as it came when nothing had to change."""
    text, encoding = to_utf8(content, is_xml=False)
    remarks: list[Remark] = [] if encoding is None else [remark("IM-204", path, found=encoding)]
    if not is_loose:
        return Normalised(path, text, tuple(remarks))
    top, problems = read_json(text, path)
    if top is None or problems or not isinstance(top.get("components"), list):
        return Normalised(path, text, tuple(remarks))
    schema: dict[str, Any] = dict(top)
    changes = _Schema(schema, path).mend()
    folder = path.rpartition("/")[0]
    now = f"{folder}/{schema['id']}.form"
    if now != path:
        changes.append(remark("IM-205", path, found=now))
    return Normalised(now, write_schema(schema) if changes else text, (*remarks, *changes))


class _Schema:
    def __init__(self, schema: dict[str, Any], path: str) -> None:
        self._schema = schema
        self._path = path
        self._changes: list[Remark] = []

    def mend(self) -> list[Remark]:
        """Mend the schema in place; returns what was changed."""
        stem = field_name(self._path.rpartition("/")[2].rpartition(".")[0], 0)
        if not _ID.fullmatch(str(self._schema.get("id", ""))):
            found = self._schema.get("id") or "—"
            self._schema["id"] = stem if stem != "field_0" else "form"
            self._say(f"标识“{found}”", f"id '{found}'", self._schema["id"])
        if self._schema.get("schemaVersion") is None:
            self._schema["schemaVersion"] = SCHEMA_VERSION
            self._say("版本（未写明）", "schema version (none)", SCHEMA_VERSION)
        self._schema.setdefault("type", "default")
        if "=" not in json.dumps(self._schema["components"]):
            self._name_fields(self._schema["components"], str(self._schema["id"]), 0)
        return self._changes

    def _name_fields(self, components: list[Any], entity: str, depth: int) -> None:
        """Fields named ``amount`` become ``<form>.amount``. Not where expressions of the form read them by name."""
        for number, each in enumerate(components, start=1):
            if not isinstance(each, dict) or depth > 1:
                continue
            key = each.get("key")
            if isinstance(key, str) and each.get("type") not in _NESTS and not _KEY.fullmatch(key):
                each["key"] = f"{entity}.{field_name(key.rpartition('.')[2], number)}"
                self._say(f"字段“{key}”", f"field '{key}'", each["key"])
            if each.get("type") == "group" and isinstance(each.get("components"), list):
                self._name_fields(each["components"], entity, depth + 1)

    def _say(self, found: str, found_en: str, now: object) -> None:
        self._changes.append(remark("IM-241", self._path, found=found, found_en=found_en, now=now))
