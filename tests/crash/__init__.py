"""Trials with real processes, real kills and a ledger that knows the truth."""
