"""The application: its theme, its keys, and its beginning."""

from __future__ import annotations

import asyncio
import gc
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import ModalScreen
from textual.widgets._toast import ToastRack

from smstui.tui import crash
from smstui.tui.actions import TYPED_IN, Place
from smstui.tui.guarded import GuardedApp, ended_by_signals
from smstui.tui.keymap import Keymap, key_name, types
from smstui.tui.leaving import Leaving
from smstui.tui.queries import First, first_look
from smstui.tui.screens.inbox import InboxScreen
from smstui.tui.screens.keyboard import KeepsKeyboard
from smstui.tui.theming import load_theme
from smstui.tui.widgets.in_turn import wait_for_keys
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.notifications import Notify
    from textual.screen import Screen

    from smstui.bootstrap import Runtime
    from smstui.tui.formatting import CleanText

log = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds that quitting waits for a request in flight."""
_TOASTS_FROM = 4
"""The first line below the pop-up."""
_LOWEST_TOASTS = 4
"""Lines of toasts for which there has to be room."""
_LONGEST_CHORD = 9
"""Keys; of those before nothing depends."""
_STAYING = frozenset({"send", "newline"})
"""Actions in fields behind which keys are still for the field."""


class SmstuiApp(GuardedApp[int], inherit_bindings=False):
    """smstui's screen on one runtime."""

    TITLE = "smstui"
    CSS_PATH = Path(__file__).parent / "screens" / "inbox.tcss"

    def __init__(self, runtime: Runtime, *, runs_engine: bool = True) -> None:
        """Raise `NotConfiguredError` for a theme that is not there and for keys that clash."""
        self.runtime = runtime
        self.keymap = Keymap(runtime.settings.keys, runtime.source, profile=runtime.settings.key_profile)
        theme = load_theme(runtime.settings.theme, runtime.home.themes, source=runtime.source)
        super().__init__(theme, None if runtime.demo else runtime.home.log_file)
        self.leaving = Leaving(self)
        self.last_key_at = 0.0
        """When a key was pressed last, by the monotonic clock."""
        self._leads_away = False
        """Whether the next key may be for something else than the field that the last one was pressed in."""
        self._unseen: tuple[str, ...] = ()
        """The keys that were pressed while the terminal was too small for all but to quit."""
        self._first: First
        self._runs_engine = runs_engine
        self._engine: asyncio.Task[None] | None = None

    async def on_load(self) -> None:
        """Read what the first picture shows, before the terminal is touched."""
        configured = self.runtime.plans
        self._first = await self.runtime.store.read(lambda reader: first_look(reader, configured))

    def get_default_screen(self) -> Screen[Any]:
        """Return the inbox: there is nothing before it."""
        return InboxScreen(self.runtime, self.keymap, self._first)

    def on_mount(self) -> None:
        """Start syncing and sending once the first picture is there."""
        self.theme_changed_signal.subscribe(self, self._draw_again)
        self.call_after_refresh(self.call_later, self.start_engine)

    def _draw_again(self, _theme: object) -> None:
        """Draw in the colours of another theme what keeps its lines."""
        for screen in self.screen_stack:
            for lines in screen.query(StyledLines):
                lines.notify_style_update()
                lines.refresh()

    # the engine
    @property
    def has_engine(self) -> bool:
        """Whether syncing and sending have begun in this process."""
        return self._engine is not None

    async def start_engine(self) -> None:
        """Begin to sync and send, unless that has begun or smstui is being left."""
        _collect_garbage_again()
        if not self._may_begin():
            return
        await asyncio.to_thread(_import_engine)
        if not self._may_begin():
            return
        self._engine = asyncio.create_task(self.runtime.engine.run())
        self._engine.add_done_callback(self._engine_ended)
        # Whoever opens the screen wants to see how things stand now, not at the next turn of a quiet account.
        self.runtime.engine.sync_soon()

    async def stop_engine(self) -> None:
        """Sync and send no more; a request in flight has some seconds. `start_engine` begins anew."""
        if self._engine is not None:
            await self.runtime.engine.stop(grace=GRACE)
            await asyncio.wait([self._engine])
            self._engine = None

    def _may_begin(self) -> bool:
        return self._runs_engine and not self.is_quitting and not self.has_engine

    def _engine_ended(self, task: asyncio.Task[None]) -> None:
        if self.is_quitting or task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("engine: %s", crash.describe(error))
            self.notify(
                "Syncing and sending stopped because of an error of smstui's own. Quit and start it again.",
                severity="error",
                timeout=60,
                markup=False,
            )

    # toasts
    def on_notify(self, _event: Notify) -> None:
        """Let toasts stand over the status line, or over the composer while one types, below the pop-up."""
        screen = self.screen
        if not isinstance(screen, InboxScreen):
            return
        bottom = screen.columns.region.bottom
        over_composer = screen.conversation.composer.region.y
        if screen.place is Place.COMPOSER and over_composer >= _TOASTS_FROM + _LOWEST_TOASTS:
            bottom = over_composer
        for rack in screen.query(ToastRack):
            rack.styles.margin = (0, 0, max(screen.size.height - bottom, 0), 0)
            rack.styles.max_height = max(bottom - _TOASTS_FROM, 1)

    # keys
    async def on_event(self, event: events.Event) -> None:
        """Give keys to the table first, one after the other, so that quick typing never overtakes itself."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.app_focus = True  # a key says so before the terminal does
            if await self._takes(event):
                return
        if isinstance(event, events.MouseEvent):
            self._let_go_of_hidden()
        await super().on_event(event)

    def _let_go_of_hidden(self) -> None:
        """Free the mouse where what holds it was covered or hidden: Textual would send it all events."""
        held = self.mouse_captured
        if held is not None and not (held.is_attached and held.screen is self.screen and held.region):
            self.capture_mouse(None)

    async def _takes(self, event: events.Key | events.Paste) -> bool:
        self.last_key_at = self.runtime.clock.monotonic()
        key = key_name(event.key, event.character) if isinstance(event, events.Key) else ""
        if key in self.keymap.action("quit").keys and not types(key):
            await self.action_quit()
            return True
        screen = self.screen
        inbox, closes = self.screen_stack[0], key == "escape" and isinstance(screen, ModalScreen)
        if isinstance(inbox, InboxScreen) and inbox.is_too_small and not closes:
            self._unseen = (*self._unseen, key)[-_LONGEST_CHORD:]
            if self.keymap.quits(self._unseen):
                await self.action_quit()
            return True  # nobody sees what another key does
        self._unseen = ()
        if self._leads_away:
            await wait_for_keys(screen.focused)
            screen = self.screen
        place = getattr(screen, "place", None)
        action = self.keymap.find([key], place) if place in TYPED_IN else None
        leads_away = action is not None and action.name not in _STAYING
        self._leads_away = leads_away or bool(getattr(screen.focused, "chord", ()))
        asks = screen.asking if isinstance(screen, InboxScreen) and screen.early is None else screen
        early = getattr(asks, "early", None)
        if early is not None:
            if key != "escape" or early or not (isinstance(screen, KeepsKeyboard) and screen.gives_up()):
                early.append(event)
            return True
        return bool(key) and isinstance(screen, KeepsKeyboard) and await screen.take(key)

    async def on_key(self, event: events.Key) -> None:
        """Quit by a character that no field took for text, and nothing in front for a key of its own."""
        if key_name(event.key, event.character) in self.keymap.action("quit").keys:
            await self.action_quit()

    @property
    def quit_key(self) -> str:
        """The key that quits, as screens show it."""
        return self.keymap.key("quit")

    # the end
    @property
    def is_quitting(self) -> bool:
        """Whether smstui is being left."""
        return self.leaving.has_begun

    async def action_quit(self) -> None:
        """Keep the draft, wait for what is on its way, and leave; the second time at once."""
        self.leaving.quit()

    def end(self, number: int) -> None:
        """Leave because of a signal as `quit` does: the terminal went, or somebody ends the process."""
        self.leaving.end(number)

    # the terminal
    def get_driver_class(self) -> type[Driver]:
        """Return the way to the terminal that names the window too, on Linux and macOS."""
        found = super().get_driver_class()
        if found.__name__ == "SteadyDriver":
            from smstui.tui.title import TitledDriver

            return TitledDriver
        return found

    def show_title(self, title: CleanText) -> None:
        """Name the terminal's window; `title` holds no stranger's text."""
        self.title = title
        show = getattr(self._driver, "show_title", None)
        if show is not None:
            show(title)

    def ring(self) -> None:
        """Ring the bell, unless an editor has the terminal."""
        if getattr(self._driver, "has_terminal", True):
            self.bell()


def _collect_garbage_again() -> None:
    """Turn on what the command turned off for a quick start; what is there now stays, so is not looked at.

    Drawing makes thousands of objects that are no garbage: looking every 700 of them, and at all of them
    as often as Python does, took 6 ms of each key.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)
        gc.enable()


def _import_engine() -> None:
    """Import what sends in a thread, so that keys are answered meanwhile."""
    import smstui.services.engine  # noqa: F401 (imported for its effect: the first use finds it loaded)


async def _run(app: SmstuiApp) -> int:
    with ended_by_signals(app):
        try:
            await app.run_async()
        finally:
            await app.runtime.aclose()
    return app.return_code or 0


def run(runtime: Runtime) -> int:
    """Show the screen until the person quits; return the exit code.

    Raises `NotConfiguredError` for a wrong theme or clashing keys, before anything is shown.
    """
    return asyncio.run(_run(SmstuiApp(runtime)))
