"""Things drawn line by line that know nothing of stores and services."""
