"""What lies below other widgets and shows nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.strip import Strip


class Ground(Widget):
    """A container without border or padding, of which each line is as the first.

    Textual would style all of them before it finds that they are covered: a sixth of the time that the first
    picture takes. It is the last of a class's bases, for Textual takes styles from the first one only.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return one line, as often as it is needed."""
        return super().render_lines(Region(crop.x, crop.y, crop.width, min(crop.height, 1))) * crop.height
