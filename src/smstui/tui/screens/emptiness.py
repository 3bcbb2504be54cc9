"""What an empty list says: why there is nothing, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import View
from smstui.tui.formatting import cleaned, long_when, number_and_label
from smstui.tui.panes.status import trouble_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import Line
    from smstui.tui.formatting import CleanText
    from smstui.tui.keymap import Keymap
    from smstui.tui.queries import Overview

_NOTHING_HERE = {
    View.INBOX: "The inbox is empty.\n"
    "{new_conversation} starts a conversation, {view_done} shows what is done, {view_all} shows all.",
    View.UNREAD: "Nothing is unread.\n{view_inbox} shows the inbox.",
    View.DRAFTS: "There are no drafts.\n"
    "What you type and do not send is kept here.\n{view_inbox} shows the inbox.",
    View.DONE: "Nothing is done yet.\n{view_inbox} shows the inbox.",
    View.ALL: "There are no conversations yet.\n{new_conversation} starts one.",
}
_ADD_ACCOUNT = (
    "Nothing is fetched and nothing is sent. Texts that were kept stay: {view_all} shows all.\n\n"
    "Leave with {quit}, then tell smstui about your numbers:\n\n"
    "  smstui accounts add work --provider twilio --account-sid AC...\n\n"
    "Or look around, with people who answer:\n\n"
    "  smstui demo"
)
_FIRST_SYNC = "Reading what your provider has.\nConversations appear here as they come."
_OFFLINE = (
    "Your provider cannot be reached since {since}.\n"
    "smstui goes on by itself once it can; {sync_now} tries now. Texts that you write meanwhile wait."
)
_TROUBLE = "Nothing new can be read:\n\n{trouble}\n\n{sync_now} tries again."
_NO_NUMBER = (
    "No number of yours can text, so nothing can be sent.\n"
    "Get one from your provider: smstui sees it within the hour."
)
_MOST_NUMBERS = 3


def words_for_nothing(
    view: View, found: Overview, keymap: Keymap, *, has_account: bool, now: datetime
) -> CleanText:
    """Return why a view has no conversation, and what to do; with keys as this person has them."""
    keys = {action.name: keymap.key(action.name) for action in keymap.actions}
    if not has_account:
        when = "any more" if found.lines else "yet"
        return cleaned(f"There is no account {when}. {_ADD_ACCOUNT.format_map(keys)}")
    here = _NOTHING_HERE[view].format_map(keys)
    if view not in {View.INBOX, View.ALL}:
        return cleaned(here)
    offline = [account.offline_since for account in found.accounts if account.offline_since is not None]
    is_read = bool(found.accounts) and all(account.complete for account in found.accounts)
    parts = [here] if is_read else []
    if offline:
        parts.append(_offline(min(offline), now, keys))
    elif trouble := trouble_words(found.accounts):
        # What a provider says may hold braces: it is put in last.
        parts.append(_TROUBLE.format(trouble=trouble, **keys))
    elif not is_read:
        parts.append(_FIRST_SYNC)
    else:
        parts.append(_who_can_text([line for line in found.lines if not line.gone and line.can_sms]))
    return cleaned("\n\n".join(parts))


def _offline(since: datetime, now: datetime, keys: dict[str, str]) -> str:
    return _OFFLINE.format(since=long_when(since, now), **keys)


def _who_can_text(lines: Sequence[Line]) -> str:
    """Return at which numbers people reach this person."""
    if not lines:
        return _NO_NUMBER
    numbers = [number_and_label(line.display, line.label) for line in lines[:_MOST_NUMBERS]]
    more = f", and {len(lines) - len(numbers)} more" if len(lines) > len(numbers) else ""
    return f"People can text {' or '.join(numbers)}{more}."
