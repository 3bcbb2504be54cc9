"""What shall become of a text in trouble: wait, mark it, or send it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.states import State
from smstui.tui.formatting import (
    CleanText,
    body_of,
    cleaned,
    cleaned_line,
    long_when,
    spoken_when,
    state_words,
)
from smstui.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from smstui.domain.models import TextMessage
    from smstui.tui.screens.inbox import InboxScreen


class Settling:
    """The question about it, and the answer carried out."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    def resend(self) -> None:
        """Say what is known of a text in trouble, and ask what shall become of it."""
        self.screen.asking.begin(self._resend)

    async def _resend(self) -> None:
        told, chosen = self.screen.telling.outcomes.trouble, self.screen.chosen
        if told is not None and (chosen is None or self.screen.conversation.texts.current is None):
            await self.screen.asking.land(told)  # what the line along the top speaks of
            await self.mend(told)
            return
        if chosen is None:
            self.screen.say("Choose a conversation first.")
            return
        reading = self.screen.reading
        reading.show(chosen)  # the row of the cursor may not be shown, or not yet
        await reading.be_read()  # enter may have come just before
        if not reading.is_read:
            self.screen.say("These texts could not be read yet: what became of them is not known.")
            return
        text = await self._troubled()
        if text is not None:
            await self.mend(text)

    async def mend(self, text: TextMessage) -> None:
        """Ask what shall become of this text."""
        if not text.is_troubled:
            self.screen.say("Nothing is wrong with this text.")
            return
        answer = await self.screen.asking.choose(
            "What shall become of this text?", _ways_out(text.state), words=await self._known(text)
        )
        if answer is not None:
            self.screen.telling.outcomes.forget(text.id)
            await self._carry_out(text, answer)

    async def _known(self, text: TextMessage) -> CleanText:
        """Return what is known of a text: its own words last, for the end may be cut."""
        from smstui.services.outbox import sent_again

        conversation, again = await self.screen.runtime.store.read(
            lambda reader: (
                reader.conversation(text.conversation_id),
                sent_again(reader, text.conversation_id),
            )
        )
        whom = cleaned_line(conversation.full_title if conversation is not None else text.peer, 60)
        lines = [
            f"to {whom} · {long_when(text.at, self.screen.now)} · {state_words(text)}",
            f"“{cleaned_line(body_of(text), 160)}”",
        ]
        if text.id in again:
            lines.insert(0, f"You sent it again {spoken_when(again[text.id], self.screen.now)}.")
        return cleaned("\n".join(lines))

    async def _troubled(self) -> TextMessage | None:
        """Return the text in trouble that is chosen, or the newest that nobody sent again; else say why."""
        from smstui.services.outbox import sent_again

        texts = self.screen.conversation.texts
        chosen = texts.current
        found = [text for text in ([chosen] if chosen else reversed(texts.texts)) if text.is_troubled]
        if not found:
            self.screen.say("Nothing here failed or is unconfirmed.")
            return None
        again = await self.screen.runtime.store.read(
            lambda reader: sent_again(reader, found[0].conversation_id)
        )
        left = [text for text in found if text is chosen or text.id not in again]
        if not left:
            self.screen.say("What failed here was sent again. Choose the text to do it once more.")
        return next(iter(left), None)

    async def _carry_out(self, text: TextMessage, answer: str) -> None:
        from smstui.services.outbox import resend, settle

        runtime = self.screen.runtime
        match answer:
            case "again":
                again = await resend(text.id, store=runtime.store, clock=runtime.clock, rules=runtime.rules)
                self.screen.telling.queued(again)
                runtime.engine.nudge()
            case "sent":
                await settle(text.id, State.SENT, store=runtime.store, clock=runtime.clock)
            case "not sent":
                await settle(text.id, State.FAILED, store=runtime.store, clock=runtime.clock)


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
