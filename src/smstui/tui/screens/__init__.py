"""Screens put panes together and call the services."""
