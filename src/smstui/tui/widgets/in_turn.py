"""Keys in the order in which they were pressed: those that edit a text, and those behind what was typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.domain.cleaning import clean_typed

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


def joins(event: events.Key, before: str) -> bool:
    """Say whether a key is a joiner that is part of a character, or of a spelling, behind `before`.

    Textual takes it for no text: it cannot be printed alone.
    """
    if event.character is None or event.is_printable or event.character.isascii():
        return False
    return clean_typed(event.character, before) == event.character


async def wait_for_keys(field: Widget | None) -> None:
    """Wait until a field has what was typed, and all around it was told: password managers type faster.

    Each of them is waited for twice: what it has to tell of a key it tells itself first.
    """
    for node in field.ancestors_with_self if field is not None else ():
        if node is not node.app:
            for _ in range(2):
                done = asyncio.Event()
                task = node._task
                if task is not None and not task.done() and node.call_later(done.set):
                    # One that ends because of an error of its own answers nobody any more.
                    waiting = asyncio.create_task(done.wait())
                    await asyncio.wait((waiting, task), return_when=asyncio.FIRST_COMPLETED)
                    waiting.cancel()
