"""What holds for the text directly in an element of an HTML page, by the elements around it."""

from dataclasses import dataclass

from index.loaders.webpage.elements import CODE, DESCRIPTIONS, LISTS, Node
from index.structure import Kind

_FLOWS = {
    "li": Kind.ITEM,
    "dt": Kind.TERM,
    "summary": Kind.TERM,
    "dd": Kind.PARAGRAPH,
    "blockquote": Kind.QUOTE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
}
"""The kind of paragraphs in an element."""


@dataclass(slots=True)
class Frame:
    """The state within an open element."""

    node: Node
    kind: Kind = Kind.PARAGRAPH
    flow: Kind = Kind.PARAGRAPH
    """The kind of paragraphs in it."""
    level: int = 0
    """Lists and descriptions around it."""
    heading: int = 0
    """The level of the heading that it is part of, or 0."""
    is_aside: bool = False
    is_main: bool = False
    """Whether it is in the main part of the page."""
    group: int = 0
    """Of the list or table around it."""


def frame_within(above: Frame, node: Node) -> Frame:
    """The frame of an element that starts within another."""
    frame = Frame(
        node, above.kind, above.flow, above.level, above.heading,
        above.is_aside or node.is_aside, above.is_main, above.group,
    )  # fmt: skip
    tag = node.tag
    if node.heading:
        frame.kind, frame.heading = Kind.HEADING, node.heading
        return frame
    if above.heading and tag not in ("", "div", "center"):
        frame.kind, frame.heading = frame.flow, 0
    _set_kind(frame, tag)
    if tag in LISTS or tag in DESCRIPTIONS:
        frame.level += 1
    elif tag in ("li", "dd"):
        frame.level = max(frame.level, 1)
    elif tag in ("main", "article"):
        frame.is_main = True
    elif tag == "aside" or (tag == "header" and not node.has_h1):
        frame.is_aside |= not above.is_main
    return frame


def _set_kind(frame: Frame, tag: str) -> None:
    if tag in _FLOWS:
        frame.kind = frame.flow = _FLOWS[tag]
    elif tag in CODE:
        frame.kind = Kind.CODE
    elif frame.flow is Kind.TERM and (tag in LISTS or tag in DESCRIPTIONS):
        frame.kind = frame.flow = Kind.PARAGRAPH
