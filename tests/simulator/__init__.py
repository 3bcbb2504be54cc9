"""The carrier, met as a client meets it."""
