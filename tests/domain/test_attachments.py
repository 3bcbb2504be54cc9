"""What came with a text is named: its kind, its own name, its type where that says more."""

from __future__ import annotations

import pytest

from smstui.domain.attachments import all_in_words, file_in_words
from smstui.domain.models import Media

TWILIO = (
    "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM2/Media/ME557ce644e5ab84fa21cc21112e22c485"
)


@pytest.mark.parametrize(
    ("url", "content_type", "words"),
    [
        (TWILIO, "image/jpeg", "⧉ picture (image/jpeg)"),
        (TWILIO, "IMAGE/PNG; q=1", "⧉ picture (image/png)"),
        (TWILIO, "video/3gpp", "⧉ video"),
        (TWILIO, "audio/amr", "⧉ sound"),
        (TWILIO, "text/x-vcard", "⧉ contact card"),
        (TWILIO, "text/vcard", "⧉ contact card"),
        (TWILIO, "application/pdf", "⧉ file (application/pdf)"),
        (TWILIO, "", "⧉ file"),
        (TWILIO + ".jpg", "image/jpeg", "⧉ picture (image/jpeg)"),
        ("https://shop.example/menu.pdf?v=2", "application/pdf", "⧉ file menu.pdf (application/pdf)"),
        ("https://shop.example/our%20menu.pdf", "application/pdf", "⧉ file our menu.pdf (application/pdf)"),
        ("https://shop.example/clip.mp4", "video/mp4", "⧉ video clip.mp4"),
        ("https://x.example/a8f5f167f44f4964e6c998dee827110c.jpg", "image/jpeg", "⧉ picture (image/jpeg)"),
        ("https://x.example/v1.2/", "image/jpeg", "⧉ picture (image/jpeg)"),
        ("http://[", "image/jpeg", "⧉ picture (image/jpeg)"),
        ("", "", "⧉ file"),
    ],
)
def test_a_file_is_named(url: str, content_type: str, words: str) -> None:
    assert file_in_words(Media(url, content_type)) == words


def test_of_several_files_the_first_is_named() -> None:
    media = [Media(TWILIO, "image/jpeg")] * 3
    assert all_in_words(media) == "⧉ picture (image/jpeg) and 2 more"
    assert all_in_words(media[:1]) == "⧉ picture (image/jpeg)"
