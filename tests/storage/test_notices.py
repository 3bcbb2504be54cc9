"""What SQLite alone shows of notices: muted conversations, and stores from before there were any."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from contract.desk import BO, Desk, StillClock, a_text
from smstui.storage import open_store
from smstui.storage.sqlite import migrate, schema

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_muted_conversation_makes_no_notice_of_what_arrives(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    clock = StillClock()
    desk = Desk(open_store(path, clock=clock), clock)
    await desk.furnish()
    talk, muted = await desk.talk(), await desk.talk(BO)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE conversation SET muted = 1 WHERE id = ?", (muted,))
    await desk.keep(a_text(muted, "quiet", arrived=True), a_text(talk, "loud", arrived=True))
    await desk.say(muted, "quiet too", arrived=True)
    found = await desk.store.read(lambda r: r.notices(limit=9))
    assert [notice.text.body for notice in found] == ["loud"]
    desk.store.close()


async def test_a_store_from_before_there_were_notices_has_none(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    with closing(sqlite3.connect(path)) as connection:
        for number, script in migrate.steps().items():
            if number < 4:
                connection.executescript(script)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 3")
        connection.executescript(
            """
            INSERT INTO account (id, name, provider) VALUES (1, 'work', 'twilio');
            INSERT INTO line (id, account_id, number, display, label, can_sms, can_mms, can_voice, kind)
            VALUES (1, 1, '+15005550006', '', '', 1, 1, 1, 'local');
            INSERT INTO conversation
            (id, line_id, account_id, peer, peer_display, filing, unread, last_at, last_position)
            VALUES (1, 1, 1, '+14155550101', '', 'open', 1, 5, 5);
            INSERT INTO message
            (position, id, conversation_id, account_id, direction, body, state, at, segments, unread)
            VALUES (5, 1, 1, 1, 'in', 'old', 'received', 5, 1, 1),
            (4, 2, 1, 1, 'out', 'lost', 'undelivered', 4, 1, 0);
            INSERT INTO change (conversation_id, message_id, arrived) VALUES (1, 1, 1);
            """
        )
        connection.commit()
    store = open_store(path, clock=StillClock())
    assert await store.read(lambda r: (r.last_notice(), r.notices(limit=9))) == (0, [])
    text = await store.write(lambda tx: tx.add_text(a_text(1, "new", arrived=True)))
    assert [notice.text.id for notice in await store.read(lambda r: r.notices(limit=9))] == [text.id]
    store.close()
