"""E-mail: the message's words, its subject as title, the day it was sent."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from index.errors import LoadError
from index.loaders.isolation import run
from index.records import Extract
from index.text.dates import leading_date

MAX_NAMED = 10
MAX_HEADER_CHARS = 1_000
SHOWN = frozenset("text message multipart".split())
"""What a part is whose words are shown with the message; any other is a file that came with it."""
UNSHOWN = frozenset(
    "text/calendar text/css text/vcard text/x-vcard text/directory text/rtf".split()
)
"""Text that no person reads."""


def load(data: bytes) -> tuple[Extract]:
    """The Extract of a message: all text that a reader of mail shows, part by part.

    Messages and delivery reports in it are part of it, the former after their subjects; attached
    files are named in its notice, not read. Raises LoadError where it holds no text, or only HTML
    whose reader is missing.
    """
    message = message_from_bytes(data, policy=_Policy())
    assert isinstance(message, EmailMessage)
    shown = list(_shown(message))
    text = "\n\n".join(each.strip("\n") for each in shown if each.strip())
    if len(shown) == 1:
        text = shown[0]
    attached = [part for part in message.walk() if _is_attached(part)]
    if not text.strip():
        raise LoadError(f"no text in it{_but(attached)}")
    date = _date(message) or leading_date(text)
    title = " ".join(_header(message, "subject").split())
    notices = [f"not read: attached {_named(attached)}"] if attached else []
    if broken := text.count("\N{REPLACEMENT CHARACTER}"):
        notices.append(f"{broken} broken character{'s' if broken > 1 else ''} in it")
    return (Extract(text, title, date, "; ".join(notices) or None),)


class _Policy(policy.EmailPolicy):
    """The standard library's, for headers no longer than MAX_HEADER_CHARS: it takes a time with
    the square of their length, each time that one is looked at."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:MAX_HEADER_CHARS])


def _shown(message: EmailMessage) -> Iterator[str]:
    """The texts of a message and its parts, in their order. It is walked without recursion, for
    parts may be nested as deep as the message is long."""
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
            yield _header(inner[0], "subject")
            waiting += reversed(inner)
        elif kind == "message/delivery-status":
            yield "\n\n".join(_plain(str(block)) for block in inner)
        elif inner:
            waiting += reversed(inner)
        elif kind == "text/html":
            yield _of_html(part)
        elif part.get_content_maintype() != "message" and kind not in UNSHOWN:
            yield _text(part)  # where it is to have parts and has none, as it stands


def _parts(part: EmailMessage) -> list[EmailMessage]:
    inner = part.get_payload()
    return (
        [each for each in inner if isinstance(each, EmailMessage)]
        if isinstance(inner, list)
        else []
    )


def _preferred(alternatives: list[EmailMessage]) -> list[EmailMessage]:
    """The one of several forms of a text that is read: plain text that says something, else HTML,
    else what the sender likes best."""
    for kind in ("text/plain", "text/html"):
        for part in alternatives:
            if part.get_content_type() == kind and _text(part).strip():
                return [part]
    return alternatives[-1:]


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is a file that came with the message. A message in it is not."""
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
    except (LookupError, ValueError, AssertionError):  # an encoding nobody knows
        content = part.get_payload(decode=True) or b""
    return _plain(
        content if isinstance(content, str) else bytes(content).decode("utf-8", "replace")
    )


def _plain(text: str) -> str:
    # Mail has its lines end in CRLF whatever they ended in before.
    return text.encode("utf-8", "replace").decode().replace("\0", "").replace("\r\n", "\n")


def _of_html(part: EmailMessage) -> str:
    from index.loaders.formats import HTML, require_library

    require_library(HTML)
    # It is text by now, whatever encoding the message has it in.
    (extract,) = run(HTML.loader, b"\xef\xbb\xbf" + _text(part).encode())
    return extract.text


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message[name] or "")
    except (LookupError, ValueError, TypeError, AttributeError):  # what the parser chokes on
        return ""
    return value.encode("utf-8", "replace").decode()


def _date(message: EmailMessage) -> str | None:
    """The sender's day."""
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
