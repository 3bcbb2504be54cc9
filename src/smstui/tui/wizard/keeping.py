"""The last step: personal or business, and where the secret is kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Static

from smstui.config.credentials import variable
from smstui.config.settings import not_yet
from smstui.tui.formatting import CleanText, cleaned_line, content
from smstui.tui.widgets.choices import Choice, ChoiceList
from smstui.tui.wizard.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.config.keyrings import KeyringUnusableError
    from smstui.config.paths import Home
    from smstui.tui.wizard.answers import Answers
    from smstui.tui.wizard.ways import Way

AGAIN, FILE, LEAVE = "again", "file", "leave"


class KeepingStep(Step):
    """Says where the secret goes; a file is used only where the person chooses it."""

    TITLE = "How it is kept"

    def __init__(self, answers: Answers, home: Home) -> None:
        super().__init__(answers)
        self._home = home
        self._profiles = ChoiceList(_profiles(), is_one_of_several=True, id="profiles")
        self._words = Static(classes="indented")
        self._places = ChoiceList(is_one_of_several=True)
        self.is_ready = False
        """Whether it is known where the secret goes, and nothing is being written."""

    def compose(self) -> ComposeResult:
        """Yield both questions."""
        yield Static(content("  Profile", "bold"), classes="caption")
        yield self._profiles
        yield Static(content("  Secret", "bold"), classes="caption")
        yield self._words
        yield self._places

    def arrive(self) -> Widget | None:
        """Return the profiles; the screen looks for the keyring now."""
        return self._profiles

    @property
    def ways(self) -> Sequence[Way]:
        """What enter does depends on where the cursor is."""
        if not self.is_ready:
            return ()
        words = {AGAIN: "Ask the keyring again", LEAVE: "Leave"}.get(self.place, "Save and open the inbox")
        return (("enter", words),)

    @property
    def profile(self) -> str:
        """What the person is."""
        return self._profiles.current.key if self._profiles.current is not None else "personal"

    @property
    def place(self) -> str:
        """What to do with the secret where the keyring cannot be used; empty where that is no question."""
        return self._places.current.key if self._places.current is not None else ""

    # what the screen found out
    def look(self, words: str) -> None:
        """Say that something takes a moment."""
        self.is_ready = False
        self._put(words)

    def found(self, keyring: str) -> None:
        """Say in which keyring the secret will be."""
        self._may_go_on()
        self._put(f"It will be in your keyring ({keyring}), and in no file.")

    def needs_nothing(self, variables: Sequence[str]) -> None:
        """Say that the environment has the secret."""
        self._may_go_on()
        self._put(f"It stays in the environment ({', '.join(variables)}); nothing of it is kept.")

    def lacks_keyring(self, error: KeyringUnusableError) -> None:
        """Offer what else there is."""
        self._may_go_on()
        self._put(f"✗ {error.message} {error.remedy}. Nothing is saved yet.", style="$error")
        self._places.show(self._other_places(), chosen=AGAIN)
        self._places.display = True
        if self.display:  # the person may have gone back meanwhile
            self.screen.set_focus(self._places)
            # Its width decides its height, so it is laid out twice.
            self.call_after_refresh(self.call_after_refresh, self._places.scroll_visible, animate=False)
        self.post_message(self.Changed())

    def fail(self, words: str) -> None:
        """Say that nothing was saved."""
        self._may_go_on()
        self._put(f"✗ {words} Nothing was saved.", style="$error")
        self.call_after_refresh(self._words.scroll_visible, animate=False)

    def _may_go_on(self) -> None:
        self.is_ready = True
        self._places.show([])

    def _put(self, words: str, *, style: str = "") -> None:
        self._places.display = False
        self._words.update(content(words, style))
        self.post_message(self.Changed())

    def _other_places(self) -> Sequence[Choice]:
        account = self.answers.account
        name = account.name if account is not None else ""
        secret = next(iter(account.secrets), "") if account is not None else ""
        return (
            Choice(AGAIN, CleanText("Ask the keyring again"), CleanText("once it is started, or unlocked")),
            Choice(
                FILE,
                CleanText("A file that only you can read"),
                cleaned_line(f"plain text, in {_as_people_write(self._home.credentials_file)}"),
            ),
            Choice(
                LEAVE,
                CleanText("Leave, and keep it elsewhere"),
                cleaned_line(f"as credential_command, or {variable(name, secret)}"),
            ),
        )

    # keys
    def take(self, key: str) -> bool:
        """Go from one question to the other."""
        if key not in {"tab", "shift+tab"}:
            return False
        other = self._places if self.screen.focused is self._profiles else self._profiles
        self.screen.set_focus(other if other.choices else self._profiles)
        return True

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A click moves the cursor; enter does what it says."""
        event.stop()
        self.post_message(self.Changed())

    def finish(self) -> bool:
        """Let nobody on who does not know yet where the secret goes."""
        return self.is_ready


def _as_people_write(path: Path) -> str:
    """Return a path as it is short: below the person's own folder with a tilde."""
    with suppress(ValueError, RuntimeError):
        return f"~/{path.relative_to(Path.home())}"
    return str(path)


def _profiles() -> Sequence[Choice]:
    """Return who somebody can be, what this version cannot do with its reason."""
    reason = not_yet(("compliance", "profile"), "business")
    return (
        Choice("personal", CleanText("Personal"), CleanText("texts that you write yourself")),
        Choice(
            "business",
            CleanText("Business"),
            cleaned_line(reason or "texts to customers, with proof of consent"),
            enabled=not reason,
        ),
    )
