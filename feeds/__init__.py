"""From bytes to entries: which feeds to ask, when, and what they said."""
