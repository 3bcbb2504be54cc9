"""Those who are at work on one store at the same time, each of which may be killed at any moment."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.terminal import Terminal
from crash.processes import SMSTUI, Home

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Wish:
    """A text that somebody asks for."""

    line: str
    to: str
    body: str


@dataclass
class Record:
    """What the workers were told by the programs, and what went wrong with them."""

    printed: list[int] = field(default_factory=list)
    """Ids of texts that a program said it had recorded."""
    answers: dict[int, str] = field(default_factory=dict)
    """The state that `send` gave at its end, by id."""
    complaints: list[str] = field(default_factory=list)
    """Output that no program should ever make."""


class Worker(ABC):
    """A thread that keeps programs of one kind running until it is told to stop."""

    name = "worker"

    def __init__(self, home: Home, record: Record) -> None:
        self.home = home
        self.record = record
        self.stopping = threading.Event()
        self.victim: Callable[[], bool] = lambda: False
        """Kills the program that runs now; says whether there was one."""
        self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout: float = 60.0) -> None:
        """Finish what was begun, and end."""
        self.stopping.set()
        self._thread.join(timeout)

    def _work(self) -> None:
        while not self.stopping.is_set():
            try:
                self.turn()
            except Exception as error:  # noqa: BLE001  a thread must tell the trial, not stderr
                self.record.complaints.append(f"{self.name}: {error!r}")
                return

    @abstractmethod
    def turn(self) -> None:
        """Run one program to its end, natural or not."""

    def watch(self, process: subprocess.Popen[str], stdin: str | None = None) -> str:
        """Let a program run to its end and return what it printed; complain about a traceback."""
        self.victim = lambda: _kill_softly(process)
        out, err = process.communicate(stdin)
        if "Traceback" in out + err:
            self.record.complaints.append(f"{self.name}: {err[-2000:]}")
        return out


def _kill_softly(process: subprocess.Popen[str]) -> bool:
    if process.poll() is not None:
        return False
    process.kill()
    return True


class Sender(Worker):
    """`smstui send`, one process a text; every other one does not wait."""

    name = "send"

    def __init__(self, home: Home, record: Record, wishes: queue.SimpleQueue[Wish]) -> None:
        super().__init__(home, record)
        self.wishes = wishes
        self._turns = 0

    def turn(self) -> None:
        """Send one text."""
        try:
            wish = self.wishes.get(timeout=0.1)
        except queue.Empty:
            return
        self._turns += 1
        words = ["send", "--json", "--from", wish.line, "--to", wish.to]
        if self._turns % 2:
            words.append("--no-wait")
        out = self.watch(self.home.start(*words, wish.body))
        for line in out.splitlines():
            answer = json.loads(line)
            if answer.get("id") is not None:
                self.record.printed.append(answer["id"])
                self.record.answers[answer["id"]] = answer["state"]


class Feeder(Worker):
    """A program that queues texts through the services, as the screen does."""

    name = "feeder"

    def __init__(self, home: Home, record: Record, wishes: queue.SimpleQueue[Wish]) -> None:
        super().__init__(home, record)
        self.wishes = wishes

    def turn(self) -> None:
        """Feed wishes to one process until it dies; the wish in flight then is not asked for again."""
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("feeder.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.home.env,
        )
        self.victim = lambda: _kill_softly(process)
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            while not self.stopping.is_set() or not self.wishes.empty():
                try:
                    wish = self.wishes.get(timeout=0.1)
                except queue.Empty:
                    continue
                process.stdin.write(json.dumps({"line": wish.line, "to": wish.to, "body": wish.body}) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
                if not answer:
                    break
                self.record.printed.append(int(answer))
        self.watch(process)


class Agent(Worker):
    """`smstui agent`, which runs until somebody ends it."""

    name = "agent"

    def turn(self) -> None:
        """Run one agent."""
        process = self.home.start("agent")
        self.victim = lambda: _kill_softly(process)
        while process.poll() is None and not self.stopping.wait(0.05):
            pass
        process.terminate()
        self.watch(process)
        self.stopping.wait(0.2)


class AgentOnce(Worker):
    """`smstui agent --once`, over and over, as cron runs it."""

    name = "agent --once"

    def turn(self) -> None:
        """Make one pass."""
        self.watch(self.home.start("agent", "--once"))
        self.stopping.wait(1.0)


class Screen(Worker):
    """The screen, in which somebody answers the conversation at the top."""

    name = "screen"
    typed = 0

    def turn(self) -> None:
        """Open it and type texts until it is gone."""
        with Terminal([SMSTUI], env=self.home.env) as terminal:
            self.victim = lambda: _kill_terminal(terminal)
            terminal.settle(0.5, 10)
            for key in ("enter", "i"):
                terminal.send(key)
                terminal.settle(0.3, 3)
            while terminal.alive() and not self.stopping.is_set():
                self.typed += 1
                with suppress(OSError):
                    terminal.send(f"typed {self.typed} ")
                    terminal.settle(0.2, 2)
                    terminal.send("enter")
                end = time.monotonic() + 1.5
                while time.monotonic() < end and terminal.alive() and not self.stopping.is_set():
                    terminal.pump(0.1)
            if "Traceback" in terminal.raw.decode(errors="replace"):
                self.record.complaints.append(f"screen: {terminal.text()}")


def _kill_terminal(terminal: Terminal) -> bool:
    if not terminal.alive():
        return False
    terminal.kill()
    return True
