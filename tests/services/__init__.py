"""Tests of what a user can do: real store, real adapter, the carrier behind it, a clock that tests move."""
