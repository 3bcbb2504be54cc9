"""Running `smstui` as a shell does: words, standard input, an environment; and what came out."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from crash.processes import SMSTUI, Finished, kill
from smstui.cli.command import main
from smstui.config.log import close_log

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterator, Mapping

    from crash.processes import Home

TIMEOUT = 100.0


def shell(*words: str, env: Mapping[str, str], stdin: str = "") -> Finished:
    """Run `smstui WORDS` to its end."""
    return _finish([SMSTUI, *words], env, stdin)


def patched(patch: str, *words: str, env: Mapping[str, str], stdin: str = "") -> Finished:
    """Run `smstui WORDS` in a process that first runs `patch`: shorter patience, or a fault of ours."""
    script = f"import sys\n{patch}\nfrom smstui.cli.command import main\nsys.exit(main(sys.argv[1:]))"
    return _finish([sys.executable, "-c", script, *words], env, stdin)


def inside(*words: str, env: Mapping[str, str], stdin: str = "") -> Finished:
    """Run `smstui WORDS` in this process, which is ten times quicker and the same but for its start."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    root = logging.getLogger()
    level = root.level
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        for name, value in env.items():
            patch.setenv(name, value)
        try:
            code = main(words)
        except SystemExit as end:
            code = int(str(end.code))
        finally:
            close_log()
            root.setLevel(level)
    printed = [stream.detach().getvalue().decode() for stream in (out, err)]
    return Finished(code, printed[0], printed[1])


@contextmanager
def running(home: Home, *words: str) -> Iterator[Running]:
    """Keep `smstui WORDS` running while inside; what then still runs is killed."""
    process = home.start(*words)
    try:
        yield Running(process)
    finally:
        kill(process)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@dataclass(frozen=True)
class Running:
    """A command that does not end by itself."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        """Wait for the next line it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self, number: signal.Signals) -> Finished:
        """Send it a signal; return how it ended and what it had still to say."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=TIMEOUT)
        return Finished(self.process.returncode, out, err)


def _finish(command: list[str], env: Mapping[str, str], stdin: str) -> Finished:
    done = subprocess.run(
        command,
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        env=dict(env),
        timeout=TIMEOUT,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
