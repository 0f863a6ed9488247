"""E-mail: the message's text, its subject as title, the day it was sent."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from index.errors import LoadError
from index.loaders.limits import require_chars
from index.loaders.parts import Part, join
from index.loaders.webpage.blocks import read_html
from index.records import Extract
from index.structure import Block, Kind
from index.text.blocks import blocks
from index.text.dates import leading_date
from index.text.layout.structure import plain_blocks

MAX_NAMED = 10
"""How many attached files a notice names."""
MAX_HEADER_CHARS = 1_000
SHOWN = frozenset("text message multipart".split())
"""The main types of parts that are shown with the message. Any other part is an attached file."""
UNSHOWN = frozenset(
    "text/calendar text/css text/vcard text/x-vcard text/directory text/rtf".split()
)
"""Types of text that are not for people to read."""


def load(data: bytes) -> tuple[Extract]:
    """The one document of a message. Raises LoadError if there is no text."""
    return (read_message(data),)


def read_message(data: bytes) -> Extract:
    """The text of a message that a mail program shows, part by part.

    Messages within it are included after their subjects, and so are delivery reports. Attached
    files are named in the notice and not read. Raises LoadError if there is no text.
    """
    message = message_from_bytes(data, policy=_Policy())
    assert isinstance(message, EmailMessage)
    text, located = join(part for part in _shown(message) if part.text)
    attached = [part for part in message.walk() if _is_attached(part)]
    if not text.strip():
        raise LoadError(f"no text in it{_but(attached)}")
    date = _date(message) or leading_date(text)
    title = " ".join(_header(message, "subject").split())
    notices = [f"not read: attached {_named(attached)}"] if attached else []
    if broken := text.count("\N{REPLACEMENT CHARACTER}"):
        notices.append(f"{broken} broken character{'s' if broken > 1 else ''} in it")
    return Extract(text, title, date, "; ".join(notices) or None, blocks=located)


class _Policy(policy.EmailPolicy):
    """The standard library's policy with headers cut to MAX_HEADER_CHARS.

    It parses a header each time it is read, in time quadratic in the header's length.
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The parsed header, cut to MAX_HEADER_CHARS."""
        return super().header_fetch_parse(name, value[:MAX_HEADER_CHARS])


def _shown(message: EmailMessage) -> Iterator[Part]:
    """The texts of a message and its parts, in order, some of them empty.

    There is no recursion, because parts may be nested as deep as the message is long.
    """
    waiting: list[EmailMessage] = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        inner = _parts(part)
        if _is_attached(part):
            continue
        if kind == "multipart/alternative" and inner:
            waiting += _preferred(inner)
        elif kind == "message/rfc822" and inner:
            yield _heading(_header(inner[0], "subject"))
            waiting += reversed(inner)
        elif kind == "message/delivery-status":
            yield _report(inner)
        elif inner:
            waiting += reversed(inner)
        elif kind == "text/html":
            page = read_html(_text(part))
            yield Part(page.text, page.blocks)
        elif part.get_content_maintype() != "message" and kind not in UNSHOWN:
            yield _plain_part(_text(part))  # this includes a multipart without parts


def _parts(part: EmailMessage) -> list[EmailMessage]:
    inner = part.get_payload()
    return (
        [each for each in inner if isinstance(each, EmailMessage)]
        if isinstance(inner, list)
        else []
    )


def _preferred(alternatives: list[EmailMessage]) -> list[EmailMessage]:
    """Which of several forms of the same text to read: plain text that is not empty, else HTML,
    else the last one, which the sender prefers."""
    for kind in ("text/plain", "text/html"):
        for part in alternatives:
            if part.get_content_type() == kind and _text(part).strip():
                return [part]
    return alternatives[-1:]


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is an attached file. A message within the message is not."""
    if part.get_content_maintype() in ("message", "multipart"):
        return False
    return _disposition(part) == "attachment" or part.get_content_maintype() not in SHOWN


def _disposition(part: EmailMessage) -> str:
    try:
        return part.get_content_disposition() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _text(part: EmailMessage) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, AssertionError):  # an unknown encoding
        content = part.get_payload(decode=True) or b""
    return _plain(
        content if isinstance(content, str) else bytes(content).decode("utf-8", "replace")
    )


def _plain(text: str) -> str:
    # Mail transport makes every line end CRLF.
    return text.encode("utf-8", "replace").decode().replace("\0", "").replace("\r\n", "\n")


def _plain_part(text: str) -> Part:
    text = text.strip("\n") if text.strip() else ""
    require_chars(len(text))
    return Part(text, plain_blocks(text))


def _report(fields: list[EmailMessage]) -> Part:
    """A delivery report: groups of fields, in which no line is a heading."""
    text = "\n\n".join(_plain(str(group)) for group in fields).strip("\n")
    return Part(text, [Block(start, end, Kind.PARAGRAPH) for start, end in blocks(text)])


def _heading(subject: str) -> Part:
    text = " ".join(subject.split())
    return Part(text, [Block(0, len(text), Kind.HEADING, 1)])


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message[name] or "")
    except (LookupError, ValueError, TypeError, AttributeError):  # what the parser chokes on
        return ""
    return value.encode("utf-8", "replace").decode()


def _date(message: EmailMessage) -> str | None:
    """The day the message was sent, in the sender's time zone; None if it states none."""
    try:
        sent: datetime = parsedate_to_datetime(_header(message, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent.date().isoformat() if sent.year > 1970 else None


def _but(attached: list[EmailMessage]) -> str:
    return f", only {_named(attached)}" if attached else ""


def _named(attached: list[EmailMessage]) -> str:
    more = f" and {len(attached) - MAX_NAMED} more" if len(attached) > MAX_NAMED else ""
    return f"{', '.join(map(_filename, attached[:MAX_NAMED]))}{more}"


def _filename(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or part.get_content_type()
    except (LookupError, ValueError, TypeError, AttributeError):
        name = "a file"
    return " ".join(name.encode("utf-8", "replace").decode().split())
