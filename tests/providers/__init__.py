"""Tests of the Twilio adapter and of the HTTP client below it, over real sockets."""
