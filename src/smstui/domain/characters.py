"""Sets of characters given as ranges: a regular expression of as many takes milliseconds to compile."""

from __future__ import annotations

from bisect import bisect_right


class Characters:
    """The characters between the ends of each range, both included."""

    def __init__(self, *ranges: str) -> None:
        """Take the two ends of each range, or one character; no two ranges overlap."""
        self._firsts = sorted(ends[0] for ends in ranges)
        self._lasts = sorted(ends[-1] for ends in ranges)
        self._seen: set[str] = set()
        """Those that were found to be in it."""

    def __contains__(self, character: str) -> bool:
        at = bisect_right(self._firsts, character) - 1
        return at >= 0 and character <= self._lasts[at]

    def cover(self, text: str) -> bool:
        """Say whether every character of the text is one of them."""
        if self._seen.issuperset(text):
            return True
        unseen = set(text) - self._seen
        found = {character for character in unseen if character in self}
        self._seen |= found
        return len(found) == len(unseen)
