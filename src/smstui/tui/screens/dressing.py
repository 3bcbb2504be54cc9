"""Choosing a theme: seen at once, kept in the settings with enter, and as it was with esc."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual.theme import Theme

from smstui.ports.errors import SmstuiError
from smstui.tui.formatting import CleanText, cleaned_line
from smstui.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from smstui.tui.screens.asking import Asking


async def choose_theme(asking: Asking) -> None:
    """Let the person look at the themes and choose one; it is written into the settings."""
    from smstui.config.writing import write_setting
    from smstui.tui.screens.dialogs.themes import ThemeDialog
    from smstui.tui.theming import all_themes

    screen = asking.screen
    app, home = screen.program, screen.runtime.home
    themes = await asyncio.to_thread(all_themes, home.themes)
    for theme in themes.values():
        if isinstance(theme, Theme):
            app.register_theme(theme)
    before = app.theme
    choices = [_as_choice(name, theme, f"{home.themes}/") for name, theme in themes.items()]
    chosen = await asking.ask(ThemeDialog(choices, chosen=before, wear=partial(setattr, app, "theme")))
    app.theme = chosen or before
    if chosen is not None and chosen != before:
        await asyncio.to_thread(write_setting, home.config_file, "theme", chosen)
        screen.say(f"{chosen} is the theme from now on.")


def _as_choice(name: str, theme: Theme | SmstuiError, folder: str) -> Choice:
    title = cleaned_line(name, 40)
    if isinstance(theme, SmstuiError):
        return Choice(name, title, cleaned_line(theme.message.replace(folder, ""), 200), enabled=False)
    return Choice(name, title, CleanText("dark" if theme.dark else "light"))
