"""How an entry is held against all watched words, terms and queries at once."""
