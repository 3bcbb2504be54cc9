"""All questions together."""

from __future__ import annotations

from smstui.storage.sqlite.accounts import AccountReader
from smstui.storage.sqlite.changes import ChangeReader
from smstui.storage.sqlite.conversations import ConversationReader
from smstui.storage.sqlite.people import PeopleReader
from smstui.storage.sqlite.searching import SearchReader
from smstui.storage.sqlite.texts import TextReader


class SqliteReader(AccountReader, ConversationReader, TextReader, SearchReader, PeopleReader, ChangeReader):
    """Answers from one transaction: see `ports.store.Reader`."""
