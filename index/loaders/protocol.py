"""The seam between files and the rest: what a loader is.

To add a format, write a module with a Loader and add a row to FORMATS in `formats`. CONTRIBUTING.md
says how, step by step.
"""

from typing import Protocol

from index.records import Extract


class Loader(Protocol):
    """A function from a file's bytes to the documents in it.

    A row of FORMATS names it as `"module:attribute"`, so its module is imported for the first file
    of the format. It may run in another process, and must not change anything outside itself.
    """

    def __call__(self, data: bytes, /) -> tuple[Extract, ...]:
        """The documents in a file, in their order.

        A file of text is one Extract, a file of records is one for each of them. The caller leaves
        out an Extract without text, and refuses a file without any other.

        Raises LoadError with a reason that fits in a list: "a damaged DOCX file". Any other error
        refuses the file too, with "its reader failed" as the reason; MemoryError, and an OSError
        that may pass, let the next sync try again.
        """
