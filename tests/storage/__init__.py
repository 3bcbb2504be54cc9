"""The store and the locks."""
