"""How large a file may be: packed, unpacked and as text."""

from index.errors import LoadError

MAX_TEXT_BYTES = 10_000_000
"""Of a file of text. This is twice the King James Bible. A larger file is a log or a dump, and
would take hours to embed."""
MAX_PACKED_BYTES = 100_000_000
"""Of a file that holds more than its text: pictures, attachments, packed data."""
MAX_UNPACKED_BYTES = 100_000_000
"""Of everything that is unpacked from one file."""
MAX_CHARS = 10_000_000
"""Of the text extracted from one file."""
MAX_SENTENCES = 300_000
"""Of one document. Ten million characters of prose have a third of this."""
MAX_RECORDS = 200_000
"""Documents in one file."""


def require_size(size_bytes: int, most: int, what: str = "") -> None:
    """Raises LoadError for a file of more than `most` bytes.

    `what`: how the reason begins, such as "unpacked, ".
    """
    if size_bytes > most:
        raise LoadError(f"{what}larger than {most / 1e6:.0f} MB")


def require_chars(chars: int) -> None:
    """Raises LoadError for more than MAX_CHARS characters of text."""
    if chars > MAX_CHARS:
        raise LoadError(f"more than {MAX_CHARS / 1e6:.0f} million characters of text")
