"""A world with a screen on it: keys go in, lines of text come out, time moves when a test says so."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from textual.events import Paste

from builders import ANA, BO, CLEO, MAIN, World, a_world
from smstui.bootstrap import Runtime
from smstui.config.paths import Home
from smstui.config.settings import Settings
from smstui.domain.models import Direction, Filing
from smstui.domain.states import State
from smstui.ports.records import NewText
from smstui.tui.app import SmstuiApp
from smstui.tui.screens.inbox import InboxScreen
from tui.events import key_event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from textual.message import Message
    from textual.pilot import Pilot
    from textual.widget import Widget

    from smstui.domain.models import TextMessage
    from smstui.ports.store import Writer
    from smstui.tui.actions import Place

NAMES = {ANA: "Ana Reyes", BO: "Bo Lindqvist"}


def a_runtime(world: World, **settings: Any) -> Runtime:
    """Return the object graph of this world, as the front doors get it."""
    return Runtime(
        settings=Settings(**settings),
        home=Home(world.folder, world.folder),
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        plans={world.plan.name: world.plan},
        connections={},
        zone=UTC,
    )


@dataclass
class Stage:
    """The screen of one world."""

    world: World
    app: SmstuiApp
    pilot: Pilot[int]

    @property
    def inbox(self) -> InboxScreen:
        """The inbox, also while a dialog stands over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, InboxScreen)
        return screen

    def where(self) -> Place:
        """Where the keyboard is; a method, for a type checker takes it that attributes stay."""
        return self.inbox.place

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until what they do without time passing is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, words: str) -> None:
        """Type these characters."""
        await self.press(*("space" if char == " " else char for char in words))

    async def paste(self, words: str) -> None:
        """Paste, as a terminal that brackets pastes does it."""
        self.app.post_message(Paste(words))
        await self.settle()

    async def burst(self, *happenings: Message) -> None:
        """Let these happen without a pause between them, as a terminal's driver tells them."""
        driver = self.app._driver
        assert driver is not None
        for each in happenings:
            driver.process_message(each)
        await self.settle()

    async def settle(self) -> None:
        """Wait until neither the screen nor the store has anything left to do now."""
        for _ in range(3):
            await self.pilot.pause()
            await self.world.settle()
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        """Change the terminal's size, and wait until the screen has it."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.screen._compositor.size == self.app.size == (width, height))
        await self.settle()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        await self.settle()
        await self.world.pass_time(seconds)
        await self.settle()

    async def type_and_send(self, words: str) -> None:
        """Type a text and press enter; the field waits a moment, by the real clock, whether it was pasted."""
        await self.type(words)
        await self.press("enter")
        await self.until_sent()

    async def until_sent(self) -> None:
        """Wait until the field knows what the last enter was."""
        field = self.inbox.conversation.composer.field
        assert field is not None
        await self.until(lambda: field._enter is None)
        await self.settle()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that the real clock brings about."""
        for _ in range(400):
            if true():
                return
            await self.pilot.pause(0.005)
        raise AssertionError("it does not come\n" + self.picture)

    # what is to be seen
    @property
    def lines(self) -> list[str]:
        """The lines of the whole screen as text."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        assert len(strips) == height
        assert all(strip.cell_length == width for strip in strips)
        return [strip.text.rstrip() for strip in strips]

    @property
    def picture(self) -> str:
        """The whole screen as text."""
        return "\n".join(self.lines)

    def text_of(self, widget: Widget) -> str:
        """The part of the screen that a widget has."""
        region = widget.region
        return "\n".join(
            "".join(strip.crop(region.x, region.right).text)
            for strip in self.app.screen._compositor.render_strips()[region.y : region.bottom]
        )

    @property
    def status(self) -> str:
        """The status line."""
        return self.lines[-1]

    @property
    def list(self) -> str:
        """The list of conversations."""
        return self.text_of(self.inbox.conversations)

    @property
    def reading(self) -> str:
        """The conversation with its composer."""
        return self.text_of(self.inbox.conversation)


@asynccontextmanager
async def a_stage(
    folder: Path,
    *,
    size: tuple[int, int] = (120, 36),
    talk: Callable[[Writer, World], object] | None = None,
    runs_engine: bool = False,
    world_options: dict[str, Any] | None = None,
    hook: Callable[[Message], None] | None = None,
    ahead: Sequence[str] = (),
    **settings: Any,
) -> AsyncIterator[Stage]:
    """Open a screen over a world in which `talk` has already been written; `hook` sees every message.

    The keys `ahead` are typed while the screen is being made.
    """
    async with a_world(folder, **(world_options or {})) as world:
        await world.line(MAIN)
        if talk is not None:
            await world.store.write(lambda tx: talk(tx, world))
        runtime = a_runtime(world, **settings)
        app = SmstuiApp(runtime, runs_engine=runs_engine)
        typed = list(map(key_event, ahead))

        def see(message: Message) -> None:
            if app._driver is not None and app.screen_stack:
                while typed:
                    app._driver.process_message(typed.pop(0))
            if hook is not None:
                hook(message)

        async with app.run_test(size=size, notifications=True, tooltips=True, message_hook=see) as pilot:
            stage = Stage(world, app, pilot)
            await stage.settle()
            await stage.until(lambda: bool(stage.inbox.columns.dividers))
            await stage.settle()
            yield stage
        await runtime.engine.stop(grace=0)


def say(
    tx: Writer,
    world: World,
    peer: str,
    bodies: Sequence[str],
    *,
    minutes_ago: float = 60.0,
    unread: int = 0,
    own_every: int = 2,
    state: State = State.DELIVERED,
    line: str = MAIN,
) -> list[TextMessage]:
    """Write a conversation: texts a minute apart, every second one ours, the last `unread` unread."""
    row = tx.line_numbered(line)
    assert row is not None
    if peer in NAMES:
        tx.add_contact(NAMES[peer], [peer])
    start = world.clock.now() - timedelta(minutes=minutes_ago)
    conversation = tx.ensure_conversation(row.id, peer, at=start, filing=Filing.OPEN)
    first_unread = len(bodies) - unread
    texts = []
    for at, body in enumerate(bodies):
        own = own_every > 0 and at % own_every == own_every - 1 and at < first_unread
        texts.append(
            tx.add_text(
                NewText(
                    conversation_id=conversation.id,
                    direction=Direction.OUTBOUND if own else Direction.INBOUND,
                    body=body,
                    state=state if own else State.RECEIVED,
                    at=start + timedelta(minutes=at),
                    segments=1,
                    unread=at >= first_unread,
                )
            )
        )
    return texts


def small_talk(tx: Writer, world: World) -> None:
    """Write three conversations: Ana with news, Bo without, and a number that is in no contact."""
    say(tx, world, CLEO, ["Is this the workshop?"], minutes_ago=300)
    say(tx, world, BO, ["Call me", "I will"], minutes_ago=120)
    say(tx, world, ANA, ["Can we move to 9?", "of course", "yes, 9 is fine"], minutes_ago=30, unread=1)
