"""Keys that edit a text, each in its turn with those that are text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget


async def edited(field: Widget, event: events.Key) -> bool:
    """Do what a key does to the text of a field; False where it does nothing.

    Textual asks all that is around a field, and the application last, before it does such a key. Whoever
    types quickly, or over a slow line, had a backspace delete what was typed after it.
    """
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        if await field.app.run_action(binding.action, field):
            event.stop()
            event.prevent_default()
            return True
    return False
