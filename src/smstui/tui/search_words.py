"""What the search screen says: the language, a field while it is typed, and a query read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smstui.domain.query import FIELD
from smstui.tui.formatting import CleanText, cleaned, cleaned_line, clock_time, day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from smstui.domain.query import QueryError, SearchQuery
    from smstui.tui.search_queries import Found

PLACEHOLDER = CleanText("Words, or from:ana after:7d …")
LANGUAGE = CleanText(
    "Every word must be in the text, in any order.\n"
    "\n"
    '"a phrase"      these words, one after the other\n'
    "pre*            words that begin so\n"
    "from: to:       a name, digits of a number, or me\n"
    "in:             a conversation: a name, a number or #id\n"
    "line:           one of your numbers, or its label\n"
    "before: after:  2026-03-01, 2026-03, today, 7d, 2w, 12h\n"
    "has:media       with pictures or files\n"
    "state:          failed, or failed,undelivered\n"
    "\n"
    'A name of two words is quoted: from:"Ana Reyes"'
)
FIELDS = (
    CleanText('from: to: in: line: before: after: has:media state: · "a phrase" · pre*'),
    CleanText('from: to: in: line: before: after: has: state: "a b" pre*'),
    CleanText("from: to: in: line: before: after: …"),
)
"""The language in one line, the longest first."""
_FIELD = re.compile(rf"(?:^|\s)({FIELD}):[^\s\"]*$")
_HINTS = {
    "from": CleanText("from: who wrote it: a name, digits of a number, or me"),
    "to": CleanText("to: who got it: a name, digits of a number, or me"),
    "in": CleanText("in: the conversation: a name, a number or #id"),
    "line": CleanText("line: one of your numbers, or its label"),
    "before": CleanText("before: 2026-03-01, 2026-03, today, yesterday, 7d, 2w"),
    "after": CleanText("after: 2026-03-01, 2026-03, today, yesterday, 7d, 2w"),
    "has": CleanText("has:media finds pictures and files"),
    "state": CleanText("state: failed, undelivered, delivered, sent … with commas: any of them"),
}
_STILL_READING = CleanText("Your history is still being read: older texts will be found later.")


def hint(typed: str, width: int) -> CleanText:
    """Return what helps with what is being typed: the field under the cursor, else the language."""
    field = _FIELD.search(typed)
    if field is not None:
        return _HINTS[field[1].lower()]
    return next((line for line in FIELDS if len(line) <= width), FIELDS[-1])


def trouble(error: QueryError) -> CleanText:
    """Return what is wrong with a query, and what was expected, in one sentence."""
    expected = error.hint[:1].lower() + error.hint[1:]
    return cleaned_line(f"{error.message.rstrip('.')}: {expected}", 300)


def count_words(found: Found) -> CleanText:
    """Return how many texts were found; where there are more, only that."""
    number = len(found.hits)
    if found.before is not None:
        return CleanText(f"the newest {number:,}, more below")
    return CleanText("1 text" if number == 1 else f"{number:,} texts")


def widened_words(found: Found) -> CleanText:
    """Return that the last word was taken as a beginning; empty where it was not."""
    if not found.widened:
        return CleanText("")
    word = cleaned_line(found.query.terms[-1].text, 30)
    return CleanText(f"no word “{word}”, but words that begin so: {word}*")


def nothing_words(query: SearchQuery, now: datetime, *, complete: bool) -> CleanText:
    """Return why nothing was found: the query as it was understood, and what may help."""
    parts = list(_read_back(query, now))
    lines = ["No text has all of this:" if len(parts) > 1 else "No text has this:", ""]
    lines += [CleanText(f"  · {part}") for part in parts]
    lines.append("")
    if query.terms and not query.terms[-1].prefix:
        lines.append("Words are whole words: with a star, invoi* finds what begins so.")
    if len(parts) > 1:
        lines.append("Take a part away, and more is found.")
    if not complete:
        lines.append(_STILL_READING)
    return cleaned("\n".join(lines))


def _read_back(query: SearchQuery, now: datetime) -> Iterator[CleanText]:
    for term in query.terms:
        words = cleaned_line(term.text, 60)
        yield CleanText(f"words that begin with “{words}”" if term.prefix else f"“{words}”")
    for label, values in (
        ("from", query.senders),
        ("to", query.recipients),
        ("in the conversation with", query.places),
        ("on the line", query.lines),
    ):
        for value in values:
            yield cleaned_line(f"{label} {value}", 90)
    for label, moment in (("since", query.after), ("before", query.before)):
        if moment is not None:
            yield cleaned_line(f"{label} {day(moment, now)} {clock_time(moment, now.tzinfo)}")
    if query.has_media:
        yield CleanText("with pictures or files")
    if query.states:
        yield cleaned_line("in the state " + " or ".join(query.states))
