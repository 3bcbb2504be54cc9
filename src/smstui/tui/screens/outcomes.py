"""What became of texts of ours: the line along the top of the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.domain.states import WITH_THE_PROVIDER, State, is_taken_back
from smstui.services.steps import OPTED_OUT
from smstui.tui.formatting import CleanText
from smstui.tui.notice_queries import Own
from smstui.tui.notice_words import away_words, outcome_counts, sent_words, trouble_words
from smstui.tui.widgets.banner import Told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from smstui.domain.models import Change, TextMessage
    from smstui.domain.notices import Notice, NoticeCounts

SENT_STAYS, TROUBLE_STAYS, AWAY_STAYS = 4.0, 15.0, 15.0
"""Seconds that a line stays; trouble only counts those in which it can be seen."""
_OPEN = frozenset({State.QUEUED, State.SCHEDULED, State.SENDING, State.UNCONFIRMED, State.HELD})
"""States after which a text may still be sent."""


@dataclass(slots=True)
class _Item:
    own: Own
    is_sent: bool
    left: float
    unseen: int | None
    """The oldest notice of it that nobody saw yet."""


class Outcomes:
    """The texts that are told of just now."""

    def __init__(self) -> None:
        self._queued: set[int] = set()
        """Texts that were written on this screen, and may still be sent: those that wait or are in doubt."""
        self._items: dict[int, _Item] = {}
        self._missed: NoticeCounts | None = None
        self._missed_first: int | None = None
        """The oldest notice of what was missed; None once that was seen."""
        self._missed_left = 0.0

    # what happens
    def queue(self, message_id: int) -> None:
        """Tell what becomes of this text, too, where that is good."""
        self._queued.add(message_id)

    def miss(self, missed: NoticeCounts, *, first: int) -> None:
        """Tell what came while nobody looked, from this notice on."""
        self._missed, self._missed_first, self._missed_left = missed, first, AWAY_STAYS

    def touched(self, changes: Sequence[Change]) -> Collection[int]:
        """Return the texts to be read again after these changes: of those that are told, the changed ones.

        What was written here is always among them: it may have been changed before this knew of it.
        """
        texts = {change.message_id for change in changes}
        whole = {change.conversation_id for change in changes if change.message_id is None}
        if None in whole:  # names, or much at once
            return self._queued | self._items.keys()
        of_whole = {key for key, item in self._items.items() if item.own.text.conversation_id in whole}
        return self._queued | (self._items.keys() & texts) | of_whole

    def take(self, own: Sequence[Own], notices: Iterable[Notice]) -> None:
        """Tell of texts as they are now: those that were watched, and those that came into trouble."""
        for each in own:
            self._follow(each)
        for notice in notices:
            # A text may have come out of trouble again before anybody was told.
            if notice.is_trouble and notice.holds:
                self._add(Own(notice.text, notice.full_title), is_sent=False, notice=notice.id)

    def _follow(self, own: Own) -> None:
        text = own.text
        item = self._items.get(text.id)
        if item is not None and not item.is_sent and not _is_worth_telling(text):
            del self._items[text.id]
        if text.id not in self._queued or text.state in _OPEN:
            return
        self._queued.discard(text.id)
        # A person's word makes a text `sent`, too: only one that the provider named is told as sent.
        if text.state in WITH_THE_PROVIDER and text.provider_id and not text.late_failure:
            self._add(own, is_sent=True)
        elif text.state is State.CANCELED and not is_taken_back(text.state, text.reason):
            self._add(own, is_sent=False)

    def _add(self, own: Own, *, is_sent: bool, notice: int | None = None) -> None:
        known = self._items.pop(own.text.id, None)
        stays = SENT_STAYS if is_sent else TROUBLE_STAYS
        # The same trouble once more is no news.
        left = known.left if known is not None and known.is_sent is is_sent else stays
        unseen = known.unseen if known is not None and known.unseen is not None else notice
        self._items[own.text.id] = _Item(own, is_sent, left, unseen)

    def forget(self, message_id: int) -> None:
        """Say no more of this text: the person deals with it."""
        self._items.pop(message_id, None)

    def clear_missed(self) -> None:
        """Say no more of what was missed: the person looks at it."""
        self._missed = self._missed_first = None

    def see(self) -> None:
        """Note that the person sees what the line says."""
        if not self._items:
            self._missed_first = None
        for item in self._items.values():
            item.unseen = None

    @property
    def unseen(self) -> Collection[int]:
        """The oldest notices that nobody saw yet."""
        first = (self._missed_first, *(item.unseen for item in self._items.values()))
        return [each for each in first if each is not None]

    # what stands
    def passes(self, *, is_seen: bool) -> bool:
        """Whether the time of anything that is told runs."""
        sent = any(item.is_sent for item in self._items.values())
        return sent or (is_seen and (bool(self._items) or self._missed is not None))

    def pass_time(self, seconds: float, *, is_seen: bool) -> None:
        """Let what has stood long enough go; what went well goes unseen too."""
        if is_seen and not self._items and self._missed is not None:  # else it stands behind them
            self._missed_left -= seconds
            if self._missed_left <= 0:
                self._missed = None
        for key, item in list(self._items.items()):
            if is_seen or item.is_sent:
                item.left -= seconds
                if item.left <= 0:
                    del self._items[key]

    @property
    def trouble(self) -> TextMessage | None:
        """The one text in trouble that the line speaks of."""
        troubled = [item.own.text for item in self._items.values() if not item.is_sent]
        return troubled[0] if len(troubled) == 1 == len(self._items) else None

    @property
    def only(self) -> TextMessage | None:
        """The one text that the line speaks of, in trouble or not."""
        return next(iter(self._items.values())).own.text if len(self._items) == 1 else None

    def told(self, *, mend_key: CleanText, list_key: CleanText) -> Told | None:
        """Return what the line says: trouble before what was missed, and one line whatever comes together."""
        troubled = [item.own for item in self._items.values() if not item.is_sent]
        sent = [item.own for item in self._items.values() if item.is_sent]
        shows = CleanText(f"{list_key} shows them")
        if len(troubled) + len(sent) > 1:
            words = outcome_counts(troubled, len(sent))
            return Told((words,), _role(troubled), shows if troubled else CleanText(""))
        if troubled:
            hint = CleanText("") if _is_final(troubled[0].text) else CleanText(f"{mend_key} mends it")
            return Told((trouble_words(troubled[0]),), _role(troubled), hint)
        if sent:
            return Told((sent_words(sent[0]),), "told-sent")
        return Told(away_words(self._missed), "told-away", shows) if self._missed is not None else None


def _is_worth_telling(text: TextMessage) -> bool:
    """Whether it is in trouble, or will never be sent."""
    return text.is_troubled or text.state is State.CANCELED


def _is_final(text: TextMessage) -> bool:
    """Whether no key helps: nobody here can text who opted out."""
    return text.reason == OPTED_OUT


def _role(troubled: Sequence[Own]) -> str:
    if not troubled:
        return "told-sent"
    doubtful = all(own.text.state in {State.UNCONFIRMED, State.HELD} for own in troubled)
    return "told-doubt" if doubtful else "told-trouble"
