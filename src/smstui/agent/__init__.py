"""The process that syncs and sends what is due while nobody is looking."""
