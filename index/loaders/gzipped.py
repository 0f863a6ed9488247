"""gzip: the packed file is unpacked within its limits, and read by the loader of its format."""

import gzip
import io
import zlib
from pathlib import PurePath

from index.errors import LoadError
from index.loaders.formats import GZIP, HEAD_BYTES, recognized, require_library
from index.loaders.isolation import run
from index.loaders.limits import require_size
from index.records import Extract


def load(data: bytes, name: str) -> tuple[Extract, ...]:
    """The documents in the file that is packed in a gzip file called `name`.

    No more is unpacked than a file of its format may hold. Raises LoadError.
    """
    inner = PurePath(name).name
    inner = inner[:-3] if inner.lower().endswith(".gz") else inner
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        try:
            head = stream.read(HEAD_BYTES)
            format = recognized(inner, head)
            if format is GZIP:
                raise LoadError("packed by gzip twice")
            require_library(format)
            contents = head + stream.read(format.max_bytes + 1 - len(head))
        except EOFError as error:
            raise LoadError("a gzip file that ends too soon") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise LoadError("a damaged gzip file") from error
    require_size(len(contents), format.max_bytes, "unpacked, ")
    return run(format.loader, contents)
