"""How large a file may be, packed, unpacked and as text."""

from index.errors import LoadError

MAX_TEXT_BYTES = 10_000_000
"""Of a file that is text. Twice the King James Bible: a larger one is a log or a dump, and takes
hours to embed."""
MAX_PACKED_BYTES = 100_000_000
"""Of a file that holds more than its text: pages with pictures, attachments, what is packed."""
MAX_UNPACKED_BYTES = 100_000_000
"""Of all that is unpacked of one file."""
MAX_CHARS = 10_000_000
"""Of the text that is made of one file."""
MAX_SENTENCES = 300_000
"""Of one document. Ten million characters of prose have a third of that."""
MAX_RECORDS = 200_000
"""Documents in one file."""


def require_size(size_bytes: int, most: int, what: str = "") -> None:
    """Raises LoadError where a file, or what it becomes, is larger than it may be."""
    if size_bytes > most:
        raise LoadError(f"{what}larger than {most / 1e6:.0f} MB")


def require_chars(chars: int) -> None:
    """Raises LoadError for more text than one file may hold."""
    if chars > MAX_CHARS:
        raise LoadError(f"more than {MAX_CHARS / 1e6:.0f} million characters of text")
