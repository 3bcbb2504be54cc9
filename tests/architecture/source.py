"""Where the source lies and what its trees hold."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "smstui"
TESTS = ROOT / "tests"


@cache
def modules(folder: Path = PACKAGE) -> tuple[Path, ...]:
    """Return every Python file below a folder, in order."""
    return tuple(sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(), filename=str(path))


def name_of(path: Path) -> str:
    """Return a file's name as people write it, from the root."""
    return str(path.relative_to(ROOT))


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call below a node with the last word of what is called."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield last_word(inner.func), inner


def last_word(node: ast.expr) -> str:
    """Return `notify` for `self.app.notify`, and an empty string for what has no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
