"""Who a text is from and to: choosing a number of ours, one of theirs, or somebody new."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.events import Paste

from smstui.domain.gates import Gate
from smstui.domain.models import Draft
from smstui.domain.numbers import is_name
from smstui.tui.actions import Place
from smstui.tui.formatting import cleaned_line, joined, number_and_label
from smstui.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.gates import Ruling
    from smstui.domain.models import Contact, ContactPoint, Conversation, Line
    from smstui.services.reaching import Reach
    from smstui.tui.screens.inbox import InboxScreen

_NO_LINE = (
    "No number of yours is known yet.\n\n"
    "They come from your provider at the start of a sync: {sync_now} asks now. If it lists none, rent one "
    "there that can send SMS; `smstui accounts test NAME` shows what it lists."
)

_NO_SENDER = (
    "None of your numbers can send a text. The reason stands beside each; what to do about it is done at the "
    "provider, and {sync_now} asks for the numbers again."
)


class Addressing:
    """The questions about from and to."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    async def reply(self) -> None:
        """Write to the contact that the keyboard is with, else in the conversation that keys act on."""
        screen = self.screen
        contact = screen.person.contact
        if screen.side.is_narrowed and screen.place in {Place.VIEWS, Place.NARROW}:
            screen.side.submit()
        elif contact is not None:
            self.text_contact(contact)
        elif screen.chosen is not None and is_name(screen.chosen.peer):
            self._refuse_name()
        else:
            await screen.write_reply()

    def _refuse_name(self) -> None:
        words = "A sender's name cannot be texted; {edit_contact} adds a number that can."
        self.screen.say(self.screen.keymap.said(words))

    def sender(self) -> None:
        """Choose which of our numbers the text goes from."""
        self.screen.asking.begin(self._sender)

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
        self.screen.asking.begin(self._recipient)

    async def _recipient(self) -> None:
        conversation = self.screen.chosen
        if conversation is None:
            self.screen.say("Choose a conversation first.")
            return
        contact = await self.screen.runtime.store.read(lambda reader: reader.contact_with(conversation.peer))
        if contact is None or not any(point.number != conversation.peer for point in _numbers(contact)):
            self.screen.say(
                self.screen.keymap.said("No other number of this person is known; {edit_contact} adds one.")
            )
            return
        peer = await self._choose_number(contact, chosen=conversation.peer)
        if peer is not None and peer != conversation.peer:
            await self._go_on_in(conversation, conversation.line_id, peer)

    async def _choose_number(self, contact: Contact, *, chosen: str = "") -> str | None:
        choices = [
            Choice(point.number, cleaned_line(point.display, 40), cleaned_line(point.label, 24))
            for point in _numbers(contact)
        ]
        return await self.screen.asking.choose("Text which number?", choices, chosen=chosen)

    async def _go_on_in(self, conversation: Conversation, line_id: int, peer: str) -> None:
        """Open the conversation of this line and number, and take along what is typed."""
        from smstui.services.reading import start_conversation

        runtime = self.screen.runtime
        there = await start_conversation(
            line_id, peer, store=runtime.store, clock=runtime.clock, rules=runtime.rules
        )
        await self._write_in(there.id, coming_from=conversation.id)

    async def _write_in(self, conversation_id: int, *, coming_from: int | None = None) -> None:
        """Open a conversation to write in, going on with the draft of the one where it was begun."""
        since = self.screen.writing.drafts.moment
        here, there = await self.screen.runtime.store.read(
            lambda reader: (
                reader.conversation(coming_from) if coming_from is not None else None,
                reader.conversation(conversation_id),
            )
        )
        if there is None:
            return
        is_with_us = here is None or self.screen.writing.move_draft(here, there, since=since)
        self.screen.open_conversation(there)
        await self.screen.write_reply()
        if not is_with_us:
            self.screen.say("This draft was here before; what you typed is kept where you typed it.")

    async def _choose_line(self, peer: str, chosen: int | None) -> int | None:
        choices = [
            await self._line_choice(line, peer) for line in self.screen.overview.lines if not line.gone
        ]
        open_ones = [choice for choice in choices if choice.enabled]
        if len(open_ones) == 1 and chosen is None:
            return int(open_ones[0].key)
        words = "" if open_ones else _NO_SENDER if choices else _NO_LINE
        answer = await self.screen.asking.choose(
            "Send from which number?",
            choices,
            chosen=str(chosen or ""),
            words=self.screen.keymap.said(words, self.screen.place),
        )
        return int(answer) if answer is not None else None

    async def _line_choice(self, line: Line, peer: str) -> Choice:
        """Return one of our numbers; one that cannot send is shown with the reason."""
        from smstui.domain.gates import Gate
        from smstui.services.outbox import judge_draft

        runtime = self.screen.runtime
        verdict = await judge_draft(Draft(line.id, peer, "?"), store=runtime.store, rules=runtime.rules)
        refusal = next((ruling for ruling in verdict.refusals if ruling.gate is Gate.LINE), None)
        can = [word for word, able in _abilities(line) if able]
        kind = "" if line.kind == "unknown" else line.kind
        detail = refusal.reason if refusal else joined([kind, " ".join(can)])
        return Choice(
            str(line.id),
            number_and_label(line.display, line.label),
            cleaned_line(detail),
            enabled=refusal is None,
        )

    def new_conversation(self) -> None:
        """Ask for a number or a name, then for the line where there are several, and begin to write."""
        self.screen.asking.begin(self._new_conversation)

    async def _new_conversation(self) -> None:
        from smstui.tui.screens.dialogs.recipient import RecipientDialog

        runtime, asking = self.screen.runtime, self.screen.asking
        if all(line.gone for line in self.screen.overview.lines):
            await self._choose_line("", None)
            return
        has_begun, typed = False, ""
        while not has_begun:  # esc in a later question leads back to this one
            dialog = RecipientDialog(runtime.store, runtime.rules.region)
            if typed:
                asking.early = [Paste(typed), *(asking.early or ())]
            answer = await asking.ask(dialog)
            if answer is None:
                return
            typed = dialog.typed
            write = self._write_to(answer) if isinstance(answer, str) else self._write_to_contact(answer)
            has_begun = await write

    def text_number(self, number: str) -> None:
        """Write to this number from the line that talked with it last and can, or from one that is chosen.

        Where it is a sender's name, say that nobody can.
        """
        if is_name(number):
            self._refuse_name()
        else:
            self.screen.asking.begin(partial(self._text_number, number))

    async def _text_number(self, number: str) -> bool:
        found = await self._reach([number])
        if found.going_on is None:
            return await self._write_to(number)
        await self._write_in(found.going_on.id)
        return True

    async def _reach(self, numbers: Sequence[str]) -> Reach:
        from smstui.services.reaching import reach

        runtime = self.screen.runtime
        return await reach(numbers, store=runtime.store, rules=runtime.rules)

    def text_contact(self, contact: Contact) -> None:
        """Go on in the newest conversation with a contact that can, or ask what a first one needs.

        Where no text could ever go, their conversation is opened to be read, and the reason is said.
        """
        self.screen.asking.begin(partial(self._text_contact, contact))

    async def _text_contact(self, contact: Contact) -> None:
        found = await self._reach([point.number for point in contact.points])
        if found.going_on is not None:
            await self._write_in(found.going_on.id)
        elif found.newest is None or found.numbers:
            await self._write_to_contact(contact)
        else:
            self.screen.open_conversation(found.newest)
            if found.refusal is not None:
                self._say_why(found.refusal)

    def _say_why(self, refusal: Ruling) -> None:
        """Say why nobody is written to, and where another number would do, how to add one."""
        adds = self.screen.keymap.said(" {edit_contact} adds a number.")
        self.screen.say(f"{refusal.reason}{adds if refusal.gate is Gate.NUMBER else ''}")

    async def _write_to_contact(self, contact: Contact) -> bool:
        """Ask for the number where there are several, and for a first one where there is none (F11).

        False where the person chose none, nor a line.
        """
        if not _numbers(contact):
            self.screen.say("A contact needs a number before it can be texted.")
            kept = await self.screen.amending.ask(contact, adds_number=True)
            if kept is None or not _numbers(kept):
                return False
            contact = kept
        numbers = _numbers(contact)
        only = numbers[0].number if len(numbers) == 1 else None
        number = only or await self._choose_number(contact)
        return number is not None and await self._text_number(number)

    async def _write_to(self, peer: str) -> bool:
        """Begin a conversation with a number; False where the person chose no line for it."""
        from smstui.services.reading import start_conversation

        line_id = await self._choose_line(peer, None)
        if line_id is None:
            return False
        runtime = self.screen.runtime
        there = await start_conversation(
            line_id, peer, store=runtime.store, clock=runtime.clock, rules=runtime.rules
        )
        await self._write_in(there.id)
        return True


def _numbers(contact: Contact) -> Sequence[ContactPoint]:
    """Return what is no sender's name, which nobody can text."""
    return [point for point in contact.points if not is_name(point.number)]


def _abilities(line: Line) -> tuple[tuple[str, bool], ...]:
    return ("SMS", line.can_sms), ("MMS", line.can_mms), ("voice", line.can_voice)
