"""Where `smstui` and `python -m smstui` begin."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process; return its exit code."""
    from smstui.cli.command import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
