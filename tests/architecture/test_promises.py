"""Every behaviour that issue 2 owes by number is named by a test that holds it."""

from __future__ import annotations

import ast
import re

import pytest

from architecture.source import TESTS, modules, tree

OWED = ["F4", "F7", "F8", "F9", "F10", "F77", "F78", "F87", "F88", "F103", "F104", "F120", "F130", "B7", "B8"]
TRIALS = ["R1", "R3", "R9", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "K1", "K2", "K3", "K4"]


def named_in_tests() -> dict[str, str]:
    """Return, for each id, a test whose name or docstring names it, or whose file's opening does."""
    found: dict[str, str] = {}
    for path in modules(TESTS):
        if path.parent.name == "architecture" and path.name == "test_promises.py":
            continue
        opening = ast.get_docstring(tree(path)) or ""
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                words = f"{node.name.upper().replace('_', ' ')} {ast.get_docstring(node) or ''} {opening}"
                for identity in re.findall(r"\b[FBRTK]\d{1,3}\b", words):
                    found.setdefault(identity, f"{path.name}::{node.name}")
    return found


@pytest.mark.parametrize("identity", OWED + TRIALS)
def test_promise_is_named_by_a_test(identity: str) -> None:
    assert identity in named_in_tests()
