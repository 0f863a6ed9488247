"""Whether a file is the source of a manual page, by its first bytes."""

import re

_SKIPPED = re.compile(
    rb"""(?:[ \t]*+\r?\n
    | [.'][ \t]*+(?:\\["#][^\n]*+)?+\r?\n               # comments, empty requests
    | [.'][ \t]*+(?:de1?|am1?|ig)\b[^\n]*+\n(?:(?![.'][ \t]*+\.)[^\n]*+\n)*+[^\n]*+\n
    | [.'][ \t]*+(?:ad|als|br|char|cp|do|ds|el|fam|ft|hy|ie|if|lf|mso|nh|nr|rm|rn|rr|ss|tr|warn|IX)
      (?![A-Za-z])[^\n]*+\n
    | [.'][ \t]*+\\}[^\n]*+\n
    )*+""",
    re.VERBOSE,
)
_TITLE = re.compile(rb"[.'][ \t]*+(?:TH|Dd|Dt)[ \t]+[^\s]")
_TITLE_LINE = re.compile(rb"^[.'](?:TH|Dd|Dt)[ \t]+[^\s]", re.MULTILINE)
_HEADING = re.compile(rb"^\.[ \t]*(?:SH|Sh)\b", re.MULTILINE)
_REDIRECTION = re.compile(rb"\.so[ \t]+[^\s]{1,500}\.\w{1,20}[ \t\r]*(?:\n|\Z)")
MIN_CONTROL_SHARE = 0.1
"""Of the lines in the head of a page, those that begin with a dot or an apostrophe."""


def is_manpage(head: bytes) -> bool:
    """Whether a file that begins with `head` is the source of a manual page, or names one.

    It is if `.TH` or `.Dd` comes first, but for comments and definitions. It is also if such a
    line and a heading come later and many lines are macros.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    start = _end_of_preamble(head, 0)
    if _TITLE.match(head, start):
        return True
    if named := _REDIRECTION.match(head, start):
        return _end_of_preamble(head, named.end()) == len(head)
    if not _TITLE_LINE.search(head) or not (_HEADING.search(head) or head[:1] in (b".", b"'")):
        return False
    lines = [line for line in head.split(b"\n") if line.strip()]
    return sum(line[:1] in (b".", b"'") for line in lines) >= MIN_CONTROL_SHARE * len(lines)


def _end_of_preamble(head: bytes, start: int) -> int:
    """Where the comments, definitions and empty lines from `start` on end."""
    skipped = _SKIPPED.match(head, start)
    return skipped.end() if skipped else start
