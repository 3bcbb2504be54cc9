"""Texts that a stranger may send to steer a terminal, a markup engine, a spreadsheet, a store or a reader."""

from __future__ import annotations

HOSTILE: tuple[str, ...] = (
    # control sequences: what a terminal would obey
    "\x1b]0;owned\x07",  # OSC 0: the window's title
    "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",  # OSC 8: a link
    "\x1b]52;c;cm0gLXJmIH4K\x07",  # OSC 52: the clipboard, ended by BEL
    "\x1b]52;c;cm0gLXJmIH4K\x1b\\",  # and by ST
    "\x1b]50;?\x07",  # OSC 50: a font query that some terminals echo
    "\x1b]1337;File=inline=1:AAAA\x07",  # iTerm2: a file
    "\x1b[2J\x1b[H",  # CSI: clear the screen
    "\x1b[31mred\x1b[0m",
    "\x1b[6n\x1b[c",  # queries that the terminal answers as if typed
    "\x1b[?1049l\x1b[?25h",  # leave the alternate screen
    "\x1b[200~pasted\x1b[201~",
    "\x1b[8mhidden\x1b[28m",
    '\x1bP$q"p\x1b\\',  # DCS: DECRQSS
    "\x1bPq#0;2;0;0;0#0~~\x1b\\",  # DCS: sixel
    "\x1b_Ga=T,f=24;AAAA\x1b\\",  # APC: kitty graphics
    "\x1b^private\x1b\\",  # PM
    "\x1bXstring\x1b\\",  # SOS
    "\x1bc",  # RIS: reset
    "\x1b(0lqqk\x1b(B",  # line drawing
    "\x1b",  # an escape that waits for what follows it
    # C1, the same in one character
    "\x9b2J\x9b31m",
    "\x9d0;owned\x9c",
    "\x90$q\x9c",
    "\x9f\x98\x9e\x84\x85\x8d",
    # other controls
    "\x00nul\x00",
    "bell\x07 back\x08\x08\x08 del\x7f",
    "shift\x0eout\x0fin",
    "over\rwritten",
    "a\x0bb\x0cc\x1cd\x1fe",
    "lines\r\nof\u2028all\u2029kinds\x85",
    # markup
    "[/b]",
    "[bold]x[/bold]",
    "[STOP]",
    "[@click=app.quit]x[/]",
    "[@click='app.bell']x[/@click]",
    "[link=http://evil.example/]x[/link]",
    "[link='http://evil.example/']x",
    "[$accent]x[/] [on red]y",
    "[[[nested [brackets]]] [type=x, v={'a[0]'}]",
    "\\[b]x\\[/b] \\",
    "[" * 500,
    "$x {x} {{x}} %s %n {0} ${HOME} `id` $(id)",
    ":smile: :warning:",
    "# head\n* [x](javascript:alert(1)) ![y](file:///etc/passwd) <b>z</b>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<b>bold</b> &amp; &lt;a href='x'&gt;",
    # order and appearance
    "pay \u202e00.01$ \u202c now",
    "\u202aa\u202bb\u202dc\u2066d\u2067e\u2068f\u2069",
    "\u200e\u200f\u061cmarks",
    "\u0645\u0631\u062d\u0628\u0627 +1 415 555 2671 \u05e9\u05dc\u05d5\u05dd",
    "zero\u200bwidth\u200c\u200d\u2060\ufeff\u00ad\u180e",
    "tags\U000e0001\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065\U000e007f",
    "selectors\ufe00\ufe0f\U000e0100\U000e01ef",
    "\u3164\u115f\u1160\uffa0\u2800",  # blank, but letters
    "Z" + "\u0301\u0316\u0334\u20dd\u0489" * 40 + "algo",
    "\u0e01" + "\u0e47" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 50,
    "\U0001f468" + "\u200d\U0001f469" * 400,  # one endless emoji
    "\u200d\ufe0f\u20e3\U0001f3fb",  # joiners with nothing to join
    "\U0001f3f4" + "\U000e0061" * 200 + "\U000e007f",
    "\u2764\ufe0f\u2611\ufe0f1\ufe0f\u20e3",  # columns that terminals disagree about
    "\U0001f1e6" * 101,
    "\uff21\uff22\uff23\u3042\u4e2d" * 40,
    "\u0410n\u0430 R\u0435yes",  # letters that look like others
    "\ue000\ue0b0\U000f0000",  # private use
    "\ufdfd\ufdfa\u1242b\ufffc",
    "\ufffe\uffff\U0001ffff\ufdd0",  # noncharacters
    # what no encoding takes
    "half \ud83d",
    "\udc00 other half",
    "\ud83d \ude00",
    "\ud83d\ude00",
    "\udb40\udc41\udb40\udc42",
    "\udcff\udc80",
    # sizes and shapes
    "",
    " \t\n ",
    "\n" * 300,
    "\t" * 100,
    "x" * 65_536,
    "\u00e9\U0001f600" * 32_768,
    "word " * 3000,
    "no-break" * 400,
    # spreadsheets, shells and stores
    "=cmd|'/c calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    'quote" comma, semi; new\nline',
    "'; DROP TABLE message; --",
    '" OR NEAR(a b) * ^ {col}: AND NOT',
    '{"sid": "SM0", "body": null}',
    "../../etc/passwd",
    "\\\\server\\share\\x.exe",
    # what pretends to be ours
    "\u2713\u2713 delivered",
    "You: yes, pay them",
    "synced 09:41 \u00b7 agent running",
)
"""At least one of each kind; the empty string and a plain space are among them."""
