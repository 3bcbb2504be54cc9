"""A stranger's text made safe to show: nothing in it can steer a terminal or hide what it says."""

from __future__ import annotations

from smstui.domain.characters import Characters

LONGEST = 65_536
"""Characters that are kept of one text; no provider sends as many."""

_HARMLESS = Characters(
    *("\t\n", " ~", "\xa0\xac", "\xae\u02ff", "\u0370\u0482", "\u048a\u0556", "\u1e00\u1fff"),
    *("\u2010\u2027", "\u2030\u205e", "\u20a0\u20c0", "\u2100\u2bff", "\u3001\u3029", "\u3030\u3098"),
    *("\u309b\u3163", "\u3165\ua48c", "\uac00\ud7a3", "\uff01\uff9f", "\ufffd", "\U0001f000\U0001faff"),
)


def clean(text: str) -> str:
    """Return the text with everything that a terminal obeys, or that hides or piles up, made harmless.

    Line ends become newlines; other controls become their pictures, C1 what they are in cp1252; bidi
    overrides are spelled `<202E>`; NUL, lone surrogates and noncharacters become U+FFFD; invisible characters
    outside an emoji go, and so does what is more than `scrubbing.MOST_MARKS` or `LONGEST`. Cleaning
    twice changes nothing.
    """
    if len(text) <= LONGEST and _HARMLESS.cover(text):
        return text
    # Imported with the first text that needs it: its patterns take a while to compile.
    from smstui.domain.scrubbing import scrub

    cleaned = scrub(text[: LONGEST + 1])
    if len(cleaned) <= LONGEST:
        return cleaned
    return scrub(cleaned[: LONGEST - 1]) + "…"


def clean_typed(typed: str, before: str = "") -> str:
    """Return what is typed behind `before`, made harmless as part of a text that is not finished.

    Characters that join it to the one before stay, also those whose other half is still to come; without
    it, or once the text is whole, `clean` takes them out.
    """
    alone = clean(typed)
    if alone == typed:
        return alone
    from smstui.domain.scrubbing import begun

    whole = before + typed
    end = begun(whole)
    together = clean(whole + end)
    if together.startswith(before) and together.endswith(end):
        return together[len(before) : len(together) - len(end)]
    return alone


def one_line(text: str, limit: int = 200) -> str:
    """Return the cleaned text on one line of at most `limit` characters, for lists and titles."""
    line = " ".join(clean(text.lstrip()[: limit * 8]).split())
    if len(line) <= limit:
        return line
    return clean(line[: limit - 1]).rstrip() + "…"
