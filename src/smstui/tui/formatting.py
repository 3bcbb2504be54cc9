"""The one place where a stranger's text becomes something that can be drawn: cleaned, and never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from textual.content import Content

from smstui.domain.cleaning import clean, clean_typed, one_line
from smstui.domain.models import Direction
from smstui.domain.states import State
from smstui.domain.wording import wordless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from rich.style import Style

    from smstui.domain.models import Conversation, TextMessage

CleanText = NewType("CleanText", str)
"""Text that `cleaned` or `cleaned_line` made, or our own words."""

MARKS: dict[State, CleanText] = {
    State.QUEUED: CleanText("…"),
    State.SCHEDULED: CleanText("…"),
    State.HELD: CleanText("‖"),
    State.SENDING: CleanText("↗"),
    State.UNCONFIRMED: CleanText("?"),
    State.SENT: CleanText("✓"),
    State.DELIVERED: CleanText("✓✓"),
    State.READ: CleanText("✓✓"),
    State.UNDELIVERED: CleanText("✗"),
    State.FAILED: CleanText("✗"),
    State.CANCELED: CleanText("⊘"),
}
"""The mark of every state of an outgoing text: each can be told from the others without colour."""

WORDS: dict[State, CleanText] = {
    State.QUEUED: CleanText("waiting"),
    State.SCHEDULED: CleanText("scheduled"),
    State.HELD: CleanText("held"),
    State.SENDING: CleanText("sending"),
    State.UNCONFIRMED: CleanText("unconfirmed: it may have been sent"),
    State.READ: CleanText("read"),
    State.UNDELIVERED: CleanText("undelivered"),
    State.FAILED: CleanText("failed"),
    State.CANCELED: CleanText("canceled"),
}
"""What is said beside the mark; a state that is not here needs no words."""

_TAB = "    "
_MAX_BODY = 20_000
"""Characters of one text that are laid out; the rest is announced, and `smstui messages` prints all."""


def cleaned(text: str) -> CleanText:
    """Return a text of several lines that no terminal obeys."""
    return CleanText(clean(text).replace("\t", _TAB))


def cleaned_typed(typed: str, before: str = "") -> CleanText:
    """Return what is typed behind `before`, as `cleaned` and as far as it is part of a character to come."""
    return CleanText(clean_typed(typed, before).replace("\t", _TAB))


def cleaned_line(text: str, limit: int = 200) -> CleanText:
    """Return a text on one line, at most `limit` characters, that no terminal obeys."""
    return CleanText(one_line(text, limit).replace("\t", " "))


def content(text: str, style: str = "") -> Content:
    """Return a text of several lines for a widget: no markup, no control sequence."""
    return Content.styled(cleaned(text), style) if style else Content(cleaned(text))


def line_content(text: str, style: str = "") -> Content:
    """Return a text on one line for a title or a label."""
    return Content.styled(cleaned_line(text), style) if style else Content(cleaned_line(text))


_NARROW = (
    frozenset(map(chr, range(0x20, 0x7F)))
    | frozenset(map(chr, range(0xA1, 0x2FF))) - {"\xad"}
    | frozenset("●▌▐─│…·✓✗↗⊘⧉‖“”‘’–—€↓↑←→")
)
"""Characters that are surely one cell wide, so that Rich's tables need not be loaded for them."""


def is_narrow(text: str) -> bool:
    """Say whether each character surely takes one cell."""
    return _NARROW.issuperset(text)


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    return len(text) if is_narrow(text) else cell_len(text)


def segment(text: CleanText, style: Style | None = None) -> Segment:
    """Return a piece of a drawn line."""
    return Segment(text, style)


def fit(text: CleanText, width: int) -> CleanText:
    """Return exactly `width` cells: cut with an ellipsis, or filled with blanks."""
    length = cells(text)
    if length <= width:
        return CleanText(text + " " * (width - length))
    if width <= 0:
        return CleanText("")
    kept = _take(text, width - 1)
    return CleanText(kept + "…" + " " * (width - 1 - cells(kept)))


