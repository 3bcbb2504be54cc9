"""The way to every provider: the only package that calls httpx, with timeouts, limits and the error tree."""
