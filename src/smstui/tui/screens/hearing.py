"""What panes tell the inbox: each message goes to the part of the screen that acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Conversation
from smstui.tui.actions import Place
from smstui.tui.screens.keyboard import KeepsKeyboard

if TYPE_CHECKING:
    from smstui.tui.panes.contact import ContactView
    from smstui.tui.panes.status import StatusLine
    from smstui.tui.panes.views import ViewsPane
    from smstui.tui.screens.arranging import Arranging
    from smstui.tui.screens.asking import Asking
    from smstui.tui.screens.commands import Commands
    from smstui.tui.screens.listing import Listing
    from smstui.tui.screens.person import Person
    from smstui.tui.screens.reading import Reading
    from smstui.tui.screens.side import Side
    from smstui.tui.screens.standing import Standing
    from smstui.tui.screens.telling import Telling
    from smstui.tui.screens.writing import Writing
    from smstui.tui.widgets.columns import Divider
    from smstui.tui.widgets.outside_keys import OutsideKeys
    from smstui.tui.widgets.paged_list import PagedList
    from smstui.tui.widgets.text_field import TextField


class Hearing(KeepsKeyboard[None], inherit_bindings=False):
    """The messages of a screen with these parts."""

    arranging: Arranging
    listing: Listing
    person: Person
    reading: Reading
    side: Side
    standing: Standing
    writing: Writing

    def open_conversation(self, conversation: Conversation) -> None:
        """Show a conversation and give it the keyboard."""
        raise TypeError(self)

    @property
    def asking(self) -> Asking:
        """The questions."""
        raise TypeError(self)

    @property
    def commands(self) -> Commands:
        """What keys do."""
        raise TypeError(self)

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        raise TypeError(self)

    @property
    def telling(self) -> Telling:
        """What is told."""
        raise TypeError(self)

    def on_banner_pressed(self) -> None:
        """Show what the line along the top speaks of."""
        self.telling.open_banner()

    def on_popup_pressed(self) -> None:
        """Show what came in."""
        self.telling.open_popup()

    def on_paged_list_moved(self) -> None:
        """Preview what the cursor stands on."""
        self.listing.moved()

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """Open what was clicked."""
        if isinstance(event.item, Conversation):
            self.open_conversation(event.item)

    def on_paged_list_wanted(self, event: PagedList.Wanted) -> None:
        """Load rows."""
        self.listing.load(event.start)

    def on_views_pane_moved(self) -> None:
        """Show the contact under the cursor in the panel."""
        self.side.moved()

    def on_views_pane_opened(self, event: ViewsPane.Opened) -> None:
        """Do what was clicked."""
        if not self.asking.is_busy:
            self.side.take(event.row)

    def on_views_pane_wanted(self, event: ViewsPane.Wanted) -> None:
        """Load contacts."""
        self.side.load(event.start)

    def on_views_pane_narrowed(self, event: ViewsPane.Narrowed) -> None:
        """Show the contacts that begin so."""
        self.side.typed(event.words)

    def on_contact_view_chosen(self, event: ContactView.Chosen) -> None:
        """Do what a row of the panel says."""
        if not self.asking.is_busy:
            self.person.chosen(event.act, event.value)

    def on_divider_moved(self, event: Divider.Moved) -> None:
        """Give one pane more room."""
        self.arranging.drag(event.left, event.x)

    def on_divider_dropped(self) -> None:
        """Remember where it was dropped."""
        self.arranging.dropped()

    def on_texts_window_older_wanted(self) -> None:
        """Load older texts."""
        self.reading.paging.load_older()

    def on_texts_window_newer_wanted(self) -> None:
        """Load newer texts."""
        self.reading.paging.load_newer()

    def on_news_clicked(self) -> None:
        """Show what came."""
        self.reading.to_newest()

    async def on_status_line_hint_clicked(self, event: StatusLine.HintClicked) -> None:
        """Do what was clicked."""
        event.stop()
        await self.commands.click(event.name)

    def on_texts_view_newest_seen(self) -> None:
        """Count what is seen."""
        self.reading.looked()

    def on_text_field_send_pressed(self, event: TextField.SendPressed) -> None:
        """Send; told as actions are, so that what enter asked is heard before what the next key asks."""
        self.writing.send(event.text)

    def on_composer_draft_changed(self) -> None:
        """Keep the draft."""
        self.writing.changed()

    async def on_text_field_action_pressed(self, event: TextField.ActionPressed) -> None:
        """Do an action of the composer."""
        await self.commands.run(event.name)

    async def on_outside_keys_pressed(self, event: OutsideKeys.Pressed) -> None:
        """Do what the key does outside."""
        await self.commands.run(event.name)

    def on_outside_keys_waits(self) -> None:
        """Say that a key is waited for."""
        self.standing.show()
