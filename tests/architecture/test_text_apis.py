"""T4: nothing in the screen hands Textual a `str` that somebody else may have written."""

from __future__ import annotations

import ast

import pytest

from architecture.census import Census, makers
from architecture.source import PACKAGE, modules, name_of, tree

SCREEN = modules(PACKAGE / "tui")
FORMATTING = PACKAGE / "tui" / "formatting.py"


def findings(code: str) -> list[str]:
    module = ast.parse(code)
    return [finding.api for finding in Census(module, makers([module, tree(FORMATTING)])).findings()]


def test_t4_no_text_api_is_given_a_plain_str() -> None:
    safe = makers(map(tree, SCREEN))
    found = [
        f"{name_of(path)}:{finding.line} {finding.api}({finding.expression})"
        for path in SCREEN
        if path != FORMATTING
        for finding in Census(tree(path), safe).findings()
    ]
    assert not found, "\n".join(found)


def test_t4_the_screen_uses_the_apis_that_are_counted() -> None:
    """A census of nothing would pass too."""
    names = {node.id for path in SCREEN for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    assert {"Static", "Segment"} & names or {"segment", "content"} & names


@pytest.mark.parametrize(
    "code",
    [
        "def f(self, body: str):\n    yield Static(body)",
        "def f(self, body: str):\n    yield Label(content=body)",
        "def f(self, text):\n    self.query_one(Label).update(text.body)",
        "def f(self, text):\n    self.app.notify(str(text), markup=False)",
        "def f(self, text):\n    self.notify(f'[b]{text}[/b]')",
        "def f(self, name: str):\n    self.border_title = name",
        "def f(self, name: str):\n    self.tooltip = 'from ' + name",
        "def f(self, name: str):\n    return Content(name)",
        "def f(self, name: str):\n    return CleanText(name)",
        "def f(self, name: str):\n    return Content.from_markup(f'[b]{name}')",
        "def f(self, name: str):\n    return Content.assemble((name, 'bold'))",
        "def f(self, name: str):\n    return Content.from_markup(escape(name))",
        "def f(self, rows):\n    table.add_row('a', rows[0].name)",
        "def f(self, names):\n    yield OptionList(*[Option(name) for name in names])",
        "def f(self, name: str):\n    shown = name\n    yield Static(shown)",
        "def f(self, name: str):\n    shown = content(name)\n    shown = name\n    yield Static(shown)",
        "def f(self, name: str):\n    return Strip([Segment(name)])",
        "class A(Widget):\n    def render(self) -> str:\n        return self.name",
        "def f(self, error):\n    self.notify(content(error))",
        "def f(self, count: int):\n    yield Static(f'[b]{count}[/b]')",
        "def f(self, name: str):\n    yield Static(f'to {name}')",
        "def f(self, name: str):\n    yield Static(cleaned_line(name))",
        "def f(self, name: str):\n    self.line.update(CleanText(f' {cleaned(name)}'))",
        "def f(self, name: str):\n    self.border_title = cleaned_line(name)",
        "def f(self, title: CleanText):\n    self.tooltip = title",
        "def f(self, name: str):\n    yield Static(f'to {cleaned_line(name)}')",
    ],
)
def test_t4_a_plain_str_is_found(code: str) -> None:
    assert findings(code) != []


@pytest.mark.parametrize(
    "code",
    [
        "def f(self):\n    yield Static('No conversations yet')",
        "def f(self, body: str):\n    yield Static(content(body))",
        "def f(self, name: str):\n    self.border_title = line_content(name)",
        "def f(self, error):\n    self.notify(cleaned_line(error.message), markup=False)",
        "def f(self, ready: bool, name: str):\n    yield Label(line_content(name) if ready else 'wait')",
        "def f(self, title: CleanText):\n    return Strip([Segment(title + '  ', style)])",
        "def f(self, text):\n    for line in wrap(body_of(text), 40):\n        yield Segment(line)",
        "def f(self, name: str):\n    shown = content(name)\n    yield Static(shown)",
        "def f(self, seen):\n    seen.update({1: 2})",
        "def f(self, count: int):\n    yield Static(f'{count} unread')",
        "def f(self, name: str):\n    yield Static(Content(f'to {cleaned_line(name)}'))",
        "class A(Widget):\n    def render(self) -> Content:\n        return self._shown()",
    ],
)
def test_t4_what_was_cleaned_passes(code: str) -> None:
    assert findings(code) == []
