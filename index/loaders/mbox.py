"""Mailboxes: each message of an mbox file is a document, read as an e-mail is."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.errors import LoadError
from index.loaders.limits import MAX_RECORDS, require_chars
from index.loaders.mail import read_message
from index.records import Extract

_START = re.compile(
    rb"(?:\A\s{0,10}|(?<=\n\n)|(?<=\n\r\n))From [^\n]{1,300}?\d\d:\d\d[^\n]{0,80}\n"
)
"""The line before a message: who sent it, and when. Python's mailbox takes any "From ", as does a
sentence that begins with it."""
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def load(data: bytes) -> tuple[Extract, ...]:
    """The document of every message that has text, with its number in the file, from 1.

    Raises LoadError if no message has text, and for more than MAX_RECORDS messages.
    """
    found: list[Extract] = []
    chars = 0
    reason = "no message in it"
    for number, message in enumerate(_messages(data), 1):
        if number > MAX_RECORDS:
            raise LoadError(f"more than {MAX_RECORDS:,} messages")
        try:
            extract = read_message(_QUOTED.sub(rb"\1", message))
        except LoadError as error:
            reason = str(error)
            continue
        chars += len(extract.text)
        require_chars(chars)
        found.append(replace(extract, record=str(number)))
    if not found:
        raise LoadError(reason)
    return tuple(found)


def _messages(data: bytes) -> Iterator[bytes]:
    """Each message, without the line before it."""
    end = None
    for start in _START.finditer(data):
        if end is not None:
            yield data[end : start.start()]
        end = start.end()
    if end is not None:
        yield data[end:]