def _take(text: str, width: int) -> str:
    """Return as much of the beginning as fits into `width` cells, never half a grapheme."""
    if is_narrow(text):
        return text[:width]
    used = 0
    for start, _end, size in graphemes(text):
        if used + size > width:
            return text[:start]
        used += size
    return text


def _take_some(text: str, width: int) -> str:
    """Return what `_take` does, without measuring all of a long text.

    A slice may end within an emoji, which is narrower then: such a piece is taken from a longer slice.
    """
    length = width * 8
    piece = _take(text[:length], width)
    while len(piece) == length < len(text):
        length *= 4
        piece = _take(text[:length], width)
    return piece


def graphemes(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, cells) of what may not be torn apart; two regional indicators are one flag."""
    spans: list[tuple[int, int, int]] = []
    for start, end, size in split_graphemes(text)[0]:
        if spans and _is_flag_half(text[start]) and spans[-1][2] == 1 and _is_flag_half(text[spans[-1][0]]):
            spans[-1] = (spans[-1][0], end, 2)
        else:
            spans.append((start, end, size))
    return spans


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def without_end(text: CleanText) -> CleanText:
    """Return a piece of a text without a joiner at its end: what it joined was cut off."""
    return CleanText(text.rstrip("\u200d"))


def pieces(text: CleanText, marks: Sequence[tuple[int, int]]) -> list[tuple[CleanText, bool]]:
    """Return the text cut at its marks (slices in order), each piece with whether it is marked.

    A mark grows to whole graphemes: half of one has another width.
    """
    edges = None if is_narrow(text) else [(start, end) for start, end, _size in graphemes(text)]
    found: list[tuple[CleanText, bool]] = []
    done = 0
    for mark in marks:
        start, end = mark if edges is None else _grown(mark, edges)
        start = max(start, done)
        if start < end:
            found += [(CleanText(text[done:start]), False), (CleanText(text[start:end]), True)]
            done = end
    return [piece for piece in [*found, (CleanText(text[done:]), False)] if piece[0]]


def _grown(mark: tuple[int, int], edges: Sequence[tuple[int, int]]) -> tuple[int, int]:
    touched = [edge for edge in edges if edge[0] < mark[1] and edge[1] > mark[0]]
    return (touched[0][0], touched[-1][1]) if touched else mark


def wrap(text: CleanText, width: int) -> list[CleanText]:
    """Return the text in lines of at most `width` cells, broken at blanks where there are any."""
    width = max(width, 2)
    shown = (
        text if len(text) <= _MAX_BODY else f"{text[:_MAX_BODY]}… ({len(text) - _MAX_BODY:,} more characters)"
    )
    lines: list[CleanText] = []
    for paragraph in shown.split("\n"):
        lines.extend(_wrap_paragraph(paragraph.rstrip(), width))
    return lines


def _wrap_paragraph(text: str, width: int) -> list[CleanText]:
    if cells(text) <= width:
        return [CleanText(text)]
    lines: list[CleanText] = []
    rest = text
    while len(piece := _take_some(rest, width)) < len(rest):
        piece = piece or rest[:1]
        following = rest[len(piece) : len(piece) + 1]
        cut = len(piece) if following == " " else piece.rfind(" ")
        if cut <= 0 or not piece[:cut].strip():
            lines.append(CleanText(piece))
            rest = rest[len(piece) :]
        else:
            lines.append(CleanText(piece[:cut].rstrip()))
            rest = rest[cut:].lstrip(" ")
    if rest:
        lines.append(CleanText(rest))
    return lines


def clock_time(at: datetime, zone: tzinfo | None) -> CleanText:
    """Return the time of day, as 09:41."""
    return CleanText(at.astimezone(zone).strftime("%H:%M"))


def short_when(at: datetime, now: datetime) -> CleanText:
    """Return when, as short as it can be understood in the zone of `now`: 09:41, Sat, 3 Mar, Mar 2025."""
    there = at.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    if days == 0:
        return CleanText(there.strftime("%H:%M"))
    if 0 < days < 7:
        return CleanText(there.strftime("%a"))
    if there.year == now.year:
        return CleanText(f"{there.day} {there:%b}")
    return CleanText(there.strftime("%b %Y"))


def spoken_when(at: datetime, now: datetime) -> CleanText:
    """Return when, as a sentence goes on: at 09:41, on Sat, on 3 Mar, in Mar 2025."""
    words = short_when(at, now)
    is_day = words.isalpha() or words[0].isdecimal()
    return CleanText(f"{'at' if ':' in words else 'on' if is_day else 'in'} {words}")


def long_when(at: datetime, now: datetime) -> CleanText:
    """Return when, so that years can be told apart: 09:41, Sat 09:41, 3 Mar, 3 Mar 2025."""
    there = at.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    if 0 <= days < 7:
        return CleanText(there.strftime("%a %H:%M" if days else "%H:%M"))
    return CleanText(f"{there.day} {there:%b}" if there.year == now.year else f"{there.day} {there:%b %Y}")


def day(at: datetime, now: datetime) -> CleanText:
    """Return the day of a separator: Today, Yesterday, Saturday 3 March, with the year when it is another."""
    there = at.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    if days in {0, 1}:
        return CleanText("Yesterday" if days else "Today")
    words = f"{there:%A} {there.day} {there:%B}"
    return CleanText(words if there.year == now.year else f"{words} {there.year}")


def number_and_label(number: str, label: str) -> CleanText:
    """Return a number of ours or of theirs with whose it is: +1 415 555 0134 (Ana Reyes)."""
    shown = cleaned_line(number, 40)
    return CleanText(f"{shown} ({cleaned_line(label, 40)})") if label and label != number else shown


def preview(conversation: Conversation) -> CleanText:
    """Return the second line of a conversation in the list: its draft, else the newest text with its mark."""
    if conversation.draft:
        return CleanText("Draft: " + cleaned_line(conversation.draft))
    mark = ""
    if conversation.last_direction is Direction.OUTBOUND and conversation.last_state is not None:
        mark = MARKS.get(conversation.last_state, "") + " "
    return CleanText(mark + cleaned_line(conversation.preview))


def body_of(text: TextMessage) -> CleanText:
    """Return the words of a text, with a line for each file that came with it."""
    parts: list[str] = [cleaned(text.body)] if text.body else []
    if text.media:
        from smstui.domain.attachments import file_in_words

        parts += [cleaned_line(file_in_words(item), 120) for item in text.media]
    if not parts:
        parts = [wordless(text.body)]
    return CleanText("\n".join(parts))


def state_words(text: TextMessage) -> CleanText:
    """Return what to say of an outgoing text's state, with the reason; empty where the mark says all."""
    if text.state in {State.DELIVERED, State.READ} and not text.late_failure:
        return WORDS.get(text.state, CleanText(""))
    words = WORDS.get(text.state, CleanText(""))
    if text.late_failure:
        words = CleanText("reported failed after it was delivered")
    reason = _reason(text)
    if not words or not reason or reason.lower().startswith(words.lower()):
        return reason or words
    return CleanText(f"{CleanText(words.partition(':')[0])}: {reason}")


def _reason(text: TextMessage) -> CleanText:
    if not text.reason and text.error_code and text.state in {State.FAILED, State.UNDELIVERED}:
        return cleaned_line(f"error {text.error_code}", 30)
    return cleaned_line(text.reason or "", 300)


def joined(parts: Sequence[str], separator: str = " · ") -> CleanText:
    """Return the parts that say something on one line."""
    return cleaned_line(separator.join(part for part in parts if part), 400)
