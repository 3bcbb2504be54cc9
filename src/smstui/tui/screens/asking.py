"""What the inbox asks before it acts: from which number, to which, whether again, and to whom anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smstui.domain.models import Direction, Draft
from smstui.domain.states import TROUBLED, State
from smstui.tui.background import background
from smstui.tui.formatting import CleanText, body_of, cleaned_line, clock_time, number_and_label, state_words
from smstui.tui.keymap import spoken
from smstui.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events

    from smstui.domain.models import Conversation, Line, TextMessage
    from smstui.tui.keymap import Action
    from smstui.tui.screens.dialogs.dialog import Dialog
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.search import Remembered

Answer = TypeVar("Answer")


class Asking:
    """The questions of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.early: list[events.Key] | None = None
        """Keys pressed while a question is being prepared: they are meant for what comes."""
        self._searched: Remembered | None = None

    # from whom, to whom
    def sender(self) -> None:
        """Choose which of our numbers the text goes from."""
        self._begin(self._sender)

    async def _sender(self) -> None:
        conversation = self.screen.chosen
        if conversation is None:
            self.screen.say("Choose a conversation first.")
            return
        line_id = await self._choose_line(conversation.peer, conversation.line_id)
        if line_id is not None and line_id != conversation.line_id:
            await self._go_on_in(conversation, line_id, conversation.peer)

    def recipient(self) -> None:
        """Choose which of the person's numbers the text goes to."""
        self._begin(self._recipient)

    async def _recipient(self) -> None:
        conversation = self.screen.chosen
        if conversation is None:
            self.screen.say("Choose a conversation first.")
            return
        numbers = await self.screen.runtime.store.read(
            lambda reader: reader.numbers_beside(conversation.peer)
        )
        if len(numbers) < 2:
            self.screen.say("No other number of this person is known.")
            return
        choices = [Choice(number, cleaned_line(display, 40)) for number, display in numbers]
        peer = await self._choose("Text which number?", choices, chosen=conversation.peer)
        if peer is not None and peer != conversation.peer:
            await self._go_on_in(conversation, conversation.line_id, peer)

    async def _go_on_in(self, conversation: Conversation, line_id: int, peer: str) -> None:
        """Open the conversation of this line and number, and take along what is typed."""
        from smstui.services.drafts import save_draft
        from smstui.services.reading import start_conversation

        runtime = self.screen.runtime
        await self.screen.writing.flush()
        before = await runtime.store.read(lambda reader: reader.conversation(conversation.id))
        there = await start_conversation(
            line_id, peer, store=runtime.store, clock=runtime.clock, rules=runtime.rules
        )
        if before is not None and before.draft and not there.draft:
            await save_draft(there.id, before.draft, store=runtime.store, clock=runtime.clock)
            await save_draft(before.id, "", store=runtime.store, clock=runtime.clock)
        await self._write_in(there.id)

    async def _write_in(self, conversation_id: int) -> None:
        found = await self.screen.runtime.store.read(lambda reader: reader.conversation(conversation_id))
        if found is not None:
            self.screen.open_conversation(found)
            await self.screen.write_reply()

    async def _choose_line(self, peer: str, chosen: int | None) -> int | None:
        choices = [
            await self._line_choice(line, peer) for line in self.screen.overview.lines if not line.gone
        ]
        open_ones = [choice for choice in choices if choice.enabled]
        if not choices:
            self.screen.say("No number of yours is known yet: it comes with the first sync.")
            return None
        if len(open_ones) == 1 and chosen is None:
            return int(open_ones[0].key)
        answer = await self._choose("Send from which number?", choices, chosen=str(chosen or ""))
        return int(answer) if answer is not None else None

    async def _line_choice(self, line: Line, peer: str) -> Choice:
        """Return one of our numbers; one that cannot send is shown with the reason."""
        from smstui.domain.gates import Gate
        from smstui.services.outbox import judge_draft

        runtime = self.screen.runtime
        verdict = await judge_draft(Draft(line.id, peer, "?"), store=runtime.store, rules=runtime.rules)
        refusal = next((ruling for ruling in verdict.refusals if ruling.gate is Gate.LINE), None)
        detail = refusal.reason if refusal else line.kind
        return Choice(
            str(line.id),
            number_and_label(line.display, line.label),
            cleaned_line(detail),
            enabled=refusal is None,
        )

    # among all texts
    def search(self) -> None:
        """Look for a text, and show it in its conversation."""
        self._begin(self._search)

    async def _search(self) -> None:
        from smstui.tui.screens.search import SearchScreen

        search = SearchScreen(self.screen.runtime, self.screen.keymap, self.screen.overview, self._searched)
        chosen = await self._ask(search)
        self._searched = search.remembered
        if chosen is None:
            return
        text = chosen.text
        found = await self.screen.runtime.store.read(lambda reader: reader.conversation(text.conversation_id))
        if found is not None:
            self.screen.land_on(found, text)
            if chosen.replies:
                await self.screen.write_reply()

    # anew
    def new_conversation(self) -> None:
        """Ask for a number or a name, then for the line where there are several, and begin to write."""
        self._begin(self._new_conversation)

    async def _new_conversation(self) -> None:
        from smstui.services.reading import start_conversation
        from smstui.tui.screens.dialogs.recipient import RecipientDialog

        runtime = self.screen.runtime
        if not any(not line.gone for line in self.screen.overview.lines):
            self.screen.say("No number of yours is known yet: it comes with the first sync.")
            return
        peer = await self._ask(RecipientDialog(runtime.store, runtime.rules.region))
        line_id = await self._choose_line(peer, None) if peer else None
        if not peer or line_id is None:
            return
        there = await start_conversation(
            line_id, peer, store=runtime.store, clock=runtime.clock, rules=runtime.rules
        )
        await self._write_in(there.id)

    # again
    def resend(self) -> None:
        """Say what is known of a text in trouble, and ask what shall become of it."""
        self._begin(self._resend)

    async def _resend(self) -> None:
        text = self._troubled()
        if text is None:
            self.screen.say("Nothing here failed or is unconfirmed.")
            return
        at = clock_time(text.at, self.screen.now.tzinfo)
        known = CleanText(f"“{cleaned_line(body_of(text), 160)}”\n{at} · {state_words(text)}")
        answer = await self._choose("What shall become of this text?", _ways_out(text.state), words=known)
        if answer is not None:
            await self._carry_out(text, answer)

    def _troubled(self) -> TextMessage | None:
        texts = self.screen.conversation.texts
        found = [texts.current] if texts.current is not None else list(reversed(texts.texts))
        return next((text for text in found if _is_troubled(text)), None)

    async def _carry_out(self, text: TextMessage, answer: str) -> None:
        from smstui.services.outbox import resend, settle

        runtime = self.screen.runtime
        match answer:
            case "again":
                await resend(text.id, store=runtime.store, clock=runtime.clock, rules=runtime.rules)
                runtime.engine.nudge()
            case "sent":
                await settle(text.id, State.SENT, store=runtime.store, clock=runtime.clock)
            case "not sent":
                await settle(text.id, State.FAILED, store=runtime.store, clock=runtime.clock)

    async def _choose(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        chosen: str = "",
        words: str = "",
        filters: bool = False,
    ) -> str | None:
        from smstui.tui.screens.dialogs.choose import ChooseDialog

        return await self._ask(ChooseDialog(title, choices, chosen=chosen, words=words, filters=filters))

    async def _ask(self, dialog: Dialog[Answer]) -> Answer | None:
        """Show a dialog, which gets the keys that were held for it."""
        dialog.early, self.early = self.early or [], None
        answer = await self.screen.app.push_screen_wait(dialog)
        self.early = []
        return answer

    def palette(self) -> None:
        """Choose an action by its name."""
        self._begin(self._palette)

    async def _palette(self) -> None:
        commands = self.screen.commands
        choices = [
            _as_choice(action) for action in self.screen.keymap.actions if action.name in commands.does
        ]
        name = await self._choose("Commands", choices, filters=True)
        if name is not None:
            await self._let_go()
            await commands.run(name)

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        """Prepare a question; the keys that follow are for it."""
        self.early = []
        self._do(work)

    @background("ask")
    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        finally:
            await self._let_go()

    async def _let_go(self) -> None:
        """Give back the keys that nothing took."""
        early, self.early = self.early or [], None
        for key in early:
            await self.screen.app.on_event(key)


def _as_choice(action: Action) -> Choice:
    keys = ", ".join(spoken(key) for key in action.keys)
    return Choice(action.name, cleaned_line(action.help), cleaned_line(keys))


def _is_troubled(text: TextMessage) -> bool:
    return text.direction is Direction.OUTBOUND and (text.state in TROUBLED or text.late_failure)


def _ways_out(state: State) -> list[Choice]:
    """Return what can be done about a text in this state."""
    again = Choice("again", CleanText("Send it again"), CleanText("as a new text"))
    leave = Choice("leave", CleanText("Leave it"), CleanText("nothing changes"))
    if state is State.UNCONFIRMED:
        return [
            Choice("leave", CleanText("Wait"), CleanText("smstui goes on looking for it at the provider")),
            Choice("sent", CleanText("Mark as sent"), CleanText("you know that it arrived")),
            Choice("not sent", CleanText("Mark as not sent"), CleanText("you know that it did not arrive")),
            Choice("again", CleanText("Send it again"), CleanText("it may arrive twice")),
        ]
    if state is State.HELD:
        return [leave, Choice("again", CleanText("Send it now"), CleanText("every rule is asked again"))]
    return [leave, again]
