"""Reads a corpus of documents through the real reader, rules and decision, and says how right that was: `make eval`."""
