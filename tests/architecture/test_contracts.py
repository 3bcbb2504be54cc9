"""The arrows of the house, as import-linter sees them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from architecture.source import PACKAGE, ROOT

LINT = str(Path(sys.executable).with_name("lint-imports"))


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--config", str(root / "pyproject.toml")],
        cwd=root,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_arrows_only_point_down() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/states.py", "import smstui.storage", "Layers"),
        ("services/__init__.py", "import smstui.storage", "Layers"),
        ("providers/simulator/__init__.py", "import smstui.providers.twilio", "Providers do not know"),
        ("services/__init__.py", "import httpx", "httpx is known"),
        ("tui/__init__.py", "import sqlite3", "SQL is known"),
        ("domain/models.py", "import textual", "Textual is known"),
    ],
)
def test_each_contract_breaks_where_it_must(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for path in PACKAGE.rglob("*.py"):
        copy = tmp_path / "src" / "smstui" / path.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # The docstrings alone: only the arrow that is added may be at fault.
        copy.write_text("" if path != PACKAGE / module else line + "\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())

    done = lint(tmp_path)

    assert done.returncode == 1, done.stdout + done.stderr
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert len(broken) >= 1
    assert any(row.startswith(contract) for row in broken), done.stdout
