"""What was asked for on the screen, against what the store has: texts to be sent, and words typed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smstui.domain.cleaning import clean
from smstui.domain.models import Direction
from smstui.ports.records import TextFilter
from smstui.services.drafts import above
from smstui.tui.panes.status import StatusLine
from smstui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from textual.message import Message

    from smstui.domain.models import TextMessage
    from smstui.ports.store import Reader
    from tui.stage import Stage

_MOVES = frozenset({"Send from which number?", "Text which number?"})


@dataclass(frozen=True)
class Words:
    """Something that stood in the composer of a conversation."""

    conversation_id: int
    body: str


@dataclass
class Witness:
    """Sees every message of the application, and every enter; judges when all has come to rest."""

    stage: Stage
    entered: Counter[Words] = field(default_factory=Counter)
    """What stood in the composer, with the keyboard in it, when enter was pressed, or its hint clicked."""
    asked: list[str] = field(default_factory=list)
    """What the composer asked to be sent."""
    again: int = 0
    """How often "send it again" was answered."""
    moves: int = 0
    """How often another number was chosen: the draft goes along into another conversation."""
    shown: dict[int, str] = field(default_factory=dict)
    """What each composer showed last."""
    ever: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """All that each composer showed."""
    before: frozenset[int] = frozenset()
    """The texts of ours that were there at the beginning."""
    _last: Message | None = None

    async def begin(self) -> None:
        """Remember what is there, and listen to the answers of dialogs."""
        self.before = frozenset(text.id for text in await self._outgoing())
        asking = self.stage.inbox.asking
        choose = asking.choose

        async def listen(title: str, *args: object, **kwargs: object) -> str | None:
            answer = await choose(title, *args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
            if answer == "again":
                self.again += 1
            if answer is not None and title in _MOVES:
                self.moves += 1
            return answer

        asking.choose = listen  # type: ignore[method-assign]  # listened to, not replaced
        self.look()

    def notice(self, message: Message) -> None:
        """See one message before it is acted on."""
        if isinstance(message, TextField.SendPressed) and message is not self._last:
            self._last = message
            self.asked.append(message.text)
        if isinstance(message, StatusLine.HintClicked) and message.name == "send":
            self.press_enter()
        self.look()

    def look(self) -> None:
        """See what stands in the composer."""
        writing = self.stage.inbox.writing
        if writing.conversation is not None:
            here, text = writing.conversation.id, writing.composer.text
            if self.shown.get(here) != text:
                self.shown[here] = text
                self.ever[here].add(clean(text))

    def press_enter(self) -> None:
        """Remember what an enter that is about to be pressed may send."""
        self.look()
        inbox = self.stage.inbox
        conversation, field_ = inbox.writing.conversation, inbox.conversation.composer.field
        has_keyboard = inbox.focused is field_
        if conversation is not None and field_ is not None and has_keyboard and field_.text.strip():
            self.entered[Words(conversation.id, clean(field_.text))] += 1

    # judging
    async def _outgoing(self) -> list[TextMessage]:
        found = await self.stage.world.store.read(lambda reader: reader.find(TextFilter(limit=1_000_000)))
        return [text for text in found if text.direction is Direction.OUTBOUND]

    async def judge(self) -> None:
        """Say that nothing was sent unasked, and that nothing asked for or typed is lost."""
        refused = self._judge_sends(await self._queued())
        await self._judge_drafts(refused)

    async def _queued(self) -> list[TextMessage]:
        """Return what was recorded here to be sent: a provider answers STOP by itself."""
        new = [text for text in await self._outgoing() if text.id not in self.before]
        places = {text.conversation_id for text in new}

        def read(reader: Reader) -> set[int | None]:
            steps = [step for place in places for step in reader.activity(place)]
            return {message_id for _, kind, message_id, _ in steps if kind == "queued"}

        ours = await self.stage.world.store.read(read)
        return [text for text in new if text.id in ours]

    def _judge_sends(self, new: list[TextMessage]) -> Counter[Words]:
        """Return what enter was pressed on and was not recorded."""
        written = Counter(Words(text.conversation_id, text.body or "") for text in new if not text.resend_of)
        unasked = written - self.entered
        assert not unasked, f"sent without an enter: {unasked}"
        resent = sum(text.resend_of is not None for text in new)
        assert resent <= self.again, f"{resent} sent again, {self.again} times asked for"
        left = Counter(map(clean, self.asked))
        left.subtract(words.body for words in written.elements())
        assert min(left.values(), default=0) >= 0, f"sent, and the composer never asked: {left}"
        for body in +left:
            assert any(body in text for texts in self.ever.values() for text in texts), f"lost: {body!r}"
        return self.entered - written

    async def _judge_drafts(self, refused: Counter[Words]) -> None:
        def read(reader: Reader) -> dict[int, str]:
            found = {each: reader.conversation(each) for each in self.shown}
            return {each: found.draft for each, found in found.items() if found is not None}

        drafts = await self.stage.world.store.read(read)
        lost = {
            each: (text, drafts.get(each, ""))
            for each, text in self.shown.items()
            if clean(text) != drafts.get(each, "")
        }
        for words in refused:  # it may have come back where nobody looked
            text, kept = lost.get(words.conversation_id, ("", ""))
            if kept == above(words.body, clean(text)):
                lost.pop(words.conversation_id, None)
        moved = [each for each, (text, kept) in lost.items() if not kept and self._is_elsewhere(text, each)]
        assert len(lost) == len(moved) <= self.moves, f"not kept (conversation: shown, kept): {lost}"

    def _is_elsewhere(self, text: str, conversation_id: int) -> bool:
        return any(clean(text) in texts for each, texts in self.ever.items() if each != conversation_id)
