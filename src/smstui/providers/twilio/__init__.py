"""Twilio: what it needs to be configured, and what it can do."""
