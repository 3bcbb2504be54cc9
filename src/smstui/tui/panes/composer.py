"""Where a text is written: from whom, to whom, what it costs, and why it may not go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from smstui.domain.segments import measure
from smstui.tui.background import background
from smstui.tui.formatting import CleanText, cleaned, cleaned_line, line_content, number_and_label
from smstui.tui.widgets.giving_way import GivingWay
from smstui.tui.widgets.in_turn import wait_for_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.layout import Layout
    from textual.widget import Widget
    from textual.widgets import TextArea

    from smstui.domain.completion import Named
    from smstui.domain.models import Conversation, Line
    from smstui.tui.keymap import Keymap
    from smstui.tui.panes.emoji import EmojiList
    from smstui.tui.widgets.text_field import TextField

_SHOWN_CULPRITS = 6
"""Characters that force UCS-2 and are named."""
_HIGHEST = 10
"""Lines of the field with its frame; on a small screen it takes half of it at most."""
_LOWEST = 3
_ABOVE = 2
"""Lines above all this that are kept: who it is, and one of the conversation."""


class Composer(Vertical):
    """The field with its header and its counter; the field itself comes after the first paint."""

    class DraftChanged(Message):
        """Something was typed."""

        def can_replace(self, message: Message) -> bool:
            """Say that one is enough for all that was typed."""
            return isinstance(message, type(self))

    def __init__(self, keymap: Keymap, *, max_segments: int, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.keymap = keymap
        self.max_segments = max_segments
        self.field: TextField | None = None
        self.notice = Static(classes="composer-notice -hidden")
        self.stand_in = Static(classes="composer-stand-in")
        self.emoji: EmojiList | None = None
        """The names offered for what is typed; made with the first."""
        self._names: Sequence[Named] | None = None
        self._headers: tuple[Content, ...] = ()
        """Who writes to whom, the longest words first."""
        self._known: CleanText = CleanText("")
        """What is typed, as far as was told."""
        self._standing = ""
        self._name_typed = ""
        self._highest = _HIGHEST
        self._layout = GivingWay(self._ways)

    @property
    def layout(self) -> Layout:
        """How the children are placed; a stylesheet knows none by this name."""
        return self._layout

    def _ways(self) -> Sequence[tuple[Widget | None, int]]:
        """Return what gets less where there is little room; of the field a line in its frame stays."""
        return (self.emoji, 1), (self.field, _LOWEST), (self.notice, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how high this is: no higher than leaves something of the conversation to be seen."""
        wanted = super().get_content_height(container, viewport, width)
        return min(wanted, max(container.height - _ABOVE, _LOWEST))

    def compose(self) -> ComposeResult:
        """Yield the line for notices and a box of the field's looks."""
        yield self.notice
        yield self.stand_in

    async def ready(self) -> TextField:
        """Return the field, made now where it is not there yet."""
        if self.field is None:
            from smstui.tui.widgets.text_field import TextField

            self.field = TextField(self.keymap, id="field")
            self.field.styles.max_height = self._highest
            self._dress(self.field)
            self._say_how("{reply} to reply")
            self.field.load_text(self._known)
            self._count(self._known)
            await self.mount(self.field)
            self.field.move_cursor(self.field.document.end)
            self.stand_in.display = False
        return self.field

    # what is shown
    def show_parties(self, conversation: Conversation, line: Line | None) -> None:
        """Say who the text is from and to."""
        ours = line.display if line is not None else conversation.line
        theirs = cleaned_line(conversation.peer_display, 40)
        named = number_and_label(conversation.peer_display, conversation.name or "")
        short = cleaned_line(conversation.line_label or ours)
        parties = ((number_and_label(ours, conversation.line_label), named), (short, named), (short, theirs))
        headers = tuple(
            Content.assemble(("from ", "$faint"), sender, ("  to ", "$faint"), (to, "bold"))
            for sender, to in parties
        )
        if headers != self._headers:
            self._headers = headers
            self._dress(self.field or self.stand_in)

    def show_standing(self, words: str) -> None:
        """Say above the field what holds as long as this conversation is shown; empty words take it away."""
        if words != self._standing:
            self._standing = words
            self.show_notice("")

    def show_notice(self, words: str, *, severity: str = "error") -> None:
        """Say something above the field until the text changes; empty words leave what always holds."""
        words = words or self._standing
        self.notice.set_class(not words, "-hidden")
        self.notice.set_class(severity == "error", "-error")
        if words:
            self.notice.update(Content(cleaned(words)))

    def set_text(self, text: str) -> None:
        """Put a draft into the field, the cursor behind it."""
        self._known = cleaned(text)
        if self.field is not None:
            self.field.forget_sends()
            if self.field.text != self._known:
                self.field.load_text(self._known)
                self.field.move_cursor(self.field.document.end)
        self._count(self._known)

    @property
    def text(self) -> str:
        """What is typed, also what enter was pressed on as long as nobody took it."""
        if self.field is None:
            return self._known
        return "\n".join(part for part in (*self.field.leaving, self.field.text) if part)

    @property
    def can_undo(self) -> bool:
        """Whether something was typed that can be undone."""
        return self.field is not None and self.field.can_undo

    @property
    def is_sending(self) -> bool:
        """Whether enter was pressed on something that nobody took yet."""
        return self.field is not None and bool(self.field.leaving)

    async def settle(self) -> None:
        """Have an enter that waits for the key behind it be a send, and wait until what was sent is taken."""
        if self.field is not None:
            self.field.send_now()
            await wait_for_keys(self.field)

    def take(self, text: str) -> bool:
        """Take what enter was pressed on; False where the text of another conversation came since."""
        if self.field is None or text not in self.field.leaving:
            return False
        self.field.leaving.remove(text)
        return True

    def _dress(self, box: TextField | Static) -> None:
        box.border_title = self._header()
        box.border_subtitle = Content("")
        if self.field is not None:
            self._count(self.field.text)

    def _header(self) -> Content:
        """Return the longest words about who writes to whom that fit."""
        room = self.size.width - 6
        fitting = [header for header in self._headers if header.cell_length <= room or not room]
        return next(iter(fitting or self._headers[-1:]), Content(""))

    def _count(self, text: str) -> None:
        """Show encoding, size and segments, and which characters make the text dear."""
        if self.field is not None:
            self.field.border_subtitle = counter(text, self.max_segments)

    # what happens
    def on_resize(self) -> None:
        """Choose the words that fit."""
        self._dress(self.field or self.stand_in)

    def fit_screen(self, height: int) -> None:
        """Take no more of a screen so high than leaves something of the conversation to be seen."""
        self._highest = max(_LOWEST, min(height // 2 - 1, _HIGHEST))
        if self.field is not None:
            self.field.styles.max_height = self._highest

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count, and tell that the draft changed."""
        event.stop()
        text = event.text_area.text
        if text != self._known:
            self._known = cleaned(text)
            self._count(text)
            self.post_message(self.DraftChanged())
        self._offer_names()

    def on_text_area_selection_changed(self) -> None:
        """Offer nothing where the cursor went elsewhere."""
        self._offer_names()

    # names of emoji
    @property
    def is_completing(self) -> bool:
        """Whether names are offered for what is typed."""
        return self.emoji is not None and self.emoji.is_open

    def _offer_names(self) -> None:
        """Offer the emoji whose names fit what is being typed."""
        from smstui.domain.completion import best_names

        typed = self.field.name_typed if self.field is not None else ""
        if typed != self._name_typed:
            self._name_typed = typed
            if typed and self._names is None:
                self._load_names()
            elif self.emoji is not None:
                self.emoji.offer(best_names(self._names or (), typed) if typed else ())

    @background("emoji", exclusive=True)
    async def _load_names(self) -> None:
        """Read the names, and offer what fits what is typed by then."""
        from smstui.tui.emoji_names import load_names
        from smstui.tui.panes.emoji import EmojiList

        self._names = await asyncio.to_thread(load_names)
        if self.emoji is None and self.field is not None:
            self.emoji = EmojiList()
            await self.mount(self.emoji, before=self.field)
            self.field.completes = self.emoji.answer
        self._name_typed = ""
        self._offer_names()

    def on_emoji_list_clicked(self, event: EmojiList.Clicked) -> None:
        """Take the one that was clicked."""
        event.stop()
        if self.field is not None:
            self.field.complete(event.character)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Say what enter does."""
        self._say_how("Type a message · {send} sends")

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Say how to write."""
        if self.emoji is not None:
            self.emoji.offer(())
        self._say_how("{reply} to reply")

    def _say_how(self, words: str) -> None:
        """Say in the empty field what a key does."""
        if self.field is not None:
            self.field.placeholder = line_content(self.keymap.said(words))


def counter(text: str, max_segments: int) -> Content:
    """Return what a text costs: GSM-7 24/160, its segments, and what forces UCS-2."""
    size = measure(text)
    cost = f"{size.encoding.value} {size.characters}/{size.characters + size.left}"
    if size.forced_by:
        shown = "".join(size.forced_by[:_SHOWN_CULPRITS])
        more = "…" if len(size.forced_by) > _SHOWN_CULPRITS else ""
        cost += f" because of {cleaned_line(shown, 40)}{more}"
    if size.segments > max_segments:
        # First what stops it: the end of the line may find no room.
        return line_content(f"✗ {size.segments} segments, at most {max_segments} · {cost}", "bold $error")
    return line_content(f"{cost} · {size.segments} segments" if size.segments > 1 else cost)
