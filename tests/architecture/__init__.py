"""Tests of how the house is built: arrows, imports, rules and documents."""
