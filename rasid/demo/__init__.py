"""The demo: a loopback Bot API server with a chat page, and loopback feeds that tell one evening."""
