"""One conversation: who it is with, its texts, and the composer below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from smstui.tui.actions import Place
from smstui.tui.formatting import CleanText, cells, cleaned_line, fit, line_content
from smstui.tui.panes.composer import Composer
from smstui.tui.panes.texts import TextsView
from smstui.tui.queries import MOST_NEWS
from smstui.tui.widgets.ground import Ground
from smstui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from smstui.domain.models import Conversation
    from smstui.tui.keymap import Keymap


_FRESH = CleanText("  ● ")
"""The mark of a conversation in which something just came, behind its name so that nothing moves."""


class News(Static):
    """How many texts came below what is in view."""

    class Clicked(Message):
        """The person wants to see them."""

    def on_click(self) -> None:
        """Tell that they are wanted."""
        self.post_message(self.Clicked())


class ConversationPane(Vertical, Ground):
    """Title, texts, a line that counts what came meanwhile, and the composer."""

    def __init__(
        self,
        *,
        now: datetime,
        keymap: Keymap,
        max_segments: int,
        plain: bool = False,
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        super().__init__(id=id)
        self.keymap = keymap
        self.title_line = TitleLine()
        self.texts = TextsView(now=now, plain=plain, id="texts")
        self.news = News(classes="news -hidden")
        self.composer = Composer(keymap, max_segments=max_segments, id="composer")
        self._shown: Conversation | None = None
        self._fresh: int | None = None
        """The conversation in which something just came."""
        self._news = 0
        """How many texts came below what is in view."""

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield self.title_line
        yield self.texts
        yield self.news
        yield self.composer

    def on_mount(self) -> None:
        """Show no composer before there is somebody to write to."""
        self.composer.display = False

    def show_title(self, conversation: Conversation) -> None:
        """Say who this is, with the number beside the name."""
        self._shown = conversation
        self._draw_title()
        self.texts.name_peer(cleaned_line(conversation.title, 60))
        self.composer.display = True

    def show_fresh(self, conversation_id: int | None) -> None:
        """Have the title of this conversation be green, with a mark, where it is the one that is shown."""
        if conversation_id != self._fresh:
            self._fresh = conversation_id
            self._draw_title()

    def _draw_title(self) -> None:
        if self._shown is None:
            return
        is_fresh = self._shown.id == self._fresh
        name, number = cleaned_line(self._shown.title, 60), cleaned_line(self._shown.peer_display, 40)
        parts = [(f" {name}", "bold")]
        if self._shown.name:
            parts.append((f"  {number}", "" if is_fresh else "$faint"))
        if is_fresh:
            words = CleanText(f" {name}  {number}" if self._shown.name else f" {name}")
            room = max(self.title_line.size.width - cells(_FRESH), 1)
            if cells(words) > room:
                parts = [(fit(words, room), "bold")]  # the words give way to the mark
            parts.append((_FRESH, "bold"))
        self.title_line.set_class(is_fresh, "-fresh")
        self.title_line.say(Content.assemble(*parts))

    def show_nobody(self) -> None:
        """Show that no conversation is chosen."""
        self._shown = None
        self.title_line.remove_class("-fresh")
        self.title_line.say(Content(""))
        self.texts.clear()
        self.composer.display = False
        self.show_news(0)

    def show_news(self, count: int) -> None:
        """Say how many texts came below what is in view."""
        self._news = count
        self._draw_news()

    def _draw_news(self) -> None:
        self.news.set_class(not self._news, "-hidden")
        if self._news:
            number = str(self._news) if self._news < MOST_NEWS else f"{MOST_NEWS - 1}+"
            self.news.update(line_content(f"{number} new ↓ {self._shows_them}"), layout=False)

    @property
    def _shows_them(self) -> str:
        """What shows the newest texts: a key only where it goes to their end, and not to that of a list."""
        if self.composer.has_focus_within:
            return self.keymap.said("{last} shows them", Place.COMPOSER)
        return self.keymap.said("{last} shows them") if self.texts.has_focus else "a click shows them"

    def on_descendant_focus(self) -> None:
        """Name the key that works from now on."""
        self._draw_news()

    def on_descendant_blur(self) -> None:
        """Name no key that is for something else now."""
        self._draw_news()
