"""What every step is: a part of the box that is shown alone, and knows when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from smstui.tui.wizard.answers import Answers
    from smstui.tui.wizard.note import Note
    from smstui.tui.wizard.ways import Way


class Step(Vertical):
    """Asks one thing; what was typed stays in it, whichever step is shown."""

    TITLE: ClassVar[str] = ""

    class Changed(Message):
        """What can be done here is another now, or it takes more or fewer lines."""

    class Finished(Message):
        """The person chose something with the mouse that leads on."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(classes="step")
        self.answers = answers

    def on_resize(self) -> None:
        """Tell it: Textual tells nobody that what scrolls has become longer."""
        self.post_message(self.Changed())

    def arrive(self) -> Widget | None:
        """Show what is known by now; return what gets the keyboard."""
        raise TypeError(self)

    @property
    def title(self) -> str:
        """What stands over the box."""
        return self.TITLE

    @property
    def ways(self) -> Sequence[Way]:
        """What can be done besides going back."""
        return (("enter", "Go on"),)

    @property
    def note(self) -> Note | None:
        """What stays in view below the step, however much of that is scrolled away."""
        return None

    def take(self, key: str) -> bool:
        """Do what a key does here; False where it does nothing special."""
        return False

    def finish(self) -> bool:
        """Put what was said into the answers; False where something is missing, which is shown then."""
        return True

    def fit(self, height: int) -> None:
        """Keep lists within this many lines, words included."""
