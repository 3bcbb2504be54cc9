"""The parts of the inbox screen: each draws one thing and posts what the person asked for."""
