"""Themes: enough contrast in all that are shipped, own ones from the home, and a chooser that shows them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from textual.color import Color

from architecture.source import ROOT
from builders import ANA
from smstui.config.settings import load_settings
from smstui.domain.models import Direction
from smstui.domain.states import State
from smstui.ports.errors import NotConfiguredError
from smstui.ports.records import NewText
from smstui.tui.roles import ROLES
from smstui.tui.theming import OWN_VARIABLES, load_theme, theme_names
from smstui.tui.widgets.choices import ChoiceList
from tui.news import arrive
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.style import Style

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

SHIPPED = sorted(path.stem for path in (ROOT / "themes").glob("*.toml"))
NEEDED = {"smstui-contrast": 7.0}
"""WCAG's AAA; the others have AA, 4.5."""
LINES_AND_EDGES = {"rule", "bar", "own-edge", "peer-edge"}
"""Roles of no text."""
GROUNDS = ("background", "surface", "panel", "cursor-row")
BESIDE_ROLES = [("primary", "panel"), ("error", "panel"), ("foreground", "surface"), ("accent", "background")]
"""Text that the style sheets colour, and what it stands on."""
GRAPHIC = set("▌▐█▏▎▍▕▔▁▂▃▄▅▆▇▊▉▀─│╭╮╰╯┃━●")
NIGHT = (ROOT / "themes" / "smstui-night.toml").read_text()


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio of two colours."""
    lighter, darker = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def colours_of(name: str) -> dict[str, str]:
    theme = load_theme(name)
    return {
        **{key: value for key, value in asdict(theme).items() if isinstance(value, str)},
        **theme.variables,
    }


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_is_a_theme_of_high_contrast() -> None:
    assert {"smstui-night", "smstui-day", "smstui-contrast"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_role_can_be_read_on_whatever_it_stands_on(name: str) -> None:
    colours = colours_of(name)
    pairs = [*BESIDE_ROLES]
    for role, said in ROLES.items():
        if said.colour and role not in LINES_AND_EDGES:
            pairs += product([said.colour], [said.ground] if said.ground else GROUNDS)
    weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < NEEDED.get(name, 4.5)
    }
    assert weak == {}


def test_edges_can_be_seen_in_high_contrast() -> None:
    colours = colours_of("smstui-contrast")
    assert contrast(colours["rule"], colours["background"]) >= 3
    assert contrast(colours["own-bubble"], colours["background"]) >= 3
    assert contrast(colours["own-bubble"], colours["peer-bubble"]) >= 3


def troubled_talk(tx: Writer, world: World) -> None:
    """Write what has every role on the screen: news, a draft, trouble, marks, links."""
    small_talk(tx, world)
    texts = say(tx, world, ANA, ["see www.example.com", "I saw https://example.org"], minutes_ago=50)
    for at, state in enumerate((State.FAILED, State.UNCONFIRMED, State.QUEUED, State.CANCELED)):
        tx.add_text(
            NewText(
                conversation_id=texts[0].conversation_id,
                direction=Direction.OUTBOUND,
                body=f"a text that is {state}",
                state=state,
                at=world.clock.now() - timedelta(minutes=20 - at),
                segments=1,
                reason="for a reason",
            )
        )


def painted(stage: Stage) -> Iterator[tuple[str, Style]]:
    """Yield what is written on the screen in front, piece by piece."""
    screen = stage.app.screen
    strips = screen._compositor.render_strips()
    if dialogs := list(screen.query(".dialog")):
        region = dialogs[0].region
        strips = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    for strip in strips:
        for part in strip:
            if part.style is not None and set(part.text.strip()) - GRAPHIC:
                yield part.text, part.style


def weak_parts(stage: Stage, needed: float) -> dict[str, float]:
    found = {}
    for text, style in painted(stage):
        assert style.color is not None, text
        assert style.bgcolor is not None, text
        ratio = contrast(style.color.name, style.bgcolor.name)
        if ratio < needed:
            found[text] = round(ratio, 2)
    return found


@pytest.mark.parametrize("style", ["bubbles", "plain"])
@pytest.mark.parametrize("name", SHIPPED)
async def test_what_is_painted_can_be_read(tmp_path: Path, name: str, style: str) -> None:
    needed = NEEDED.get(name, 4.5)
    async with a_stage(tmp_path, talk=troubled_talk, theme=name, conversation_style=style) as stage:
        for keys in (
            (),
            ("j",),
            ("k", "enter", "k"),
            ("r",),
            ("h", "i", "’"),
            ("escape", "escape", "slash"),
            ("9",),
            ("escape", "question_mark"),
            ("escape", "ctrl+p"),
            ("escape", "c"),
            ("escape", "ctrl+t"),
        ):
            await stage.press(*keys)
            await stage.pass_time(0.1)
            assert weak_parts(stage, needed) == {}, f"after {keys}\n{stage.picture}"


@pytest.mark.parametrize("few", [True, False])
async def test_where_colours_are_few_the_keyboard_is_told_by_more_than_hue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    if few:
        monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await stage.press("l")

        def title(style: str) -> list[str]:
            """Return the words in the first line that have this style."""
            strip = stage.app.screen._compositor.render_strips()[0]
            return "".join(each.text for each in strip if getattr(each.style, style, False)).split()

        there = ["Ana", "Reyes", "+1", "415", "555", "0101"]
        assert title("reverse") == (there if few else [])
        await arrive(stage, (ANA, "one more thing"))
        assert title("reverse") == [], "green and reversed it could not be read"
        assert title("underline") == ([*there, "●"] if few else [])


# own themes
def own(folder: Path, text: str, name: str = "mine") -> Path:
    (folder / "themes").mkdir(exist_ok=True)
    path = folder / "themes" / f"{name}.toml"
    path.write_text(text)
    return path


async def test_a_theme_of_the_home_is_worn_also_in_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    own(tmp_path, NIGHT.replace("#12151e", "#010203"))
    own(tmp_path, NIGHT.replace("#12151e", "#040506"), "smstui-day")
    assert theme_names(tmp_path / "themes") == ["mine", *SHIPPED]
    async with a_stage(tmp_path, talk=small_talk, theme="mine") as stage:
        assert ground(stage) == "#010203"
    assert load_theme("smstui-day", tmp_path / "themes").background == "#040506"


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('primary = "#7aa2f7"', "", "primary", "is missing"),
        ('primary = "#7aa2f7"', 'primary = "blueish"', "primary", "expected a colour"),
        ('primary = "#7aa2f7"', "primary = 3", "primary", "expected a text in quotes"),
        ('primary = "#7aa2f7"', 'primary = "ansi_red"', "primary", "expected a colour"),
        ('primary = "#7aa2f7"', 'primary = "initial"', "primary", "expected a colour"),
        ('primary = "#7aa2f7"', 'primary = "transparent"', "primary", "expected a colour"),
        ('background = "#12151e"', 'background = "auto"', "background", "expected a colour"),
        ("dark = true", "dark = true\nluminosity_spread = nan", "luminosity_spread", "0"),
        ("dark = true", "dark = true\ntext_alpha = 1e308", "text_alpha", "1"),
        ("dark = true", 'dark = "yes"', "dark", "expected true or false"),
        ("dark = true", "shade = 3", "shade", "there is no such setting here"),
        ('faint = "#929cb6"', "", "variables.faint", "is missing; start from a copy"),
        ('faint = "#929cb6"', 'faint = "grayish"', "variables.faint", "expected a colour"),
        ('faint = "#929cb6"', 'faint = "auto"', "variables.faint", "expected a colour"),
        ('faint = "#929cb6"', 'faint = "#929cb6 50%"', "variables.faint", "expected a colour"),
        ('faint = "#929cb6"', 'faint = "ansi_red"', "variables.faint", "expected a colour"),
        ('faint = "#929cb6"', "faint = 3", "variables.faint", "expected a colour"),
        ('faint = "#929cb6"', 'faint = "#929cb6"\nfiant = "#000"', "variables.fiant", "no such variable"),
        ('style = "none"', 'style = "fat"', "variables.block-cursor-text-style", "expected a style"),
        ('"#7aa2f7 35%"', '"#7aa2f7 much"', "variables.input-selection-background", "expected a colour"),
    ],
)
def test_a_broken_theme_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    assert old in NIGHT
    path = own(tmp_path, NIGHT.replace(old, new))
    with pytest.raises(NotConfiguredError) as wrong:
        load_theme("mine", path.parent)
    message = wrong.value.message
    assert message.startswith(str(path))
    assert f": {key}: " in message
    assert words in message
    assert ", line " in message or words.startswith("is missing")
    assert wrong.value.hint


async def test_a_colour_may_have_any_name_that_css_has(tmp_path: Path) -> None:
    named = NIGHT.replace("#12151e", "rebeccapurple").replace('faint = "#929cb6"', 'faint = "papayawhip"')
    own(tmp_path, named)
    async with a_stage(tmp_path, talk=small_talk, theme="mine") as stage:
        assert ground(stage) == "#663399"
        assert "Ana Reyes" in stage.picture


@pytest.mark.parametrize("content", ["primary = ", '[variables\nx = "#000"'])
def test_a_theme_that_is_no_toml_is_named(tmp_path: Path, content: str) -> None:
    path = own(tmp_path, content)
    with pytest.raises(NotConfiguredError, match=f"{path.name} is no valid TOML"):
        load_theme("mine", path.parent)


def test_a_theme_that_is_no_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    folder, link = (tmp_path / f"{name}.toml" for name in ("folder", "link"))
    folder.mkdir()
    link.symlink_to(tmp_path / "nothing")
    for path, why in ((folder, "Is a directory"), (link, "it links to nothing")):
        with pytest.raises(NotConfiguredError) as wrong:
            load_theme(path.stem, tmp_path)
        assert wrong.value.message == f"{path} cannot be read: {why}."
        assert wrong.value.hint


@pytest.mark.parametrize("name", SHIPPED)
def test_every_variable_of_a_shipped_theme_is_checked_too(name: str) -> None:
    assert set(OWN_VARIABLES) <= set(load_theme(name).variables)


# choosing
def ground(stage: Stage) -> str:
    """Return the background that the inbox is painted on."""
    texts = stage.inbox.conversation.texts
    style = next(iter(texts.render_line(0))).style
    assert style is not None
    assert style.bgcolor is not None
    return style.bgcolor.name


def backgrounds(*names: str) -> list[str]:
    return [str(load_theme(name).background) for name in names]


async def open_chooser(stage: Stage) -> ChoiceList:
    await stage.press("ctrl+t")
    await stage.until(lambda: stage.app.screen is not stage.inbox)
    await stage.settle()
    return stage.app.screen.query_one(ChoiceList)


async def test_themes_are_seen_while_one_moves_and_esc_gives_back_the_old_one(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        contrast_ground, day, night = backgrounds("smstui-contrast", "smstui-day", "smstui-night")
        assert ground(stage) == night
        chooser = await open_chooser(stage)
        assert [choice.title for choice in chooser.choices] == SHIPPED
        assert chooser.current is not None
        assert chooser.current.key == "smstui-night"
        await stage.press("up")
        assert ground(stage) == day
        await stage.press("k")
        assert ground(stage) == contrast_ground
        await stage.press("escape")
        assert ground(stage) == night
        assert not stage.app.runtime.home.config_file.exists()


async def test_what_is_chosen_is_written_and_comments_stay(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        file = stage.app.runtime.home.config_file
        file.write_text('# mine\ntheme = "smstui-night"  # dark\n\n[keys]\nnext_unread = "n"  # as in mutt\n')
        await open_chooser(stage)
        await stage.press("up", "enter")
        await stage.until(lambda: "smstui-day is the theme from now on" in stage.picture)
        assert ground(stage) == backgrounds("smstui-day")[0]
        assert load_settings(file)[0].theme == "smstui-day"
        assert file.read_text() == (
            '# mine\ntheme = "smstui-day"  # dark\n\n[keys]\nnext_unread = "n"  # as in mutt\n'
        )
        assert stage.inbox.place == "list"


async def test_a_broken_theme_cannot_be_chosen_and_says_why(tmp_path: Path) -> None:
    own(tmp_path, NIGHT.replace('faint = "#929cb6"', "faint = 3"), "broken")
    own(tmp_path, NIGHT.replace("#12151e", "#010203"), "zebra")
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        chooser = await open_chooser(stage)
        assert [choice.key for choice in chooser.choices if not choice.enabled] == ["broken"]
        assert "variables.faint: expected a colour" in stage.picture
        await stage.press("down", "enter")
        await stage.until(lambda: "zebra is the theme" in stage.picture)
        assert ground(stage) == "#010203"


async def test_settings_that_cannot_be_written_are_told_and_the_theme_is_worn(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        file = stage.app.runtime.home.config_file
        file.write_text("theme = \n")
        await open_chooser(stage)
        await stage.press("up", "enter")
        await stage.until(lambda: "Not done" in stage.picture)
        [notice] = stage.app._notifications
        assert f"{file} cannot be read: " in notice.message
        assert ground(stage) == backgrounds("smstui-day")[0]
        assert file.read_text() == "theme = \n"


async def test_the_palette_offers_the_themes(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p", *"theme", "enter")
        await stage.until(lambda: "smstui-contrast" in stage.picture)
