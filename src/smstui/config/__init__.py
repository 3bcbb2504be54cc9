"""Settings, folders and credentials: what a person has told us."""
