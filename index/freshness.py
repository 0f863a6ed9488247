"""Whether a file is still what it was when it was indexed."""

import hashlib


def is_stale(path: str, sha256: str) -> bool:
    """True where the file changed, went or cannot be read since it had this digest."""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() != sha256
    except OSError:
        return True
