"""Lines, conversations, texts and search from a shell: fields and formats that scripts rely on."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from builders import ANA, BO, MAIN, NOON, ManualClock
from cli.shell import inside, shell
from cli.terminal import on_terminal
from smstui.domain.models import Direction, Filing
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import NewText
from smstui.storage import open_store

if TYPE_CHECKING:
    from crash.processes import Carrier, Finished, Home
    from smstui.ports.store import Writer

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def ask(home: Home, *words: str) -> Finished:
    done = inside(*words, env=home.env)
    assert (done.code, done.err) == (0, "")
    return done


def test_f4_lines_tell_what_each_can_do(synced: Home, carrier: Carrier) -> None:
    rows = ask(synced, "lines", "--json").rows
    assert [list(row) for row in rows] == [["number", "account", "label", "sms", "mms", "voice", "kind"]] * 3
    assert [row["number"] for row in rows] == carrier.lines
    assert [(row["label"], row["sms"]) for row in rows] == [
        ("Main", True),
        ("Workshop", True),
        ("Office phone", False),
    ]
    table = ask(synced, "lines").out.splitlines()
    assert table[0].split() == ["NUMBER", "ACCOUNT", "CAN", "KIND", "LABEL"]
    assert table[1].startswith("+1 500 555 0006  work")


def test_f103_conversations_have_the_fields_of_the_product_page(synced: Home, carrier: Carrier) -> None:
    rows = ask(synced, "conversations", "--view", "all", "--json").rows
    assert rows
    for row in rows:
        assert list(row) == ["id", "line", "peer", "name", "state", "unread", "last_at", "preview"]
        assert isinstance(row["id"], int)
        assert TIME.fullmatch(row["last_at"])
        assert row["name"] is None
        assert row["line"] in carrier.lines
        assert row["state"] in {"open", "done"}
    assert [row["last_at"] for row in rows] == sorted((row["last_at"] for row in rows), reverse=True)
    assert ask(synced, "conversations", "--limit", "1", "--view", "all", "--json").rows == rows[:1]
    assert ask(synced, "conversations", "--view", "drafts", "--json").out == ""


def test_f104_texts_have_the_fields_of_the_product_page(synced: Home) -> None:
    rows = ask(synced, "messages", "--limit", "1000", "--json").rows
    assert len(rows) >= 60
    for row in rows:
        assert list(row) == [
            "id",
            "conversation_id",
            "direction",
            "from",
            "to",
            "body",
            "state",
            "at",
            "provider_id",
            "segments",
            "error_code",
        ]
        assert row["direction"] in {"in", "out"}
        assert TIME.fullmatch(row["at"])
        assert row["provider_id"].startswith(("SM", "MM"))
        assert (row["state"] == "received") == (row["direction"] == "in")
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert len({row["provider_id"] for row in rows}) == len(rows), "none twice"


def test_texts_are_filtered(synced: Home) -> None:
    rows = ask(synced, "messages", "--limit", "1000", "--json").rows
    peer = rows[-1]["from"] if rows[-1]["direction"] == "in" else rows[-1]["to"]
    with_peer = ask(synced, "messages", "--peer", peer, "--limit", "1000", "--json").rows
    assert with_peer == [row for row in rows if peer in {row["from"], row["to"]}]
    assert ask(synced, "messages", "--id", str(rows[3]["id"]), "--json").rows == [rows[3]]
    received = ask(synced, "messages", "--state", "received", "--limit", "5", "--json").rows
    assert received == [row for row in rows if row["state"] == "received"][:5]
    on_line = ask(synced, "messages", "--line", "main", "--limit", "1000", "--json").rows
    assert on_line == [row for row in rows if "+15005550006" in {row["from"], row["to"]}]
    since = rows[9]["at"]
    assert ask(synced, "messages", "--since", since, "--limit", "1000", "--json").rows[:9] == rows[:9]
    assert ask(synced, "messages", "--since", "9999-01-01", "--json").out == ""


def test_a_number_may_be_spelled_as_people_do(synced: Home) -> None:
    by_value = ask(synced, "messages", "--line", "+15005550006", "--json").out
    assert by_value
    assert ask(synced, "messages", "--line", "(500) 555-0006", "--json").out == by_value


def test_search_finds_what_is_there_and_nothing_is_no_error(synced: Home) -> None:
    text = next(row for row in ask(synced, "messages", "--json").rows if " " in row["body"])
    word = max(re.findall(r"[A-Za-z]{4,}", text["body"]), key=len)
    found = ask(synced, "search", word, "--json").rows
    assert text["id"] in {row["id"] for row in found}
    assert found[0].keys() >= text.keys()
    assert ask(synced, "search", "state:received", "--limit", "2", "--json").rows[0]["state"] == "received"
    assert ask(synced, "search", "xyzzyx", "--json").out == ""
    assert word.lower() in ask(synced, "search", word).out.lower()


def test_a_number_that_is_none_of_ours_is_told_to_have_nothing(synced: Home) -> None:
    for words in (("messages", "--line", "(212) 555-0123"), ("messages", "--line", "+12125550123", "--json")):
        done = inside(*words, env=synced.env)
        assert done.code == 0
        assert done.out == ("" if "--json" in words else done.out.splitlines()[0] + "\n")
        assert done.err == "+1 212 555 0123 is no number of ours. smstui lines lists them.\n"
    assert ask(synced, "messages", "--peer", "+12125550123", "--json").out == "", "they may text us yet"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("messages", "--id", "987654321"), 1),
        (("messages", "--since", "yesterdayish"), 2),
        (("search", "before:never"), 2),
        (("messages", "--line", "foo"), 2),
        (("messages", "--line", "12"), 2),
        (("messages", "--line", ""), 2),
        (("messages", "--peer", "+1 415"), 2),
        (("messages", "--peer", "no number at all, is it"), 2),
        (("messages", "--peer", ""), 2),
    ],
)
def test_what_is_wrong_has_its_exit_code(synced: Home, words: tuple[str, ...], code: int) -> None:
    done = shell(*words, env=synced.env)
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") <= 2
    as_json = inside(*words, "--json", env=synced.env)
    assert (as_json.code, as_json.err) == (code, "")
    assert as_json.rows[0].keys() >= {"error", "message", "hint"}


@pytest.mark.parametrize(
    ("query", "expected"), [("before:never", "a date such as"), ("state:lost", "one of draft")]
)
def test_a_query_that_means_nothing_says_what_was_expected(synced: Home, query: str, expected: str) -> None:
    assert expected in inside("search", query, env=synced.env).err


@pytest.mark.parametrize(
    ("count", "said"),
    [("-1", "no whole number from 1"), ("0", "no whole number from 1"), ("9" * 20, "is too large")],
)
def test_a_count_that_cannot_be_says_why(synced: Home, count: str, said: str) -> None:
    assert said in inside("messages", f"--limit={count}", env=synced.env).err


async def test_a_text_without_words_says_why(work: Home) -> None:
    bodies = {ANA: (None, "(the provider does not tell the words)"), BO: ("", "(no words)")}

    def keep(tx: Writer) -> None:
        tx.ensure_account("work", "twilio")
        tx.save_lines("work", [RemoteLine(MAIN)])
        (line,) = tx.lines()
        for peer, (body, _) in bodies.items():
            talk = tx.ensure_conversation(line.id, peer, at=NOON, filing=Filing.OPEN)
            text = NewText(
                conversation_id=talk.id,
                direction=Direction.INBOUND,
                body=body,
                state=State.RECEIVED,
                at=NOON,
                segments=1,
            )
            tx.add_text(text)

    store = open_store(work.path / "smstui.db", clock=ManualClock())
    await store.write(keep)
    store.close()
    for words in (("messages",), ("conversations",), ("search", "state:received")):
        shown = shell(*words, env=work.env).out.splitlines()
        assert sorted(row.rpartition("  ")[2] for row in shown[1:]) == sorted(
            told for _, told in bodies.values()
        )
    assert {row["body"] for row in shell("messages", "--json", env=work.env).rows} == {None, ""}
    assert {row["preview"] for row in shell("conversations", "--json", env=work.env).rows} == {""}


LONG = "Bartholomew Featherstonehaugh-Cholmondeley of the Long Name " * 2


def test_a_table_on_a_terminal_ends_at_its_edge(synced: Home, bare: Home) -> None:
    wide = ask(synced, "messages").out.splitlines()
    assert max(map(len, wide)) > 90, "whoever reads a pipe gets everything"
    home = synced.copy(bare.path)
    texts = ask(synced, "messages", "--state", "received", "--json").rows
    store = open_store(home.path / "smstui.db", clock=ManualClock())
    asyncio.run(store.write(lambda tx: tx.add_contact(LONG, [texts[0]["from"]])))
    store.close()
    for words in (("messages",), ("conversations",), ("search", f"from:{texts[0]['from']}")):
        with on_terminal(*words, env=home.env, columns=80) as terminal:
            drawn = terminal.read_all().decode().splitlines()
        assert max(map(cell_len, drawn)) <= 80
        assert len(drawn) > 1
        if words[0] != "messages":
            assert any("Bartholomew Feather…  " in line for line in drawn), "the text beside it is seen"
            assert LONG.strip() in shell(*words, env=home.env).out


def test_a_demo_that_runs_is_named_to_whoever_looks_for_its_texts(bare: Home, synced: Home) -> None:
    demo = bare.path.parent / "smstui-demo-x"
    synced.copy(demo)
    done = shell("search", "hello", env=bare.env | {"TMPDIR": str(bare.path.parent)})
    assert done.code == 6
    assert f"SMSTUI_HOME={demo}" in done.err
