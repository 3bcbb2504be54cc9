"""The smstui command, one file per subcommand."""
