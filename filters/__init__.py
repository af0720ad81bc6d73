"""From entries to matches, topics and incidents. Nothing here does I/O."""
