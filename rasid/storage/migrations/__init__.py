"""The way of the schema, step by step; `rasid.storage.migrate` walks it."""
