"""What the world of text messages is made of: values and rules, no I/O."""
