"""What the documents say, held against the code: commands, exit codes, settings, keys, the map."""

from __future__ import annotations

import argparse
import ast
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from architecture.source import PACKAGE, ROOT, tree
from smstui.cli.words import COMMANDS, build_parser
from smstui.config import settings
from smstui.providers.twilio import Options
from smstui.tui.actions import ACTIONS
from smstui.tui.keymap import spoken

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def table(text: str, first_heading: str) -> list[list[str]]:
    """Return the cells of the Markdown table whose first column has this heading."""
    for block in re.findall(r"(?:^\|.*\n?)+", text, flags=re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        if rows[0][0].lower() == first_heading:
            return rows[2:]
    raise AssertionError(first_heading)


def subcommands() -> dict[str, argparse.ArgumentParser]:
    parser = build_parser()
    action = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return dict(action.choices)


def test_readme_has_every_command_and_no_other() -> None:
    written = {
        words[1] for row in table(README, "command") if len(words := re.findall(r"[\w-]+", row[0])) > 1
    }
    assert written == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_in_its_help(name: str) -> None:
    shown = subcommands()[name].format_help()
    assert f"smstui {name}" in shown.partition("example")[2]


def test_examples_of_the_readme_are_understood() -> None:
    """Each command in an indented or fenced line of the README has only flags that there are."""
    parsers = subcommands()
    for words in re.findall(r"^ {4}smstui ([^#\n]+)", README, flags=re.MULTILINE):
        name, *rest = words.split() or ["demo"]
        flags = {word for word in rest if word.startswith("--")}
        assert flags <= _flags(parsers[name]), words


def _flags(parser: argparse.ArgumentParser) -> set[str]:
    found = {flag for action in parser._actions for flag in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= set().union(*(_flags(inner) for inner in action.choices.values()))
    return found


def test_readme_has_every_exit_code() -> None:
    from smstui.ports import errors

    codes = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and hasattr(each, "exit_code")
    }
    paragraph = README[README.index("Exit codes:") :].partition("\n\n")[0]
    assert {int(code) for code in re.findall(r"\b(\d) ", paragraph)} >= codes | {0, 2, 3}


def test_readme_has_every_setting_that_does_something() -> None:
    refused = {path[-1] for path in settings._NOT_YET}
    later = {"media", "store", "fetch_ahead", "url", "options"}
    structs = (settings.Settings, settings.Account, settings.Compliance, Options)
    names = {field.name for struct in structs for field in msgspec.structs.fields(struct)}
    written = README[README.index("## Settings") :]
    assert sorted(name for name in names - refused - later if not re.search(rf"\b{name}\b", written)) == []


def test_readme_example_is_a_configuration_that_loads(tmp_path: Path) -> None:
    example = README.partition("```toml\n")[2].partition("```")[0]
    path = tmp_path / "config.toml"
    path.write_text(example)
    loaded, _ = settings.load_settings(path)
    assert set(loaded.accounts) == {"work"}


def test_readme_has_every_key() -> None:
    block = README.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    missing = [
        f"{action.name}: {chord}"
        for action in ACTIONS
        for chord in (*action.vim[:1], *action.plain[:1])
        if f"`{spoken(chord)}`" not in block and f"`{chord}`" not in block
    ]
    assert missing == []
    assert [
        action.help for action in ACTIONS if action.help.partition(",")[0].split("(")[0].strip() not in block
    ] == []


def test_map_of_the_house_is_the_docstrings_of_its_folders() -> None:
    written = {row[0].strip("`/"): row[1] for row in table(CONTRIBUTING, "folder")}
    meant = {
        path.parent.name: " ".join((ast.get_docstring(tree(path)) or "").partition("\n\n")[0].split())
        for path in sorted(PACKAGE.glob("*/__init__.py"))
    }
    assert written == meant


def test_map_of_the_tests_names_their_folders() -> None:
    rows = table(CONTRIBUTING[CONTRIBUTING.index("## Tests") :], "folder")
    written = {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    there = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.glob("test_*.py"))
    }
    assert there <= written | {"bench"}


def test_changelog_has_this_version() -> None:
    from smstui import __version__

    assert __version__ in (ROOT / "CHANGELOG.md").read_text()
