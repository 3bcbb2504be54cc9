"""The screen, driven by keys, over a real store and the carrier."""
