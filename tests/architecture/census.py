"""Finds, in the source of the screen, every place that hands a text to Textual or Rich, and what is handed.

Textual reads a `str` as markup and passes control sequences on, so only these may be handed over: a literal;
what a function says it returns as `Content`, `CleanText`, `Segment` or `Strip` (mypy holds it to that); a
name, parameter or attribute that has such a type, is a number, or was given nothing else; and what is put
together from those, in an f-string too where it has no bracket of its own. `Content(...)` and
`CleanText(...)` may only be made from such parts, except in `tui/formatting.py`, which cleans.

An API that reads markup (`MARKUP`) takes no `CleanText` either: it is a `str`, whose brackets are obeyed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from architecture.source import last_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERY = -1
"""All positional arguments are texts."""

APIS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "Static": ((0,), ("content", "renderable")),
    "Label": ((0,), ("content", "renderable")),
    "update": ((0,), ("content", "renderable")),
    "Button": ((0,), ("label", "tooltip")),
    "Checkbox": ((0,), ("label",)),
    "RadioButton": ((0,), ("label",)),
    "RadioSet": ((EVERY,), ()),
    "Option": ((0,), ("prompt",)),
    "OptionList": ((EVERY,), ()),
    "add_option": ((0,), ("option",)),
    "add_options": ((0,), ("new_options",)),
    "replace_option_prompt": ((1,), ("prompt",)),
    "replace_option_prompt_at_index": ((1,), ("prompt",)),
    "Selection": ((0,), ("prompt",)),
    "SelectionList": ((EVERY,), ()),
    "Select": ((0,), ("options", "prompt")),
    "Collapsible": ((), ("title",)),
    "Tab": ((0,), ("label",)),
    "Tabs": ((EVERY,), ()),
    "TabPane": ((0,), ("title",)),
    "Placeholder": ((0,), ("label",)),
    "Link": ((0,), ("text", "tooltip")),
    "Markdown": ((0,), ("markdown",)),
    "Digits": ((0,), ("value",)),
    "Pretty": ((0,), ("object",)),
    "Input": ((0,), ("value", "placeholder")),
    "TextArea": ((0,), ("text", "placeholder")),
    "load_text": ((0,), ("text",)),
    "notify": ((0,), ("message", "title")),
    "with_tooltip": ((0,), ("tooltip",)),
    "add_row": ((EVERY,), ("label",)),
    "add_column": ((0,), ("label",)),
    "add_columns": ((EVERY,), ()),
    "update_cell": ((2,), ("value",)),
    "Tree": ((0,), ("label",)),
    "add_leaf": ((0,), ("label",)),
    "set_label": ((0,), ("label",)),
    "write_line": ((0,), ("line",)),
    "Segment": ((0,), ("text",)),
    "Text": ((0,), ("text",)),
    "Content": ((0,), ("text",)),
    "CleanText": ((0,), ()),
    "styled": ((0,), ("text",)),
    "assemble": ((EVERY,), ()),
    "from_markup": ((0,), ("markup",)),
    "from_text": ((0,), ("markup_content",)),
    "Hit": ((1, 3, 4), ("match_display", "text", "help")),
    "DiscoveryHit": ((0, 2, 3), ("display", "text", "help")),
    "SystemCommand": ((0, 1), ("title", "help")),
}
MARKUP = {
    *("Static", "Label", "update", "Button", "Checkbox", "RadioButton", "RadioSet", "Option", "OptionList"),
    *("add_option", "add_options", "replace_option_prompt", "replace_option_prompt_at_index", "Selection"),
    *("SelectionList", "Select", "Collapsible", "Tab", "Tabs", "TabPane", "Placeholder", "TextArea"),
    *("with_tooltip", "add_row", "add_column", "add_columns", "update_cell", "Tree", "add_leaf", "set_label"),
    *("from_markup", "from_text", "Hit", "DiscoveryHit"),
    *("border_title", "border_subtitle", "tooltip", "placeholder", "prompt", "label"),
}
"""What reads markup in a `str`: only `Content` and numbers are harmless there."""
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "sub_title", "placeholder", "prompt", "label"}
# A mapping is for `dict.update`: no text API takes one.
SAFE_TYPES = re.compile(r"\b(Content|CleanText|Segment|Segments|Strip|Text|int|float|Mapping)\b")
UNSAFE_TYPES = re.compile(r"\b(str|Any|object)\b")
MARKED_UP = re.compile(r"\bCleanText\b")
HARMLESS_CALLS = {
    "len",
    "int",
    "range",
    "Strip",
    "Option",
    "Segment",
    "Selection",
    "Tab",
    "Style",
    "reversed",
    "list",
    "tuple",
}

MADE_FROM_PARTS = {"Content", "CleanText", "assemble", "styled"}
"""Their own arguments are looked at where they stand."""


def safe_annotation(node: ast.expr | None, *, markup: bool = False) -> bool:
    """Tell whether an annotation allows nothing but what can be shown, where `markup` is read too."""
    if node is None:
        return False
    words = ast.unparse(node)
    obeyed = UNSAFE_TYPES.search(words) or (markup and MARKED_UP.search(words))
    return bool(SAFE_TYPES.search(words)) and not obeyed


@dataclass(frozen=True)
class Makers:
    """The names of all functions and properties that say they return something that can be shown."""

    shown: frozenset[str]
    shown_where_markup_is_read: frozenset[str]


def makers(trees: Iterable[ast.Module]) -> Makers:
    """Return who makes something that can be shown."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    plain, marked = (
        frozenset(node.name for node in functions if safe_annotation(node.returns, markup=markup))
        for markup in (False, True)
    )
    return Makers(plain, marked)


