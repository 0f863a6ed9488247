"""Members of a zip archive, unpacked within the limits of one file."""

import io
import zipfile
import zlib

from index.errors import LoadError
from index.loaders.limits import MAX_UNPACKED_BYTES, require_size

CHUNK_BYTES = 1_000_000
MAX_MEMBERS = 20_000


class Archive:
    """A zip archive in memory. The sizes that it states for its members are not trusted."""

    def __init__(self, data: bytes, kind: str) -> None:
        """`kind`: the format, for the reasons. Raises LoadError for a damaged archive."""
        self._kind = kind
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise LoadError(f"a damaged {kind} file") from error
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > MAX_MEMBERS:
            raise LoadError(f"more than {MAX_MEMBERS:,} files in it")

    def member(self, name: str) -> bytes:
        """The bytes of a member.

        Raises LoadError if it is missing, damaged, encrypted or too large.
        """
        if name not in self.names:
            raise LoadError(f"a damaged {self._kind} file: {name} is missing")
        found = bytearray()
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    found += chunk
                    self._unpacked += len(chunk)
                    require_size(self._unpacked, MAX_UNPACKED_BYTES, "unpacked, ")
        except RuntimeError as error:  # zipfile raises it for an encrypted member
            raise LoadError("encrypted; a password is needed") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise LoadError(f"a damaged {self._kind} file: {name}") from error
        return bytes(found)
