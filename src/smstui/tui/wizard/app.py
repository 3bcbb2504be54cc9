"""The wizard as an application of its own: it runs before the inbox, which does not pay for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.widgets import Input

from smstui.admission import provider_packages
from smstui.bootstrap import SystemClock
from smstui.tui.guarded import GuardedApp, ended_by_signals
from smstui.tui.keymap import Keymap, key_name
from smstui.tui.theming import load_theme
from smstui.tui.widgets.in_turn import wait_for_keys
from smstui.tui.wizard.answers import Ending, Provider
from smstui.tui.wizard.screen import WizardScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

    from smstui.config.paths import Home
    from smstui.config.settings import Settings
    from smstui.config.validation import Source
    from smstui.ports.clock import Clock

_NEVER_TYPED = {"escape", "enter", "tab", "shift+tab", "up", "down", "ctrl+q"}
"""Keys that no field takes."""


class WizardApp(GuardedApp[Ending], inherit_bindings=False):
    """Five steps, and keys that take effect in the order in which they came."""

    TITLE = "smstui"
    CSS_PATH = Path(__file__).parent / "wizard.tcss"

    def __init__(
        self,
        home: Home,
        settings: Settings,
        source: Source,
        *,
        providers: Mapping[str, Provider],
        clock: Clock,
    ) -> None:
        """Raise `NotConfiguredError` for a theme that is not there and for keys that clash."""
        # The wizard has keys of its own, but the inbox to which it leads would not open on these.
        Keymap(settings.keys, source, profile=settings.key_profile)
        super().__init__(load_theme(settings.theme, home.themes, source=source), home.log_file)
        self._clock = clock
        self._home = home
        self._settings = settings
        self._providers = providers

    def get_default_screen(self) -> Screen[Any]:
        """Return the wizard's only screen."""
        return WizardScreen(self._home, self._settings, self._providers, self._clock)

    @property
    def wizard(self) -> WizardScreen:
        """The wizard's screen."""
        return cast("WizardScreen", self.screen_stack[0])

    async def on_event(self, event: events.Event) -> None:
        """Give keys to the steps first; a field keeps the characters that are typed into it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.app_focus = True  # a key says so before the terminal does
        if isinstance(event, events.Key) and not event.is_forwarded:
            key = key_name(event.key, event.character)
            if key in _NEVER_TYPED or not isinstance(self.focused, Input):
                await wait_for_keys(self.focused)
                if self.wizard.take(key):
                    return
        await super().on_event(event)


def find_providers() -> Mapping[str, Provider]:
    """Return the providers that can be chosen, as their packages describe themselves."""
    return {
        name: Provider(name, package, package.account_form()) for name, package in provider_packages().items()
    }


async def _run(app: WizardApp) -> Ending:
    with ended_by_signals(app):
        await app.run_async()
    return app.return_value or Ending(code=app.return_code or 0)


def run(home: Home, settings: Settings, source: Source) -> Ending:
    """Lead through the steps until the end; raises `NotConfiguredError` as the app does."""
    app = WizardApp(home, settings, source, providers=find_providers(), clock=SystemClock())
    return asyncio.run(_run(app))
