"""The application: configuration, storage, scheduling, pages, command line."""

__version__ = "0.1.0"
