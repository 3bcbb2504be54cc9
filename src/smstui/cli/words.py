"""What may stand after `smstui`: the subcommands, of which only the one asked for is imported."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from smstui import __version__
from smstui.ports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Subcommand(Protocol):
    """What every module of a subcommand offers."""

    EXAMPLE: str
    """Lines for the end of its help, each a command that can be typed."""

    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS = {
    "demo": "try smstui on its built-in carrier, in a throwaway home",
    "carrier": "serve the built-in carrier over HTTP, as Twilio's API",
    "accounts": "add, list, test and remove the accounts of your providers",
    "lines": "list your numbers",
    "sync": "read what is new at the providers, once",
    "send": "send one text",
    "messages": "list texts, newest first, or follow new ones",
    "conversations": "list conversations, newest first",
    "search": "search all texts, with the same words as / on the screen",
    "count": "count the segments of a text",
    "agent": "sync and send what is due while nobody is looking",
    "backup": "write a complete copy of the store",
    "doctor": "check everything, and say what to do",
    "completion": "print the completion script of a shell",
}

DESCRIPTION = "mutt for text messages: all the texts of your numbers in one terminal."

EPILOG = """\
Without a command the screen opens; the first time, it leads to an account. Try it without a provider:

  smstui demo

Exit codes: 0 done, 1 failed or unknown id, 2 wrong flags, query or account name, 3 refused by a gate,
4 unconfirmed, 5 refused by the provider, 6 not configured or wrong credentials, 7 locked by another process.
"""


class Help(argparse.RawDescriptionHelpFormatter):
    """Help with a column wide enough for our longest command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26)
        self._action_max_length = 18  # argparse forgets that the commands are indented


_MEANT_AS_A_VALUE = ("unrecognized arguments: -", "ignored explicit argument", "expected one argument")
"""How argparse puts it when a word was taken for a flag."""


class Parser(argparse.ArgumentParser):
    """Argparse, with its errors told like every other error."""

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` with what is wrong with the flags, instead of ending the process here."""
        hint = f"{self.prog} --help"
        if any(each in message for each in _MEANT_AS_A_VALUE):
            hint += '. A word that begins with "-" goes after "--", or as --flag=VALUE.'
        raise UsageError(f"{message}.", hint=hint)


def load(name: str) -> Subcommand:
    """Import the module of one subcommand."""
    return cast("Subcommand", import_module(f"smstui.cli.{name}"))


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Build the parser of the whole command; with `only`, just that subcommand gets its flags."""
    parser = Parser(
        prog="smstui",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"smstui {__version__}")
    found = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for name, summary in COMMANDS.items():
        sub = found.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=Help,
            allow_abbrev=False,
        )
        if only in {None, name}:
            fill(sub, name)
    return parser


def fill(parser: argparse.ArgumentParser, name: str) -> None:
    """Give a subcommand's parser its flags and its example."""
    module = load(name)
    module.add_arguments(parser)
    example = getattr(module, "EXAMPLE", "")
    if example:
        parser.epilog = "example:\n" + "\n".join(f"  {line}" for line in example.strip().splitlines())
    parser.set_defaults(run=module.run)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the subcommand's `run` and its flags; raises `UsageError` with what is wrong with them."""
    parser = build_parser(only=next((word for word in argv if word in COMMANDS), ""))
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        parser.prog = " ".join([parser.prog, *filter(None, [args.command])])
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return args
