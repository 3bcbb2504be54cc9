"""The list of conversations: two lines each, new ones bold, trouble marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from smstui.domain.models import Conversation, Direction, View
from smstui.domain.states import TROUBLED
from smstui.tui.formatting import CleanText, cells, cleaned_line, fit, preview, short_when
from smstui.tui.naming import name_runs
from smstui.tui.widgets.ground import Ground
from smstui.tui.widgets.paged_list import PagedList
from smstui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from smstui.tui.widgets.styled import Run

VIEW_NAMES = {
    View.INBOX: "Inbox",
    View.UNREAD: "Unread",
    View.DRAFTS: "Drafts",
    View.DONE: "Done",
    View.ALL: "All conversations",
}
_WHEN = 8
"""Cells of the widest time, as Mar 2025."""
_BADGE = 5
"""Cells of the unread count and the mark of trouble."""


class ConversationList(PagedList[Conversation]):
    """The conversations of one view, newest first."""

    ROW_HEIGHT = 2

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.several_lines = False

    def show_lines(self, *, several: bool) -> None:
        """Say beside each conversation which line it is on, where there are several."""
        if several is not self.several_lines:
            self.several_lines = several
            self.draw_again()

    def show_day(self, now: datetime) -> None:
        """Draw the times as they read from now on."""
        if now.date() != self.now.date():
            self.now = now
            self.draw_again()

    def key_of(self, item: Conversation) -> object:
        return item.id

    def draw(self, item: Conversation, width: int, *, selected: bool) -> Sequence[Sequence[Run]]:
        return (self._title_runs(item, width), self._preview_runs(item, width))

    def _title_runs(self, item: Conversation, width: int) -> Sequence[Run]:
        unread = item.unread > 0
        when = short_when(item.last_at, self.now)
        room, role = width - 2 - 1 - _WHEN - _BADGE, "unread" if unread else "title"
        return (
            (CleanText("● " if unread else "  "), "unread"),
            *name_runs(item.title, item.which, room, role),
            (CleanText(f" {when:>{_WHEN}}"), "when"),
            *_badge_runs(item),
        )

    def _preview_runs(self, item: Conversation, width: int) -> Sequence[Run]:
        label = cleaned_line(item.line_label or item.line, 14) if self.several_lines else CleanText("")
        room = width - 2 - (cells(label) + 2 if label else 1)
        role = "draft" if item.draft else "preview-unread" if item.unread else "preview"
        if _ends_in_trouble(item) and not item.draft:
            role = "trouble"
        return (
            (CleanText("  "), ""),
            (fit(preview(item), room), role),
            (CleanText(f" {label} " if label else " "), "label"),
        )


def _ends_in_trouble(conversation: Conversation) -> bool:
    """Say whether the newest text of a conversation is ours and something is wrong with it."""
    return conversation.last_direction is Direction.OUTBOUND and conversation.last_state in TROUBLED


def _badge_runs(item: Conversation) -> Sequence[Run]:
    count = cleaned_line("" if not item.unread else str(item.unread) if item.unread < 100 else "99+")
    mark = "! " if _ends_in_trouble(item) else "  "
    return ((CleanText(f"{count:>{_BADGE - 2}}"), "unread"), (CleanText(mark), "trouble"))


class ConversationsPane(Vertical, Ground):
    """The list under the name of its view."""

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.title_line = TitleLine(Content(" Inbox"))
        self.list = ConversationList(now=now, id="list")

    def compose(self) -> ComposeResult:
        """Yield the title and the list."""
        yield self.title_line
        yield self.list

    def show_title(self, view: View, *, count: int, unread: int) -> None:
        """Say which view this is, how long it is, and where it can be read so, how many in all are unread."""
        has_unread = unread and view in {View.INBOX, View.ALL}
        figures = f"  {count:,}" + (f" · {unread:,} unread" if has_unread else "")
        words = Content.assemble((f" {cleaned_line(VIEW_NAMES[view])}", "bold"), (figures, "$faint"))
        self.title_line.say(words)
