"""The companies that carry our texts, one folder each, and the one module that speaks HTTP."""
