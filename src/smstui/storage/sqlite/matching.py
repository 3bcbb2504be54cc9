"""From a query to what the index is asked: words and marks, and a residue that rows are looked at for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from smstui.storage.sqlite.indexing import MEDIA, conversation_mark, has_words, line_mark, words
from smstui.storage.sqlite.people import digits_of, sought, words_of
from smstui.storage.sqlite.session import Session, as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smstui.domain.query import SearchQuery, Term

_MOST_MARKS = 256
"""So many conversations are asked of the index; more are so common that a walk finds them."""
_WORD = re.compile("[^\\W_]+|[\U000f0000-\U000fffff]")
_MOST_WORDS = 64
"""A phrase's first words are enough; FTS5 needs seconds for one of thousands."""

_BOTH = frozenset({False, True})
_IN = frozenset({False})
_OUT = frozenset({True})


@dataclass(frozen=True, slots=True)
class Whose:
    """Texts of any of these conversations or lines, in these directions (True is outgoing)."""

    conversations: frozenset[tuple[int, bool]] = frozenset()
    lines: frozenset[tuple[int, bool]] = frozenset()

    @property
    def size(self) -> int:
        """How many marks it needs."""
        return len(self.conversations) + len(self.lines)

    def marks(self) -> str:
        """Return it as a part of a MATCH expression."""
        found = [conversation_mark(key, outgoing=out) for key, out in self.conversations]
        found += [line_mark(key, outgoing=out) for key, out in self.lines]
        return f"({' OR '.join(found)})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the index is asked, and what rows are looked at for.

    `within` holds conversation id x 2 + outgoing; `literals` are pieces of the body.
    """

    match: str
    within: frozenset[int] | None = None
    literals: tuple[str, ...] = ()


class Matcher(Session):
    """Resolves the names and digits of a query to conversations and lines."""

    def wanted(self, query: SearchQuery) -> Wanted | None:
        """Return what to look for; None where nobody is meant by one of the names."""
        return self.compose(list(self._whose(query)), query.terms, media=query.has_media)

    def between(self, peer: str | None, line: str | None) -> list[Whose]:
        """Return whose texts a listing wants; None means anybody's."""
        people = []
        if peer is not None:
            keys = [key for (key,) in self._all("conversations_of_peer", peer=peer)]
            people.append(Whose(conversations=_directed(keys, _BOTH)))
        if line is not None:
            keys = [key for key, number, _ in self._all("lines_sought") if number == line]
            people.append(Whose(lines=_directed(keys, _BOTH)))
        return people

    def compose(
        self, people: Sequence[Whose], terms: Sequence[Term] = (), *, media: bool = False
    ) -> Wanted | None:
        """Put the parts together; None where one of `people` is nobody."""
        if not all(whose.size for whose in people):
            return None
        parts = [phrase(term) for term in terms if has_words(words(term.text))]
        literals = tuple(term.text for term in terms if not has_words(words(term.text)) and term.text.strip())
        parts += [whose.marks() for whose in people if whose.size <= _MOST_MARKS]
        if media:
            parts.append(MEDIA)
        crowds = [self._crowd(whose) for whose in people if whose.size > _MOST_MARKS]
        within = frozenset.intersection(*crowds) if crowds else None
        return Wanted(" AND ".join(parts), within, literals)

    def _crowd(self, whose: Whose) -> frozenset[int]:
        found = {key * 2 + out for key, out in whose.conversations}
        for line_id, out in whose.lines:
            keys = self._all("conversations_of_lines", lines=as_json([line_id]))
            found.update(key * 2 + out for (key,) in keys)
        return frozenset(found)

    def _whose(self, query: SearchQuery) -> Iterable[Whose]:
        for name in query.senders:
            yield self._party(name, peers=_IN, ours=_OUT)
        for name in query.recipients:
            yield self._party(name, peers=_OUT, ours=_IN)
        for name in query.lines:
            yield Whose(lines=_directed(self._lines(name), _BOTH))
        for name in query.places:
            yield Whose(conversations=_directed(self._places(name), _BOTH))

    def _party(self, name: str, *, peers: frozenset[bool], ours: frozenset[bool]) -> Whose:
        """Return the texts of who is meant: a peer, one of our numbers, or `me`, which is all of those."""
        if name.casefold() == "me":
            return Whose(lines=_directed([key for key, _, _ in self._all("lines_sought")], ours))
        lines = self._lines(name) if digits_of(name) else []
        return Whose(_directed(self._peers(name), peers), _directed(lines, ours))

    def _places(self, name: str) -> list[int]:
        if name.startswith("#") and name[1:].isdecimal():
            return [int(name[1:])]
        return self._peers(name)

    def _peers(self, name: str) -> list[int]:
        digits = digits_of(name)
        if name.startswith("+") and digits:
            return [key for (key,) in self._all("conversations_of_peer", peer=f"+{digits}")]
        by_number = self._all("peers_sought", exact=name, digits=digits, word="" if digits else name.lower())
        wanted = words_of(name)
        by_name = self._all("named_sought", words=as_json(wanted)) if wanted else []
        return list(dict.fromkeys(key for (key,) in by_number + by_name))

    def _lines(self, name: str) -> list[int]:
        digits, wanted = digits_of(name), words_of(name)
        return [
            key
            for key, number, label in self._all("lines_sought")
            if (digits and digits in number)
            or (wanted and all(f" {word}" in sought(label) for word in wanted))
        ]


def _directed(keys: Iterable[int], directions: frozenset[bool]) -> frozenset[tuple[int, bool]]:
    return frozenset((key, outgoing) for key in keys for outgoing in directions)


def phrase(term: Term) -> str:
    """Return a term that has words as FTS5 takes it; nothing in it can be an operator."""
    text = words(term.text)
    ends = [word.end() for word in islice(_WORD.finditer(text), _MOST_WORDS)]
    quoted = text[: ends[-1]].replace('"', '""')
    return f'"{quoted}"{" *" if term.prefix else ""}'
