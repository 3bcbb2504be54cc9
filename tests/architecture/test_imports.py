"""What each front door loads, seen from a process of its own: a static graph cannot see a deferred import."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from architecture.source import PACKAGE

SCREEN = {"textual"}
NET = {"httpx", "httpcore", "h11"}
SERVER = {"starlette", "uvicorn"}
SECRETS = {"keyring", "secretstorage", "jeepney"}
NUMBERS = {"phonenumbers"}
SLOW = {"importlib.metadata", "pkg_resources", "click", "pygments", "asyncio.base_events"}

PRINT_MODULES = "\nimport sys as _s\n_s.stdout.flush()\nprint('\\n--modules--', *_s.modules, sep='\\n')"


@cache
def loaded(code: str) -> frozenset[str]:
    """Return the modules that a fresh interpreter holds after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", code + PRINT_MODULES], capture_output=True, text=True, check=False
    )
    assert "--modules--" in done.stdout, done.stdout + done.stderr
    return frozenset(done.stdout.partition("--modules--")[2].split())


def command(*words: str) -> str:
    """Return code that runs the command as the shell does, and survives its exit."""
    return (
        "import contextlib, sys\n"
        "from smstui.__main__ import main\n"
        f"sys.argv = ['smstui', *{words!r}]\n"
        "with contextlib.suppress(SystemExit):\n"
        "    main()\n"
    )


DOORS = [
    (
        "import smstui",
        SCREEN | NET | SERVER | SECRETS | NUMBERS | SLOW | {"sqlite3", "msgspec", "rich", "asyncio"},
    ),
    (
        command("--version"),
        SCREEN | NET | SERVER | SECRETS | NUMBERS | {"sqlite3", "msgspec", "rich", "asyncio"},
    ),
    (command("count", "hello"), SCREEN | NET | SERVER | SECRETS | NUMBERS | {"sqlite3", "rich", "asyncio"}),
    (command("--help"), SCREEN | NET | SERVER | SECRETS | NUMBERS | {"sqlite3"}),
    (command("messages"), SCREEN | NET | SERVER | SECRETS),
    (command("conversations"), SCREEN | NET | SERVER | SECRETS),
    (command("search", "hello"), SCREEN | NET | SERVER | SECRETS),
    (command("sync"), SCREEN | SERVER),
    (command("carrier", "--help"), SCREEN | SECRETS | {"sqlite3"}),
    (
        "import smstui.providers.twilio",
        SCREEN | NET | SERVER | {"smstui.providers.twilio.api"},
    ),
    ("import smstui.config", SCREEN | NET | SERVER | SECRETS | {"sqlite3"}),
    ("import smstui.bootstrap", SCREEN | NET | SERVER | SECRETS | NUMBERS),
    ("import smstui.services", SCREEN | NET | SERVER | SECRETS | {"sqlite3", "msgspec"}),
    ("import smstui.storage", SCREEN | NET | SERVER | SECRETS | NUMBERS),
    ("import smstui.tui", NET | SERVER | SECRETS | NUMBERS),
    ("import smstui.tui.app", NET | SERVER | SECRETS | NUMBERS),
    ("import smstui.agent", SCREEN | NET | SERVER | SECRETS),
]


@pytest.mark.parametrize(("code", "forbidden"), DOORS, ids=[code.splitlines()[-1][:40] for code, _ in DOORS])
def test_door_loads_nothing_it_does_not_need(code: str, forbidden: set[str]) -> None:
    assert loaded(code) & forbidden == set()


@pytest.mark.parametrize("folder", ["domain", "ports", "services"])
def test_inner_folders_load_only_what_the_house_allows_them(folder: str) -> None:
    """The whole of each folder is imported, late imports aside."""
    names = [
        f"smstui.{folder}.{path.stem}" if path.stem != "__init__" else f"smstui.{folder}"
        for path in sorted((PACKAGE / folder).glob("*.py"))
    ]
    seen = loaded("\n".join(f"import {name}" for name in names))
    # msgspec looks for typing_extensions, which only the tools of development bring.
    allowed = {"smstui", "msgspec", "typing_extensions"} | (
        {"phonenumbers", "dateutil", "six"} if folder != "ports" else set()
    )
    roots = {name.partition(".")[0] for name in seen}
    ours = set(sys.stdlib_module_names) | allowed | {"__main__", "_distutils_hack", "editables"}
    # What .pth files of the environment load is there before any code of ours.
    outside = roots - ours - {name.partition(".")[0] for name in loaded("")}
    assert outside == set()


def test_telling_eager_from_late_works() -> None:
    assert "sqlite3" in loaded("import sqlite3")
    assert "httpx" not in loaded("def later():\n    import httpx")
