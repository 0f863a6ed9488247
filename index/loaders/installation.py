"""What this installation can read, and how it reads: what an index has to be compared with."""

import os
from dataclasses import dataclass
from importlib.util import find_spec

from index.loaders.formats import FORMATS, table_digest

EXTRACTION = 9
"""Raise this when a loader makes another text of the same bytes: every file is then read again."""

LIBRARIES = tuple(sorted({format.library for format in FORMATS if format.library}))
"""The optional libraries that loaders use, by the names they are imported by."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be read, as far as it differs between installations and versions."""

    extraction: int
    """The EXTRACTION of the loaders."""
    libraries: tuple[str, ...]
    """Those of LIBRARIES that are installed, as "name=stamp". The stamp is another for another
    version: what a library crashed on is tried again with the next."""
    formats: str
    """A digest of the table of formats. It changes when a format is added."""


def abilities() -> Abilities:
    """The abilities of this installation."""
    libraries = tuple(f"{name}={stamp}" for name in LIBRARIES if (stamp := _stamp(name)))
    return Abilities(EXTRACTION, libraries, table_digest())


def _stamp(library: str) -> str:
    """When a library was installed, in ns since the epoch; "" if it is not.

    To ask for its version would take 20 ms at every question.
    """
    spec = find_spec(library)
    if spec is None:
        return ""
    try:
        return str(os.stat(spec.origin or "").st_mtime_ns)
    except OSError:  # in an archive, say
        return "unknown"
