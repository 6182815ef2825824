"""The parts of FEEL that declare: names being introduced, and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.feel.errors import FeelSyntaxError
from webapp.feel.limits import Limits
from webapp.feel.names import RESERVED, NameTable, Scopes
from webapp.feel.stream import TokenStream
from webapp.feel.tokens import scan, unescape, unquoted
from webapp.feel.typesystem import SIMPLE_TYPES, list_of
from webapp.feel.values import ANY, FeelType

_SIMPLE_TYPE_NAMES = NameTable(SIMPLE_TYPES)
_GENERIC_TYPES = ("list", "range", "context", "function")


class DeclarationParser(TokenStream):
    """Reads declared names and types; the lowest layer of the parser."""

    def __init__(
        self,
        text: str,
        functions: NameTable,
        variables: NameTable,
        members: Iterable[str],
        types: Mapping[str, FeelType],
        limits: Limits,
    ) -> None:
        super().__init__(text, limits)
        self.scopes = Scopes(functions, variables, NameTable(members))
        self._types = types

    def quoted_name(self) -> str:
        """Take a name written in backticks, which may hold anything and be a reserved word.

        The standard has no such names; widespread engines (Camunda 8) write them where a name would be misread.
        """
        name = unquoted(self.take())
        tokens = scan(name, strict=False)
        found = self.scopes.find(tokens, 0)
        return found[1] if found is not None and found[0] == len(tokens) - 1 else name

    def declared_name(self, *stops: str) -> str:
        """Read a name being declared, up to one of these signs or words."""
        start, first = self.at, self.token
        if first.kind == "string" and self.ahead(1).text in stops:
            return unescape(self.take())
        if first.kind == "quoted" and self.ahead(1).text in stops:
            return unquoted(self.take())
        while not self.sees(*stops):
            if self.token.kind in ("end", "string") or self.token.text in ("(", ")", "[", "]", "{", "}", ","):
                self.expect(*stops)
            self.take()
        if self.at == start:
            self.refuse()
        name = self.text_since(start)
        if name in RESERVED:
            raise FeelSyntaxError("FEEL-S17", first.place, found=name)
        if first.kind not in ("word", "wide"):
            raise FeelSyntaxError("FEEL-S01", first.place, found=first.text)
        return name

    def type_name(self) -> FeelType:
        """Read a type: ``number``, ``list<string>``, ``context<a: number>``, ``function<number> -> string`` …"""
        self.descend()
        if self.token.text in _GENERIC_TYPES and self.ahead(1).text in ("<", "<>"):
            kind = self._generic_type()
        else:
            kind = self._named_type()
        self.ascend()
        return kind

    def _named_type(self) -> FeelType:
        """A type of the host, or one of the standard's; the host's names come first."""
        for types, table in ((self._types, NameTable(self._types)), (SIMPLE_TYPES, _SIMPLE_TYPE_NAMES)):
            found = table.find(self.tokens, self.at)
            if found is not None:
                self.at += found[0]
                return types[found[1]]
        raise FeelSyntaxError("FEEL-S14", self.token.place, found=self.token.text)

    def _generic_type(self) -> FeelType:
        kind = self.take().text
        if kind == "context" and self.accept("<>"):
            return FeelType("context", entries=())
        if kind == "function" and self.accept("<>"):
            return FeelType("function", parameters=(), result=self.type_name() if self.accept("->") else ANY)
        self.expect("<")
        if kind == "context":
            return FeelType("context", entries=self._entry_types())
        if kind == "function":
            return self._function_type()
        element = self.type_name()
        self.expect(">")
        return list_of(element) if kind == "list" else FeelType(kind, element=element)

    def _entry_types(self) -> tuple[tuple[str, FeelType], ...]:
        entries: dict[str, FeelType] = {}
        while not self.sees(">"):
            name = self.declared_name(":")
            self.expect(":")
            entries[name] = self.type_name()
            self.scopes.members.add(name)
            if not self.sees(">"):
                self.expect(",", ">")
        self.expect(">")
        return tuple(entries.items())

    def _function_type(self) -> FeelType:
        parameters: list[FeelType] = []
        while not self.sees(">"):
            parameters.append(self.type_name())
            if not self.sees(">"):
                self.expect(",", ">")
        self.expect(">")
        result = self.type_name() if self.accept("->") else ANY
        return FeelType("function", parameters=tuple(parameters), result=result)
