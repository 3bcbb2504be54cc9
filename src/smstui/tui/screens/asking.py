"""How the inbox asks before it acts: a dialog, which gets the keys that were pressed before it was there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from smstui.tui.background import background

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events

    from smstui.domain.models import TextMessage
    from smstui.domain.query import Term
    from smstui.tui.screens.dialogs.dialog import Dialog
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.list_screen import ListScreen
    from smstui.tui.screens.search import Remembered
    from smstui.tui.widgets.choices import Choice

Answer = TypeVar("Answer")


class Asking:
    """The questions of the inbox, and its larger answers: commands by name, a search, notifications."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.early: list[events.Key | events.Paste] | None = None
        """What is typed while a question is being prepared: it is meant for what comes."""
        self._questions = 0
        self._searched: Remembered | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a question is prepared, or stands: a click now is the second of a double click."""
        return self.early is not None

    async def choose(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        chosen: str = "",
        words: str = "",
        filters: bool = False,
    ) -> str | None:
        """Ask for one of these; None where the person chose nothing."""
        from smstui.tui.screens.dialogs.choose import ChooseDialog

        return await self.ask(ChooseDialog(title, choices, chosen=chosen, words=words, filters=filters))

    async def ask(self, dialog: Dialog[Answer]) -> Answer | None:
        """Show a dialog, which gets the keys that were held for it; only while a question is prepared."""
        dialog.early, self.early = self.early or [], []
        answer = await self.screen.app.push_screen_wait(dialog)
        self.early = [*(dialog.early or ()), *self.early]  # behind the key that closed it
        return answer

    def palette(self) -> None:
        """Choose an action by its name."""
        self.begin(self._palette)

    async def _palette(self) -> None:
        from smstui.tui.screens.dialogs.choose import palette

        commands = self.screen.commands
        offered = [action for action in self.screen.keymap.actions if action.name in commands.does]
        name = await self.ask(palette(offered))
        if name is not None:
            await commands.run(name)

    def theme(self) -> None:
        """Choose how everything looks."""
        self.begin(self._theme)

    async def _theme(self) -> None:
        from smstui.tui.screens.dressing import choose_theme

        await choose_theme(self)

    def help(self) -> None:
        """Show every key."""
        self.begin(self._help)

    async def _help(self) -> None:
        from smstui.tui.screens.dialogs.help import HelpDialog

        runtime = self.screen.runtime
        home = str(runtime.home.data) if runtime.demo else ""
        await self.ask(HelpDialog(self.screen.keymap, demo_home=home))

    def begin(self, work: Callable[[], Awaitable[object]], *, keeps_keys: bool = False) -> None:
        """Prepare a question, or do what is not done at once; the keys that follow are for what comes.

        Where that fails they are dropped, unless they would be for what is there anyway: `keeps_keys`.
        """
        self._questions += 1
        self.early = self.early or []
        self._do(work, keeps_keys=keeps_keys)

    @background("ask")
    async def _do(self, work: Callable[[], Awaitable[object]], *, keeps_keys: bool) -> None:
        try:
            await work()
            await self.screen.listing.be_there()
        except BaseException:
            if not keeps_keys:
                self.early = []  # what was typed for a question that cannot be asked is no command
            raise
        finally:
            self._questions -= 1
            # In its turn with the keys that are pressed now: they came later.
            self.screen.app.call_later(self._let_go)

    async def _let_go(self) -> None:
        """Give back the keys that nothing took, unless another question came of the last one."""
        if not self._questions:
            early, self.early = self.early or [], None
            for typed in early:
                await self.screen.app.on_event(typed)

    async def _ask_list(self, listed: ListScreen[Answer]) -> Answer | None:
        """Show a list over everything, with the countdown of a send; do what is wanted instead of a row."""
        from smstui.tui.screens.list_screen import Instead

        standing = self.screen.standing
        listed.countdown, standing.over = standing.countdown, listed
        try:
            answer = await self.ask(listed)
        finally:
            standing.over = None
        match answer:
            case Instead.NEW_CONVERSATION:
                self.screen.addressing.new_conversation()
            case Instead.TAKE_BACK:
                self.screen.writing.take_back()
            case _:
                return answer
        return None

    # among all texts
    def search(self) -> None:
        """Look for a text, and show it in its conversation."""
        self.begin(self._search)

    async def _search(self) -> None:
        from smstui.tui.screens.search import SearchScreen

        search = SearchScreen(self.screen.runtime, self.screen.keymap, self.screen.overview, self._searched)
        chosen = await self._ask_list(search)
        self._searched = search.remembered
        if chosen is not None:
            await self.land(chosen.text, search.finding.found.query.terms)
            if chosen.replies:
                await self.screen.write_reply()

    # what happened
    def notifications(self) -> None:
        """Show what came in and what failed, and go to the one that is chosen."""
        self.begin(self._notifications)

    async def _notifications(self) -> None:
        from smstui.tui.screens.notifications import NotificationsScreen, Then
        from smstui.tui.screens.settling import Settling

        telling = self.screen.telling
        centre = NotificationsScreen(self.screen.runtime, self.screen.keymap, telling.looked_through)
        chosen = await self._ask_list(centre)
        telling.looked(centre.newest)
        if chosen is None:
            return
        text, then = chosen
        await self.land(text)
        if then is Then.REPLY:
            await self.screen.write_reply()
        elif then is Then.MEND:
            await Settling(self.screen).mend(text)

    def go_to(self, text: TextMessage) -> None:
        """Show a text that was clicked."""
        self.begin(partial(self.land, text))

    async def land(self, text: TextMessage, terms: Sequence[Term] = ()) -> None:
        """Show a text in its conversation, however far back it lies, where it has what was looked for."""
        found = await self.screen.runtime.store.read(lambda reader: reader.conversation(text.conversation_id))
        if found is not None:
            self.screen.land_on(found, text, terms)
