"""A monkey at the keyboard and at the mouse, while texts come in and the terminal changes its size."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size

from builders import MAIN, WORKSHOP
from hostile import HOSTILE
from smstui.tui.actions import ACTIONS
from smstui.tui.screens.dialogs.dialog import Dialog
from smstui.tui.terminal_input import TerminalInput
from tui.crowd import PEERS
from tui.events import key_event, mouse_event

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.message import Message

    from tui.stage import Stage
    from tui.witness import Witness

LEFT_OUT = frozenset({"quit", "editor"})
"""Actions that leave the screen: what they do is tried in a real terminal."""
TABLE = sorted(
    {
        key
        for action in ACTIONS
        if action.name not in LEFT_OUT
        for chord in (*action.vim, *action.plain)
        for key in chord.split()
    }
)
NONSENSE = (
    *(f"f{number}" for number in (2, 3, 5, 10, 12, 24)),
    *(
        "ctrl+a",
        "ctrl+b",
        "ctrl+c",
        "ctrl+e",
        "ctrl+f",
        "ctrl+k",
        "ctrl+n",
        "ctrl+v",
        "ctrl+w",
        "ctrl+x",
        "ctrl+y",
    ),
    *(
        "ctrl+@",
        "ctrl+backslash",
        "ctrl+left",
        "ctrl+right",
        "ctrl+home",
        "ctrl+end",
        "ctrl+delete",
        "ctrl+f5",
    ),
    *(
        "shift+left",
        "shift+right",
        "shift+up",
        "shift+down",
        "shift+home",
        "shift+end",
        "shift+f1",
        "shift+enter",
    ),
    *(
        "alt+a",
        "alt+enter",
        "alt+left",
        "super+k",
        "ctrl+shift+alt+x",
        "insert",
        "delete",
        "backspace",
        "menu",
    ),
)
CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "éüß€中あ😀❤️👍🏽🇩🇪👨‍👩‍👧مש\u0301\u202e\u200d"
GARBAGE = (
    "\x1b[200~unended paste",
    "\x1b[201~",
    "\x1b[<0;999;999M",
    "\x1b[<35;1;1M",
    "\x1b[<64;5;5M",
    "\x1b[M abc",
    "\x1b[?2026;2$y",
    "\x1b[?62;22c",
    "\x1b[1;1R",
    "\x1b[97;5u",
    "\x1b[57414u",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1b[1;2;3;4;5;6Z",
    "\x1b\x1b\x1b",
    "\x1bOP\x1bOQ\x1b[15~",
    "\x00\x01\x02\x7f",
    "\ud83d\udc4d".encode("utf-16", "surrogatepass").decode("utf-16"),
)
"""What a terminal or a bad line may send besides keys."""


def is_held_up(stage: Stage) -> bool:
    """Say whether keys wait for a question, or for what is done before they mean something."""
    screen = stage.app.screen
    early = screen.early if isinstance(screen, Dialog) else stage.inbox.asking.early
    return early is not None


@dataclass
class Monkey:
    """Random doings, the same for the same seed; the trail says what it did last."""

    stage: Stage
    witness: Witness
    words: Sequence[str]
    seed: int
    resizes: int = 0
    done: int = 0
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=130))

    def __post_init__(self) -> None:
        self._choose = random.Random(self.seed)
        doings: dict[Callable[[], Awaitable[None]], float] = {
            self._press_table: 34,
            self._press_nonsense: 5,
            self._type: 14,
            self._enter: 6,
            self._write: 8,
            self._paste: 3,
            self._garble: 2,
            self._click: 10,
            self._drag: 3,
            self._wheel: 4,
            self._move: 3,
            self._lose_focus: 2,
            self._resize: 2.2,
            self._hear: 5,
            self._wait: 7,
        }
        self._doings = list(doings)
        self._weights = list(accumulate(doings.values()))

    async def act(self) -> None:
        """Do one thing, and now and then look what came of it before the next."""
        doing = self._choose.choices(self._doings, cum_weights=self._weights)[0]
        await doing()
        self.done += 1
        await asyncio.sleep(0)
        if self._choose.random() < 0.4:
            await self.calm()

    async def calm(self) -> None:
        """Wait until the screen has done what it was told; a pilot waits for a still CPU too."""
        await self.stage.pilot._wait_for_screen()
        await self.stage.world.settle()
        await self.stage.pilot._wait_for_screen()
        self.stage.app.screen._on_timer_update()

    def _note(self, words: str) -> None:
        self.trail.append(f"{self.done}: {words}")

    # keys
    async def _press(self, *keys: str) -> None:
        self._note(f"press {' '.join(keys)}")
        for key in keys:
            if key == "enter":
                await self.calm()
                await self.stage.until(lambda: not is_held_up(self.stage))  # those keys are what it sends
                self.witness.press_enter()
            self._give(key_event(key))
            await asyncio.sleep(0)

    async def _press_table(self) -> None:
        await self._press(self._choose.choice(TABLE))

    async def _press_nonsense(self) -> None:
        await self._press(self._choose.choice(NONSENSE))

    async def _enter(self) -> None:
        await self._press("enter")

    async def _write(self) -> None:
        """Write to whoever is there, and mostly send it."""
        await self.calm()
        await self._press(*self.stage.app.keymap.action("reply").keys[0].split())
        await self.calm()
        words = self._choose.choice(self.words)[: self._choose.choice((1, 12, 60, 200))]
        self._note(f"write {words!r}")
        for character in words:
            self._give(key_event(character))
        if self._choose.random() < 0.8:
            await self._press("enter")

    async def _type(self) -> None:
        """Type some characters faster than the screen is drawn."""
        count = self._choose.choice((1, 1, 2, 8, 20))
        typed = "".join(self._choose.choice(CHARACTERS) for _ in range(count))
        self._note(f"type {typed!r}")
        for character in typed:
            self._give(key_event(character))

    async def _paste(self) -> None:
        words = self._choose.choice((*HOSTILE[:60], *self.words[:40], "two\nlines", "+1 415 555 0134"))[:3000]
        self._note(f"paste {words[:40]!r}")
        self._give(events.Paste(words.encode("utf-8", "replace").decode()))

    async def _garble(self) -> None:
        garbage = self._choose.choice(GARBAGE)
        self._note(f"garble {garbage!r}")
        for event in TerminalInput().read(garbage.encode()):
            if isinstance(event, events.Key) and event.key == "enter":
                continue
            self._give(event)

    # the mouse
    def _anywhere(self) -> tuple[int, int]:
        width, height = self.stage.app.size
        return self._choose.randrange(max(width, 1)), self._choose.randrange(max(height, 1))

    def _mouse(self, kind: type[events.MouseEvent], at: tuple[int, int], button: int = 0) -> None:
        self._give(mouse_event(kind, at, button))

    def _give(self, event: Message) -> None:
        driver = self.stage.app._driver
        assert driver is not None
        driver.process_message(event)

    async def _click(self) -> None:
        at, button = self._anywhere(), self._choose.choice((1, 1, 1, 1, 2, 3))
        times = self._choose.choice((1, 1, 2, 3))
        self._note(f"click {at} button {button} {times} times")
        await self.calm()
        for _ in range(times):
            self._mouse(events.MouseDown, at, button)
            self._mouse(events.MouseUp, at, button)

    async def _drag(self) -> None:
        """Drag from somewhere, half the time a divider, and not always let go."""
        places = [self._anywhere() for _ in range(4)]
        dividers = [each.region for each in self.stage.inbox.columns.dividers.values() if each.region.area]
        if dividers and self._choose.random() < 0.5:
            region = self._choose.choice(dividers)
            places[0] = (region.x, region.y + self._choose.randrange(region.height))
        self._note(f"drag {places}")
        self._mouse(events.MouseDown, places[0], 1)
        for at in places[1:]:
            self._mouse(events.MouseMove, at, 1)
            await asyncio.sleep(0)
        if self._choose.random() < 0.8:
            self._mouse(events.MouseUp, places[-1], 1)

    async def _wheel(self) -> None:
        at = self._anywhere()
        kind = self._choose.choice((events.MouseScrollDown, events.MouseScrollUp))
        times = self._choose.choice((1, 3, 20))
        self._note(f"wheel {kind.__name__} {at} {times} times")
        for _ in range(times):
            self._mouse(kind, at)

    async def _move(self) -> None:
        at = self._anywhere()
        self._note(f"move {at}")
        self._mouse(events.MouseMove, at)

    # the terminal, the world
    async def _lose_focus(self) -> None:
        self._note("lose the focus")
        self._give(events.AppBlur())
        if self._choose.random() < 0.5:
            await self.calm()
            await self._press(self._choose.choice(TABLE))
        if self._choose.random() < 0.7:
            self._note("get the focus")
            self._give(events.AppFocus())

    async def _resize(self) -> None:
        usual = ((200, 60), (160, 48), (120, 36), (100, 30), (80, 24), (60, 20), (1, 1))
        any_size = (self._choose.randint(1, 250), self._choose.randint(1, 70))
        size = self._choose.choice(usual) if self._choose.random() < 0.5 else any_size
        self._note(f"resize {size}")
        self.resizes += 1
        driver = self.stage.app._driver
        assert isinstance(driver, HeadlessDriver)
        driver._size = size
        self._give(events.Resize(Size(*size), Size(*size)))

    async def _hear(self) -> None:
        """Let people write, some of them a lot, some of them STOP."""
        carrier, choose = self.stage.world.carrier, self._choose
        for _ in range(choose.choice((1, 1, 1, 5, 30))):
            peer = choose.choice(PEERS) if choose.random() < 0.8 else f"+1206555{choose.randrange(1000):04}"
            body = (
                choose.choice(self.words) if choose.random() < 0.9 else choose.choice(("STOP", "START", "❤️"))
            )
            carrier.say(peer, choose.choice((MAIN, WORKSHOP)), body)
        self._note("hear")

    async def _wait(self) -> None:
        seconds = self._choose.choice((0.05, 0.2, 1.0, 3.0, 6.0))
        self._note(f"wait {seconds}")
        await self.stage.world.pass_time(seconds)
