"""What shall become of a text in trouble: wait, mark it, or send it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Direction
from smstui.domain.states import TROUBLED, State
from smstui.tui.formatting import CleanText, body_of, cleaned_line, clock_time, state_words
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
        told = self.screen.telling.outcomes.trouble
        if told is not None and self.screen.conversation.texts.current is None:
            await self.screen.asking.land(told)  # what the line along the top speaks of
            await self.mend(told)
            return
        if self.screen.chosen is not None:
            self.screen.reading.show(self.screen.chosen)  # the row of the cursor may not be shown, or not yet
        await self.screen.reading.be_read()  # enter may have come just before
        text = self._troubled()
        if text is None:
            self.screen.say("Nothing here failed or is unconfirmed.")
        else:
            await self.mend(text)

    async def mend(self, text: TextMessage) -> None:
        """Ask what shall become of this text."""
        if not _is_troubled(text):
            self.screen.say("Nothing is wrong with this text.")
            return
        at = clock_time(text.at, self.screen.now.tzinfo)
        known = CleanText(f"“{cleaned_line(body_of(text), 160)}”\n{at} · {state_words(text)}")
        answer = await self.screen.asking.choose(
            "What shall become of this text?", _ways_out(text.state), words=known
        )
        if answer is not None:
            self.screen.telling.outcomes.forget(text.id)
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
                again = await resend(text.id, store=runtime.store, clock=runtime.clock, rules=runtime.rules)
                self.screen.telling.queued(again)
                runtime.engine.nudge()
            case "sent":
                await settle(text.id, State.SENT, store=runtime.store, clock=runtime.clock)
            case "not sent":
                await settle(text.id, State.FAILED, store=runtime.store, clock=runtime.clock)


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
