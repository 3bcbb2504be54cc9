"""A thread that runs jobs one after the other, for tasks that wait for them."""

from __future__ import annotations

import asyncio
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar

from smstui.ports.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Worker:
    """One thread, started with its first job; any number of event loops may ask, one after another too."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._guard = Lock()
        self._thread: Thread | None = None
        self._closed = False

    async def run(self, job: Callable[[], T]) -> T:
        """Run the job in the thread and return what it returns; a cancelled task does not stop it."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            try:
                settle = partial(_settle, outcome, job())
            except BaseException as raised:  # noqa: BLE001 - raised again in the task that waits
                settle = partial(_fail, outcome, raised)
            # A loop that is closed has nobody left who waits.
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle)

        self._put(work)
        return await outcome

    def _put(self, work: Callable[[], None]) -> None:
        with self._guard:
            if self._closed:
                raise StoreError("The store is closed.", hint="Start smstui again.")
            if self._thread is None:
                # A daemon, so that a process that forgets to close still ends; SQLite makes that safe.
                self._thread = Thread(target=self._serve, name=self._name, daemon=True)
                self._thread.start()
            self._jobs.put(work)

    def _serve(self) -> None:
        while (work := self._jobs.get()) is not None:
            work()

    def close(self) -> None:
        """Finish the jobs that are there and end the thread."""
        with self._guard:
            self._closed = True
            self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()


def _settle(outcome: asyncio.Future[T], result: T) -> None:
    if not outcome.done():
        outcome.set_result(result)


def _fail(outcome: asyncio.Future[T], error: BaseException) -> None:
    if not outcome.done():
        outcome.set_exception(error)
