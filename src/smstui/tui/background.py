"""The one way to work in the background: grouped, never silent, never stopped in the middle of a write."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from textual.worker import WorkerError

from smstui.ports.errors import SmstuiError
from smstui.tui.crash import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from types import TracebackType

    from textual.screen import Screen
    from textual.worker import Worker

P = ParamSpec("P")


class HasScreen(Protocol):
    """A screen, or a part of one."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen that notices appear on."""
        ...


S = TypeVar("S", bound=HasScreen)
_Work: TypeAlias = "Callable[Concatenate[S, P], Coroutine[Any, Any, None]]"
_Start: TypeAlias = "Callable[Concatenate[S, P], Worker[None]]"

log = logging.getLogger(__name__)


def background(group: str, *, exclusive: bool = False) -> Callable[[_Work[S, P]], _Start[S, P]]:
    """Make a coroutine method of a screen, or of a part of one, start in the background.

    Whatever goes wrong there is shown and logged. `exclusive` is for reads only: Textual cancels the
    one before in the middle of what it does.
    """

    def decorate(method: _Work[S, P]) -> _Start[S, P]:
        def start(owner: S, /, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
            return owner.screen.run_worker(
                partial(watched, owner.screen, partial(method, owner, *args, **kwargs), group),
                name=group,
                group=group,
                exclusive=exclusive,
                exit_on_error=False,
            )

        start.__name__, start.__doc__ = method.__name__, method.__doc__
        return start

    return decorate


async def be_done(work: Callable[[], Worker[None] | None]) -> None:
    """Wait until this work has ended, however it does, and what was begun in its place meanwhile."""
    while (running := work()) is not None and not running.is_finished:
        with suppress(WorkerError):  # failed, which was told, or cancelled
            await running.wait()


async def watched(screen: Screen[Any], work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
    """Do this, and show and log on this screen whatever goes wrong."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 (shown and logged: nothing in the background fails silently)
        _report(screen, error, group)


def _report(screen: Screen[Any], error: Exception, group: str) -> None:
    if isinstance(error, SmstuiError):
        log.warning("%s: %s", group, describe(error))
        tell(screen, error)
        return
    log.error("%s: %s", group, describe(error))  # and no traceback: it quotes what it had
    screen.notify(
        f"Something went wrong inside smstui ({type(error).__name__}); nothing was sent because of it. "
        "The log says where.",
        title="Not done",
        severity="error",
        markup=False,
    )


class GoingOn:
    """What is done in `with` it may fail: it is shown and logged, once for each place, and ends there.

    For work that goes on for as long as its screen does: one error must not stop it for the rest of the day.
    """

    def __init__(self, screen: Screen[Any], group: str) -> None:
        self._screen = screen
        self._group = group
        self._reported: set[str] = set()

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep what went wrong from going further, but not that the work is cancelled."""
        if not isinstance(error, Exception):
            return False
        if (place := describe(error)) not in self._reported:
            self._reported.add(place)
            _report(self._screen, error, self._group)
        return True


def tell(screen: Screen[Any], error: SmstuiError) -> None:
    """Show an error as a notice: what happened, and what to do."""
    from smstui.tui.formatting import cleaned

    words = f"{error.message}\n{error.hint}" if error.hint else error.message
    screen.notify(cleaned(words), title="Not done", severity="error", timeout=8, markup=False)
