"""Writing a text in $EDITOR, which gets none of our secrets."""

from __future__ import annotations

import asyncio
import logging
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
    from smstui.tui.widgets.text_field import TextField

log = logging.getLogger(__name__)


class Editing:
    """The way to an editor and back."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    def write_in_editor(self) -> None:
        """Let the person go on with the text in their editor; syncing and sending go on meanwhile."""
        self.screen.asking.begin(self._write_in_editor, keeps_keys=True)

    async def _write_in_editor(self) -> None:
        writing = self.screen.writing
        field = await self.screen.conversation.composer.ready()
        handed = Handed(field, self.screen.runtime.home.data)
        writing.handed = handed
        try:
            code = await self._edit(handed.path)
            handed.take(trusts_empty=code == 0)
        except FileNotFoundError:
            raise SmstuiError(
                "Your editor left no file to read; the text in the composer is as it was."
            ) from None
        except OSError:
            raise SmstuiError(f"What you wrote cannot be read; it is still in {handed.path}.") from None
        except BaseException:
            # smstui ends: what was saved and reached no draft in the store stays where it is.
            if handed.is_taken and not writing.drafts.is_owing:
                handed.path.unlink(missing_ok=True)
            else:
                log.warning("a text that was written in the editor is in %s", handed.path)
            raise
        finally:
            writing.handed = None
        handed.path.unlink(missing_ok=True)
        self.screen.arranging.go(Pane.CONVERSATION, focus=field)
        _complain(code, handed)

    async def _edit(self, path: Path) -> int | None:
        """Return what the editor ended with; None where it did not even begin."""
        from smstui.config.secrecy import child_environment

        words = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        screen = self.screen
        # Nothing may be raised in here: Textual would not take the terminal back.
        with screen.app.suspend(), screen.app.batch_update(), _left_alone(), suppress(OSError, ValueError):
            editor = await asyncio.create_subprocess_exec(
                *(shlex.split(words) or ["vi"]), str(path), env=child_environment()
            )
            return await editor.wait()
        return None


class Handed:
    """A text of the composer in a file that nobody else can read, for an editor to go on with."""

    def __init__(self, field: TextField, folder: Path) -> None:
        handle, name = tempfile.mkstemp(prefix="text-", suffix=".txt", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(field.text)
        self.path = Path(name)
        self.has_changed = False
        """Whether the editor saved another text, as far as that was taken over."""
        self._field = field
        self._there = field.text
        """The text as it stands in the composer."""
        self._taken = field.text.rstrip("\n")
        """The text as it was in the file when it was taken over last."""

    def _saved(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="replace").rstrip("\n")

    @property
    def is_taken(self) -> bool:
        """Whether all that the editor saved is in the composer."""
        try:
            return self._saved() == self._taken
        except OSError:
            return not self.path.exists()

    def take(self, *, trusts_empty: bool) -> None:
        """Put what was saved into the composer, for what was given to the editor.

        A text that a gate refused may have come back above that meanwhile. An editor that did not end in
        order may be in the middle of saving, or never came to it: then an empty file is no wish for none.
        Raises `OSError` where there is nothing to read.
        """
        saved, field = self._saved(), self._field
        if saved == self._taken or not (saved.strip() or trusts_empty):
            return
        now = field.text
        above = "" if now == self._there else now.removesuffix(self._there).removesuffix("\n")
        field.replace("\n".join(filter(None, [above, saved])), (0, 0), field.document.end)
        self._there = field.text.removeprefix(f"{above}\n") if above else field.text
        self._taken, self.has_changed = saved, True

    def take_early(self) -> None:
        """Put what was saved so far into the composer, for the editor may not come to its end."""
        with suppress(OSError):
            self.take(trusts_empty=False)


def _complain(code: int | None, handed: Handed) -> None:
    """Raise what is to be said of an editor that did not end well."""
    if code is None:
        raise SmstuiError(
            "Your editor could not be started; the text is still in the composer.",
            hint="Set EDITOR to its command, as in: export EDITOR=vim",
        )
    if code != 0:
        became = (
            "what it saved is in the composer"
            if handed.has_changed
            else "the text in the composer is as it was"
        )
        raise SmstuiError(f"Your editor ended with an error; {became}.")


@contextmanager
def _left_alone() -> Iterator[None]:
    """Leave ctrl+c to the editor."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
