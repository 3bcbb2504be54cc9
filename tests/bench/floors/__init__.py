"""The least that each figure can be compared to."""
