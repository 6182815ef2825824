"""Names known while parsing. Names may hold spaces and signs (``Applicant Age``, ``profit-loss``): the longest match wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from webapp.feel.tokens import Token, scan

#: Words that cannot be a name of their own (they may be part of a longer name in scope).
RESERVED = frozenset(
    [
        "and",
        "or",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "true",
        "false",
        "null",
    ]
)


class NameTable:
    """A set of names, found again in a run of tokens.

    White space counts: ``a-b`` the name and ``a - b`` the subtraction are told apart by it; how much there is does not.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first_word: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known."""
        tokens = scan(name, strict=False)[:-1]
        if not tokens:
            return
        entry = (tuple((token.text, token.gap) for token in tokens[1:]), name)
        entries = self._by_first_word.setdefault(tokens[0].text, [])
        if entry not in entries:
            entries.append(entry)
            entries.sort(key=lambda known: -len(known[0]))

    def find(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """The longest known name that starts at a token: how many tokens it takes and the name as declared."""
        for rest, name in self._by_first_word.get(tokens[at].text, ()):
            stop = at + 1 + len(rest)
            if stop >= len(tokens):
                continue
            if all(
                (token.text, token.gap) == part
                for token, part in zip(tokens[at + 1 : stop], rest, strict=True)
            ):
                return len(rest) + 1, name
        return None


#: Members of more than one word that the standard gives to values.
_BUILT_IN_MEMBERS = NameTable(["time offset", "start included", "end included"])


class Scopes:
    """Name tables one inside the other, with the names that may follow a dot or stand in a filter beside them."""

    def __init__(self, functions: NameTable, variables: NameTable, members: NameTable) -> None:
        self._tables = [functions, variables]
        self.members = members
        self.filters = 0

    def enter(self, names: Iterable[str] = ()) -> NameTable:
        """Open an inner scope."""
        table = NameTable(names)
        self._tables.append(table)
        return table

    def leave(self) -> None:
        """Close the innermost scope."""
        self._tables.pop()

    def find(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """The longest name in scope that starts at a token."""
        tables = [*self._tables, self.members] if self.filters else self._tables
        return _longest(tables, tokens, at)

    def find_member(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """The longest name of a member that starts at a token. A variable's name may be one; a function's is not."""
        return _longest([self.members, _BUILT_IN_MEMBERS, *self._tables[1:]], tokens, at)


def _longest(tables: Iterable[NameTable], tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    found = [match for table in tables if (match := table.find(tokens, at)) is not None]
    return max(found, key=lambda match: match[0], default=None)


def is_plain_name(text: str) -> bool:
    """Whether the text is one word that can be written as a name anywhere."""
    tokens = scan(text, strict=False)
    return len(tokens) == 2 and tokens[0].kind == "word" and tokens[0].text == text and text not in RESERVED
