"""News for a stage: texts that arrive, own texts that come into trouble, and what the screen says of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from builders import MAIN
from smstui.domain.models import Direction, Filing
from smstui.domain.states import State
from smstui.ports.records import NewText, TextChange
from smstui.services.notices import notice_state
from smstui.tui.app import SmstuiApp
from smstui.tui.widgets.banner import Banner
from smstui.tui.widgets.popup import Popup
from tui.stage import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from builders import World
    from smstui.domain.models import TextMessage
    from smstui.ports.store import Writer
    from tui.stage import Stage

LANDLINE, UNDELIVERED = "+14155550192", "+14155550193"
"""What the carrier refuses at once, and what it never delivers."""


def add_arrival(tx: Writer, world: World, peer: str, body: str, *, seconds_ago: float = 0.0) -> TextMessage:
    """Write a text that comes in now, as a sync does."""
    line = tx.line_numbered(MAIN)
    assert line is not None
    if peer in NAMES:
        tx.add_contact(NAMES[peer], [peer])
    at = world.clock.now() - timedelta(seconds=seconds_ago)
    there = tx.ensure_conversation(line.id, peer, at=at, filing=Filing.OPEN)
    return tx.add_text(
        NewText(
            conversation_id=there.id,
            direction=Direction.INBOUND,
            body=body,
            state=State.RECEIVED,
            at=at,
            segments=1,
            unread=True,
            arrived=True,
        )
    )


def add_trouble(
    tx: Writer, world: World, text: TextMessage, state: State, reason: str = "The phone is off."
) -> None:
    """Write that a text of ours came into trouble, as the dispatcher does."""
    tx.change_text(text.id, TextChange(state=state, reason=reason))
    now = tx.message(text.id)
    assert now is not None
    notice_state(tx, now, state, now=world.clock.now())


def add_own(tx: Writer, world: World, peer: str, body: str, state: State = State.SENT) -> TextMessage:
    """Write a text of ours."""
    line = tx.line_numbered(MAIN)
    assert line is not None
    there = tx.ensure_conversation(line.id, peer, at=world.clock.now(), filing=Filing.OPEN)
    return tx.add_text(
        NewText(
            conversation_id=there.id,
            direction=Direction.OUTBOUND,
            body=body,
            state=state,
            at=world.clock.now(),
            segments=1,
        )
    )


async def write(stage: Stage, work: Callable[[Writer], object], *, wait: float = 0.3) -> None:
    """Write this, and wait until the screen has seen it."""
    await stage.world.store.write(work)
    await stage.pass_time(wait)


async def arrive(stage: Stage, *texts: tuple[str, str], wait: float = 1.3) -> list[TextMessage]:
    """Let (peer, body) come in at once, and wait until the burst is over."""
    found = await stage.world.store.write(
        lambda tx: [add_arrival(tx, stage.world, peer, body) for peer, body in texts]
    )
    await stage.pass_time(wait)
    return found


def banner(stage: Stage) -> str:
    """Return what the line along the top says; empty where there is none."""
    [line] = stage.inbox.query(Banner)
    return stage.text_of(line).strip() if line.display else ""


def popup(stage: Stage) -> str:
    """Return what the pop-up says; empty where there is none."""
    [card] = stage.inbox.query(Popup)
    return "\n".join(row.strip() for row in stage.text_of(card).splitlines()) if card.display else ""


def grounds(stage: Stage, widget: type[Banner | Popup]) -> set[str]:
    """Return the theme's names of the colours that the first line of this is drawn on."""
    [shown] = stage.inbox.query(widget)
    drawn = {part.style.bgcolor.name for part in shown.render_line(0) if part.style and part.style.bgcolor}
    variables = stage.app.theme_variables
    return {name for name in ("success", "warning", "error", "primary") if variables[name].lower() in drawn}


def count_bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with every bell."""
    bells: list[int] = []
    monkeypatch.setattr(SmstuiApp, "bell", lambda _: bells.append(1))
    return bells
