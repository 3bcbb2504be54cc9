"""Running `smstui` as a shell does: words, standard input, an environment; and what came out."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from crash.processes import SMSTUI, Finished

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT = 60.0


def shell(*words: str, env: Mapping[str, str], stdin: str = "") -> Finished:
    """Run `smstui WORDS` to its end."""
    return _finish([SMSTUI, *words], env, stdin)


def patched(patch: str, *words: str, env: Mapping[str, str], stdin: str = "") -> Finished:
    """Run `smstui WORDS` in a process that first runs `patch`: shorter patience, or a fault of ours."""
    script = f"import sys\n{patch}\nfrom smstui.cli.command import main\nsys.exit(main(sys.argv[1:]))"
    return _finish([sys.executable, "-c", script, *words], env, stdin)


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
