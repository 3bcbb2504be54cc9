"""The wizard on a screen of any size, in a home of its own: keys go in, lines of text come out."""

from __future__ import annotations

import tomllib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.events import Key, Paste

from providers.servers import PatientClock
from smstui.config.paths import Home, prepare
from smstui.config.settings import load_settings
from smstui.config.writing import write_private
from smstui.tui.wizard.app import WizardApp, find_providers
from smstui.tui.wizard.screen import WizardScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from smstui.tui.wizard.answers import Ending, Provider

SID = "AC" + "a" * 32
TOKEN = "canary" + "0" * 26
"""A secret that works nowhere."""


@dataclass
class WizardStage:
    """The wizard, and the home that it writes into."""

    home: Home
    app: WizardApp
    pilot: Pilot[Ending]

    @property
    def screen(self) -> WizardScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, WizardScreen)
        return screen

    # what a person does
    async def press(self, *keys: str) -> None:
        """Press keys, and wait until the screen has taken them."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, words: str) -> None:
        """Type these characters."""
        await self.press(*words)

    def burst(self, *parts: str) -> None:
        """Let all of this arrive at once: words character by character, and keys that have a name."""
        for part in parts:
            for key in [part] if part in {"tab", "enter"} else part:
                self.app.post_message(Key(key, key if len(key) == 1 else None))

    async def paste(self, words: str) -> None:
        """Paste, as a terminal that brackets pastes does it."""
        self.app.post_message(Paste(words))
        await self.pilot.pause()
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        """Change the terminal's size, and wait until the screen has it."""
        await self.pilot.resize_terminal(width, height)
        await self.until_true(lambda: self.app.screen._compositor.size == self.app.size == (width, height))
        await self.pilot.pause()

    async def click(self, words: str) -> None:
        """Click on the middle of these words."""
        lines = self.lines
        y = next((at for at, line in enumerate(lines) if words in line), None)
        assert y is not None, f"{words!r} is not to be seen\n{self.picture}"
        await self.pilot.click(offset=(lines[y].index(words) + len(words) // 2, y))
        await self.pilot.pause()

    async def until(self, words: str) -> None:
        """Wait until these words are shown: servers and keyrings take their time."""
        await self.until_true(lambda: words in self.text)
        await self.pilot.pause()  # what belongs to them may be laid out one step later

    async def until_true(self, true: Callable[[], bool]) -> None:
        """Wait for something that a server or a keyring brings about."""
        for _ in range(2000):
            if true():
                return
            await self.pilot.pause(0.005)
        raise AssertionError("it does not come\n" + self.picture)

    async def to_account(self) -> None:
        """Choose Twilio."""
        await self.until("step 1 of 5")
        await self.press("enter")
        await self.until("step 2 of 5")

    async def fill_in(self, base_url: str, sid: str = SID, token: str = TOKEN) -> None:
        """Choose Twilio and paste the account, its secret and the server, as far as they are asked for."""
        await self.to_account()
        await self.paste(sid)
        await self.press("tab")
        if token:
            await self.paste(token)
            await self.press("tab", "tab")
        await self.paste(base_url)

    async def try_it(self, base_url: str, sid: str = SID, token: str = TOKEN) -> None:
        """Go on to the test, and wait until it is over."""
        await self.fill_in(base_url, sid, token)
        await self.press("enter")
        await self.until("step 3 of 5")
        await self.until_true(lambda: not self.screen.trial.is_asking)
        await self.pilot.pause()

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

    @property
    def text(self) -> str:
        """The words in the box, as if it were wide enough for each sentence."""
        inside = (line.strip().strip("│").strip() for line in self.lines)
        return " ".join(" ".join(inside).split())

    def row(self, words: str) -> str:
        """Return the line of the screen that has these words."""
        return next((line for line in self.lines if words in line), "")

    # what is kept
    @property
    def settings(self) -> dict[str, Any]:
        """What config.toml says; empty where there is none."""
        file = self.home.config_file
        return tomllib.loads(file.read_text()) if file.exists() else {}

    def holders(self, secret: str) -> set[str]:
        """Return the names of the files of the home that hold this."""
        files = [path for path in self.home.data.rglob("*") if path.is_file()]
        return {path.name for path in files if secret.encode() in path.read_bytes()}


@asynccontextmanager
async def a_wizard(
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    settings: str = "",
    more: Sequence[Provider] = (),
) -> AsyncIterator[WizardStage]:
    """Open the wizard in a folder, where `settings` are written already; `more` providers are installed."""
    home = Home(folder, folder)
    prepare(home)
    if settings:
        write_private(home.config_file, settings)
    read, source = load_settings(home.config_file)
    app = WizardApp(
        home,
        read,
        source,
        providers={**find_providers(), **{each.name: each for each in more}},
        clock=PatientClock(),
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = WizardStage(home, app, pilot)
        await stage.until_true(lambda: bool(app.screen_stack) and "step 1 of 5" in stage.text)
        yield stage