@dataclass(frozen=True)
class Finding:
    """One text that may not be shown: where, by which API, and the expression."""

    line: int
    api: str
    expression: str


class Census:
    """The findings of one module; `known` are the names that `makers` found in the whole package."""

    def __init__(self, tree: ast.Module, known: Makers, *, markup: bool = False) -> None:
        self.tree = tree
        self._known = known
        self._markup = markup
        self._safe_calls = known.shown_where_markup_is_read if markup else known.shown
        self._made_from_parts = MADE_FROM_PARTS - {"CleanText"} if markup else MADE_FROM_PARTS

    def findings(self) -> Iterator[Finding]:
        """Yield everything that is handed over and is not surely harmless."""
        strict = Census(self.tree, self._known, markup=True)
        for scope in self._scopes():
            for node in _own(scope):
                for api, given in _handed_over(node):
                    if not (strict if api in MARKUP else self).safe(given, scope):
                        yield Finding(given.lineno, api, ast.unparse(given))
                if isinstance(node, ast.Call) and _obeys_markup(node):
                    yield Finding(node.lineno, "notify", "without markup=False")
                if isinstance(node, ast.Call) and last_word(node.func) == "escape":
                    yield Finding(node.lineno, "escape", ast.unparse(node))
            if isinstance(scope, ast.FunctionDef) and scope.name == "render" and not safe_render(scope):
                yield Finding(scope.lineno, "render", "returns a str")

    def _scopes(self) -> list[ast.AST]:
        functions = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ]
        return [self.tree, *functions]

    def safe(self, node: ast.expr, scope: ast.AST) -> bool:
        """Tell whether an expression can only be what may be shown."""
        match node:
            case ast.Constant():
                return True
            case ast.Call(func=called):
                return last_word(called) in self._safe_calls | HARMLESS_CALLS | self._made_from_parts
            case ast.Name(id=name):
                return self._safe_name(name, scope)
            case ast.Attribute(attr=name):
                return name in self._safe_calls | self._fields | {"__name__"}
            case ast.JoinedStr(values=parts):
                return all(self._safe_part(part, scope) for part in parts)
        parts = list(_parts(node))
        return bool(parts) and all(self.safe(part, scope) for part in parts)

    def _safe_part(self, part: ast.expr, scope: ast.AST) -> bool:
        """An f-string's own words are no markup, and what it puts in is harmless by itself."""
        if isinstance(part, ast.FormattedValue):
            return self.safe(part.value, scope)
        return isinstance(part, ast.Constant) and "[" not in str(part.value)

    def _safe_name(self, name: str, scope: ast.AST) -> bool:
        given = list(_given_to(name, scope)) or list(_given_to(name, self.tree))
        annotated = [*_annotations_of(name, scope), *_annotations_of(name, self.tree)]
        if annotated:
            return any(safe_annotation(note, markup=self._markup) for note in annotated)
        return bool(given) and all(self.safe(value, scope) for value in given if not _mentions(value, name))

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(
            last_word(node.target)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.AnnAssign) and safe_annotation(node.annotation, markup=self._markup)
        )


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what an expression is put together from, or chooses between; nothing for an unknown kind."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from (one, other)
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            yield from parts or [ast.Constant("")]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from (left, right)
        case ast.BinOp(left=left, op=ast.Mult()):
            yield left
        case (
            ast.Starred(value=inner)
            | ast.Subscript(value=inner)
            | ast.Await(value=inner)
            | ast.NamedExpr(value=inner)
            | ast.ListComp(elt=inner)
            | ast.GeneratorExp(elt=inner)
        ):
            yield inner


def safe_render(node: ast.FunctionDef) -> bool:
    """Tell whether a widget's `render` returns something other than a plain `str`."""
    return node.returns is not None and not re.search(r"\bstr\b", ast.unparse(node.returns))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope that are not in a function inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _handed_over(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES:
                yield target.attr, node.value
    if not isinstance(node, ast.Call):
        return
    api = last_word(node.func)
    positions, keywords = APIS.get(api, ((), ()))
    if api == "update" and _is_mapping_update(node):
        return
    for place, argument in enumerate(node.args):
        if EVERY in positions or place in positions:
            yield api, argument
    for keyword in node.keywords:
        if keyword.arg in keywords:
            yield api, keyword.value


def _is_mapping_update(node: ast.Call) -> bool:
    """`dict.update` and `set.update` take mappings and iterables, never a text."""
    return bool(node.args) and isinstance(node.args[0], ast.Dict | ast.DictComp | ast.Set | ast.SetComp)


def _obeys_markup(node: ast.Call) -> bool:
    if last_word(node.func) != "notify" or all(isinstance(argument, ast.Constant) for argument in node.args):
        return False
    return not any(word.arg == "markup" and ast.unparse(word.value) == "False" for word in node.keywords)


def _given_to(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if (isinstance(target, ast.Name) and target.id == name) or (
                        isinstance(target, ast.Tuple) and any(last_word(part) == name for part in target.elts)
                    ):
                        yield value
            case ast.NamedExpr(target=ast.Name(id=target_name), value=value) if target_name == name:
                yield value
            case ast.AugAssign(target=ast.Name(id=target_name), value=value) if target_name == name:
                yield value
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(target)):
                    yield value


def _annotations_of(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        every = [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs, scope.args.vararg]
        yield from (each.annotation for each in every if each and each.arg == name and each.annotation)
    for node in ast.walk(scope):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield node.annotation


def _mentions(value: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(value))
