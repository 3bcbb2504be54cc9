"""R9, the adapter's part: whatever is done to a page, every text that can still be read lands."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from smstui.providers.twilio.wire import ListPage, NotUnderstoodError, read_list

from .servers import NOON

RECORDED = Path(__file__).parents[1] / "contract" / "recorded" / "twilio"
ODD: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 1.5, "", " ", "\x00", "\ud83d", "\u202e", "\x1b[2J", "x" * 5000),
    *([], {}, [None], {"": []}, [[[[]]]], "null", "delivered", "9" * 400, "Mon, 01 Jan 0001 00:00:00 +0000"),
]


def _mutate(items: list[dict[str, Any]], dice: random.Random) -> set[str]:
    """Change a few values anywhere in the texts; return the ids that cannot be lost by it."""
    harmed = set()
    for _ in range(dice.randint(1, 6)):
        item = dice.choice(items)
        name = dice.choice([*item, "new_field"])
        if name == "sid":
            harmed.add(id(item))
        match dice.randrange(3):
            case 0:
                item.pop(name, None)
            case 1:
                item[name] = dice.choice(ODD)
            case _:
                item[name] = str(item.get(name))[: dice.randint(0, 9)] + dice.choice('\ud83d\x00é]}"\\') * 3
    return {item["sid"] for item in items if id(item) not in harmed}


def test_1000_mutations_of_values_lose_no_text_that_has_an_id() -> None:
    """R9: 1,000 random mutations; no exception, and every readable item lands."""
    dice = random.Random(9)
    source = (RECORDED / "list.json").read_text(encoding="utf-8")
    for _ in range(1000):
        recorded = json.loads(source)["answer"]
        items = [item | {"sid": f"SM{index:032x}"} for index, item in enumerate(recorded["messages"] * 3)]
        safe = _mutate(items, dice)
        body = json.dumps(recorded | {"messages": items}).encode()
        found = read_list(body, now=NOON)
        assert safe <= {text.provider_id for text in found.texts}
        assert len(found.texts) + found.unreadable == len(items)


def test_1000_mutations_of_bytes_end_in_a_page_or_in_not_understood() -> None:
    """Bytes overwritten, dropped and doubled: never another exception."""
    dice = random.Random(10)
    source = json.dumps(json.loads((RECORDED / "list.json").read_text(encoding="utf-8"))["answer"]).encode()
    pages = 0
    for _ in range(1000):
        body = bytearray(source)
        for _ in range(dice.randint(1, 8)):
            at = dice.randrange(len(body))
            match dice.randrange(3):
                case 0:
                    body[at] = dice.randrange(256)
                case 1:
                    del body[at : at + dice.randint(1, 40)]
                case _:
                    body[at:at] = body[at : at + dice.randint(1, 40)]
        try:
            assert isinstance(read_list(bytes(body), now=NOON), ListPage)
            pages += 1
        except NotUnderstoodError:
            continue
    assert pages > 100
