"""The rules of the house that a reader would otherwise have to watch."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from architecture.source import PACKAGE, ROOT, TESTS, modules, name_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL = (*modules(PACKAGE), *modules(TESTS))
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "core"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|pragma: no cover)\b")
SILENCER = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?P<code>\[[\w, -]+\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?")
GROWN = 350
Function = ast.FunctionDef | ast.AsyncFunctionDef


def first_paragraph(path: Path) -> str:
    return (ast.get_docstring(tree(path)) or "").partition("\n\n")[0]


def comments(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.string


def lacks_reason(comment: str) -> bool:
    """Tell whether a comment silences a checker without its code, or without saying why."""
    found = SILENCER.search(comment)
    return found is not None and not (found["code"] and comment[found.end() :].strip(" #"))


def test_every_module_opens_with_one_sentence() -> None:
    odd = [
        f"{name_of(path)}: {first_paragraph(path)!r}"
        for path in ALL
        if not first_paragraph(path).endswith((".", ":", "?"))
    ]
    assert not odd, "\n".join(odd)


def test_the_opening_of_a_module_is_one_sentence_only() -> None:
    opening = {name_of(path): first_paragraph(path) for path in modules(PACKAGE)}
    assert {name: text for name, text in opening.items() if re.search(r"[.!?]\s+[A-Z]", text)} == {}


def test_names_of_modules_say_what_they_are() -> None:
    empty = [
        name_of(path)
        for path in ALL
        if {part.lower() for part in path.relative_to(ROOT).with_suffix("").parts} & EMPTY_NAMES
    ]
    assert empty == []


def test_no_file_grew_past_what_a_reader_takes_in() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules(PACKAGE)}
    assert {name: lines for name, lines in lengths.items() if lines > GROWN} == {}


def test_checkers_are_silenced_with_a_reason_only() -> None:
    bare = [
        f"{name_of(path)}: {comment}"
        for path in modules(PACKAGE)
        for comment in comments(path)
        if lacks_reason(comment)
    ]
    assert not bare, "\n".join(bare)


def test_nothing_is_left_unfinished() -> None:
    words = {name_of(path): UNFINISHED.findall(path.read_text()) for path in modules(PACKAGE)}
    assert {name: found for name, found in words.items() if found} == {}


def test_no_function_is_a_stub() -> None:
    """Outside Protocols and overloads, a body is more than a docstring, `pass` or `...`."""
    stubs = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in modules(PACKAGE)
        if path.parent.name != "ports"
        for node in real_functions(tree(path))
        if is_empty(node)
    ]
    assert stubs == []


def real_functions(module: ast.Module) -> Iterator[Function]:
    promised = {
        inner
        for owner in ast.walk(module)
        if isinstance(owner, ast.ClassDef) and any("Protocol" in ast.unparse(kind) for kind in owner.bases)
        for inner in owner.body
    }
    for node in ast.walk(module):
        if isinstance(node, Function) and node not in promised:
            yield node


def is_empty(node: Function) -> bool:
    if any("overload" in ast.unparse(mark) for mark in node.decorator_list):
        return False
    body = node.body[1:] if ast.get_docstring(node) else node.body
    # An event that is deliberately swallowed says so in its docstring, so a lone docstring is an answer.
    return bool(body) and all(
        isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and line.value.value is ...
        for line in body
    )


def test_a_writing_transaction_begins_immediate() -> None:
    """R10: a deferred BEGIN that writes after another writer fails at once, whatever busy_timeout says."""
    begun = [
        (f"{name_of(path)}:{node.lineno} {node.name}", ast.unparse(node))
        for path in modules(PACKAGE / "storage")
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and re.search(r"['\"]BEGIN\b", ast.unparse(node))
    ]
    deferred = [
        where
        for where, source in begun
        if re.search(r"BEGIN(?! IMMEDIATE)", source) and "_reading" not in source
    ]
    assert any("BEGIN IMMEDIATE" in source for _, source in begun), "does this test look in the right place?"
    assert deferred == []


def test_time_comes_from_the_clock() -> None:
    asked = re.compile(
        r"\b(datetime\.now|datetime\.utcnow|time\.time|time\.sleep|asyncio\.sleep|date\.today)\("
    )
    found = [
        f"{name_of(path)}: {match}"
        for folder in ("domain", "ports", "services")
        for path in modules(PACKAGE / folder)
        for match in asked.findall(path.read_text())
    ]
    assert found == []


def test_nothing_names_this_machine_or_an_index() -> None:
    """Committed files work anywhere: they hold no folder of ours and no address of a package index."""
    listed = [
        *ALL,
        *(
            ROOT / name
            for name in ("pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md", "requirements.txt")
        ),
    ]
    pattern = re.compile(r"/work/ma[i]n|/ro[o]t/|index-u[r]l\s+http|--extra-in[d]ex|files\.pythonh[o]sted")
    assert [name_of(path) for path in listed if pattern.search(path.read_text())] == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: S603",
        "# type: ignore",
        "# type: ignore[misc]",
        "# noqa: S603,S607",
        "# type: ignore  # why",
    ],
)
def test_a_bare_silencer_is_found(comment: str) -> None:
    assert lacks_reason(comment)


@pytest.mark.parametrize(
    "comment",
    ["# noqa: S603  the command is ours", "# type: ignore[misc]  # pyte has no hints", "# only a comment"],
)
def test_a_silencer_with_a_reason_passes(comment: str) -> None:
    assert not lacks_reason(comment)
