"""The watchlist language's parts; `filters.query` is the door."""
