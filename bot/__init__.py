"""From incidents to messages, and the people who ask for them."""
