"""E-mail: the message's words, its subject as title, the day it was sent."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from index.dates import leading_date
from index.loaders.isolation import run
from index.records import Extract

MAX_NAMED = 10


def load(data: bytes) -> tuple[Extract]:
    """The Extract of a message; attachments are named in its notice, not read.

    Raises LoadError where the message is HTML and nothing else, and its reader is missing.
    """
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = _text(body) if body is not None else ""
    if not text.strip() and (body := message.get_body(("html",))) is not None:
        text = _of_html(body)
    date = _date(message) or leading_date(text)
    title = " ".join(_header(message, "subject").split())
    return (Extract(text, title, date, _notice(message)),)


def _text(part: MIMEPart) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, AssertionError):  # an encoding nobody knows
        content = part.get_payload(decode=True) or b""
    text = content if isinstance(content, str) else bytes(content).decode("utf-8", "replace")
    # Mail has its lines end in CRLF whatever they ended in before.
    return text.encode("utf-8", "replace").decode().replace("\0", "").replace("\r\n", "\n")


def _of_html(part: MIMEPart) -> str:
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


def _notice(message: EmailMessage) -> str | None:
    names = [_filename(part) for part in message.walk() if part.is_attachment()]
    if not names:
        return None
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"not read: attached {', '.join(names[:MAX_NAMED])}{more}"


def _filename(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or part.get_content_type()
    except (LookupError, ValueError, TypeError, AttributeError):
        name = "a file"
    return " ".join(name.encode("utf-8", "replace").decode().split())
