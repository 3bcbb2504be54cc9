"""Writing a text in $EDITOR, which gets none of our secrets."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.ports.errors import SmstuiError
from smstui.tui.columns import Pane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smstui.tui.screens.inbox import InboxScreen


class Editing:
    """The way to an editor and back."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    def write_in_editor(self) -> None:
        """Let the person go on with the text in their editor; syncing and sending go on meanwhile."""
        self.screen.asking.begin(self._write_in_editor, keeps_keys=True)

    async def _write_in_editor(self) -> None:
        field = await self.screen.conversation.composer.ready()
        given = field.text
        path = self._keep(given)
        try:
            await self._edit(path)
            written = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except OSError:
            raise SmstuiError(
                "Your editor left no file to read; the text in the composer is as it was."
            ) from None
        finally:
            path.unlink(missing_ok=True)
        now = _in_place_of(given, written, field.text)
        if now != field.text:
            field.replace(now, (0, 0), field.document.end)
        self.screen.arranging.go(Pane.CONVERSATION, focus=field)

    def _keep(self, text: str) -> Path:
        """Write the text where nobody else can read it."""
        handle, name = tempfile.mkstemp(prefix="text-", suffix=".txt", dir=self.screen.runtime.home.data)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return Path(name)

    async def _edit(self, path: Path) -> None:
        from smstui.config.secrecy import child_environment

        words = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        code: int | None = None
        screen = self.screen
        # Nothing may be raised in here: Textual would not take the terminal back.
        with screen.app.suspend(), screen.app.batch_update(), _left_alone(), suppress(OSError, ValueError):
            editor = await asyncio.create_subprocess_exec(
                *(shlex.split(words) or ["vi"]), str(path), env=child_environment()
            )
            code = await editor.wait()
        if code is None:
            raise SmstuiError(
                "Your editor could not be started; the text is still in the composer.",
                hint="Set EDITOR to its command, as in: export EDITOR=vim",
            )
        if code != 0:
            raise SmstuiError("Your editor ended with an error; the text in the composer is as it was.")


def _in_place_of(given: str, written: str, now: str) -> str:
    """Return the composer's text with what was written in the editor for what was given to it.

    A text that a gate refused may have come back above that meanwhile.
    """
    if written == given:
        return now
    above = "" if now == given else now.removesuffix(given).removesuffix("\n")
    return "\n".join(filter(None, [above, written]))


@contextmanager
def _left_alone() -> Iterator[None]:
    """Leave ctrl+c to the editor."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
