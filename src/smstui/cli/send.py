"""`smstui send`: record one text, and wait until the provider has it or refuses it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from smstui.cli.output import drop, emit, note, say
from smstui.cli.records import send_record
from smstui.cli.session import run_with
from smstui.cli.typed import text_of
from smstui.domain.states import State
from smstui.ports.errors import NotConfiguredError, UsageError

if TYPE_CHECKING:
    import argparse

    from smstui.bootstrap import Runtime
    from smstui.domain.gates import Verdict
    from smstui.domain.models import Line, TextMessage

EXAMPLE = """
smstui send --from "+1 500 555 0006" --to "+1 415 555 2671" "See you at 9"
fortune | smstui send --from Main --to 4155552671 --json -
"""

WAIT = 60.0
"""Seconds until a text that still could not leave is given up."""

EXIT_CODES = {
    State.SENT: 0,
    State.DELIVERED: 0,
    State.READ: 0,
    State.SCHEDULED: 0,
    State.QUEUED: 0,
    State.FAILED: 5,
    State.UNDELIVERED: 5,
    State.UNCONFIRMED: 4,
    State.SENDING: 4,
    State.CANCELED: 1,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--from",
        dest="sender",
        metavar="LINE",
        help="one of smstui lines, by number or label; may be left out where only one can send",
    )
    parser.add_argument("--to", required=True, metavar="NUMBER", help="whom to text")
    parser.add_argument(
        "--no-wait",
        action="store_true",
        help="record it only: the screen, the agent or the next send sends it",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "text",
        metavar="TEXT",
        help="the text; - reads standard input, and one that begins with - goes after --",
    )


def run(args: argparse.Namespace) -> int:
    """Send the text; the exit code says what became of it."""
    body = text_of(args.text)

    async def work(runtime: Runtime) -> int:
        from smstui.services.outbox import GatesRefusedError
        from smstui.services.sending import SendInterrupted

        try:
            text = await _send(args, body, runtime)
        except GatesRefusedError as refused:
            return _refused(refused.verdict, body, as_json=args.json)
        except SendInterrupted as interrupted:
            _tell_interrupted(interrupted.message_id, interrupted.state)
            raise
        return await _told(text, runtime, as_json=args.json)

    return run_with(work)


async def _send(args: argparse.Namespace, body: str, runtime: Runtime) -> TextMessage:
    from smstui.domain.gates import Question, judge
    from smstui.domain.models import Draft
    from smstui.services.outbox import GatesRefusedError, queue

    line = await _line(args.sender, runtime)
    if line is None:
        raise GatesRefusedError(judge(Question(body, args.to, None, None, runtime.rules)))
    plan = runtime.plans.get(line.account)
    if plan is None and not line.gone:
        raise NotConfiguredError(
            f"{line.display} belongs to account {line.account}, which is not configured; nothing was sent.",
            hint="smstui accounts add brings it back.",
        )
    draft = Draft(line_id=line.id, peer=args.to, body=body)
    if args.no_wait or plan is None:
        return await queue(draft, store=runtime.store, clock=runtime.clock, rules=runtime.rules)
    from smstui.services.sending import send_now

    return await send_now(
        draft,
        store=runtime.store,
        locks=runtime.locks,
        clock=runtime.clock,
        rules=runtime.rules,
        plan=plan,
        wait=WAIT,
    )


async def _line(typed: str | None, runtime: Runtime) -> Line | None:
    """Return the line to send from; None where what was typed is none of ours."""
    from smstui.cli.choosing import find_line, know_lines, usable_lines

    await know_lines(runtime)
    if typed is not None:
        return await find_line(typed, runtime)
    usable = await usable_lines(runtime)
    if len(usable) == 1:
        return usable[0]
    if not usable:
        return None
    there = ", ".join(line.number for line in usable)
    raise UsageError(f"--from is needed, for several lines can send: {there}.", hint="smstui send --help")


_KNOWN = {
    State.CANCELED: "it was canceled, and will not be sent",
    State.FAILED: "it failed, and will not be sent",
    State.SENT: "it was sent",
    State.DELIVERED: "it was sent, and has arrived",
    State.READ: "it was sent, and has been read",
}
"""What is sure about a text whose sender does not wait any longer."""


def _tell_interrupted(message_id: int, state: State | None) -> None:
    """Say what became of the text: whoever pressed ctrl+c must know whether to send it again."""
    known = _KNOWN.get(state) if state else None
    if known:
        note(f"Interrupted: {known} (text {message_id}).")
    else:
        note(
            f"Interrupted: it may have been sent (text {message_id}): "
            f"`smstui messages --id {message_id}` says what became of it."
        )


def _refused(verdict: Verdict, body: str, *, as_json: bool) -> int:
    from smstui.domain.segments import measure

    size = measure(body)
    if as_json:
        emit(
            {
                "id": None,
                "state": "refused",
                "provider_id": None,
                "segments": size.segments,
                "encoding": size.encoding.value,
                "reason": verdict.reason,
                "hint": verdict.remedy or None,
            }
        )
    else:
        for ruling in verdict.refusals:
            note(f"Not sent: {ruling.reason} {ruling.remedy}")
    return 3


async def _told(text: TextMessage, runtime: Runtime, *, as_json: bool) -> int:
    code = EXIT_CODES.get(text.state, 1)
    if text.state is State.CANCELED and not await _may_go(text, runtime):
        code = 3  # a gate said no in the last moment: an opt-out came in between
    try:
        _tell(text, ok=code == 0, as_json=as_json)
        sys.stdout.flush()
    except OSError:
        # The exit code is about the text: whoever took a full disk for a text not sent would send it twice.
        drop(sys.stdout)
        note(f"{text.state.value}: text {text.id}; that could not be printed.")
    return code


def _tell(text: TextMessage, *, ok: bool, as_json: bool) -> None:
    if as_json:
        emit(send_record(text))
    elif ok:
        segments = "1 segment" if text.segments == 1 else f"{text.segments} segments"
        say(f"{text.state.value}  {text.provider_id or '-'}  {segments}  text {text.id}")
    else:
        note(f"{text.state.value}: {text.reason or 'the provider gave no reason'} (text {text.id})")


async def _may_go(text: TextMessage, runtime: Runtime) -> bool:
    from smstui.domain.models import Draft
    from smstui.services.outbox import judge_draft

    draft = Draft(line_id=text.line_id, peer=text.peer, body=text.body or "", media=text.media)
    return (await judge_draft(draft, store=runtime.store, rules=runtime.rules)).passed
