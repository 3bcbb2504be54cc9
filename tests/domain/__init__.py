"""Values and rules, as tables and properties."""
