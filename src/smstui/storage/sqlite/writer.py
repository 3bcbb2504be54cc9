"""All that can be written, together."""

from __future__ import annotations

from smstui.storage.sqlite.enrolling import AccountWriter
from smstui.storage.sqlite.filing import ConversationWriter
from smstui.storage.sqlite.keeping import TextWriter
from smstui.storage.sqlite.reader import SqliteReader
from smstui.storage.sqlite.recording import PeopleWriter


class SqliteWriter(AccountWriter, ConversationWriter, TextWriter, PeopleWriter, SqliteReader):
    """Writes in one transaction: see `ports.store.Writer`."""
