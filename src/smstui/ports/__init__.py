"""What the services need from outside, as Protocols and errors."""
