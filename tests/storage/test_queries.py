"""The named queries and the code agree, and the hot ones never walk a table."""

from __future__ import annotations

import ast
import re
import sqlite3
from pathlib import Path

import pytest

from smstui.domain.models import View
from smstui.storage import sqlite
from smstui.storage.sqlite.migrate import statements, steps
from smstui.storage.sqlite.queries import blocks, sql

CODE = Path(sqlite.__file__).parent
ASKING = {"_run", "_all", "_one", "value", "_view", "_ask", "sql"}
QUERIES = sorted(name for name, (kind, _) in blocks().items() if kind == "name")
FRAGMENTS = sorted(name for name, (kind, _) in blocks().items() if kind == "fragment")


def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    for script in steps().values():
        for statement in statements(script):
            made.execute(statement)
    return made


def calls() -> list[tuple[set[str], ast.Call]]:
    """Return every call that may name a query, with the words in its first argument."""
    found = []
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ASKING:
                words = {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
                found.append((words, node))
    return found


def text_of(name: str) -> str:
    return sql(name, view="view_inbox") if "{view}" in blocks()[name][1] else sql(name)


def parameters(name: str) -> set[str]:
    return set(re.findall(r"(?<![:\w]):(\w+)", text_of(name)))


def test_every_query_is_used_and_every_one_used_is_there() -> None:
    used = {word for words, _ in calls() for word in words}
    assert used == set(QUERIES)


def test_every_fragment_is_used() -> None:
    texts = " ".join(text for _, text in blocks().values())
    views = {f"view_{view}" for view in View}
    assert {name for name in FRAGMENTS if f"{{{name}}}" in texts} | views == set(FRAGMENTS)


def test_code_gives_each_query_its_parameters() -> None:
    for words, node in calls():
        given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
        spread = any(keyword.arg is None for keyword in node.keywords)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if method in {"sql", "_view", "_ask"} or not words:
            continue
        for name in words:
            wanted = parameters(name)
            assert given <= wanted if spread else given == wanted, (name, given, wanted)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_fits_the_schema(name: str) -> None:
    text = text_of(name)
    assert "{" not in text
    holes = text.count("?")
    values: object = [None] * holes if holes else dict.fromkeys(parameters(name))
    made = connection()
    made.execute(f"EXPLAIN {text}", values)  # type: ignore[arg-type]
    made.close()


QUICK = [name for name in QUERIES if not name.endswith("_sought")]
"""Looking for a name or digits walks the conversations, of which there are few beside texts."""
WALKED = {
    "accounts",
    "lines",
    "line_numbered",
    "lines_gone",
    "known_ids",
    "contacts",
    "search_walk",
}


@pytest.mark.parametrize("name", [name for name in QUICK if name not in WALKED])
def test_no_query_walks_a_table(name: str) -> None:
    made = connection()
    text = text_of(name)
    holes = text.count("?")
    values: object = [None] * holes if holes else dict.fromkeys(parameters(name))
    plan = [row[3] for row in made.execute(f"EXPLAIN QUERY PLAN {text}", values)]  # type: ignore[arg-type]
    made.close()
    walks = [
        step
        for step in plan
        if step.startswith("SCAN")
        and not re.search(r"json_each|VIRTUAL TABLE|CONSTANT ROW|COVERING INDEX", step)
    ]
    assert not walks, plan
