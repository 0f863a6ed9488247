"""Marks of AsciiDoc: what a line begins with, or is made of.

The rules are those of https://docs.asciidoctor.org/asciidoc/latest/, and where these are silent
those of Asciidoctor.
"""

import re

TITLE = re.compile(r"(={1,6}|\#{1,6})[ \t]+(?=\S)")
UNDERLINE = re.compile(r"([=~^+-])\1{2,}\Z")
UNDERLINES = "=-~^+"
"""The marks below a title, the outermost first."""
ATTRIBUTE = re.compile(r":!?\w[\w-]*!?:(?:[ \t]|\Z)")
"""What sets an attribute of the document."""
BLOCK_ATTRIBUTES = re.compile(r"""\[(?:|[\w.\#"'%,].*|\[(?:|[^\W\d][^\[\]]*)\])\]\Z""")
"""A line of attributes of the block below it, or its anchor."""
STYLE = re.compile(r"""\[["']?([\w-]*)""")
PREPROCESSOR = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif)::[^\s\[]*\[")
COMMENT = re.compile(r"//(?!/)")
CAPTION = re.compile(r"\.(?=\.?[^\s.])")
MACRO = re.compile(r"\w[\w-]*::(?!\s)[^\[]*\[")
"""An image, a film, the table of contents. Like what is for the preprocessor, it ends with "]"."""
RULE = re.compile(r"(?:'{3,}|<<<+|(?:- ?){3}|(?:\* ?){3})\Z")
CONTINUATION = "+"

DELIMITER = re.compile(
    r"-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}(?=[^`]*\Z)|~~~+|[|,:!]={3,}"
)
"""What starts a block that ends where the same mark stands again."""
TABLES = "|,:!"
VERBATIM = "-.+`~"
"""What delimiters of code begin with. Two dashes delimit a block of any style."""
FENCES = "`~"
OPEN = "--"
CODE_STYLES = frozenset(
    """
    source listing literal verse synopsis stem latexmath asciimath pass plantuml ditaa graphviz
    mermaid a2s blockdiag
    """.split()
)
"""Styles of blocks whose lines are kept."""

_ANCHOR = r"(?:\[{2,3}[^\[\]]{0,200}\]{2,3}[ \t]*)?"
ITEM = re.compile(
    r"(-|\*{1,5}|\.{1,5}|•|\d{1,9}\.|[A-Za-z]\.|[ivxIVX]{1,9}\)|<(?:\d{1,3}|\.)>)"
    r"[ \t]+(?:\[[ xX*]\][ \t]+)?" + _ANCHOR + r"(?=\S)"
)
TERM = re.compile(r"(?!//)" + _ANCHOR + r"(\S.{0,300}?)(:::?:?|;;)(?:[ \t]+|\Z)")
AUTHOR = re.compile(r"(?:[^\W\d][\w.'-]*)(?: +[\w.'-]+){0,2}(?: +<[^<>]+>)?(?:;.*)?\Z")
REVISION = re.compile(r"v?\d[^ ]*(?:,|\Z)|.*\b(?:19|20)\d\d\b")


def list_kind(marker: str) -> str:
    """What the markers of one list have in common."""
    if marker[-1] == ".":
        if marker[0].isdigit():
            return "1."
        return "a." if marker[0].isalpha() else marker
    return marker[-1] if marker[-1] in ")>" else marker
