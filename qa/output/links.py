"""Places as addresses that a terminal opens when they are clicked (OSC 8)."""

import os
import re
import socket
import string
from functools import cache
from urllib.parse import quote

from qa.answers import Citation
from qa.output.printable import steers

FIELDS = {"path", "line"}


def checked(template: str) -> str:
    """A template of an editor's address, `vscode://file/{path}:{line}` say, as it was given.

    Raises ValueError for one that is no address or has other fields.
    """
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", template):
        raise ValueError(
            f"{template!r} begins with no scheme, as in vscode://file/{{path}}:{{line}}"
        )
    if not all("!" <= character <= "~" for character in template):
        raise ValueError(f"{template!r} holds a character that no address has")
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{template!r}: {error}") from error
    fields = [name for _, name, _, _ in parsed if name is not None]
    if "path" not in fields or not set(fields) <= FIELDS or any(p[2] or p[3] for p in parsed):
        raise ValueError(
            f"{template!r} has other fields than {{path}}, which it needs, and {{line}}"
        )
    return template


def address(citation: Citation, template: str = "") -> str:
    """Where a citation's file is: an editor's address by a template, else `file:`; "" for none.

    None has a file that changed, went or may not be looked at, and one whose name steers. Made of
    ASCII letters, digits and punctuation, so it ends no sequence and names no scheme of its own.
    An editor is not sent to a page.
    """
    path = citation.document.path
    if citation.stale or any(map(steers, path)):
        return ""
    absolute = quote(os.path.realpath(os.path.expanduser(path)).replace(os.sep, "/"))
    if not absolute.startswith("/"):
        absolute = f"/{absolute}"  # a drive's letter
    if template and citation.page is None:
        # An editor's own slash before the path is the path's first one; those of file:// are not.
        joined = re.sub(r"(?<!/)/\{path\}|(?<=//)/\{path\}", "{path}", template)
        return joined.format(path=absolute, line=citation.line)
    return f"file://{_host()}{absolute}"


@cache
def _host() -> str:
    """This machine's name: over ssh a terminal then knows that the file is not on its own."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else ""
