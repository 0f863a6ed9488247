"""The addresses that a terminal opens when a place is clicked (OSC 8)."""

import os
import re
import socket
import string
from functools import cache
from urllib.parse import quote

from qa.answers import Citation
from qa.output.printable import steers

FIELDS = {"path", "line"}


def check_template(template: str) -> str:
    """Returns the template of an editor's address, such as `vscode://file/{path}:{line}`.

    Raises ValueError if it makes no address or has other fields.
    """
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", template):
        raise ValueError(
            f"{template!r} begins with no scheme; write it like vscode://file/{{path}}:{{line}}"
        )
    if not all("!" <= character <= "~" for character in template):
        raise ValueError(f"{template!r} holds a space, a control or another character than ASCII")
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{template!r}: {error}") from error
    fields = [name for _, name, _, _ in parsed if name is not None]
    if "path" not in fields or not set(fields) <= FIELDS or any(p[2] or p[3] for p in parsed):
        raise ValueError(
            f"{template!r} has other fields than {{path}}, which is required, and {{line}}"
        )
    return template


def address(citation: Citation, template: str = "") -> str:
    """The address of a citation's file: an editor's, by the template, or a `file:` URI.

    It is "" if the file has changed, is gone or cannot be looked at, or if its name steers the
    terminal. An address is printable ASCII, so it cannot end its escape sequence. A file with pages
    gets a `file:` URI, for no editor opens a page.
    """
    path = citation.document.path
    if citation.stale or any(map(steers, path)):
        return ""
    absolute = quote(os.path.realpath(os.path.expanduser(path)).replace(os.sep, "/"))
    if not absolute.startswith("/"):
        absolute = f"/{absolute}"  # a drive's letter
    if template and citation.page is None:
        # The slash in file/{path} is the first one of the path; those in file://{path} are not.
        joined = re.sub(r"(?<!/)/\{path\}|(?<=//)/\{path\}", "{path}", template)
        return joined.format(path=absolute, line=citation.line)
    return f"file://{_host()}{absolute}"


@cache
def _host() -> str:
    """The name of this machine, by which a terminal knows that a file is on another, over ssh."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else ""
