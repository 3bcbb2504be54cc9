"""One class of tests for each port: whoever implements it inherits them."""
