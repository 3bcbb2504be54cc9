"""The store against a plain model of it: whatever is done in whatever order, both say the same."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from contract.desk import Desk, StillClock, a_text, after
from smstui.domain.models import Filing, View
from smstui.domain.states import TAKEN_BACK, State
from smstui.ports.records import TextChange
from smstui.storage import open_store

WORDS = st.sampled_from(["call", "caller", "me", "later", "zoë"])
BODIES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
SECONDS = st.integers(min_value=-3, max_value=3)


@dataclass
class Talk:
    """What the model knows of a conversation: texts as (second, id, body, unread), oldest first."""

    texts: list[tuple[int, int, str]] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    draft: str = ""
    filing: Filing = Filing.OPEN

    def add(self, second: int, message_id: int, body: str, *, unread: bool) -> None:
        self.texts.append((second, message_id, body))
        # Stable: texts of one second stay in the order in which they came.
        self.texts.sort(key=lambda text: text[0])
        if unread:
            self.unread.add(message_id)

    @property
    def bodies(self) -> list[str]:
        return [body for _, _, body in reversed(self.texts)]


class StoreMachine(RuleBasedStateMachine):
    """Does things to the store and to the model."""

    talks = Bundle("talks")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        clock = StillClock()
        self.desk = Desk(open_store(Path(self.folder.name) / "smstui.db", clock=clock), clock)
        self.runner.run(self.desk.furnish())
        self.model: dict[int, Talk] = {}
        self.known = 0

    def teardown(self) -> None:
        self.desk.store.close()
        self.runner.close()
        self.folder.cleanup()

    @rule(target=talks, peer=st.integers(min_value=0, max_value=4), second=SECONDS)
    def start(self, peer: int, second: int) -> int:
        talk = self.runner.run(self.desk.talk(f"+1415555010{peer}", at=after(second)))
        self.model.setdefault(talk, Talk())
        return talk

    @rule(talk=talks, second=SECONDS, body=BODIES, unread=st.booleans())
    def receive(self, talk: int, second: int, body: str, unread: bool) -> None:
        self.known += 1
        new = {"at": after(second), "unread": unread, "provider_id": f"SM{self.known}"}
        text = self.runner.run(self.desk.say(talk, body, **new))
        self.model[talk].add(second, text.id, body, unread=unread)

    @rule(items=st.lists(st.tuples(talks, SECONDS, BODIES, st.booleans()), max_size=5))
    def receive_many(self, items: list[tuple[int, int, str, bool]]) -> None:
        first = self.known + 1
        self.known += len(items)
        batch = [
            a_text(talk, body, at=after(second), unread=unread, provider_id=f"SM{first + place}")
            for place, (talk, second, body, unread) in enumerate(items)
        ]
        assert self.runner.run(self.desk.keep(*batch)) == len(items)
        ids = [f"SM{first + place}" for place in range(len(items))]
        kept = self.runner.run(self.desk.store.read(lambda r: r.known("work", ids)))
        for provider_id, (talk, second, body, unread) in zip(ids, items, strict=True):
            self.model[talk].add(second, kept[provider_id].id, body, unread=unread)

    @rule(talk=talks, second=SECONDS, number=st.integers(min_value=1, max_value=50))
    def receive_again(self, talk: int, second: int, number: int) -> None:
        if number <= self.known:
            again = a_text(talk, "again", at=after(second), unread=True, provider_id=f"SM{number}")
            assert self.runner.run(self.desk.keep(again)) == 0

    @rule(talk=talks, second=SECONDS, body=BODIES)
    def send_and_take_back(self, talk: int, second: int, body: str) -> None:
        text = self.runner.run(self.desk.say(talk, body, at=after(second), out=True, state=State.QUEUED))
        change = TextChange(state=State.CANCELED, reason=TAKEN_BACK)
        self.runner.run(self.desk.change(text.id, change))

    @rule(talk=talks, count=st.integers(min_value=0, max_value=4))
    def read(self, talk: int, count: int) -> None:
        texts = self.runner.run(self.desk.texts(talk))
        through = texts[min(count, len(texts) - 1)] if texts else None
        position = through.position if through else None
        self.runner.run(self.desk.store.write(lambda tx: tx.mark_read(talk, through=position)))
        read = texts[texts.index(through) :] if through else texts
        self.model[talk].unread -= {text.id for text in read}

    @rule(talk=talks, draft=st.sampled_from(["", "half a"]))
    def type(self, talk: int, draft: str) -> None:
        self.runner.run(self.desk.store.write(lambda tx: tx.set_draft(talk, draft, at=after(0))))
        self.model[talk].draft = draft

    @rule(talk=talks, filing=st.sampled_from(Filing))
    def file(self, talk: int, filing: Filing) -> None:
        self.runner.run(self.desk.store.write(lambda tx: tx.file(talk, filing)))
        self.model[talk].filing = filing

    @rule(talk=talks, limit=st.integers(min_value=1, max_value=3))
    def page(self, talk: int, limit: int) -> None:
        down: list[str | None] = []
        before = None
        while texts := self.runner.run(self.desk.texts(talk, limit=limit, before=before)):
            down += [text.body for text in texts]
            before = texts[-1].position
        up: list[str | None] = []
        position = 0
        while texts := self.runner.run(self.desk.texts(talk, limit=limit, after=position)):
            up = [text.body for text in texts] + up
            position = texts[0].position
        assert down == up == self.model[talk].bodies

    @rule(word=WORDS)
    def search(self, word: str) -> None:
        hits = self.runner.run(self.desk.hits(f"{word} before:2026-11-26", limit=1000))
        found = [hit.message for hit in hits if hit.message.state is State.RECEIVED]
        assert [text.position for text in found] == sorted((text.position for text in found), reverse=True)
        assert sorted(text.id for text in found) == sorted(
            message_id
            for talk in self.model.values()
            for _, message_id, body in talk.texts
            if word in body.split()
        )

    @invariant()
    def the_list_says_the_same(self) -> None:
        entries = self.runner.run(self.desk.entries(View.ALL))
        assert [entry.last_position for entry in entries] == sorted(
            (entry.last_position for entry in entries), reverse=True
        )
        assert {entry.id for entry in entries} == set(self.model)
        for entry in entries:
            talk = self.model[entry.id]
            assert (entry.unread, entry.draft, entry.filing) == (len(talk.unread), talk.draft, talk.filing)
            assert entry.preview == (talk.bodies[0] if talk.texts else "")
            if talk.texts:
                assert entry.last_at == after(talk.texts[-1][0])

    @invariant()
    def the_views_count_the_same(self) -> None:
        talks = self.model.values()
        expected = {
            View.INBOX: sum(talk.filing is Filing.OPEN for talk in talks),
            View.DONE: sum(talk.filing is Filing.DONE for talk in talks),
            View.UNREAD: sum(bool(talk.unread) for talk in talks),
            View.DRAFTS: sum(bool(talk.draft) for talk in talks),
            View.ALL: len(self.model),
        }
        assert {view: self.runner.run(self.desk.count(view)) for view in View} == expected


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    # Shrinking opens hundreds of stores; the steps that failed are few enough to read.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
