"""syncd publishes a Thai office's approved documents from shared folders to its website, exactly once."""

__version__ = "0.1.0"
