"""The carrier: a provider of our own that speaks Twilio's wire format."""
