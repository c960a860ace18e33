"""What one rule says: the words, and the file they are about. Name and weight stand in the table."""

from typing import NamedTuple


class Said(NamedTuple):
    """Thai, polite, complete: what is wrong and what to do."""

    message: str
    file: str | None = None
