"""What a person told us: settings, folders, secrets and the log."""
