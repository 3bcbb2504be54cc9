"""`smstui` without a command: the screen on the configured accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.bootstrap import Runtime


def open_screen() -> int:
    """Open the screen on the person's own texts."""
    from smstui.bootstrap import open_runtime

    return show(open_runtime())


def show(runtime: Runtime) -> int:
    """Run the screen on this runtime and let go of everything afterwards."""
    from smstui.tui import run

    try:
        return run(runtime)
    finally:
        runtime.close()
